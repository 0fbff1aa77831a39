"""The one way to write the trail."""

import json
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db import connections

from .verbs import Verb

_written: ContextVar[int] = ContextVar("written", default=0)


class Actor(Protocol):
    """Whoever did it: a user, or the system's own name."""

    pk: int | None
    name: str


class System:
    """The hub itself, when no person acted: a sweep, the relay, the public form."""

    pk = None

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name


def record(
    verb: Verb, *, chain: str, by: Actor, subject: str = "", detail: dict[str, Any] | None = None, using: str = "default"
) -> None:
    """Write one line. On "default" it stands or falls with the change around it.

    `chain` names the line of history ("case:LUT-…", "accounts"). `detail` is anything JSON holds.
    """
    text = json.dumps(detail or {}, sort_keys=True, ensure_ascii=False, default=str)
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select trail_append(%s, %s, %s, %s, %s, %s, %s)",
            [chain, at, by.pk, by.name, str(verb), subject[:200], text],
        )
    if using == "default":
        _written.set(_written.get() + 1)


def record_apart(verb: Verb, *, chain: str, by: Actor, subject: str = "", detail: dict[str, Any] | None = None) -> None:
    """Write a read or a refusal on the second connection, so that a rolled-back page cannot erase it."""
    record(verb, chain=chain, by=by, subject=subject, detail=detail, using="trail")


def changes_written() -> int:
    """How many changes were put on record here so far: who asks before and after a request knows whether it did anything.
    Reads and refusals are none.
    """
    return _written.get()
