"""The case on one page, for a meeting or a review: who, what is feared, what they want, what was found, decided and is open."""

from typing import Any

from django.utils.text import Truncator

from .models import Case
from .queries import hold_in_words
from .record import record_of, steps_in
from .told import told_adult
from .written import report_context

LONG, SHORT = 500, 240
"""Characters after which words are cut in a summary; the documents they come from hold them whole."""


def summary_content(case: Case) -> dict[str, Any]:
    """Everything that the summary says. Cut words end in a full stop of three; nothing else is left out of what it names."""
    record = record_of(case)
    last = {name: record[name][-1] if record[name] else None for name in ("wishes", "consents", "ratings", "plans")}
    reasons = report_context(case)["reasons"]
    return {
        "case": record["case"], "adult": record["adult"], "hold": hold_in_words(case), "rating": last["ratings"],
        "reasons": [reason["words"] for reason in reasons], "wishes": last["wishes"], "consent": last["consents"],
        "capacities": record["capacities"], "told": _told(case), "reports": [_report(row) for row in record["reports"] if not row["set_aside"]],
        "sources": record["sources"], "risks": record["risks"], "protective_actions": record["protective_actions"],
        "checks": [_check(row) for row in record["checks"]], "decisions": record["decisions"], "plan": last["plans"],
        "plan_actions": record["plan_actions"], "warnings": _warnings(record), **_open(record),
    }  # fmt: skip


def _warnings(record: dict[str, Any]) -> list[dict[str, str]]:
    """The warning markers that stand, on whichever case of the adult they were set: what to do, without what it rests on."""
    standing = [row for row in [*record["markers"], *record["marks"]] if not row["ended_at"]]
    return [{"kind": kind, "advice": advice} for kind, advice in dict.fromkeys((row["kind"], row["advice"]) for row in standing)]


def _told(case: Case) -> list[dict[str, str]]:
    """What the adult was told, whoever told them, so that a meeting tells them nothing else (S26)."""
    return [{"at": told.at.isoformat(), "words": Truncator(told.words).chars(SHORT), "by": told.by, "how": told.how} for told in told_adult(case)]


def _report(row: dict[str, Any]) -> dict[str, Any]:
    named = ("reference", "received_at", "voice", "referrer_role", "source_words")
    return {name: row[name] for name in named} | {"worry": Truncator(row["worry"]).chars(LONG)}


def _check(row: dict[str, Any]) -> dict[str, Any]:
    named = ("agency", "state", "answer", "answered_at", "answered_late", "not_to_family")
    text = row["answer_text"] or row["cannot_share_reason"] or ""
    return {name: row[name] for name in named} | {"text": Truncator(text).chars(SHORT)}


def _open(record: dict[str, Any]) -> dict[str, Any]:
    """What nobody has settled yet."""
    return {
        "steps": [step["label"] for step in steps_in(record) if step["state"] == "Outstanding"],
        "clocks": [{"clock": row["clock"], "due_at": row["due_at"]} for row in record["clocks"] if row["due_at"]],
        "tasks": [row["question"] for row in record["tasks"]],
    }  # fmt: skip
