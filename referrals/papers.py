"""What a report says as a document: as its referrer made it, and nothing that was done with it since."""

from typing import Any

from mash.cases.models import Case

from .models import Referral
from .particulars import added
from .queries import files_of, report_of

ADULT = {
    "adult_name": "Name", "adult_whereabouts": "Where", "adult_other": "Also", "adult_knows": "Knows of the report",
    "contact_risk": "Could contact be a risk?", "safe_contact": "Safe contact", "source_words": "May be causing harm",
}  # fmt: skip
REFERRER = {
    "referrer_name": "Name", "voice": "Who they are", "referrer_role": "Role", "referrer_email": "Email", "referrer_phone": "Phone",
    "referrer_address": "Address", "contact_is_safe": "Said that writing to them is safe", "wants_feedback": "Wants to hear back",
}  # fmt: skip


def referral_content(case: Case, reference: str) -> dict[str, Any]:
    """One report of the case, or 404."""
    report = report_of(case, reference)
    said = [_group("In danger now?", report, {"danger": "Somebody is"}), _group("The adult", report, ADULT), _group("The referrer", report, REFERRER)]
    more = [{"title": group.title, "rows": [{"label": row["label"], "value": str(row["value"])} for row in group.rows]} for group in added(report)]
    return {
        "report": report.reference, "received_at": report.received_at.isoformat(), "channel": report.get_channel_display(),
        "worry": report.worry, "groups": [group for group in [*said, *more] if group["rows"]],
        "files": [{"name": file.name, "sha256": file.document.sha256 if file.document.usable else ""} for file in files_of(report)],
    }  # fmt: skip


def _group(title: str, report: Referral, names: dict[str, str]) -> dict[str, Any]:
    rows = [{"label": label, "value": _value(report, name)} for name, label in names.items()]
    return {"title": title, "rows": [row for row in rows if row["value"]]}


def _value(report: Referral, name: str) -> str:
    value = getattr(report, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(getattr(report, f"get_{name}_display")() if value and hasattr(report, f"get_{name}_display") else value)
