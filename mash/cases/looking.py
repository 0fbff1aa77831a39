"""Looks at the words of one post before they are kept, and remembers what was let through."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils import timezone

from mash.accounts.models import User
from mash.forms.fields import Words
from mash.forms.worded import Remark, WordedForm

from .states import Nature
from .wording.passages import marks_of
from .wording.report import on_form
from .wording.rules import look, whom
from .wording.text import Text
from .wording_queries import known_for, known_of_report, marks_key


@dataclass
class Look:
    """Travels with what one person posted about one case; a form with words calls it when it is judged. No case yet: terms
    are looked for, and names of nobody whom the form itself names beside the adult.
    """

    by: User
    reference: str
    page: str
    forms: list[WordedForm] = field(default_factory=list)
    marks: set[int] = field(default_factory=set)

    def __call__(self, form: WordedForm) -> list[Remark]:
        texts = [text for text in _texts(form) if text.words]
        self.forms.append(form)
        if not texts:
            return []
        if not self.reference:
            heard = [replace(text, sourced=True, fact=False, source="") for text in texts]
            adult, others, said = on_form(form.cleaned_data)
            named = whom(heard) if adult else {}
            return self._remarks(heard, form, {}, named, known_of_report(named, adult, others, said))
        key, named = marks_key(), whom(texts)
        marks = {text.field: _new_marks(text, key) for text in texts}
        self.marks |= {mark for found in marks.values() for mark in found}
        return self._remarks(texts, form, marks, named, known_for(self.by, self.reference, named, self.marks))

    def _remarks(self, texts: list[Text], form: WordedForm, marks: dict, named: dict, known: object) -> list[Remark]:
        found = look(texts, known, marks, named, _day(form))
        return [Remark(one.kind, one.field, one.words, one.why, one.instead) for one in found]

    def let_through(self) -> Iterator[tuple[str, Remark, str]]:
        """The question, what was remarked on, and the reason: of each remark that somebody answered."""
        for form in self.forms:
            if form.is_valid():
                yield from ((str(form.fields[remark.field].label), remark, form.as_it_is) for remark in form.remarks)


def _texts(form: WordedForm) -> Iterator[Text]:
    """The answers in words, without what the page itself had put there and nobody changed."""
    said = form.cleaned_data
    nature = said.get("nature")
    for name, question in form.fields.items():
        before = str(form.get_initial_for_field(question, name) or "")
        if isinstance(question, Words) and isinstance(said.get(name), str) and said[name] != before:
            sourced = name in form.said_by_others or nature in (Nature.OPINION, Nature.HEARSAY)
            source = said.get("source") if "source" in form.fields else ""
            yield Text(name, said[name], sourced=sourced, fact=nature == Nature.FACT, source=str(source or ""), before=before)


def _new_marks(text: Text, key: bytes) -> dict[int, int]:
    """Passages that the page did not put there itself."""
    return {mark: start for mark, start in marks_of(text.words, key).items() if mark not in marks_of(text.before, key)}


def _day(form: WordedForm) -> date:
    """The day that the words tell of, where the form asks for it."""
    when = next((form.cleaned_data[name] for name in ("happened_at", "held_at") if isinstance(form.cleaned_data.get(name), datetime)), None)
    return timezone.localtime(when).date() if when else timezone.localdate()
