"""Forms whose words are looked at before they are kept. Nothing is refused: a reason lets them through."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django import forms

from mash.forms.fields import Words
from mash.forms.reading import clean_words

REASON, SEEN = "as_it_is", "words_seen"


@dataclass(frozen=True)
class Remark:
    """Something about the words of one answer that somebody should look at: why it matters, and what to do."""

    kind: str
    field: str
    words: str
    why: str
    instead: str

    @property
    def key(self) -> str:
        """Travels with the page, so that a reason answers what was shown and nothing else."""
        return blake2b(f"{self.kind}|{self.field}|{self.words}".encode(), digest_size=6).hexdigest()


class WordedForm(forms.Form):
    """A form of a page that knows whom its words are about: the door puts `look` on what was posted (LookAtWords).

    `said_by_others`: answers whose source the form itself asks for, such as what somebody said on the phone.
    """

    said_by_others: tuple[str, ...] = ()
    _remarks: list[Remark]

    def full_clean(self) -> None:
        self._remarks = []
        super().full_clean()
        look = getattr(self.data, "look", None) if self.is_bound else None
        if look and any(isinstance(field, Words) for field in self.fields.values()):
            self._remarks = sorted(look(self), key=lambda remark: [*self.fields].index(remark.field))

    def is_valid(self) -> bool:
        return super().is_valid() and not self.asking

    @property
    def asking(self) -> list[Remark]:
        """What was not shown before, or has no reason yet: the page comes back with it."""
        seen = self._seen if self.as_it_is else set()
        return [remark for remark in self.remarks if remark.key not in seen]

    @property
    def remarks(self) -> list[Remark]:
        """Everything that was found, answered or not."""
        return self._remarks if self.errors is not None else []

    @property
    def as_it_is(self) -> str:
        """Why the words stay as they are."""
        return clean_words(" ".join(self._posted(REASON)))

    @property
    def shown(self) -> str:
        """The keys of what this page shows, for the next time."""
        return " ".join(remark.key for remark in self.remarks)

    @property
    def _seen(self) -> set[str]:
        return {key for keys in self._posted(SEEN) for key in keys.split()}

    def _posted(self, name: str) -> Iterable[Any]:
        """A page of several steps may carry the same twice."""
        values = self.data.getlist(name) if self.is_bound and hasattr(self.data, "getlist") else []
        return list(dict.fromkeys(values))
