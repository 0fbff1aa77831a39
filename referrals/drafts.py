"""The answers of a report that is being written: in the session and on the page itself, never in an address."""

import json
from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.contrib.sessions.backends.base import SessionBase
from django.forms import Form
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from mash.forms.kept import keys_of

from .states import Danger, Voice

DRAFT = "report"
SENT = "report_sent"
FORGET_MINUTES = 30
"""After so long without a click the session no longer has the answers. A page that is still open goes on holding them."""
WARN_MINUTES = 25
FILES = "file"
"""Under which a page carries the token of a file."""


@dataclass
class Draft:
    """One report that has not been sent yet, as it was typed, and the key under which it will be sent."""

    once_key: str = field(default_factory=lambda: str(uuid4()))
    answers: dict[str, list[str]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    saved: str = ""
    """The reference of what was put away before, where these answers were begun with it. Nothing else makes way for them."""

    @property
    def data(self) -> MultiValueDict:
        """All answers, as if they had been posted on one page."""
        return MultiValueDict(self.answers)

    @property
    def voice(self) -> Voice:
        """Who is speaking: decides what is asked, and in which words."""
        said = self.data.get("voice")
        return Voice(said) if said in set(Voice) else Voice.NOT_SAID

    @property
    def begun(self) -> bool:
        """Whether anything has been said or answered."""
        return bool(self.answers or self.done)

    @property
    def in_danger(self) -> bool:
        return self.data.get("danger") == Danger.YES

    def note(self, form: Form) -> None:
        """Remember what was typed on one page, right or wrong."""
        for key in keys_of(form):
            self.answers.pop(key, None)
            if typed := [value for value in form.data.getlist(key) if value]:
                self.answers[key] = typed

    def keep(self, step: str, form: Form) -> None:
        """Remember the answers of one page, which has then been answered."""
        self.note(form)
        self.settle([step])

    def settle(self, steps: Iterable[str]) -> None:
        """These pages have been answered, or left empty on purpose."""
        self.done += [step for step in steps if step not in self.done]

    def first_values(self, form: type[Form]) -> dict[str, Any]:
        """What a page shows before anything is typed on it: what was typed there earlier."""
        fields = form.base_fields.items()
        return {name: each.widget.value_from_datadict(self.data, {}, name) for name, each in fields}

    @property
    def files(self) -> list[str]:
        """The tokens of the photos and documents that were added, in order."""
        return self.answers.get(FILES, [])

    def hold_files(self, tokens: list[str]) -> None:
        """Remember which files belong to it."""
        self.answers.pop(FILES, None)
        if tokens:
            self.answers[FILES] = tokens

    def carried(self, form: Form | None = None) -> list[tuple[str, str]]:
        """All but this form's answers, as hidden fields: a page that is sent after its session has ended loses nothing."""
        own = set(keys_of(form)) if form else set()
        said = [(key, value) for key, values in self.answers.items() if key not in own for value in values]
        known = [("once", self.once_key), *(("done", step) for step in self.done), *said]
        return [*known, ("saved", self.saved)] if self.saved else known

    def as_text(self) -> str:
        """What is put away: under which reference is known to whoever opens it."""
        return json.dumps({name: said for name, said in asdict(self).items() if name != "saved"})

    @classmethod
    def from_text(cls, text: str) -> "Draft":
        return cls(**json.loads(text))


def draft_in(session: SessionBase) -> Draft:
    """The draft that was begun and not left for long, or a new one."""
    kept = session.get(DRAFT)
    if kept is None or timezone.now().timestamp() - kept["at"] > FORGET_MINUTES * 60:
        return Draft()
    return Draft(kept["once_key"], kept["answers"], kept["done"], kept.get("saved", ""))


def draft_on(posted: QueryDict, session: SessionBase, *, known: Container[str], steps: Container[str]) -> Draft:
    """The report that a page belongs to: the session's, or the one the page carries when the session knows none of it."""
    draft = draft_in(session)
    if posted.get("once", draft.once_key) == draft.once_key:
        return draft
    answers = {key: values for key, values in posted.lists() if key in known}
    done = [step for step in posted.getlist("done") if step in steps]
    return Draft(_key(posted["once"]), answers, done, posted.get("saved", ""))


def _key(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return str(uuid4())


def keep_draft(session: SessionBase, draft: Draft) -> None:
    """Keep it until it is sent, the person leaves, the browser closes, or half an hour passes. Whoever writes a report
    has done with the receipt of the one before.
    """
    forget_sent(session)
    session[DRAFT] = asdict(draft) | {"at": timezone.now().timestamp()}


def drop_draft(session: SessionBase) -> None:
    """The session forgets it."""
    session.pop(DRAFT, None)


def forget_draft(session: SessionBase, once_key: UUID) -> None:
    """It has been sent: only the key of its receipt stays."""
    drop_draft(session)
    session[SENT] = str(once_key)


def forget_sent(session: SessionBase) -> None:
    """The receipt, and with it the secret code, can't be shown again from this browser."""
    session.pop(SENT, None)


def sent_in(session: SessionBase) -> UUID | None:
    """The key of the report that was sent last from this browser."""
    return UUID(session[SENT]) if SENT in session else None
