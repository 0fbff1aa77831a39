"""Written reports of a case, and what one rests on: the record as it stands, read the way decisions keep it."""

from typing import Any

from .decided import record_shown, seriousness_in
from .models import Case, WrittenReport
from .record import readable, record_of
from .rules import level_of_report
from .states import DecisionKind, Rag, Stage


def written_reports_of(case: Case) -> list[WrittenReport]:
    """Every report of a case, the newest first, with its recommendations as read and without the bytes. One query."""
    rows = list(case.written_reports.select_related("document", "written_by", "signed_by").defer("document__content"))
    for row in rows:
        row.advised = readable(row.recommendations)
    return rows


def draft_of(case: Case) -> WrittenReport | None:
    """The report that somebody is writing."""
    return case.written_reports.select_related("written_by").filter(signed_at__isnull=True).first()


def level_now(case: Case) -> int | None:
    """The Level of Response that a report written now would be of; none where none is written."""
    return level_of_report(Stage(case.stage), Rag(case.rag) if case.rag else None)


def next_number(case: Case) -> int:
    """The number of the report that is being written, or would be: one more than were signed."""
    return case.written_reports.filter(signed_at__isnull=False).count() + 1


def written_report_of(case: Case, number: int) -> WrittenReport | None:
    """One signed report, with its bytes."""
    signed = case.written_reports.filter(number=number, signed_at__isnull=False) if 0 < number < 10_000 else None
    return signed.select_related("document").first() if signed is not None else None


def report_context(case: Case) -> dict[str, Any]:
    """All that a report says besides the words of whoever signs it: the rating by the decision tool, and the record."""
    kept = case.decisions.filter(kind=DecisionKind.RATING).exclude(rating=None).order_by("pk").values_list("snapshot", flat=True).last() or {}
    suggestion = kept.get("suggestion", {})
    return {
        "reference": case.reference, "told": [], "reasons": suggestion.get("reasons", []), "suggested": suggestion.get("rag", ""),
        "seriousness": seriousness_in(kept), **record_shown(record_of(case)),
    }  # fmt: skip
