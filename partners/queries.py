"""Checks and agreements, shaped for their pages."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Avg, F
from django.utils import timezone
from django.utils.timesince import timesince

from mash.accounts.models import User
from mash.cases.calendar import current
from mash.cases.chronology_rules import when_in_words
from mash.cases.chronology_states import Precision
from mash.cases.models import Case, ChronologyEntry
from mash.cases.queries import ClockView
from mash.cases.reckoning import unit_of
from mash.cases.states import Clock, Rag
from mash.cases.working_time import left_in_words, soon_until, state
from mash.organisations.models import Agreement, Organisation
from mash.organisations.queries import agencies, with_live_agreement
from mash.organisations.states import Kind

from .access import portal_checks
from .models import Check, QuestionVersion
from .rules import Person, Shown, renewed, standing, what_is_shown
from .states import Answer, CheckState, Standing

MOST_ANSWERED = 50
RELATED = ("case", "agency", "asked_by", "answered_by", "read_by")
TONES = {
    CheckState.ASKED: "blue",
    CheckState.ANSWERED: "yellow",
    CheckState.READ: "green",
    CheckState.WITHDRAWN: "grey",
}
STANDING_TONES = {
    Standing.LIVE: "green", Standing.LAPSING: "yellow", Standing.LAPSED: "red", Standing.ENDED: "red",
    Standing.NOT_BEGUN: "grey",
}  # fmt: skip


@dataclass(frozen=True)
class CheckView:
    """One check as a list or a page shows it."""

    check: Check
    state: str
    tone: str
    answer: str
    clock: ClockView | None

    @property
    def about(self) -> str:
        """The adult's name as the agency was shown it."""
        return dict(self.check.shown).get("Name", "")

    @property
    def overdue(self) -> bool:
        return self.clock is not None and self.clock.state == "overdue"

    @property
    def overdue_by(self) -> str:
        """How long ago the answer was due, in its largest part: "2 days"."""
        return timesince(self.check.due_at, depth=1).replace("\xa0", " ").replace("0 minutes", "less than a minute")


@dataclass(frozen=True)
class Askable:
    """One agency, and whether it can be asked about this case now; if not, why."""

    agency: Organisation
    kind: str
    why_not: str
    usually: str

    @property
    def possible(self) -> bool:
        return not self.why_not


@dataclass(frozen=True)
class AgreementView:
    """One agreement with how it stands today."""

    agreement: Agreement
    signatories: list[str]
    standing: Standing
    tone: str
    review_due: bool
    renewed: bool = False

    @property
    def may_end(self) -> bool:
        return self.standing not in (Standing.LAPSED, Standing.ENDED)


def checks_of(case: Case) -> list[CheckView]:
    """The checks of one case: answers to read first, then what is awaited, then the rest."""
    order = {CheckState.ANSWERED: 0, CheckState.ASKED: 1, CheckState.READ: 2, CheckState.WITHDRAWN: 3}
    views = [view_of(check) for check in case.checks.select_related(*RELATED)]
    return sorted(views, key=lambda view: order[CheckState(view.check.state)])


def check_of(case: Case, reference: str) -> CheckView | None:
    """One check of a case that somebody may see, or nothing."""
    check = case.checks.select_related(*RELATED).filter(reference=reference).first()
    return view_of(check) if check else None


def view_of(check: Check) -> CheckView:
    """A check with its words; its clock only while an answer is awaited."""
    words = CheckState(check.state)
    clock = _clock(check, timezone.now()) if words == CheckState.ASKED else None
    return CheckView(check, words.label, TONES[words], Answer(check.answer).label if check.answer else "", clock)


@dataclass(frozen=True)
class EventView:
    """One dated event of an answer: as its agency told it."""

    when: str
    what: str
    quote: str
    who: str
    nature: str
    sureness: str
    withheld: str
    taken_by: str


def events_given(check: Check) -> list[EventView]:
    """What the agency itself told of days: all that its own people see of the chronology."""
    return _events(check, given=True)


def events_of(check: Check) -> list[EventView]:
    """The events that the agency gave, and those that somebody of the hub took out of its words."""
    return _events(check)


def _events(check: Check, **only: bool) -> list[EventView]:
    rows = check.events.filter(**only).select_related("entry__recorded_by")
    return [_event(row.entry, check.agency.name, row.given) for row in rows]


def _event(entry: ChronologyEntry, agency: str, given: bool) -> EventView:
    return EventView(
        when=when_in_words(timezone.localtime(entry.happened_at), Precision(entry.precision)), what=entry.what, quote=entry.quote,
        who="" if entry.source == agency else entry.source, nature=entry.get_nature_display(),
        sureness=entry.get_sureness_display(), withheld=entry.withheld, taken_by="" if given else entry.recorded_by.name,
    )  # fmt: skip


def _clock(check: Check, now: datetime) -> ClockView:
    calendar, rag = current(), check.case.rag
    hours, is_shut = calendar.table.hours, calendar.is_shut
    unit = unit_of(calendar.table, Clock.CHECK, Rag(rag) if rag else None, "")
    return ClockView(
        clock=Clock.CHECK, label="Answer due", about=check.reference, due_at=check.due_at,
        state=str(state(check.due_at, now, soon_until(now, hours, is_shut))),
        left=left_in_words(check.due_at, now, unit, hours, is_shut),
    )  # fmt: skip


def could_be_asked(case: Case) -> list[Askable]:
    """Every agency: those with an agreement in force and no open check on this case may be asked."""
    everyone = list(agencies())
    live = with_live_agreement({agency.pk for agency in everyone})
    waiting = dict(case.checks.filter(state=CheckState.ASKED).values_list("agency", "reference"))
    usual = _usual_answer_times()
    return [
        Askable(agency, Kind(agency.kind).label, _why_not(agency, live, waiting), usual.get(agency.pk, ""))
        for agency in everyone
    ]


def _why_not(agency: Organisation, live: set[int], waiting: dict[int, str]) -> str:
    if agency.pk in waiting:
        return f"Asked already: {waiting[agency.pk]} waits for an answer."
    if agency.pk not in live:
        return "No sharing agreement is in force. If it is urgent, ring them and record what was shared and why."
    return ""


def _usual_answer_times() -> dict[int, str]:
    """What a question costs: how long each agency took on average, in whole hours."""
    answered = Check.objects.filter(answered_at__isnull=False).order_by().values("agency")
    rows = answered.annotate(took=Avg(F("answered_at") - F("asked_at")))
    hours = {row["agency"]: max(1, round(row["took"].total_seconds() / 3600)) for row in rows}
    return {pk: f"answers in about {n} hour{'s' if n != 1 else ''}" for pk, n in hours.items()}


def prompts_in_force() -> dict[str, list[str]]:
    """What each kind of agency is asked about, in the wording of today."""
    return QuestionVersion.objects.in_force().get().prompts


def shown_to(case: Case, agency: Organisation, concern: str, *, with_address: bool) -> Shown:
    """Exactly what this agency will see of this case."""
    return what_is_shown(agency.kind, _person(case), concern, with_address=with_address)


def _person(case: Case) -> Person:
    adult = case.adult
    if adult is None:
        return Person()
    address = adult.addresses.filter(until_on__isnull=True).first()
    return Person(
        name=f"{adult.given_name} {adult.family_name}".strip() or adult.known_as,
        known_as=adult.known_as,
        born=f"{adult.born_on:%-d %B %Y}" if adult.born_on else "",
        nhs_number=adult.nhs_number,
        postcode=address.postcode if address else "",
        address=f"{address.text} {address.postcode}".strip() if address else "",
    )


@dataclass(frozen=True)
class PortalList:
    """What the portal's first page shows."""

    waiting: list[CheckView]
    answered: list[CheckView]


def portal_list(actor: User) -> PortalList:
    """The agency's own checks: what waits for an answer, and what it answered lately."""
    own = portal_checks(actor).select_related("case", "answered_by")
    waiting = own.filter(state=CheckState.ASKED)
    answered = own.exclude(state=CheckState.ASKED).order_by("-answered_at", "pk")[:MOST_ANSWERED]
    return PortalList([view_of(c) for c in waiting], [view_of(c) for c in answered])


def references(portal: PortalList) -> list[str]:
    """The references on the portal's first page, for the trail."""
    return [view.check.reference for view in (*portal.waiting, *portal.answered)]


def agreements(today: date) -> list[AgreementView]:
    """Every agreement, those that need somebody's attention first."""
    order = [Standing.LAPSED, Standing.LAPSING, Standing.LIVE, Standing.NOT_BEGUN, Standing.ENDED]
    rows = list(Agreement.objects.prefetch_related("signatories"))
    views = [replace(_agreement(row, today), renewed=_renewed(row, rows, today)) for row in rows]
    return sorted(views, key=lambda view: (view.renewed, order.index(view.standing)))


def _renewed(row: Agreement, rows: list[Agreement], today: date) -> bool:
    later = [each for each in rows if each.starts_on > row.starts_on and each.ends_on > row.ends_on and each.ends_on >= today and not each.ended_at]
    return renewed(_signed(row), [_signed(each) for each in later])


def _signed(row: Agreement) -> set[int]:
    return {each.pk for each in row.signatories.all()}


def agreement(agreement_id: int, today: date) -> AgreementView | None:
    """One agreement, or nothing."""
    found = Agreement.objects.prefetch_related("signatories").filter(pk=agreement_id).first()
    return _agreement(found, today) if found else None


def _agreement(row: Agreement, today: date) -> AgreementView:
    stands = standing(today, starts_on=row.starts_on, ends_on=row.ends_on, ended=row.ended_at is not None)
    names = [o.name for o in row.signatories.all()]
    return AgreementView(row, names, stands, STANDING_TONES[stands], row.review_on <= today)


def uncovered() -> list[Organisation]:
    """Agencies with which no agreement is in force today: they can't be asked through the portal."""
    everyone = list(agencies())
    live = with_live_agreement({agency.pk for agency in everyone})
    return [agency for agency in everyone if agency.pk not in live]
