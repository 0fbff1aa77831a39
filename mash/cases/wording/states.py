"""What can be found in words."""

from mash.labels import Labelled


class WordingKind(Labelled):
    """Why somebody is asked to look at their words again (reviews of records; requirements S16, S17, S21, S95)."""

    NAME = "name", "A name or initials of nobody on the record"
    PERSON = "person", "Age or gender unlike the record"
    TERM = "term", "A term that may be disrespectful"
    COPY = "copy", "Text that stands in another case"
    OPINION = "opinion", "Opinion without a source"
