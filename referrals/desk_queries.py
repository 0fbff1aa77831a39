"""What the desk's pages and the partners' pages show: late clocks, calls for advice, the incident log, reroutes, an agency's own reports."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from mash.accounts.models import User
from mash.cases.access import visible_cases
from mash.cases.calendar import BANK_HOLIDAYS, in_force
from mash.cases.models import Case
from mash.cases.pattern_queries import patterns_on
from mash.cases.states import Clock, Rag, Stage
from mash.cases.working_time import due_at, rating_due_at, time_left
from mash.organisations.models import Organisation
from mash.organisations.states import Kind

from .access import advice_calls, logged_incidents, own_incidents, own_referrals
from .desk_rules import Who, how_far, who_differs
from .models import Feedback, Referral, Reroute
from .states import Extent, SetAside

PAGE_SIZE = 25


@dataclass(frozen=True)
class Late:
    """A clock that had run out before the report was keyed in."""

    clock: Clock
    due_at: datetime
    by: str


def late_clocks(received_at: datetime | None, *, danger_now: bool) -> list[Late]:
    """The clocks that are overdue already for a report which reached us then."""
    now, table = timezone.now(), in_force()
    if received_at is None:
        return []
    seen = table.for_clock(Clock.SEEN, None, "danger_now" if danger_now else "")
    due = {Clock.RATING: rating_due_at(received_at, danger_now, table.hours, BANK_HOLIDAYS, table.rating)}
    if seen:
        due[Clock.SEEN] = due_at(received_at, seen.amount, seen.unit, table.hours, BANK_HOLIDAYS)
    late = sorted((moment, clock) for clock, moment in due.items() if moment < now)
    return [Late(clock, moment, time_left(moment, now).removesuffix(" over")) for moment, clock in late]


def advice_page(actor: User, number: str, *, words: str = "", since: date | None = None, until: date | None = None) -> Page:
    """Calls for advice, the newest first, whose words and day fit."""
    found = advice_calls(actor).select_related("case", "set_aside_by").order_by("-received_at", "-pk")
    found = found.annotate(organisation=F("particulars__organisation"))
    for word in words.split():
        said = Q(worry__icontains=word) | Q(set_aside_reason__icontains=word) | Q(adult_name__icontains=word)
        who = Q(referrer_name__icontains=word) | Q(organisation__icontains=word) | Q(referrer_role__icontains=word)
        found = found.filter(said | who)
    return Paginator(_between(found, since, until), PAGE_SIZE).get_page(number)


def _between(found: QuerySet[Referral], since: date | None, until: date | None) -> QuerySet[Referral]:
    if since:
        found = found.filter(received_at__gte=_midnight(since))
    if until:
        found = found.filter(received_at__lt=_midnight(until + timedelta(days=1)))
    return found


@dataclass(frozen=True)
class Logged:
    """One entry of the incident log, and the patterns that it is part of."""

    report: Referral
    patterns: list[str]


def incident_page(
    actor: User, number: str, *, words: str = "", provider: str = "", state: str = "", since: date | None = None, until: date | None = None
) -> Page:
    """What care providers logged, the newest first, that fits."""
    found = logged_incidents(actor).select_related("case", "agency", "keyed_by", "particulars").order_by("-received_at", "-pk")
    for word in words.split():
        said = Q(worry__icontains=word) | Q(adult_name__icontains=word) | Q(particulars__source_provider__icontains=word)
        found = found.filter(said | Q(particulars__others_told__icontains=word) | Q(particulars__actions_taken__icontains=word))
    if provider:
        found = found.filter(agency=provider)
    if state:
        on_log = Q(set_aside=SetAside.LOGGED)
        found = found.filter(on_log if state == "log" else ~on_log)
    page = Paginator(_between(found, since, until), PAGE_SIZE).get_page(number)
    patterns = patterns_on(actor, [report.case_id for report in page.object_list])
    page.object_list = [Logged(report, patterns.get(report.case_id, [])) for report in page.object_list]
    return page


def own_incident_page(actor: User, number: str) -> Page:
    """What this person's care service logged, the newest first."""
    found = own_incidents(actor).select_related("keyed_by", "particulars").order_by("-received_at", "-pk")
    return Paginator(found, PAGE_SIZE).get_page(number)


def care_providers() -> list[tuple[str, str]]:
    """Those that keep a log with us, as choices."""
    rows = Organisation.objects.filter(kind=Kind.CARE_PROVIDER).order_by("name", "pk")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone()).astimezone(UTC)


def directory() -> list[tuple[int, str]]:
    """Every service but the hub itself, as choices, with whom to ring."""
    rows = Organisation.objects.exclude(kind=Kind.HUB).order_by("name", "pk")
    return [(o.pk, ", ".join(part for part in (o.name, o.contact_phone) if part)) for o in rows]


def awaited(case: Case, report: str) -> Reroute | None:
    """The passing on of this report that waits for a receipt."""
    rows = Reroute.objects.select_related("passed_by").filter(referral__case=case, referral__reference=report)
    return rows.filter(received_at__isnull=True, not_taken="").first()


def join_problem(actor: User, reference: str, target: str) -> str:
    """Why no report of this case can join that one; empty when it can."""
    if target == reference:
        return "That is this case. Enter the reference of the other one."
    if not visible_cases(actor).filter(reference=target).exclude(stage=Stage.CLOSED).exists():
        return "There is no open case with this reference. Check it, or search for the adult."
    return ""


@dataclass(frozen=True)
class Side:
    """One side of a joining: whom it is about and what it says. Of reports that nobody has read only the number is told."""

    reference: str
    state: str
    who: Who
    about: list[str]
    unread: int = 0


def joining_sides(case: Case, report: Referral, other: Case) -> tuple[Side, Side, list[str]]:
    """The report and the case that it is to join, side by side, and what speaks against one adult on both."""
    reports = list(other.referrals.select_related("particulars"))
    ours, theirs = _who(case, [report]), _who(other, reports)
    read = [each.worry for each in reports if each.read_at and not each.set_aside]
    unread = sum(each.read_at is None for each in reports)
    same = case.adult_id is not None and case.adult_id == other.adult_id
    sides = Side(case.reference, _state(case), ours, [report.worry]), Side(other.reference, _state(other), theirs, read[:3], unread)
    return *sides, [] if same else who_differs(ours, theirs)


def _who(case: Case, reports: list[Referral]) -> Who:
    adult, added = case.adult, [getattr(each, "particulars", None) for each in reports]
    names = [adult.name, adult.known_as] if adult else []
    born = [adult.born_on] if adult else []
    names += [each.adult_name for each in reports]
    born += [each.adult_born_on for each in added if each]
    return Who(tuple(dict.fromkeys(filter(None, names))), tuple(dict.fromkeys(filter(None, born))))


def _state(case: Case) -> str:
    rating = Rag(case.rag).label if case.rag else "not rated"
    return f"{Stage(case.stage).label}, {rating}, since {date_format(timezone.localtime(case.opened_at), 'j F Y')}"


@dataclass(frozen=True)
class Followed:
    """One report of an agency in its list."""

    report: Referral
    far: str


def own_page(actor: User, number: str) -> Page:
    """What this person's agency sent, the newest first, and how far each has got."""
    told = Prefetch("feedback", Feedback.objects.exclude(extent=Extent.WITHHELD), to_attr="told")
    found = own_referrals(actor).select_related("keyed_by").prefetch_related(told).order_by("-received_at", "-pk")
    page = Paginator(found, PAGE_SIZE).get_page(number)
    page.object_list = [_followed(report) for report in page.object_list]
    return page


def _followed(report: Referral) -> Followed:
    return Followed(report, how_far(read=report.read_at is not None, told={each.kind for each in report.told}))


def last_role(actor: User) -> str:
    """What this person last said that they do, so that they need not say it each time."""
    mine = own_referrals(actor).filter(keyed_by=actor).exclude(referrer_role=actor.role_label).order_by("-pk")
    return mine.values_list("referrer_role", flat=True).first() or ""
