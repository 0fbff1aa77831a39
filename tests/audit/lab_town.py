"""A town of rated concerns for the threshold lab: of every kind that its counts must tell apart."""

from copy import deepcopy
from datetime import timedelta
from itertools import cycle
from random import Random
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from mash.cases.models import Case, Decision, Rating, WorkItem
from mash.cases.states import DecisionKind, Rag, Tri, WorkKind
from mash.people.models import Address
from referrals.models import Referral
from referrals.states import Voice
from tests.audit.rewriting import rewrite
from tests.factories import make_case, no_concern
from thresholds.models import MatrixVersion
from thresholds.queries import matrix_in_force, version_in_force
from thresholds.rules import Facts, suggest
from thresholds.services import draft_matrix
from triage.services import confirm_rating, rate_concern

GONE, MOVED = "NEG2a", "FIN2c"
POSTCODES = ["LU1 9ZZ", "lu29zz", "MK45 9ZZ", "", "nowhere"]
WORDS = {"rationale": "Invented.", "would_change": "A word from the GP."}


def changed_matrix(by: Any) -> MatrixVersion:
    """A draft in which one indicator weighs more, one is gone, another gate is gone, and another type always progresses."""
    data = deepcopy(version_in_force().data)
    for kind in data["types"]:
        kind["indicators"] = [i for i in kind["indicators"] if i["code"] != GONE]
        for indicator in kind["indicators"]:
            if indicator["code"] == MOVED:
                indicator["level"] = 3
            elif indicator["code"] == "PHY3b":
                indicator["level"] = 2
    next(rule for rule in data["routing"] if rule["code"] == "R2")["when"]["types"] = ["DA", "SN"]
    next(setting for setting in data["settings"] if setting["code"] == "care_home")["lowers_bar"] = True
    data["lifts"] = [lift | {"words": lift["words"] + " "} if lift["code"] == "L2" else lift for lift in data["lifts"]]
    return draft_matrix(data=data, by=by)


def random_facts(chance: Random) -> Facts:
    """Answers of all sorts: one to three types, some of their indicators, gates mostly yes, now and then a lift."""
    matrix = matrix_in_force()[1]
    kinds = chance.sample([k for k in matrix.types if k.code in ("PHY", "FIN", "NEG", "SN", "DA", "PSY")], chance.choice([1, 1, 2]))
    indicators = [chance.choice(kind.indicators).code for kind in kinds if chance.random() < 0.8]
    indicators += [code for kind, code in (("FIN", MOVED), ("NEG", GONE), ("PHY", "PHY3b")) if any(k.code == kind for k in kinds) and chance.random() < 0.4]
    worst = chance.random() < 0.4
    gates = {g.code: Tri.YES if not worst or chance.random() < 0.7 else chance.choice([Tri.NO, Tri.DONT_KNOW]) for g in matrix.gates}
    lifts = (chance.choice(matrix.lifts).code,) if chance.random() < 0.2 else ()
    return Facts(
        types=tuple(k.code for k in kinds), indicators=tuple(dict.fromkeys(indicators)), gates=gates, lifts=lifts,
        setting=chance.choice(["", "own_home", "care_home", "hospital"]), danger_now=chance.random() < 0.1,
        possible_crime=chance.random() < 0.2,
    )  # fmt: skip


def rate_once(case: Case, people: SimpleNamespace, chance: Random, by: Any) -> None:
    """One rating, sometimes raised or lowered; a lowered one is answered or left waiting."""
    facts = random_facts(chance)
    rate(case, people, facts, by, chance.choice([0, 0, -1, -1, 1]))
    if _waits(case) and chance.random() < 0.6:
        answer(case, people, agrees=chance.random() < 0.5)


def rate(case: Case, people: SimpleNamespace, facts: Facts, by: Any, step: int, **more: Any) -> None:
    """One rating, so many colours above what is suggested."""
    rank = min(3, max(1, suggest(matrix_in_force()[1], facts).rag.rank + step))
    asked = next(rag for rag in Rag if rag.rank == rank)
    version = Case.objects.get(pk=case.pk).version
    rate_concern(
        reference=case.reference, version=version, facts=facts, seriousness=no_concern(), urgency="U1", rag=asked, by=by,
        senior=None if by == people.mash_manager else people.mash_manager, **WORDS, **more,
    )  # fmt: skip


def _waits(case: Case) -> bool:
    return WorkItem.objects.filter(case=case, kind=WorkKind.CONFIRM_RATING, answered_at__isnull=True).exists()


def answer(case: Case, people: SimpleNamespace, *, agrees: bool) -> None:
    """What the senior who was asked says."""
    version = Case.objects.get(pk=case.pk).version
    confirm_rating(reference=case.reference, version=version, agrees=agrees, words="As I see it.", would_change="Another report.", by=people.mash_manager)


def every_choice(people: SimpleNamespace) -> None:
    """One of each thing that can become of a suggestion, whatever chance brought."""
    gates = {gate.code: Tri.YES for gate in matrix_in_force()[1].gates}
    red = Facts(types=("PHY",), indicators=("PHY3a",), gates=gates, setting="hospital")
    made = [make_case(people) for _ in range(8)]
    rate(made[0], people, red, people.mash_manager, -1)
    rate(made[1], people, red, people.duty_worker, -1)
    rate(made[1], people, red, people.practitioner, 0)
    for case, agrees in ((made[2], True), (made[3], False)):
        rate(case, people, red, people.duty_worker, -1)
        answer(case, people, agrees=agrees)
    rate(made[4], people, red, people.duty_worker, -1)
    rate(made[5], people, Facts(types=("DA",), indicators=("DA2b",), gates=gates), people.duty_worker, 0, set_rule_aside=True)
    rate(made[6], people, Facts(types=("FIN",), indicators=(MOVED,), gates=gates), people.duty_worker, 1)
    rate(made[7], people, Facts(types=("PHY",), indicators=("PHY3b",), gates=gates), people.duty_worker, 0)


def furnish(case: Case, people: SimpleNamespace, chance: Random, agency: Any) -> None:
    """Who referred, and where the adult lives."""
    Referral.objects.filter(case=case).update(agency=agency, voice=chance.choice([Voice.RELATIVE, Voice.PROFESSIONAL]))
    Address.objects.filter(adult=case.adult_id).update(postcode=chance.choice(POSTCODES))
    if chance.random() < 0.2:
        Address.objects.filter(adult=case.adult_id).update(until_on=timezone.localdate())


def imported(case: Case, people: SimpleNamespace) -> None:
    """A rating as brought over from elsewhere: a few facts, no suggestion, no version."""
    decision = Decision.objects.create(
        case=case, kind=DecisionKind.RATING, outcome="Amber", rationale="Brought over.", decided_by=people.practitioner,
        decided_at=timezone.now(), snapshot={"facts": {"types": ["FIN"]}}, versions={},
    )  # fmt: skip
    Rating.objects.create(case=case, decision=decision, rag="amber", level=2, suggested="green", types=["FIN"])


def build(people: SimpleNamespace, *, cases: int = 36, seed: int = 5) -> MatrixVersion:
    """Rated concerns of all sorts, some restricted, some long past; returns the draft to try on them."""
    chance = Random(seed)  # noqa: S311 (no secret)
    raters = cycle([people.duty_worker, people.practitioner, people.mash_manager, people.duty_worker])
    agencies = cycle([people.police, None, people.trust, people.police, None])
    for number in range(cases):
        case = make_case(people)
        furnish(case, people, chance, next(agencies))
        rate_once(case, people, chance, next(raters))
        if number % 6 == 0:
            rate_once(case, people, chance, next(raters))
        if number % 10 == 7:
            imported(case, people)
        if number % 5 == 3:
            Case.objects.filter(pk=case.pk).update(restricted=True)
        if number % 9 == 4:
            rewrite(case.decisions.order_by(), decided_at=timezone.now() - timedelta(days=500))
            WorkItem.objects.filter(case=case).update(answered_at=None, answer="")
    every_choice(people)
    return changed_matrix(people.mash_manager)
