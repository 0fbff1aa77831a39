"""Many invented cases at once, for benchmarks: written in bulk, each with what a case of its stage has."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.cases.chronology_states import Confidence, Relation
from mash.cases.models import Case, ChronologyEntry, Deadline, Decision, EntryLink, Rating, Step, Weighing, Wishes
from mash.cases.states import Clock, DecisionKind, Outcome, Rag, Stage, StepName, StepState
from mash.people.models import Adult
from mash.people.rules import sound_of
from mash.references import new_reference
from partners.models import Check
from partners.states import Basis
from referrals.models import Referral
from referrals.states import Channel, Class, Danger
from thresholds.queries import matrix_in_force

from .ratings import pool
from .town import Town

GIVEN = ["Maureen", "Derek", "Shanaz", "Patrick", "Irena", "Winston", "Joan", "Tariq", "Beryl", "Luis", "Edith", "Omar"]
FAMILY = ["Ashdown", "Oakley", "Malik", "Byrne", "Nowak", "Clarke", "Hopton", "Hussain", "Rowe", "Ferreira", "Peel", "Crane"]
WORRY = "Seen with bruises, and afraid of the person who keeps the bank card. It has happened before. " * 3
DOUBT = "The neighbour saw no bruises, and says that he keeps no card but his own."
OPEN = [(Stage.RECEIVED, 20), (Stage.TRIAGE, 50), (Stage.MASH_ENQUIRY, 20), (Stage.SECTION_42, 10)]
CLOCKS = {
    Stage.RECEIVED: [Clock.SEEN, Clock.RATING], Stage.TRIAGE: [Clock.TRIAGE_DECISION],
    Stage.MASH_ENQUIRY: [Clock.S42_DECISION, Clock.PLANNING], Stage.SECTION_42: [Clock.ENQUIRY, Clock.ENQUIRY_LOOK],
}  # fmt: skip
LINES = """
select count(trail_append('case:' || c.reference, to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
    null, 'Bench', v.verb, c.reference, '{}'))
from cases_case c cross join (values ('case_opened'), ('referral_accepted'), ('concern_rated')) v(verb)
where c.id > %s
"""


@dataclass
class Sheet:
    """What is written for some cases, table by table."""

    town: Town
    now: datetime
    chance: random.Random

    @property
    def workers(self) -> list[User]:
        return [self.town.people[key] for key in ("duty", "duty2", "practitioner", "practitioner2")]


@transaction.atomic
def write_cases(town: Town, *, closed: int, still_open: int) -> int:
    """So many closed cases of the last three years and open ones of the last days. Returns how many were written."""
    sheet = Sheet(town, timezone.now(), random.Random(closed * 7919 + still_open))  # noqa: S311 (no secret)
    last = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    stages = [Stage.CLOSED] * closed + _stages(still_open)
    for start in range(0, len(stages), 1000):
        _write(sheet, stages[start : start + 1000])
    with connection.cursor() as cursor:
        cursor.execute(LINES, [last])
    return len(stages)


def _stages(count: int) -> list[Stage]:
    found = [stage for stage, share in OPEN for _ in range(count * share // 100)]
    return found + [Stage.TRIAGE] * (count - len(found))


def _write(sheet: Sheet, stages: list[Stage]) -> None:
    adults = Adult.objects.bulk_create([_adult(sheet) for _ in stages])
    cases = Case.objects.bulk_create([_case(sheet, stage, adult) for stage, adult in zip(stages, adults, strict=True)])
    referrals = Referral.objects.bulk_create([_referral(sheet, case) for case in cases])
    rated = [case for case in cases if case.rag]
    decisions = Decision.objects.bulk_create([_decision(sheet.chance, case) for case in rated])
    Rating.objects.bulk_create([_rating(case, each) for case, each in zip(rated, decisions, strict=True)])
    Step.objects.bulk_create([step for case in rated for step in _steps(case)])
    stories = [_story(sheet, case) for case in cases]
    ChronologyEntry.objects.bulk_create([entry for story in stories for entry in story])
    judge = sheet.workers[0]
    Weighing.objects.bulk_create([Weighing(entry=first, confidence=Confidence.DOUBTFUL, words=DOUBT, weighed_by=judge) for first, *_ in stories])
    EntryLink.objects.bulk_create(
        [EntryLink(one=first, other=second, relation=Relation.CONTRADICTS, words=DOUBT, linked_by=judge) for first, second, *_ in stories]
    )
    Wishes.objects.bulk_create([Wishes(case=c, own_words="I want it to stop.", recorded_by=c.owner) for c in rated])
    Deadline.objects.bulk_create([d for case, about in zip(cases, referrals, strict=True) for d in _clocks(sheet, case, about)])
    Check.objects.bulk_create([_check(sheet, case) for case in cases if case.stage == Stage.MASH_ENQUIRY])


def _adult(sheet: Sheet) -> Adult:
    given, family = sheet.chance.choice(GIVEN), sheet.chance.choice(FAMILY)
    born = date(1928, 1, 1) + timedelta(days=sheet.chance.randrange(70 * 365))
    return Adult(given_name=given, family_name=family, sound=sound_of(given, family), born_on=born)


def _case(sheet: Sheet, stage: Stage, adult: Adult) -> Case:
    closed = stage == Stage.CLOSED
    opened = sheet.now - timedelta(hours=sheet.chance.randrange(24, 26000) if closed else sheet.chance.uniform(0.1, 120))
    rag = "" if stage == Stage.RECEIVED else sheet.chance.choice(list(Rag)).value
    return Case(
        reference=new_reference("M"), stage=stage, adult=adult, team=sheet.town.organisations["hub"], rag=rag,
        owner=None if stage == Stage.RECEIVED else sheet.chance.choice(sheet.workers), opened_at=opened,
        outcome=Outcome.ADVICE if closed else "", closed_at=opened + timedelta(hours=20) if closed else None,
        decided_at=opened + timedelta(hours=10) if closed else None,
    )  # fmt: skip


def _referral(sheet: Sheet, case: Case) -> Referral:
    reader = None if case.stage == Stage.RECEIVED else case.owner
    return Referral(
        reference=new_reference("R"), case=case, once_key=uuid4(), code_sha256="0" * 64, channel=Channel.PUBLIC,
        worry=WORRY, danger=Danger.NO, adult_name=case.adult.name, referrer_name="Robin Reporter",
        received_at=case.opened_at, read_at=case.opened_at + timedelta(minutes=30) if reader else None, read_by=reader,
        classed=Class.NEW_CONCERN if reader else "",
    )  # fmt: skip


def _decision(chance: random.Random, case: Case) -> Decision:
    return Decision(
        case=case, kind=DecisionKind.RATING, outcome=Rag(case.rag).label, rationale=WORRY[:90], decided_by=case.owner,
        decided_at=case.opened_at + timedelta(hours=1), snapshot=chance.choice(pool()[Rag(case.rag)]),
        versions={"matrix": matrix_in_force()[0]},
    )  # fmt: skip


def _rating(case: Case, decision: Decision) -> Rating:
    return Rating(case=case, decision=decision, rag=case.rag, level=Rag(case.rag).rank, suggested=case.rag, types=list(decision.snapshot["facts"]["types"]))


def _steps(case: Case) -> list[Step]:
    names = list(StepName) if case.stage == Stage.CLOSED else list(StepName)[:3]
    at = case.opened_at + timedelta(hours=2)
    return [Step(case=case, name=n, state=StepState.DONE, words="Done", settled_by=case.owner, settled_at=at) for n in names]


def _story(sheet: Sheet, case: Case) -> list[ChronologyEntry]:
    return [
        ChronologyEntry(case=case, happened_at=case.opened_at + timedelta(minutes=20 * n), what=WORRY[:120], source="The hub")
        for n in range(sheet.chance.randrange(4, 12))
    ]


def _clocks(sheet: Sheet, case: Case, referral: Referral) -> list[Deadline]:
    at = case.opened_at
    if case.stage == Stage.CLOSED:
        return [Deadline(case=case, clock=clock, started_at=at, due_at=at + timedelta(hours=8), met_at=at + timedelta(hours=2),
                         about=referral.reference) for clock in (Clock.SEEN, Clock.FEEDBACK)]  # fmt: skip
    due = sheet.now + timedelta(hours=sheet.chance.uniform(-6, 60))
    running = [
        Deadline(case=case, clock=clock, started_at=at, due_at=max(due, at), about=referral.reference if clock == Clock.SEEN else "")
        for clock in CLOCKS[case.stage]
    ]
    return [*running, Deadline(case=case, clock=Clock.FEEDBACK, about=referral.reference)]


def _check(sheet: Sheet, case: Case) -> Check:
    return Check(
        reference=new_reference("K"), case=case, agency=sheet.town.organisations["police"], questions="What is known?",
        purpose="To understand the risk", basis=Basis.SAFEGUARDING, shown=[], asked_by=case.owner,
        asked_at=case.opened_at, due_at=sheet.now + timedelta(hours=sheet.chance.uniform(-3, 20)),
    )  # fmt: skip
