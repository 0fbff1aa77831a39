"""Warning markers: set with evidence, looked at again within a year, ended or renewed with a reason. None lapses by itself."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..access import refuse
from ..adult_rules import MarkerSaid, marker_problems, review_problem
from ..models import Case, Marker
from ..states import WorkKind
from .asking import ask_due
from .cases import tell
from .locking import Stale, locked_case
from .needs import newest
from .work_items import raise_work_item, settle_work_items

SWEEP = System("Sweep")


class MarkerRefused(Exception):
    """It can't be marked so; the messages say what to do, by question."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(next(iter(problems.values())))


@transaction.atomic
def set_marker(*, reference: str, said: MarkerSaid, by: User) -> Marker:
    """Whoever calls or visits this adult is warned, on each of the adult's cases, until somebody ends it for a reason."""
    case = locked_case(reference=reference, by=by, permission=Permission.KEEP_MARKERS)
    problems = marker_problems(said, timezone.localdate())
    if case.markers.filter(kind=said.kind, ended_at__isnull=True).exists():
        problems["kind"] = "This marker stands on the case already. Review that one"
    if problems:
        raise MarkerRefused(problems)
    row = case.markers.create(
        kind=said.kind, advice=said.advice, evidence=said.evidence, source=said.source, review_on=said.review_on,
        disclosed=said.disclosed, why_not_disclosed=said.why_not_disclosed, set_by=by,
    )  # fmt: skip
    tell(case, f"Warning marker: {said.kind.label}. {said.advice}", source=said.source, by=by)
    detail = {"kind": said.kind, "disclosed": said.disclosed, "review_on": said.review_on.isoformat()}
    record(Verb.MARKER_SET, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return row


@transaction.atomic
def review_marker(
    *, reference: str, marker_id: int, seen: int, words: str, disclosed: bool, why_not_disclosed: str, next_on: date | None, by: User
) -> Marker:  # fmt: skip
    """It still holds, and is looked at again on `next_on`; or it ends. `seen`: the newest review that the page showed."""
    case = locked_case(reference=reference, by=by, permission=Permission.KEEP_MARKERS)
    row = case.markers.select_for_update(of=("self",)).filter(pk=marker_id).first()
    if row is None:
        refuse(by, reference, "review_marker")
    if row.ended_at or newest(row.reviews) != seen:
        raise Stale(case)
    _check(disclosed=disclosed, why_not=why_not_disclosed, next_on=next_on)
    now = timezone.now()
    row.reviews.create(words=words, disclosed=disclosed, next_on=next_on, reviewed_by=by, reviewed_at=now)
    row.disclosed, row.why_not_disclosed, row.asked_at = disclosed, "" if disclosed else why_not_disclosed, None
    row.review_on, row.ended_at = next_on or row.review_on, None if next_on else now
    row.save(update_fields=["disclosed", "why_not_disclosed", "asked_at", "review_on", "ended_at"])
    settle_work_items(WorkKind.MARKER_REVIEW, about=row.about, answer=words, by=by, case=case)
    until = f"looked at again on {next_on:%-d %B %Y}" if next_on else "ended"
    tell(case, f"Warning marker “{row.get_kind_display()}” {until}: {words}", source=by.name, by=by)
    verb = Verb.MARKER_RENEWED if next_on else Verb.MARKER_ENDED
    record(verb, chain=f"case:{reference}", by=by, subject=reference, detail={"kind": row.kind})
    return row


def _check(*, disclosed: bool, why_not: str, next_on: date | None) -> None:
    problems = {}
    if next_on and (problem := review_problem(next_on, timezone.localdate())):
        problems["next_on"] = problem
    if next_on and not disclosed and not why_not.strip():
        problems["why_not_disclosed"] = "Say why the person is not told"
    if problems:
        raise MarkerRefused(problems)


def sweep_markers() -> int:
    """The review of a marker is due: whoever holds the case is asked, once, whether it still holds."""
    return ask_due(due=_to_review, ask=_ask_whether_it_holds)


def _to_review() -> QuerySet[Marker]:
    due = Marker.objects.filter(review_on__lte=timezone.localdate(), asked_at__isnull=True, ended_at__isnull=True)
    return due.select_related("set_by").order_by("review_on", "pk")


def _ask_whether_it_holds(case: Case, row: Marker) -> None:
    row.asked_at = timezone.now()
    row.save(update_fields=["asked_at"])
    raise_work_item(
        WorkKind.MARKER_REVIEW, question=f"“{row.get_kind_display()}” was to be looked at by {row.review_on:%-d %B %Y}. Does it still hold?",
        for_permission=Permission.KEEP_MARKERS, case=case, about=row.about, owner=case.owner or row.set_by, by=SWEEP,
    )  # fmt: skip
