"""How an adult may safely be reached."""

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
