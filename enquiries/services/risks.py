"""The risks that an enquiry looks at."""

from django.db import transaction

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.models import Case, SourceOfHarm
from mash.cases.services.locking import locked_case
from mash.cases.states import Stage
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Risk
from ..queries.records import numbered
from ..rules import RISK_IDENTIFIED, in_enquiry
from ..states import AssessmentOutcome, Place, RiskOutcome
from .refusals import EnquiryRefused, refuse_if


@transaction.atomic
def record_risk(*, reference: str, abuse_type: str, source_id: int, place: Place, words: str, by: User) -> Risk:
    """One risk to the adult: what kind, by whom, where. Each is followed to its own end. `source_id` 0: not known."""
    case = locked_case(reference=reference, by=by, permission=Permission.HOLD_ENQUIRY)
    refuse_if(in_enquiry(Stage(case.stage)))
    risk = case.risks.create(
        abuse_type=abuse_type, source=_source(case, source_id), place=place, words=words, recorded_by=by
    )
    detail = {"type": abuse_type, "place": place}
    record(Verb.RISK_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return risk


@transaction.atomic
def assess_risk(
    *, reference: str, number: int, assessment: AssessmentOutcome, outcome: RiskOutcome | str, by: User
) -> Risk:
    """What was found about one risk, and what became of it; asked per source, as the national return counts it."""
    case = locked_case(reference=reference, by=by, permission=Permission.HOLD_ENQUIRY)
    refuse_if(in_enquiry(Stage(case.stage)))
    risk = end_risk(numbered(case.risks.all(), number), assessment, outcome)
    detail = {"risk": number, "assessment": risk.assessment, "outcome": risk.outcome}
    record(Verb.RISK_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return risk


def end_risk(risk: Risk, assessment: str, outcome: str) -> Risk:
    """Keep what was found; what became of a risk is kept only where one was identified. Part of another use case."""
    risk.assessment, risk.outcome = assessment, outcome if assessment in RISK_IDENTIFIED else ""
    risk.save(update_fields=["assessment", "outcome"])
    return risk


def _source(case: Case, source_id: int) -> SourceOfHarm | None:
    source = case.sources_of_harm.filter(pk=source_id).first()
    if source is None and source_id:
        raise EnquiryRefused("Choose a source of harm of this case.")
    return source
