"""What is recorded around an adult: kinds of need, and what whoever visits must know."""

from mash.labels import Labelled


class NeedKind(Labelled):
    """The kinds of need that are looked at side by side (thematic review 2021: "All reviewed cases had multiple needs").
    The list is fixed, so that what nobody asked about shows as that.
    """

    PHYSICAL = "physical", "Physical health"
    MENTAL = "mental", "Mental health"
    SUBSTANCES = "substances", "Drugs and alcohol"
    THINKING = "thinking", "Learning, memory and thinking"
    CARE = "care", "Care and support each day"
    HOUSING = "housing", "Housing and home"
    MONEY = "money", "Money, benefits and debt"
    JUSTICE = "justice", "Police, courts and probation"
    RELATIONSHIPS = "relationships", "Relationships and loneliness"
    CARING = "caring", "Caring for somebody else"


class NeedState(Labelled):
    """What was answered about one kind of need. A kind without a row was not asked about."""

    NEED = "need", "There is a need"
    NONE = "none", "No need"
    UNCLEAR = "unclear", "Asked, and still not clear"


class Met(Labelled):
    """Whether somebody meets a need now."""

    YES = "yes", "It is met"
    PARTLY = "partly", "Partly met"
    NO = "no", "Not met"
    DONT_KNOW = "dont_know", "Nobody knows whether it is met"


class MarkerKind(Labelled):
    """What a worker must know before they call, write or visit."""

    WORKERS = "workers", "Risk to workers"
    NOT_ALONE = "not_alone", "Do not visit alone"
    WEAPON = "weapon", "Weapon at the address"
    DOG = "dog", "Dog at the address"
    SOMEBODY = "somebody", "Risk from somebody at the address"
    CONTACT = "contact", "Contact can put the adult in danger"
    FIRE = "fire", "Fire or oxygen at the address"
    HOME = "home", "Unsafe home: structure, clutter or infection"


class Facet(Labelled):
    """The parts of who somebody is that the adult may speak of (Social GRAACES). Gender and age stand on the record."""

    ETHNICITY = "ethnicity", "Ethnicity"
    RELIGION = "religion", "Religion, belief or spirituality"
    LANGUAGE = "language", "Language, and interpreter"
    DISABILITY = "disability", "Disability"
    ORIENTATION = "orientation", "Sexual orientation"
    CULTURE = "culture", "Culture, class and background"
    WORK = "work", "Education and work"
    FAMILY = "family", "Family, and whom they care for"
    APPEARANCE = "appearance", "How others see them"
    IMMIGRATION = "immigration", "Immigration, or no recourse to public funds"


class FacetAnswer(Labelled):
    """How it was answered."""

    SAID = "said", "In their words"
    NOT_SAID = "not_said", "Prefers not to say"
    WRONG = "wrong", "What stood here is not so"


class SeenBy(Labelled):
    """Who may read what happened to the adult. What helps and what to avoid is for everybody who works the case."""

    FEW = "few", "Only whoever holds the case, whoever wrote it, and managers"
    WORKERS = "workers", "Everybody who works the case"


class OutcomesMet(Labelled):
    """How far the adult's desired outcomes were met (Making Safeguarding Personal)."""

    MET = "met", "Met"
    PARTLY = "partly", "Partly met"
    NOT_MET = "not_met", "Not met"
    NONE_EXPRESSED = "none_expressed", "The adult expressed none"


class Advocate(Labelled):
    """How it stands with an independent advocate."""

    NAMED = "named", "An advocate is named"
    REFERRED = "referred", "Asked for, none named yet"
    DECLINED = "declined", "Offered, and the adult does not want one"
    NOT_YET = "not_yet", "Not asked for yet"
