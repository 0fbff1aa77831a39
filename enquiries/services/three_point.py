"""Recording the three-point test."""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case, Decision
from mash.cases.services.cases import tell
from mash.cases.services.clocks import meet_clock
from mash.cases.services.decisions import decide
from mash.cases.services.locking import locked_case
from mash.cases.states import Clock, DecisionKind, Stage
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import ThreePointTest
from ..queries.enquiry import POINTS, discussions
from ..queries.records import open_enquiry
from ..rules import Points, in_enquiry, override_problem, statutory_basis
from ..states import OverrideReason
from .refusals import EnquiryRefused, refuse_if


@transaction.atomic
def record_three_point_test(
    *, reference: str, version: int, points: Points, by: User, override: OverrideReason | str = "", judgement: str = "",
    discussion: str = "", would_change: str = "",
) -> ThreePointTest:  # fmt: skip
    """Whether the council's duty to the adult under section 42 arises, point by point, or a manager goes on without.

    `discussion` is the key of a multi-agency discussion on record. Never changed: a new test puts it right.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.HOLD_ENQUIRY, version=version)
    refuse_if(in_enquiry(Stage(case.stage)))
    if open_enquiry(case) is None:
        raise EnquiryRefused("Nobody holds this enquiry. Take it first.")
    words = dict(discussions(case)).get(discussion, "")
    refuse_if(override_problem(points.all_met, override, judgement, words, by.may(Permission.OVERRIDE_TEST)))
    going_on = {"override": override, "judgement": judgement, "discussion": words[:300]} if override else {}
    test = case.three_point_tests.create(
        decision=_decide(case, points, going_on, would_change, by), override_by=by if override else None, **asdict(points), **going_on
    )
    case.save()
    meet_clock(case, Clock.S42_DECISION, at=test.decision.decided_at)
    tell(case, f"Three-point test: {test.decision.outcome}", source=by.name, by=by, kind=EntryKind.DECISION)
    detail = {"all_met": points.all_met, "override": override}
    record(Verb.TEST_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return test


def _decide(case: Case, points: Points, going_on: dict[str, str], would_change: str, by: User) -> Decision:
    outcome = "all three points are met" if points.all_met else "not all three points are met"
    if going_on:
        outcome += f", overridden: {OverrideReason(going_on['override']).label.lower()}"
    reasons = [points.has_needs_reason, points.at_risk_reason, points.cannot_protect_reason, going_on.get("judgement", "")]
    snapshot = asdict(points) | going_on | {"basis": statutory_basis(points.all_met), "rag": case.rag}
    told = [
        (words, f"{'Yes' if getattr(points, name) else 'No'}. {getattr(points, f'{name}_reason')}") for name, words in POINTS
    ]  # fmt: skip
    if going_on:
        told += [("Going on without all three because", OverrideReason(going_on["override"]).label),
                 ("Professional judgement", going_on["judgement"]), ("Discussion on record", going_on["discussion"])]  # fmt: skip
    return decide(
        case, DecisionKind.THREE_POINT, outcome=outcome, rationale="\n".join(filter(None, reasons)), would_change=would_change,
        by=by, at=timezone.now(), snapshot=snapshot, told=told,
    )  # fmt: skip
