"""The decision report: drawn once from the record, and kept byte for byte."""

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.services.cases import tell
from mash.cases.services.locking import locked_case
from mash.cases.states import Stage
from mash.documents.services import keep_pdf
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Report
from ..queries.report import report_context
from ..rules import in_enquiry
from .refusals import refuse_if


@transaction.atomic
def make_report(*, reference: str, recommendations: str, by: User) -> Report:
    """What was known, decided and recommended for the adult, as one document that stays as it is.

    A later change of the record makes a new number; this one is never drawn again.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.HOLD_ENQUIRY)
    refuse_if(in_enquiry(Stage(case.stage)))
    at, number = timezone.now(), case.reports.count() + 1
    about = {"number": number, "recommendations": recommendations, "made_by": by, "made_at": at}
    document = keep_pdf(
        name=f"{reference}-report-{number}.pdf", template="pdf/decision_report.html", context=report_context(case) | about
    )
    report = case.reports.create(document=document, **about)
    tell(case, f"Decision report {number} made", source=by.name, by=by, at=at)
    detail = {"number": number, "sha256": document.sha256}
    record(Verb.REPORT_MADE, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return report
