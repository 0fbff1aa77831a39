"""What a worker can know of a concern besides indicators, gates and lifts, and which of it everybody is asked first."""

from mash.labels import Labelled


class Fact(Labelled):
    """What a worker knows of a concern besides indicators, gates and lifts; a routing rule may wait for it."""

    DANGER_NOW = "danger_now", "Somebody is in danger now"
    POSSIBLE_CRIME = "possible_crime", "It may be a crime"
    CHILD_AFFECTED = "child_affected", "A child is in the household or affected"
    POSITION_OF_TRUST = "position_of_trust", "Somebody in a position of trust may be responsible"
    DEATH = "death", "Abuse or neglect may have played a part in a death"
    HOSTILE_MOTIVE = "hostile_motive", "Hostility because of who the adult is"
    NO_CONSENT = "no_consent", "The adult has not consented"
    WISHES_UNKNOWN = "wishes_unknown", "Nobody knows yet what the adult wants"


ASKED_FIRST = (Fact.DANGER_NOW, Fact.CHILD_AFFECTED, Fact.POSSIBLE_CRIME, Fact.NO_CONSENT, Fact.WISHES_UNKNOWN)
"""Of these everybody who rates is asked before anything else, and must answer: yes, no or don't know."""
