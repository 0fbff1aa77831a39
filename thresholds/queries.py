"""The threshold matrix that is in force, and the versions of it that somebody may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from time import monotonic

from django.db.models import QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.calendar import in_force, is_shut
from mash.cases.working_time import Unit, due_at

from .matrix import Matrix, read
from .models import DraftChange, MatrixVersion
from .rules import differences

FRESH_SECONDS = 30
"""How long a process goes on with the matrix it read. A version in force never changes; a new one takes this long to reach all."""

NEWS_DAYS = 5
"""Working days for which a new version is announced to whoever rates by it: a week of everybody's shifts."""

READS_DRAFTS = (Permission.PROPOSE_MATRIX, Permission.APPROVE_MATRIX, Permission.SEE_OVERVIEW)


def matrix_in_force() -> tuple[str, Matrix]:
    """The name of the version in force, which a decision keeps, and the matrix itself."""
    version, matrix = _read(int(monotonic() // FRESH_SECONDS))
    return version.name, matrix


def matrix_now() -> tuple[str, Matrix]:
    """The same as the database has it at this moment. One query: for whoever records by a version, or is told that theirs is
    old.
    """
    if MatrixVersion.objects.in_force().values_list("name", flat=True).get() != matrix_in_force()[0]:
        forget()
    return matrix_in_force()


@lru_cache(maxsize=1)
def _read(_: int) -> tuple[MatrixVersion, Matrix]:
    version = version_in_force()
    return version, read(version.data)


@dataclass(frozen=True)
class News:
    """A version that has just come into force, beside the one that it replaced."""

    pk: int
    name: str
    since: datetime
    until: datetime
    before: MatrixVersion
    many: int
    """Differences from the one before."""


def news_for(actor: User) -> News | None:
    """The version in force, as long as it is new to whoever rates by it. No query but the first in `FRESH_SECONDS`."""
    if not actor.may(Permission.RATE):
        return None
    news = _news(_read(int(monotonic() // FRESH_SECONDS))[0])
    return news if news and timezone.now() < news.until else None


@lru_cache(maxsize=1)
def _news(version: MatrixVersion) -> News | None:
    before = version_before(version)
    if before is None:
        return None
    until = due_at(version.in_force_from, NEWS_DAYS, Unit.WORKING_DAYS, in_force().hours, is_shut)
    many = len(differences(read(before.data), read(version.data)))
    return News(version.pk, version.name, version.in_force_from, until, before, many)


@lru_cache(maxsize=16)
def version_named(name: str) -> tuple[int, Matrix] | None:
    """The version that a decision was made by: its number, for a link, and its own wording. It never changes."""
    version = _versions().filter(name=name, in_force_from__isnull=False).first()
    return (version.pk, read(version.data)) if version else None


def gone(matrix: Matrix, ticked: Iterable[str]) -> list[str]:
    """What was ticked and this version no longer has, in the words of the latest version in force that had it. No query while
    it has everything.
    """
    missing = [code for code in ticked if code and code not in matrix.all_codes]
    if not missing:
        return []
    names = MatrixVersion.objects.filter(in_force_from__isnull=False).order_by("in_force_from", "pk").values_list("name", flat=True)
    words: dict[str, str] = {}
    for version in map(version_named, names):
        words |= version[1].in_words if version else {}
    return [words.get(code, code) for code in missing]


def forget() -> None:
    """Let this process read again: what it changed itself it knows at once."""
    _read.cache_clear()
    _news.cache_clear()
    version_named.cache_clear()


def abuse_types() -> list[tuple[str, str]]:
    """What a referrer may call it, as choices: the types and special subjects of the matrix in force."""
    return [(kind.code, kind.name) for kind in matrix_in_force()[1].types]


def version_in_force() -> MatrixVersion:
    """The version that concerns are rated by now."""
    return _versions().in_force().get()


def visible_versions(actor: User) -> QuerySet[MatrixVersion]:
    """The versions that exist for this person, the newest first: what was ever in force for everybody who signs in, since
    decisions rest on it; drafts and proposals for those who write, approve or oversee them.
    """
    if not actor.is_active:
        return MatrixVersion.objects.none()
    found = _versions().order_by("-pk")
    return found if reads_drafts(actor) else found.filter(in_force_from__isnull=False)


def reads_drafts(actor: User) -> bool:
    """Whether this person writes versions, approves them or oversees how they come about."""
    return any(map(actor.may, READS_DRAFTS))


def proposal() -> MatrixVersion | None:
    """The version that waits for the Board's answer, or for its time."""
    return _versions().awaited().first()


def waits_for(actor: User) -> MatrixVersion | None:
    """The version that waits for this person's answer for the Board."""
    return _versions().awaited().filter(approved_at__isnull=True).first() if actor.may(Permission.APPROVE_MATRIX) else None


def version_before(version: MatrixVersion) -> MatrixVersion | None:
    """What was in force before this version was, or is in force while it waits; none before the first."""
    at = version.in_force_from or version.ended_at or timezone.now()
    earlier = _versions().filter(in_force_from__isnull=False, in_force_from__lt=at).exclude(pk=version.pk)
    return earlier.order_by("-in_force_from", "-pk").first()


def codes_given() -> set[str]:
    """Every code that any version or any change of a draft ever gave to something."""
    found = {code for made in DraftChange.objects.values_list("made", flat=True) for code in made}
    return found.union(*(read(data).all_codes for data in MatrixVersion.objects.values_list("data", flat=True)))


def changes_of(version: MatrixVersion) -> QuerySet[DraftChange]:
    """How a draft came to say what it says, the last change first."""
    return version.changes.select_related("by")


def _versions() -> QuerySet[MatrixVersion]:
    return MatrixVersion.objects.select_related("drafted_by", "proposed_by", "approved_by", "ended_by")
