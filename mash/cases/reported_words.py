"""What was reported on a case, in the words it came in: read beside whatever a worker decides about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from .models import Case


@dataclass(frozen=True)
class Reported:
    """The words of the reports that somebody has read, the newest first, and how many wait for their first reader."""

    reports: list["Report"]
    unread: int

    @property
    def places(self) -> list["Report"]:
        """Those that say where the adult is."""
        return [report for report in self.reports if report.where]


@dataclass(frozen=True)
class Report:
    """One report: when it came, how, from whom in a word (never their name), what they are worried about, and where they say
    that the adult is.
    """

    reference: str
    received_at: datetime
    channel: str
    role: str
    worry: str
    source_words: str
    where: str


def reported_words(case: Case) -> Reported:
    """In one query. A report that nobody has read is opened on its own page, where that is recorded; what was set aside
    says nothing about this case.
    """
    rows = list(case.referrals.filter(set_aside="").order_by("-received_at", "-pk"))
    read = [
        Report(row.reference, row.received_at, row.get_channel_display(), row.referrer_role, row.worry, row.source_words, "\n".join(filter(None, (row.adult_whereabouts, row.adult_other))))
        for row in rows if row.read_at
    ]  # fmt: skip
    return Reported(read, len(rows) - len(read))


@dataclass(frozen=True)
class Referrer:
    """Who made a report, how to reach them, and whether that is safe: `caution` is what a worker found out against it."""

    report: str
    name: str
    role: str
    phone: str
    email: str
    said_safe: bool
    caution: str


def referrers_of(case: Case) -> list[Referrer]:
    """Of each report that somebody has read, the newest first. In two queries."""
    rows = case.referrals.filter(set_aside="", read_at__isnull=False).prefetch_related("cautions").order_by("-received_at", "-pk")
    return [
        Referrer(row.reference, row.referrer_name, row.referrer_role, row.referrer_phone, row.referrer_email, row.contact_is_safe, _caution(row))
        for row in rows
    ]


def _caution(report: Any) -> str:
    return next((each.get_safety_display() for each in report.cautions.all() if each.lifted_at is None), "")


def where_they_are(case: Case) -> dict[str, list[Any]]:
    """What an emergency service asks for first: the adult's addresses, the latest first, and who may be causing harm."""
    addresses = list(case.adult.addresses.all()[:3]) if case.adult else []
    return {"addresses": addresses, "sources": list(case.sources_of_harm.all())}


def with_first_words(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With `first_words`: what the first report that was read says. No query of its own."""
    first = Case.objects.filter(pk=OuterRef("pk"), referrals__read_at__isnull=False, referrals__set_aside="")
    return cases.annotate(first_words=Subquery(first.order_by("referrals__received_at", "referrals__pk").values("referrals__worry")[:1]))
