"""How an adult may safely be reached, and how they describe themselves."""

from mash.labels import Labelled


class SafeBy(Labelled):
    """The one safe way to reach the adult, as they or someone who knows them said."""

    NOT_ASKED = "not_asked", "Not asked yet"
    PHONE = "phone", "Phone"
    TEXT = "text", "Text message"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"
    IN_PERSON = "in_person", "In person only"
    THROUGH = "through", "Through someone they trust"
    NONE = "none", "No safe way is known"


class Gender(Labelled):
    """How the adult describes their gender. Nobody must be asked; an empty column means that nobody has."""

    WOMAN = "woman", "Woman"
    MAN = "man", "Man"
    ANOTHER_WAY = "another_way", "In another way"
    NOT_SAID = "not_said", "Prefers not to say"


class Pronouns(Labelled):
    """How the adult wishes to be spoken of."""

    SHE = "she", "She and her"
    HE = "he", "He and him"
    THEY = "they", "They and them"
    OTHER = "other", "Other pronouns, or their name"
