"""Disputes, shaped for the pages of those who raise them, answer them, or look at all of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.timezone import localtime

from mash.accounts.models import User
from mash.accounts.roles import Permission

from .access import may_on, visible_cases
from .decided import decisions_of
from .dispute_rules import LAST, LEVELS, may_say
from .dispute_states import CHANGES, UNDER_WAY, DisputeSays, DisputeState
from .disputes import agency_disputes, deciders_of, disputes_with, may_respond, why_nobody
from .models import Case, Deadline, Decision, Dispute, DisputeMove
from .queries import ClockView, clock_views
from .states import Clock, DecisionKind
from .work_items import DISPUTE_TASKS, work_items_for

DECIDED_ANEW = {DecisionKind.RATING: "triage:rate_concern", DecisionKind.TRIAGE: "triage:decide_triage"}
"""Where a decision of this kind is made again; others are found from the summary of the case."""


@dataclass(frozen=True)
class DisputeView:
    """One dispute: what is disputed, what was said of it, with whom it waits, and what this person may do."""

    row: Dispute
    number: int
    moves: list[DisputeMove]
    role: str
    waits: str
    nobody: str
    clock: ClockView | None
    answers: bool
    says: list[DisputeSays]
    since: list[Any]

    @property
    def goes_on(self) -> bool:
        """Whether somebody must still do something."""
        return self.row.state in UNDER_WAY

    @property
    def last_word(self) -> bool:
        """Whether nobody of the hub hears it any more."""
        return self.row.state == DisputeState.ENDED

    @property
    def upheld(self) -> bool:
        """Whether the answer that stands changes something."""
        return _changing(self.moves) is not None

    @property
    def anew(self) -> str:
        """Where what is disputed is decided anew."""
        return DECIDED_ANEW.get(self.row.decision.kind, "") if self.row.decision else ""


def disputes_of(user: User, case: Case) -> list[DisputeView]:
    """The disputes of a case, those under way first, then the newest first."""
    rows = list(_with_all(case.disputes.all()))
    clocks = {view.about: view for view in clock_views(list(case.deadlines.open().with_stop().filter(clock=Clock.DISPUTE)))}
    waiting = any(row.state == DisputeState.RAISED for row in rows)
    mine = set(disputes_with(user).filter(case=case).values_list("pk", flat=True)) if waiting else set()
    people = deciders_of(case) if waiting else {}
    decided = decisions_of(case) if any(_changing(list(row.moves.all())) for row in rows) else []
    views = [_view(user, case, row, clocks.get(row.reference), row.pk in mine, decided, people.get(row.pk, [])) for row in rows]
    return sorted(views, key=lambda view: (not view.goes_on, -view.row.pk))


def dispute_named(user: User, case: Case, reference: str) -> DisputeView | None:
    """One of them."""
    return next((view for view in disputes_of(user, case) if view.row.reference == reference), None)


def _with_all(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """With what every page says of them, and the number of the decision within its case."""
    moves = Prefetch("moves", DisputeMove.objects.select_related("moved_by"))
    before = Decision.objects.filter(case=OuterRef("case"), pk__lte=OuterRef("decision")).order_by().values("case")
    rows = disputes.select_related("decision", "raised_by", "raised_from", "made_by", "case__adult").prefetch_related(moves)
    return rows.annotate(number=Subquery(before.annotate(n=Count("pk")).values("n")))


def _changing(moves: list[DisputeMove]) -> DisputeMove | None:
    """The last answer, if it changes something: what the first level decided does not stand beside the second's."""
    answer = next((move for move in reversed(moves) if move.outcome), None)
    return answer if answer and answer.outcome in CHANGES else None


def _view(
    user: User, case: Case, row: Dispute, clock: ClockView | None, answers: bool, decided: list[Any], people: list[User]
) -> DisputeView:  # fmt: skip
    moves, waiting = list(row.moves.all()), row.state == DisputeState.RAISED
    last = _changing(moves)
    responds = may_on(user, case, Permission.RAISE_DISPUTE) and may_respond(row, user)
    return DisputeView(
        row=row, number=row.number or 0, moves=moves, role=LEVELS[row.level].label, clock=clock, answers=answers,
        waits=" or ".join(person.name for person in people), nobody=why_nobody(row) if waiting and not people else "",
        says=may_say(DisputeState(row.state), settled=row.settled_at is not None) if responds else [],
        since=[each for each in decided if last and each.at > last.moved_at],
    )  # fmt: skip


@dataclass(frozen=True)
class ListedDispute:
    """One dispute in a list of many."""

    row: Dispute
    adult: str
    role: str
    clock: ClockView | None


def waiting_disputes(user: User) -> list[ListedDispute]:
    """Those with this person: to answer, or to say what they make of the answer. The nearest clock first."""
    return listed(with_me(user))


def raised_disputes(user: User) -> list[ListedDispute]:
    """Those that this person or their team raised and that are not over for them."""
    team = Q(raised_from=user.organisation_id) if user.may(Permission.ACCEPT_HANDOVER) else Q(raised_by=user)
    return listed(Dispute.objects.filter(team, settled_at__isnull=True, case__in=visible_cases(user)))


def with_me(user: User) -> QuerySet[Dispute]:
    """Those behind this person's tasks: what the board counts is what opens here."""
    tasks = work_items_for(user).filter(kind__in=DISPUTE_TASKS).order_by()
    return Dispute.objects.filter(reference__in=tasks.values("about"))


def listed(disputes: QuerySet[Dispute]) -> list[ListedDispute]:
    """Rows of a list, the nearest clock first."""
    rows = list(_with_all(disputes))
    running = Deadline.objects.open().with_stop().filter(clock=Clock.DISPUTE, about__in=[row.reference for row in rows])
    clocks = {view.about: view for view in clock_views(list(running))}
    found = [
        ListedDispute(row, row.case.adult.name if row.case.adult else "Adult not yet known", LEVELS[row.level].label, clocks.get(row.reference))
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.clock is None, each.clock.due_at if each.clock else each.row.raised_at, each.row.pk))


@dataclass(frozen=True)
class Disputable:
    """What may be disputed on a case: its decisions by number, and whether a handover was proposed."""

    decisions: list[tuple[int, str]]
    handover: bool


def disputable(case: Case) -> Disputable:
    """The decisions of a case, the newest first, in words to choose from."""
    rows = [(row.number, f"{row.kind}: {row.outcome} ({row.by}, {localtime(row.at):%-d %B %Y})") for row in decisions_of(case)]
    return Disputable(rows, case.handovers.exists())


@dataclass(frozen=True)
class ToldDispute:
    """What a partner sees of their own dispute: its state, and of the answers what may be told."""

    row: Dispute
    role: str
    told: list[DisputeMove]
    seen: int
    says: list[DisputeSays]

    @property
    def last_word(self) -> bool:
        return self.row.state == DisputeState.ENDED


def told_disputes(user: User, source: str) -> list[ToldDispute]:
    """An agency's own disputes about one check or report, the newest first."""
    rows = agency_disputes(user, source).select_related("raised_by").prefetch_related("moves")
    return [
        ToldDispute(
            row, LEVELS[row.level].label, [move for move in row.moves.all() if move.says or move.told], len(row.moves.all()),
            may_say(DisputeState(row.state), settled=row.settled_at is not None) if may_respond(row, user) else [],
        )
        for row in rows
    ]  # fmt: skip


def goes_to(dispute: Dispute) -> str:
    """Who hears it next, in words for whoever just raised it or took it up."""
    role = LEVELS[min(dispute.level, LAST)].label
    return f"It is with the {role}. {dispute.why_level}".strip()
