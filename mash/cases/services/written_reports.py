"""The written report with recommendations for action (guidance: "will provide a written report using the decision tool")."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.documents.services import keep_pdf
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..access import permit
from ..models import Case, WrittenReport
from ..record import readable
from ..rules import to_report, unsigned_because
from ..states import Stage
from ..written import draft_of, level_now, next_number, report_context
from .cases import tell
from .locking import locked_case

Rows = list[dict[str, str]]


class ReportRefused(Exception):
    """The report can't be written or signed so; the message says what to do. Nothing has been changed."""


@transaction.atomic
def draft_report(*, reference: str, number: int, edition: int, analysis: str, recommendations: Rows, by: User) -> WrittenReport:
    """What somebody has written so far about the adult is kept for whoever goes on with it."""
    case = _open_to(reference, by)
    draft = _written(case, (number, edition), analysis, recommendations, by)
    record(Verb.REPORT_DRAFTED, chain=f"case:{reference}", by=by, subject=reference, detail={"number": draft.number})
    return draft


@transaction.atomic
def sign_report(*, reference: str, number: int, edition: int, analysis: str, recommendations: Rows, by: User) -> WrittenReport:
    """What was known, analysed and recommended for the adult, as one document that stays as it is.

    A later change of the record makes a new number; this one is never drawn again.
    """
    case = _open_to(reference, by)
    problem = unsigned_because(analysis, recommendations, timezone.localdate())
    if problem:
        raise ReportRefused(problem)
    report = _written(case, (number, edition), analysis, recommendations, by)
    report.signed_by, report.signed_at = by, timezone.now()
    report.document = keep_pdf(
        name=f"{reference}-report-{report.number}.pdf", template="pdf/written_report.html",
        context={"report": report, "recommendations": readable(recommendations), **report_context(case)},
    )  # fmt: skip
    report.save()
    tell(case, f"Written report {report.number} (Level {report.level}) signed", source=by.name, by=by, at=report.signed_at)
    detail: dict[str, Any] = {"number": report.number, "level": report.level, "sha256": report.document.sha256}
    record(Verb.REPORT_MADE, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return report


def _open_to(reference: str, by: User) -> Case:
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    if level_now(case) is None:
        raise ReportRefused("A written report is made in triage (Level 2) or in an enquiry (Level 3).")
    permit(by, to_report(Stage(case.stage)), subject=reference)
    return case


def _written(case: Case, seen: tuple[int, int], analysis: str, recommendations: Rows, by: User) -> WrittenReport:
    """The draft with these words, if nobody else has changed or signed it since it was opened."""
    draft, number = draft_of(case), next_number(case)
    if seen != (number, draft.edition if draft else 0):
        who = f"{draft.written_by.name} changed the draft" if draft else "Somebody signed the draft"
        raise ReportRefused(f"{who} while you were writing. Your words are still here: copy them, and open the report again.")
    draft = draft or WrittenReport(case=case, number=number, edition=0)
    draft.level, draft.edition = level_now(case), draft.edition + 1
    draft.analysis, draft.recommendations = analysis, recommendations
    draft.written_by, draft.written_at = by, timezone.now()
    draft.save()
    return draft
