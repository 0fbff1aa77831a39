"""A form that comes twice does its work once. One that comes again with other words is never taken for the first."""

from typing import Any, TypeVar

Row = TypeVar("Row")


class OtherWords(Exception):
    """What came under this key before said something else. Nothing of this attempt is kept, and whoever sent it must learn
    so with their words still before them. `kept`: what the first one made.
    """

    def __init__(self, kept: Any) -> None:
        super().__init__()
        self.kept = kept


def is_unchanged(kept: object, **said: object) -> bool:
    """Whether this says what the first sending said."""
    return all(getattr(kept, name) == value for name, value in said.items())


def unchanged(kept: Row, **said: object) -> Row:
    """What the first sending made, if this one says the same."""
    if not is_unchanged(kept, **said):
        raise OtherWords(kept)
    return kept
