"""What kinds of organisation there are."""

from mash.labels import Labelled


class Kind(Labelled):
    """The kind decides which questions an agency is asked and what it may see."""

    HUB = "hub", "Adults MASH"
    LOCALITY_TEAM = "locality_team", "Locality Adult Community Team"
    COUNCIL_TEAM = "council_team", "Council team"
    POLICE = "police", "Police"
    MENTAL_HEALTH = "mental_health", "Mental health trust"
    GP = "gp", "GP practice"
    HOSPITAL = "hospital", "Hospital"
    COMMUNITY_HEALTH = "community_health", "Community health"
    CHILDRENS = "childrens", "Children's services"
    HOUSING = "housing", "Housing"
    PROBATION = "probation", "Probation"
    SUBSTANCE_USE = "substance_use", "Drug and alcohol service"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    CARE_PROVIDER = "care_provider", "Care provider"
    OTHER = "other", "Other"


TEAMS = (Kind.HUB, Kind.LOCALITY_TEAM, Kind.COUNCIL_TEAM)
"""Parts of the council: they hold cases; everyone else is asked and answers."""
