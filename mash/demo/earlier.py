"""The demo's last year: closed concerns written in bulk, for what only many ratings show, and a blind sample of them."""

import random
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from audit.queries import given_to
from audit.services import draw_sample, rate_blind
from audit.states import LabPeriod
from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.models import Case, Decision, Rating, WorkItem
from mash.cases.services.work_items import tell_who_asked
from mash.cases.states import DecisionKind, Outcome, Rag, Stage, WorkKind
from mash.people.models import Address, Adult
from mash.people.rules import sound_of
from mash.references import new_reference
from referrals.models import Arrival, Referral
from referrals.states import Channel, Class, Danger, Voice
from thresholds.queries import matrix_in_force, version_in_force, visible_versions
from thresholds.rules import facts_of, suggest
from thresholds.services import draft_matrix

from .bulk import LINES
from .ratings import as_another_reads, invented_facts, kept
from .town import Town

HOW_MANY = 240
UNREAD = 3
"""So many answers of a senior nobody has marked as read."""
GIVEN = ["Agnes", "Bernard", "Cerys", "Duncan", "Farida", "Gwen", "Hamid", "Ines", "Jock", "Lotte", "Mansoor", "Nell"]
FAMILY = ["Arkwright", "Bramley", "Cotterill", "Dewhurst", "Elmhirst", "Fenwick", "Gaskell", "Haworth", "Iqbal", "Jessop"]
AGENCIES = ["police", "police", "police", "hospital", "hospital", "trust", "trust", "larkfield", "homes", None, None, None]
POSTCODES = ["LU1 9ZZ", "LU2 9ZZ", "LU3 9ZZ", "LU4 9ZZ"]
WORRY = "A worry from last year, told here in one sentence because only its rating matters now."
ENDINGS = {
    Rag.GREEN: [Outcome.ADVICE, Outcome.EARLY_HELP], Rag.AMBER: [Outcome.EARLY_HELP, Outcome.OTHER_SOCIAL_WORK, Outcome.ADVICE],
    Rag.RED: [Outcome.FURTHER_S42, Outcome.PROTECTIVE_ACTION],
}  # fmt: skip


@dataclass
class Sheet:
    """What is written, table by table."""

    town: Town
    chance: random.Random
    adults: list[Adult] = field(default_factory=list)
    homes: list[Address] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)
    reports: list[Referral] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)

    def worker(self) -> User:
        return self.town.people[self.chance.choice(["duty", "duty", "duty2", "practitioner"])]


def once_key(number: int) -> UUID:
    """The same concern is the same report, however often it is written."""
    return uuid5(NAMESPACE_URL, f"demo/earlier/{number}")


def tell_last_year(town: Town) -> None:
    """All of it, once: the concerns, a draft to try on them, and a sample that a second worker has mostly answered."""
    if Referral.objects.filter(once_key=once_key(0)).exists():
        return
    with transaction.atomic():
        _write(Sheet(town, random.Random(7)))  # noqa: S311 (no secret)
        _draft(town.people["manager"])
        _sample(town)


def _write(sheet: Sheet) -> None:
    last = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for number in range(HOW_MANY):
        _concern(sheet, number)
    for model, rows in (
        (Adult, sheet.adults), (Address, sheet.homes), (Case, sheet.cases), (Arrival, sheet.arrivals), (Referral, sheet.reports),
        (Decision, sheet.decisions), (Rating, sheet.ratings),
    ):  # fmt: skip
        model.objects.bulk_create(rows)
    Referral.objects.filter(case__in=sheet.cases).update(keyed_at=F("received_at"))
    lowered = [rating for rating in sheet.ratings if rating.decision.snapshot["asked"] != rating.rag]
    for number, rating in enumerate(lowered):
        _answered(rating, sheet.town.people["manager"], agrees=number % 3 != 0, unread=number >= len(lowered) - UNREAD)
    with connection.cursor() as cursor:
        cursor.execute(LINES, [last])


def _concern(sheet: Sheet, number: int) -> None:
    """One closed concern with one rating. What the police send is milder than the rest, more so of late."""
    chance, agency = sheet.chance, AGENCIES[number % len(AGENCIES)]
    at = timezone.now() - timedelta(days=360 - number * 320 / HOW_MANY, hours=chance.randrange(24))
    mild = 0.8 if agency == "police" and number > HOW_MANY / 2 else 0.35
    level = 1 if chance.random() < mild else chance.choice([2, 2, 3])
    facts = invented_facts(chance, level=level)
    suggestion = suggest(matrix_in_force()[1], facts)
    worker = sheet.worker()
    rank = suggestion.rag.rank + chance.choice([0] * 9 + [1, -1])
    asked = next(rag for rag in Rag if rag.rank == min(3, max(1, rank)))
    in_force = max(asked, suggestion.rag, key=lambda rag: rag.rank)
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    adult = Adult(given_name=given, family_name=family, sound=sound_of(given, family), born_on=date(1930, 1, 1) + timedelta(days=chance.randrange(20000)))
    case = Case(
        reference=new_reference("M"), stage=Stage.CLOSED, adult=adult, team=sheet.town.organisations["hub"], rag=in_force, opened_at=at,
        outcome=chance.choice(ENDINGS[in_force]), closed_at=at + timedelta(days=9), decided_at=at + timedelta(days=1), owner=worker,
    )  # fmt: skip
    key, voice = once_key(number), Voice.PROFESSIONAL if agency else Voice.RELATIVE
    report = Referral(
        reference=new_reference("R"), case=case, once_key=key, code_sha256="0" * 64, channel=Channel.PARTNER if agency else Channel.PUBLIC,
        worry=WORRY, danger=Danger.NO, adult_name=adult.name, received_at=at, read_at=at + timedelta(minutes=20), read_by=worker, voice=voice,
        classed=Class.NEW_CONCERN, agency=sheet.town.organisations[agency] if agency else None, keyed_by=None,
    )  # fmt: skip
    decision = Decision(
        case=case, kind=DecisionKind.RATING, outcome=in_force.label, rationale="What was seen fits this level.", decided_by=worker,
        would_change="Another report.", decided_at=at + timedelta(hours=2), snapshot=kept(facts, suggestion, asked),
        versions={"matrix": matrix_in_force()[0]},
    )  # fmt: skip
    sheet.adults.append(adult)
    sheet.homes.append(Address(adult=adult, text=f"{number + 1} Invented Street", postcode=chance.choice(POSTCODES)))
    sheet.cases.append(case)
    sheet.arrivals.append(Arrival(once_key=key, channel=report.channel, received_at=at))
    sheet.reports.append(report)
    sheet.decisions.append(decision)
    sheet.ratings.append(Rating(case=case, decision=decision, rag=in_force, level=in_force.rank, suggested=suggestion.rag, types=list(facts.types)))


def _answered(rating: Rating, senior: User, *, agrees: bool, unread: bool) -> None:
    """What a senior said to a lower rating, and what whoever asked has yet to read of it."""
    first, at = rating.decision, rating.decision.decided_at + timedelta(hours=1)
    WorkItem.objects.create(
        case=rating.case, kind=WorkKind.CONFIRM_RATING, question="May it be rated lower?", about=str(rating.pk), owner=senior,
        for_permission="rate_lower", answer="I have looked at it with you.", answered_by=senior, answered_at=at,
    )  # fmt: skip
    asked = Rag(first.snapshot["asked"])
    if unread:
        what = f"{asked.label} for {rating.case.reference} was {'agreed' if agrees else 'refused'} by {senior.name}: I have looked at it with you."
        tell_who_asked(WorkKind.RATING_ANSWERED, what, asker=first.decided_by, may=Permission.RATE, by=senior, about=str(rating.pk), case=rating.case)
    if agrees:
        decision = Decision.objects.create(
            case=rating.case, kind=DecisionKind.RATING, outcome=asked.label, rationale="I agree.", decided_by=senior, decided_at=at,
            snapshot=first.snapshot, versions=first.versions,
        )  # fmt: skip
        Rating.objects.create(case=rating.case, decision=decision, rag=asked, level=asked.rank, suggested=rating.suggested, types=rating.types, senior=senior)
        Case.objects.filter(pk=rating.case_id).update(rag=asked)


def _draft(manager: User) -> None:
    """A version to try: money matters weigh more, and a gate's answer is no longer asked for."""
    if visible_versions(manager).filter(in_force_from__isnull=True).exists():
        return
    data = deepcopy(version_in_force().data)
    money = next(kind for kind in data["types"] if kind["code"] == "FIN")
    for indicator in money["indicators"]:
        indicator["level"] = min(3, indicator["level"] + (indicator["code"] in ("FIN1d", "FIN2c", "FIN2d")))
    draft_matrix(data=data, by=manager)


def _sample(town: Town) -> None:
    manager, second = town.people["manager"], town.people["practitioner2"]
    draw_sample(once_key=once_key(-1), rater_id=second.pk, period=LabPeriod.YEAR, size=36, by=manager)
    chance, matrix = random.Random(3), matrix_in_force()[1]  # noqa: S311 (no secret)
    for row in list(given_to(second))[:30]:
        facts = as_another_reads(facts_of(row.decision.snapshot["facts"]), chance, matrix)
        found = suggest(matrix, facts)
        soon = found.urgency.code if found.urgency else chance.choice([matrix.urgencies[-1].code] * 4 + [matrix.urgencies[-2].code])
        rate_blind(blind_id=row.pk, facts=facts, rag=found.rag, urgency=soon, rationale="As I read what was known then.", by=second)
