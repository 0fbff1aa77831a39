"""Decisions as they were kept, shaped for their pages and their PDF: never from what the record says today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mash.documents.rules import content_hash

from .models import Case, Decision, TimescaleVersion
from .record import readable, record_at, steps_in
from .states import DecisionKind, Outcome, Stage


@dataclass(frozen=True)
class DecisionRow:
    """One decision in a list, numbered within its case from the first."""

    number: int
    kind: str
    outcome: str
    rationale: str
    by: str
    role: str
    at: datetime
    outstanding: list[str]
    would_change: str
    sha256: str


def decisions_of(case: Case) -> list[DecisionRow]:
    """Every decision of a case, the newest first. One query."""
    rows = case.decisions.order_by("pk").values(
        "kind", "outcome", "rationale", "decided_at", "outstanding", "would_change", "document__sha256", "decided_by__name",
        "snapshot__decided",
    )  # fmt: skip
    return [_row(number, row) for number, row in enumerate(rows, start=1)][::-1]


def _row(number: int, row: dict[str, Any]) -> DecisionRow:
    decided = row["snapshot__decided"] or {}
    return DecisionRow(
        number=number, kind=decided.get("kind") or DecisionKind(row["kind"]).label, outcome=row["outcome"],
        rationale=row["rationale"], by=decided.get("by") or row["decided_by__name"], role=decided.get("role", ""),
        at=row["decided_at"], outstanding=row["outstanding"], would_change=row["would_change"], sha256=row["document__sha256"] or "",
    )  # fmt: skip


def decision_of(case: Case, number: int) -> Decision | None:
    """The n-th decision of a case, with what was kept with it and without the bytes of its document."""
    found = case.decisions.select_related("document", "decided_by").defer("document__content").order_by("pk")
    return found[number - 1 : number].first() if 0 < number < 10_000 else None


def decided_last(case: Case) -> Decision | None:
    """What triage or the enquiry decided, on which the case is closed."""
    return case.decisions.filter(kind__in=(DecisionKind.TRIAGE, DecisionKind.ENQUIRY)).select_related("decided_by").first()


def triage_ended_as(case: Case) -> Outcome | None:
    """The outcome with which triage ended, while no enquiry has taken it further: the case closes as that."""
    last = decided_last(case) if case.stage == Stage.TRIAGE and case.decided_at else None
    return next((outcome for outcome in Outcome if last and outcome.label == last.outcome), None)


def number_of(decision: Decision) -> int:
    """Which one of its case it is; later ones don't change that."""
    return Decision.objects.filter(case=decision.case_id, pk__lte=decision.pk).count()


def decision_shown(decision: Decision, number: int) -> dict[str, Any]:
    """Everything that a page or the PDF says of a decision, from what was kept with it and from nothing else."""
    kept = decision.snapshot
    named = {"by": decision.decided_by.name, "role": "", "organisation": "", "kind": DecisionKind(decision.kind).label}
    return {
        "number": number, "kind_code": decision.kind, "outcome": decision.outcome, "rationale": decision.rationale,
        "would_change": decision.would_change, "outstanding": decision.outstanding, "decided_at": decision.decided_at,
        "versions": decision.versions, "told": kept.get("told", []), "decided": named | kept.get("decided", {}),
        "reasons": kept.get("suggestion", {}).get("reasons", []), "suggested": kept.get("suggestion", {}).get("rag", ""),
        "urgency": kept.get("urgency"), "seriousness": seriousness_in(kept), "answers": answers_in(kept), "prompts": kept.get("suggestion", {}).get("prompts", []),
        "fingerprint": fingerprint(decision, number),
        "whole": "record" in kept, **record_shown(kept.get("record")),
    }  # fmt: skip


def seriousness_in(kept: dict[str, Any]) -> list[dict[str, Any]]:
    """What was weighed of how serious it is, where the rating kept it."""
    return kept.get("seriousness") or kept.get("facts", {}).get("seriousness") or []


ASKED = {
    "danger_now": ("The adult is safe now", "no", "yes"), "child_affected": ("A child is in the household or affected", "yes", "no"),
    "possible_crime": ("A crime may have been committed", "yes", "no"), "no_consent": ("The adult has agreed", "no", "yes"),
    "wishes_unknown": ("We know what the adult wants", "no", "yes"),
}  # fmt: skip
"""The questions asked first of a rating: by the fact that a decision keeps, what a yes and a no of it mean."""


def answers_in(kept: dict[str, Any]) -> list[tuple[str, str]]:
    """What was answered before the signs, also where it had no effect; nothing where the decision is no rating."""
    facts = kept.get("facts") or {}
    if "types" not in facts:
        return []
    unknown = facts.get("unknown") or []
    said = [
        (words, "don't know" if fact in unknown else holds if facts.get(fact) else lacks)
        for fact, (words, holds, lacks) in ASKED.items() if fact in facts
    ]  # fmt: skip
    graded = kept.get("suggestion", {}).get("by_type") or []
    types = [_graded(kind) for kind in graded]
    return [*said, ("Kinds of abuse or neglect", "; ".join(types)), ("Where it happened", _where(kept, facts))]


def _where(kept: dict[str, Any], facts: dict[str, Any]) -> str:
    """The setting as its version called it. A decision from before that was kept has its code alone, which is made of words."""
    code = facts.get("setting") or ""
    return kept.get("setting") or code.replace("_", " ").capitalize() or "not said"


def _graded(kind: dict[str, Any]) -> str:
    return f"{kind['name']} (Level {kind['level']})" if kind.get("level") else f"{kind['name']} (nothing ticked)"


def record_shown(kept: dict[str, Any] | None) -> dict[str, Any]:
    """A record as pages and documents show it, its moments and days as such."""
    record = readable(kept) if kept else None
    return {"record": record, "steps": steps_in(record) if record else []}


def fingerprint(decision: Decision, number: int) -> str:
    """SHA-256 over all that was kept: it stands in the PDF, and whoever holds a copy can compare."""
    kept = {
        "case": decision.case.reference, "number": number, "kind": decision.kind, "outcome": decision.outcome,
        "rationale": decision.rationale, "would_change": decision.would_change, "outstanding": decision.outstanding,
        "snapshot": decision.snapshot, "versions": decision.versions, "decided_at": decision.decided_at.isoformat(),
    }  # fmt: skip
    return content_hash(kept)


def timescales_named(name: str) -> int | None:
    """The number of a version of the timescales, for a link."""
    return TimescaleVersion.objects.filter(name=name, in_force_from__isnull=False).values_list("pk", flat=True).first()


def as_known(case: Case, at: datetime) -> dict[str, Any]:
    """The case as the record stood at a moment: how many decisions had been made by then, and when the history of what changes
    in place began, if that is later.
    """
    record, number, began = record_at(case, at)
    return {"at": at, "after": number, "began": began, **record_shown(record)}
