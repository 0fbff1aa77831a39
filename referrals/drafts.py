"""The answers of a report that is being written: kept in the session, never in an address."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.contrib.sessions.backends.base import SessionBase
from django.forms import Form

DRAFT = "report"
SENT = "report_sent"


@dataclass
class Draft:
    """One report that has not been sent yet, and the key under which it will be."""

    once_key: str = field(default_factory=lambda: str(uuid4()))
    answers: dict[str, Any] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def keep(self, step: str, form: Form) -> None:
        """Remember the answers of one page as they were given."""
        self.answers |= {name: form[name].value() or "" for name in form.fields}
        if step not in self.done:
            self.done.append(step)


def draft_in(session: SessionBase) -> Draft:
    """The draft that was begun, or a new one."""
    return Draft(**session[DRAFT]) if DRAFT in session else Draft()


def keep_draft(session: SessionBase, draft: Draft) -> None:
    """Keep it until it is sent, the person leaves, or the browser closes."""
    session[DRAFT] = {"once_key": draft.once_key, "answers": draft.answers, "done": draft.done}


def forget_draft(session: SessionBase, once_key: UUID) -> None:
    """It has been sent: only the key of its receipt stays."""
    session.pop(DRAFT, None)
    session[SENT] = str(once_key)


def sent_in(session: SessionBase) -> UUID | None:
    """The key of the report that was sent last from this browser."""
    return UUID(session[SENT]) if SENT in session else None
