"""The two counts of conservation, read from the tables: one query each, however many reports there are."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db.models import Case as When
from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, QuerySet, Value
from django.db.models import When as If
from django.db.models.functions import TruncDate
from django.utils import timezone

from mash.cases.models import Deadline
from mash.cases.states import Clock, Stage

from .balance import TAKING_IN, Balance, Line, Tally
from .models import Arrival, Referral
from .queries import drafts_waiting
from .states import Channel

UNSEEN = Q(read_at__isnull=True, set_aside="")
CONCLUDED = ~Q(set_aside="") | Q(case__stage=Stage.CLOSED)
STATE = When(
    If(UNSEEN, then=Value("unseen")), If(CONCLUDED, then=Value("concluded")), default=Value("open"),
    output_field=CharField(),
)  # fmt: skip


def balance(since: date | None = None) -> Balance:
    """The equation now, for what was received from a day on, or ever. All reports count, those of restricted cases too:
    these are numbers of the hub's own work, and a number left out would be a number that cannot be proved.
    """
    now = timezone.now()
    found: dict[tuple[date, str], dict[str, int]] = defaultdict(dict)
    for row in _counted(Arrival.objects.all(), since).annotate(n=Count("pk")):
        found[row["day"], row["channel"]]["received"] = row["n"]
    for row in _counted(_arriving(now), since).annotate(n=Count("pk")):
        found[row["day"], row["channel"]]["taking_in"] = row["n"]
    for row in _counted(Referral.objects.annotate(state=STATE), since, "state").annotate(n=Count("pk")):
        found[row["day"], row["channel"]][row["state"]] = row["n"]
    lines = [Line(day, Channel(channel), Tally(**counts)) for (day, channel), counts in sorted(found.items())]
    return Balance(at=now, lines=lines, drafts=drafts_waiting(), **_unseen(now))


def _counted(rows: QuerySet, since: date | None, *more: str) -> QuerySet:
    """Rows by the day they belong to in Luton, by channel, and by whatever else is asked."""
    by_day = rows.order_by().annotate(day=TruncDate("received_at"))
    return (by_day.filter(day__gte=since) if since else by_day).values("day", "channel", *more)


def _arriving(now: datetime) -> QuerySet[Arrival]:
    """What came in a moment ago and is being read by its door."""
    standing = Referral.objects.filter(once_key=OuterRef("once_key"))
    return Arrival.objects.filter(~Exists(standing), written_at__gt=now - TAKING_IN)


def _unseen(now: datetime) -> dict[str, Any]:
    unread = Referral.objects.filter(UNSEEN).order_by()
    return unread.aggregate(oldest_unseen_at=Min("received_at"), unseen_too_long=Count("pk", filter=_late(now)))


def unseen_too_long() -> QuerySet[Referral]:
    """Reports that have waited for their first reader longer than their clock allows, the longest waiting first."""
    late = Referral.objects.filter(UNSEEN, _late(timezone.now()))
    return late.select_related("case").order_by("received_at", "pk")


def _late(now: datetime) -> Exists:
    return Exists(Deadline.objects.running().filter(clock=Clock.SEEN, about=OuterRef("reference"), due_at__lt=now))
