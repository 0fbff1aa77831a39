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
    WISHES_UNKNOWN = "wishes_unknown", "What the adult wants is not known yet"

    @property
    def question(self) -> str:
        """How it is asked of everybody who rates; nothing where it isn't."""
        return ASKED_FIRST.get(self, "")


ASKED_FIRST = {
    Fact.DANGER_NOW: "Is the adult safe now?", Fact.CHILD_AFFECTED: "Is a child in the household, or affected?",
    Fact.POSSIBLE_CRIME: "Could a crime have been committed?", Fact.NO_CONSENT: "Has the adult agreed to us looking into this?",
    Fact.WISHES_UNKNOWN: "Do we know what the adult wants to happen?",
}  # fmt: skip
"""Of these everybody who rates is asked before anything else, in these words, and must answer: yes, no or don't know."""
