"""Reading a case, shaped for its pages."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from mash.accounts.models import User
from mash.people.models import Adult
from mash.people.telling import in_words, name_in, spaced
from mash.people.telling import years_old as age

from .access import response_owed, visible_cases
from .adult_states import Advocate
from .advocates import advocate_owed
from .calendar import current, table_of
from .chronology_rules import when_in_words
from .chronology_states import Precision
from .in_hand import protected
from .models import Capacity, Case, ChronologyEntry, Deadline, PoliceHold, RequiredAction, Step
from .reckoning import unit_of
from .rules import FREE_TO_DECIDE, UNABLE, AdvocacySaid, NextStep, advocacy_found, capacity_found, next_step
from .states import Clock, Difficulty, Hold, Nature, Rag, Stage, StepName, StopReason, Tri
from .told import told_adult
from .working_time import ClockState, Pace, Unit, left_in_words, soon_until, state


@dataclass(frozen=True)
class StopView:
    """Why a clock stands still, since when, by whom, and until when it was to."""

    since: datetime
    by: str
    reason: str
    words: str
    expected_until: datetime
    late: bool


@dataclass(frozen=True)
class ClockView:
    """One running clock as a page shows it, or one that stands still."""

    clock: str
    label: str
    about: str
    due_at: datetime
    state: str
    left: str
    reason: str = ""
    times: int = 1
    stop: StopView | None = None


@dataclass(frozen=True)
class UrgencyView:
    """How soon somebody must act, and whether somebody has: the clock of the first step runs until then."""

    name: str
    pace: str
    acted_on: bool


@dataclass(frozen=True)
class Header:
    """The head of every page of a case."""

    reference: str
    adult_name: str
    adult_age: int | None
    rag: str
    stage: str
    stage_label: str
    owner_name: str
    team_name: str
    next_step: NextStep
    restricted: bool
    danger_now: bool
    always_enquiry: str
    urgency: UrgencyView | None
    version: int
    clocks: list[ClockView]
    steps: list[dict[str, Any]]


def with_name(rows: QuerySet[Any], case: str = "pk") -> QuerySet[Any]:
    """With `said_name`: whom the first report names that says so, those that were set aside last. No query of its own.
    `case`: the column of the case, where the rows are no cases.
    """
    named = Case.objects.filter(pk=OuterRef(case), referrals__adult_name__gt="")
    first = named.order_by("referrals__set_aside", "referrals__received_at", "referrals__pk").values("referrals__adult_name")
    return rows.annotate(said_name=Coalesce(Subquery(first[:1]), Value(""), output_field=CharField()))


def called(case: Case, said: str) -> str:
    """Whom a case is about, in a list: the adult, or whoever a report names while nobody knows."""
    named = name_in(said)
    return case.adult.name if case.adult else f"Adult not yet known (report: {named})" if named else "Adult not yet known"


def header_of(case: Case) -> Header:
    """Everything the head of a case shows, in three queries; one more while the adult is not known."""
    deadlines = list(case.deadlines.open().with_stop())
    steps = steps_of(case, getattr(case, "settled_steps", None))
    open_steps = [row["name"] for row in steps if row["state"] == "outstanding"]
    adult = case.adult
    return Header(
        reference=case.reference,
        adult_name=adult.name if adult else called(case, with_name(Case.objects.filter(pk=case.pk)).values_list("said_name", flat=True).get()),
        adult_age=age(adult.born_on, timezone.localdate()) if adult and adult.born_on else None,
        rag=case.rag,
        stage=case.stage,
        stage_label=Stage(case.stage).label,
        owner_name=case.owner.name if case.owner else "Nobody yet",
        team_name=case.team.name,
        next_step=next_step(
            Stage(case.stage),
            clocks={Clock(d.clock) for d in deadlines if d.due_at},
            adult_known=adult is not None,
            outstanding_steps=open_steps,
            decided=case.decided_at is not None,
            unheld=getattr(case, "unheld", False),
        ),
        restricted=case.restricted,
        danger_now=case.danger_now,
        always_enquiry=case.always_enquiry,
        urgency=urgency_of(case, deadlines),
        version=case.version,
        clocks=_together(clock_views(deadlines)),
        steps=steps,
    )


def urgency_of(case: Case, open_deadlines: list[Deadline]) -> UrgencyView | None:
    """How soon somebody must act, while the case is open, where that is other than the usual time of its rating."""
    if case.stage == Stage.CLOSED or case.pace in ("", Pace.USUAL):
        return None
    return UrgencyView(case.urgency, case.pace, all(deadline.clock != Clock.FIRST_STEP for deadline in open_deadlines))


def clock_views(deadlines: list[Deadline]) -> list[ClockView]:
    """Running clocks, the nearest first; then those that stand still. The rows come `with_stop`."""
    now, calendar = timezone.now(), current()
    hours, is_shut = calendar.table.hours, calendar.is_shut
    soon = soon_until(now, hours, is_shut)
    begun = sorted((d for d in deadlines if d.due_at), key=lambda d: (d.stopped_at is not None, d.due_at, d.pk))
    return [
        ClockView(
            clock=d.clock, label=Clock(d.clock).label, about=d.about, due_at=d.due_at, reason=d.breach_reason,
            state=str(ClockState.STOPPED if d.stopped_at else state(d.due_at, now, soon)),
            left="" if d.stopped_at else left_in_words(d.due_at, now, _counted_in(d), hours, is_shut), stop=_stop_of(d, now),
        )
        for d in begun
    ]  # fmt: skip


def _counted_in(deadline: Deadline) -> Unit:
    """The kind of time that this clock runs by; of one whose row was not kept only the time on the wall can be said."""
    table = table_of(deadline.version_id)
    if table is None:
        return Unit.CLOCK_HOURS
    return unit_of(table, Clock(deadline.clock), Rag(deadline.rag) if deadline.rag else None, deadline.when)


def _stop_of(deadline: Deadline, now: datetime) -> StopView | None:
    if deadline.stopped_at is None:
        return None
    pause = deadline.stop
    return StopView(
        since=pause.since, by=pause.stopped_by.name, reason=StopReason(pause.reason).label, words=pause.words,
        expected_until=pause.expected_until, late=pause.expected_until < now,
    )  # fmt: skip


def _together(clocks: list[ClockView]) -> list[ClockView]:
    """Clocks of one kind that run out in the same minute are one line: five questions sent at once are not five lines."""
    lines: dict[tuple[object, ...], ClockView] = {}
    for clock in clocks:
        key = (clock.clock, clock.due_at.replace(second=0, microsecond=0), clock.reason, clock.stop)
        lines[key] = replace(clock, times=lines[key].times + 1) if key in lines else clock
    return list(lines.values())


def steps_of(case: Case, settled: list[Step] | None = None) -> list[dict[str, Any]]:
    """The seven standard steps in order, each with its state and evidence."""
    rows = case.steps.select_related("settled_by") if settled is None else settled
    found = {row.name: row for row in rows}
    return [
        {
            "number": number,
            "name": name,
            "label": name.label,
            "state": found[name].state if name in found else "outstanding",
            "note": _note(found[name]) if name in found else "",
            "at": found[name].settled_at if name in found else None,
        }
        for number, name in enumerate(StepName, start=1)
    ]


def steps_on_page(case: Case) -> list[dict[str, Any]]:
    """The same for a page that shows them itself: its head need not look them up again."""
    case.settled_steps = list(case.steps.select_related("settled_by"))
    return steps_of(case, case.settled_steps)


def _note(step: Step) -> str:
    """The evidence of a step, and who settled it unless the words say so."""
    by = str(step.settled_by)
    return step.words if by in step.words else f"{step.words} ({by})"


@dataclass(frozen=True)
class Open:
    """What is still open on a case: steps not settled, every clock that is owed, once for each thing it is about, and whether
    the services still owe a response together, or an advocate is owed. `required`: what the matrix asks for whatever the
    level, by name.
    """

    steps: list[StepName]
    clocks: list[Clock]
    owes_response: bool
    owes_advocate: bool
    required: list[str]

    def without(self, step: StepName | None) -> "Open":
        """The same, but for the step that is being settled; by rating, every report on the case is rated."""
        clocks = [each for each in self.clocks if step != StepName.RATING or each != Clock.RATING]
        return replace(self, steps=[each for each in self.steps if each != step], clocks=clocks)

    def in_words(self) -> list[str]:
        """As a decision keeps it: ["Contact with the referrer", "2 partner answers"]. Its step says that a concern was never rated."""
        again = ["a confirming rating"] if Clock.RATING in self.clocks and StepName.RATING not in self.steps else []
        counted = [(self.clocks.count(Clock.SEEN), "report{} that nobody has read"), (self.clocks.count(Clock.CHECK), "partner answer{}")]
        waiting = [f"{many} {words.format('s' if many > 1 else '')}" for many, words in counted if many]
        owed = [(self.owes_response, "a system response"), (self.owes_advocate, "an independent advocate")]
        return [step.label for step in self.steps] + again + waiting + [words for so, words in owed if so] + self.required


def what_is_open(case: Case) -> Open:
    """All of it in one query."""
    settled = Step.objects.filter(case=OuterRef("pk")).order_by("pk").values("name")
    owed = Deadline.objects.open().filter(case=OuterRef("pk")).values("clock")
    required = RequiredAction.objects.filter(case=OuterRef("pk"), answered_at__isnull=True).values("name")
    found = Case.objects.values_list(
        ArraySubquery(settled), ArraySubquery(owed), Exists(response_owed()), Exists(advocate_owed()), ArraySubquery(required)
    )
    names, clocks, *owes = found.get(pk=case.pk)
    return Open([step for step in StepName if step not in names], [Clock(clock) for clock in clocks], *owes)


def capacities_of(case: Case) -> list[dict[str, Any]]:
    """Each assessment of capacity with what it came to and points to, the newest first: evidence alone leaves the reader to guess."""
    return [
        {
            "decision": row.decision, "evidence": row.evidence, "support": row.support, "recorded_at": row.recorded_at,
            "found": found, "points_to": FREE_TO_DECIDE if found == UNABLE else "",
        }
        for row in case.capacities.all() for found in [_capacity(row)]
    ]  # fmt: skip


def _capacity(row: Capacity) -> str:
    functions = [Tri(row.can_understand), Tri(row.can_retain), Tri(row.can_weigh), Tri(row.can_communicate)]
    return capacity_found(functions, Tri(row.impairment) if row.impairment else None, Tri(row.because_of_it) if row.because_of_it else None)


def advocacy_of(case: Case) -> dict[str, Any] | None:
    """The newest record of who supports the adult, with what it came to."""
    row = case.advocacies.select_related("recorded_by").first()
    if row is None:
        return None
    said = AdvocacySaid(
        Tri(row.difficulty), tuple(map(Difficulty, row.areas)), Tri(row.appropriate) if row.appropriate else None, row.person,
        Advocate(row.advocate) if row.advocate else None, row.name, row.asked_on, row.words,
        row.outcome,
    )  # fmt: skip
    return {"seen": row.pk, "said": said, "found": advocacy_found(said), "areas": [area.label for area in said.areas], "by": row.recorded_by, "at": row.recorded_at}


def police_hold_on(case: Case) -> PoliceHold | None:
    """The police hold that stands on this case, if one does."""
    return case.police_holds.select_related("set_by").filter(lifted_at__isnull=True).first()


def hold_in_words(case: Case) -> str:
    """What the police asked, while it stands; empty when they asked nothing. `case_for` has looked it up already."""
    if not hasattr(case, "on_hold"):
        case.on_hold = case.police_holds.filter(lifted_at__isnull=True).values_list("hold", flat=True).first()
    return Hold(case.on_hold).label if case.on_hold else ""


def story_of(case: Case) -> dict[str, Any]:
    """What the summary shows: the adult's voice, protection, sources of harm, decisions, and the chronology."""
    return {
        "wishes": case.wishes.first(),
        "told": told_adult(case),
        "consent": case.consents.first(),
        "capacities": capacities_of(case),
        "protective_actions": list(case.protective_actions.all()),
        "protected": protected(case),
        "sources_of_harm": list(case.sources_of_harm.all()),
        "connections": list(case.connections.all()),
        "entries": [timeline_entry(entry) for entry in case.chronology.all()],
    }


def mark_of_step(case: Case, name: StepName) -> int:
    """By which a page says how a step stood on it: when it was settled, in microseconds; nothing while it is outstanding."""
    at = case.steps.filter(name=name).values_list("settled_at", flat=True).first()
    return round(at.timestamp() * 1_000_000) if at else 0


def timeline_entry(entry: ChronologyEntry) -> dict[str, Any]:
    """One line of the chronology, as the timeline shows it. Facts need no badge; opinion and hearsay say so."""
    badge = "" if entry.nature == Nature.FACT else Nature(entry.nature).label
    when = when_in_words(timezone.localtime(entry.happened_at), Precision(entry.precision))
    return {
        "title": entry.source, "at": entry.happened_at, "when": when, "text": entry.what, "badge": badge, "by": "",
        "withheld": entry.withheld,
    }  # fmt: skip


@dataclass(frozen=True)
class Known:
    """An adult's cases that somebody may see, the newest first, and who works with the adult now."""

    cases: list[Case]
    worker: User | None


def known_of(user: User, adults: list[Adult]) -> dict[int, Known]:
    """What this person may know of each of these adults, in one query."""
    found: dict[int, list[Case]] = {adult.pk: [] for adult in adults}
    for case in visible_cases(user).filter(adult__in=adults).select_related("owner", "team").order_by("-opened_at", "-pk"):
        found[case.adult_id].append(case)
    return {pk: Known(cases, _worker_of(cases)) for pk, cases in found.items()}


def _worker_of(cases: list[Case]) -> User | None:
    owned = (case.owner for case in cases if case.stage != Stage.CLOSED and case.owner and case.owner.is_active)
    return next(owned, None)


LABELS = {
    "given_name": "First names", "family_name": "Family name", "known_as": "Known as", "born_on": "Date of birth",
    "nhs_number": "NHS number", "phone": "Phone", "las_id": "LAS id", "description": "How to recognise or find them",
    "gender": "Gender", "gender_words": "Gender, in their own words", "pronouns": "Spoken of as", "address": "Address", "postcode": "Postcode",
}  # fmt: skip


def record_of(adult: Adult) -> dict[str, Any]:
    """What the page of an adult's record shows: the addresses, the newest first, and what was corrected."""
    changes = [
        {
            "at": change.changed_at, "by": change.changed_by, "reason": change.reason,
            "before": [(LABELS[name], _was(name, value)) for name, value in change.before.items()],
        }
        for change in adult.changes.select_related("changed_by")
    ]  # fmt: skip
    number = spaced(adult.nhs_number) if adult.nhs_number else ""
    gender = ": ".join(part for part in (adult.get_gender_display(), adult.gender_words) if part)
    return {"addresses": list(adult.addresses.all()), "changes": changes, "number": number, "gender": gender}


def _was(name: str, value: str | None) -> str:
    if not value:
        return "nothing"
    return in_words(date.fromisoformat(value)) if name == "born_on" else value


def identity_of(adult: Adult) -> dict[str, Any]:
    """What a correction begins with: the record as it is, its newest address, and how often it was corrected."""
    place = adult.addresses.first()
    here = {"address": place.text, "postcode": place.postcode} if place else {}
    fields = {name: getattr(adult, name) for name in LABELS if name not in ("address", "postcode")}
    return fields | here | {"seen": adult.changes.count()}


def names_of(case: Case) -> list[str]:
    """What the adult is called, in its parts; nothing where it is not known who it is."""
    adult = case.adult
    return [adult.given_name, adult.family_name, adult.known_as] if adult else []
