"""Documents of a case: which there are, whose hash a file has, and what a chronology says in one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from mash.accounts.models import User

from .chronology import Chosen, Line, for_audience, lines_of, with_silences
from .chronology_states import Audience, EntryKind, PaperKind
from .models import Case, Paper
from .queries import hold_in_words
from .states import Nature


@dataclass(frozen=True)
class PaperRow:
    """One version in the list of a case's documents. `name` says what it is of, and never who."""

    reference: str
    name: str
    version: int
    newest: bool
    audience: str
    drawn_by: User
    drawn_at: datetime
    content_sha256: str
    sha256: str


@dataclass(frozen=True)
class Kept:
    """A file that the hub keeps of this case, found by its hash."""

    name: str
    by: str
    at: datetime
    newer: bool


def papers_of(case: Case) -> list[PaperRow]:
    """Every version of every document that was drawn of a case, the newest first. One query."""
    rows = list(case.papers.select_related("document", "drawn_by").defer("content", "document__content"))
    newest: dict[tuple[str, str, str], int] = {}
    for row in rows:
        key = (row.kind, row.about, row.audience)
        newest[key] = max(row.number, newest.get(key, 0))
    return [
        PaperRow(
            row.reference, name_of(row), row.number, row.number == newest[row.kind, row.about, row.audience],
            "" if row.audience == Audience.HUB else Audience(row.audience).label, row.drawn_by, row.drawn_at,
            row.content_sha256, row.document.sha256,
        )
        for row in rows
    ]  # fmt: skip


def name_of(paper: Paper) -> str:
    """What a document is, as lists name it."""
    label = PaperKind(paper.kind).label
    if paper.kind == PaperKind.REFERRAL:
        return f"{label}: {paper.about}"
    if paper.kind == PaperKind.MINUTES:
        return f"Minutes of meeting {paper.about}"
    return f"{label}, a selection" if paper.about else label


def paper_of(case: Case, reference: str) -> Paper | None:
    """One document of a case, with its bytes."""
    return case.papers.select_related("document").defer("content").filter(reference=reference).first()


def kept_with(case: Case, digest: str) -> Kept | None:
    """Which document of this case has this hash: drawn, a decision's or a signed report. Of other cases nothing is said."""
    found = next((row for row in papers_of(case) if row.sha256 == digest), None)
    if found:
        return Kept(f"{found.name}, version {found.version}", found.drawn_by.name, found.drawn_at, not found.newest)
    decisions = case.decisions.order_by("pk").values_list("document__sha256", "decided_by__name", "decided_at")
    for number, (kept, by, at) in enumerate(decisions, start=1):
        if kept == digest:
            return Kept(f"Decision {number}", by, at, False)
    report = case.written_reports.filter(document__sha256=digest).select_related("signed_by").first()
    return Kept(f"Written report {report.number}", report.signed_by.name, report.signed_at, False) if report else None


def files_besides(case: Case) -> list[dict[str, Any]]:
    """The documents of decisions and signed reports, which are drawn by themselves. Two queries."""
    decisions = case.decisions.order_by("pk").values_list("kind", "document__sha256", "decided_at", "outcome")
    rows = [
        {"name": f"Decision {number}: {outcome}", "number": number, "sha256": digest or "", "at": at, "of": "decision"}
        for number, (_, digest, at, outcome) in enumerate(decisions, start=1)
    ]  # fmt: skip
    reports = case.written_reports.filter(signed_at__isnull=False).values_list("number", "document__sha256", "signed_at")
    return rows + [{"name": f"Written report {n}", "number": n, "sha256": digest, "at": at, "of": "report"} for n, digest, at in reports]


def selection(chosen: Chosen) -> tuple[str, str]:
    """A selection of the chronology in words, and a short name of it; both empty for the whole."""
    said = [
        chosen.lane, EntryKind(chosen.kind).label if chosen.kind else "", Nature(chosen.nature).label if chosen.nature else "",
        f"from {chosen.since:%-d %B %Y}" if chosen.since else "", f"to {chosen.until:%-d %B %Y}" if chosen.until else "",
    ]  # fmt: skip
    words = ", ".join(filter(None, said))
    return words, sha256(words.encode()).hexdigest()[:12] if words else ""


def chronology_content(case: Case, chosen: Chosen, audience: Audience, why: str) -> dict[str, Any]:
    """What a chronology says in a document. For others than the hub without what must stay in it, and without a trace of
    that: their entries are counted anew, and neither weights, links nor silences are told.
    """
    inside = audience == Audience.HUB
    lines = [line for line in lines_of(case) if chosen.takes(line)]
    hold = hold_in_words(case)
    lines = for_audience(lines, audience, on_hold=bool(hold))
    entries = _inside(lines, case) if inside else [_entry(number, line) for number, line in enumerate(lines, start=1)]
    return {
        "adult": case.adult.name if case.adult else "", "audience": audience.label, "inside": inside, "why": why,
        "selection": selection(chosen)[0], "hold": hold if inside else "", "restricted": case.restricted,
        "entries": entries,
    }  # fmt: skip


def _inside(lines: list[Line], case: Case) -> Iterable[dict[str, Any]]:
    """With all that the hub knows of each. The silence that lasts until today is left out: it would be new each day."""
    shown, _ = with_silences(lines, case)
    return [
        _entry(row.line.number, row.line) | {
            "silence": f"{row.silence.length}{', after asking for help' if row.silence.after_help else ''}" if row.silence else "",
            "withheld": row.line.withheld, "held": row.line.held, "weight": row.line.confidence,
            "weighed": row.line.weighing.words if row.line.weighing else "",
            "links": [f"{link.relation.label}: entry {link.number}, {link.lane}, {link.when}. {link.words}" for link in row.line.links],
            "by": row.line.recorded_by, "recorded_at": row.line.recorded_at.isoformat() if row.line.recorded_at else "",
        }
        for row in shown
    ]  # fmt: skip


def _entry(number: int, line: Line) -> dict[str, Any]:
    source = "" if line.source == line.lane else line.source
    return {
        "number": number, "when": line.when, "lane": line.lane, "source": source, "kind": line.kind.label, "what": line.what,
        "quote": line.quote, "nature": line.nature_label if line.is_statement else "", "sureness": line.sureness,
    }  # fmt: skip
