"""The help that an adult was connected with, as pages show it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from mash.accounts.models import User
from mash.cases.access import visible_cases
from mash.cases.models import Case, Connection, ConnectionMove, WorkItem
from mash.cases.states import ConnectionState, WorkKind
from mash.cases.work_items import CONNECTION_QUESTIONS
from mash.organisations.queries import agencies


@dataclass(frozen=True)
class Followed:
    """One connection: how it stands, everything that became of it, what is asked about it now and what was answered."""

    row: Connection
    moves: list[ConnectionMove]
    question: WorkItem | None
    answers: list[WorkItem]

    @property
    def bounced(self) -> bool:
        """Whether somebody must say what is done instead."""
        return self.question is not None and self.question.kind == WorkKind.CONNECTION_BOUNCED

    @property
    def goes_on(self) -> bool:
        """Whether there can be news of it."""
        return self.row.state != ConnectionState.BOUNCED


def connections_of(case: Case) -> list[Followed]:
    """Everything the adult was connected with, what waits for an answer first, then the newest first; three queries."""
    moves = Prefetch("moves", ConnectionMove.objects.select_related("moved_by"))
    rows = case.connections.select_related("recorded_by", "instead_of").prefetch_related(moves)
    items = list(case.work_items.filter(kind__in=CONNECTION_QUESTIONS).select_related("answered_by", "owner"))
    found = [_followed(row, [item for item in items if item.about == row.reference]) for row in rows]
    return sorted(found, key=lambda each: (each.question is None, -each.row.pk))


def connection_named(case: Case, reference: str) -> Followed | None:
    """One of them."""
    return next((each for each in connections_of(case) if each.row.reference == reference), None)


def _followed(row: Connection, items: list[WorkItem]) -> Followed:
    question = next((item for item in items if item.answered_at is None), None)
    return Followed(row, list(row.moves.all()), question, [i for i in items if i.answered_at])


def services_known(user: User) -> list[str]:
    """Services to pick from while typing: the agencies on record, and what this person has seen others connected with."""
    used = Connection.objects.filter(case__in=visible_cases(user)).values_list("service", flat=True)
    return sorted({*agencies().values_list("name", flat=True), *used.order_by("service").distinct()[:300]})


@dataclass(frozen=True)
class ServiceRow:
    """How connections with one service went."""

    service: str
    counts: dict[str, int]
    quiet: int


def connections_by_service(user: User) -> list[ServiceRow]:
    """For managers: with which services help begins, and where it bounces or nobody hears. Only of cases they may see."""
    asked = WorkItem.objects.filter(about=OuterRef("reference"), kind=WorkKind.CONNECTION_QUIET, answered_at__isnull=True)
    rows = Connection.objects.filter(case__in=visible_cases(user)).annotate(asked=Exists(asked))
    counts: dict[str, Any] = {str(state): Count("pk", filter=Q(state=state)) for state in ConnectionState}
    found = rows.order_by().values("service").annotate(quiet=Count("pk", filter=Q(asked=True)), **counts)
    table = [ServiceRow(row["service"], {str(s): row[str(s)] for s in ConnectionState}, row["quiet"]) for row in found]
    return sorted(table, key=lambda row: (-row.counts["bounced"] - row.quiet, row.service.lower()))
