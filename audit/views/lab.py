"""The threshold lab: past concerns under another version of the matrix, and how the one in force is used."""

import csv
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit, record_list
from thresholds.matrix import InvalidMatrix, Matrix, read
from thresholds.queries import matrix_in_force, visible_versions
from thresholds.rules import Move

from ..forms import LabForm, MoveCutForm
from ..lab_tables import lacking_table, move_table, moves_by_table
from ..queries import Cut, Reran, crossed, cut, lab_page, names, rerun
from ..states import MOVES_BY, LabPeriod
from ..tables import Table, Told, about_file, sheet

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


@require_safe
def lab(request: HttpRequest) -> HttpResponse:
    """Who would move if another version were in force. Whoever sees no cases reads protected figures."""
    permit(request.user, Permission.SEE_OVERVIEW)
    form, version, period = _asked(request)
    exactly = request.user.may(Permission.SEE_CASES)
    context: dict[str, Any] = {"form": form, "version": version, "period": period, "exactly": exactly, "may_draw": request.user.may(Permission.USE_LAB)}
    context["query"] = f"version={version.pk}&period={period}"
    try:
        matrix = read(version.data)
    except InvalidMatrix as unusable:
        return render(request, "audit/lab.html", context | {"problems": unusable.problems})
    found = rerun(request.user, matrix, period)
    told = Told(exactly, reverse("audit:lab_concerns"), {"version": str(version.pk), "period": period})
    context |= {"figures": _figures(found, told), "tables": _tables(found, matrix, told), "problems": ()}
    return render(request, "audit/lab.html", context)


def _asked(request: HttpRequest) -> tuple[LabForm, Any, LabPeriod]:
    """The version that was chosen; otherwise the newest that is not in force yet, or else the one that is."""
    known = list(visible_versions(request.user))
    choices = [(str(version.pk), f"{version} ({version.standing.label.lower()})") for version in known]
    asked = LabForm(request.GET, versions=choices)
    period = asked.chosen()
    wanted = asked.cleaned_data.get("version") or str(_first(known).pk)
    version = next(version for version in known if str(version.pk) == wanted)
    return LabForm(initial={"version": wanted, "period": period}, versions=choices), version, period


def _first(known: list[Any]) -> Any:
    coming = [version for version in known if not version.in_force_from and not version.ended_at]
    return coming[0] if coming else next(version for version in known if version.in_force_from and not version.superseded_at)


def _figures(found: list[Reran], told: Told) -> dict[str, Any]:
    """What the page says in a sentence each."""
    counts = {move: sum(row.again.move == move for row in found) for move in Move}
    to, out = sum(row.to_enquiry for row in found), sum(row.from_enquiry for row in found)
    return {
        "all": told.total(crossed(found).values()), "any": bool(found), "to": told.count(to, route="to"), "from": told.count(out, route="from"),
        **{move.value: told.count(counts[move], move=move) for move in Move},
    }  # fmt: skip


def _tables(found: list[Reran], matrix: Matrix, told: Told) -> list[Table]:
    rows, running = [row.rated for row in found], matrix_in_force()[1]
    parts = [moves_by_table(found, part, names(part, rows, matrix, running), told) for part in MOVES_BY]
    lacks = lacking_table(found, told)
    return [move_table(found, told), *parts, *([lacks] if lacks else [])]


@require_safe
def lab_export(request: HttpRequest) -> HttpResponse:
    """The same figures as a file. It leaves the hub, so its small numbers are hidden whoever asks for it."""
    permit(request.user, Permission.SEE_OVERVIEW)
    _, version, period = _asked(request)
    try:
        matrix = read(version.data)
    except InvalidMatrix:
        raise Http404 from None
    found = rerun(request.user, matrix, period)
    head = about_file([["Threshold matrix tried", str(version)], ["Ratings made in the last", period.label]], timezone.now())
    return as_file([*head, *sheet(_tables(found, matrix, Told(exactly=False)))], "threshold-lab.csv")


def as_file(rows: list[list[str]], named: str) -> HttpResponse:
    """Rows as a file for a spreadsheet."""
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{named}"'})
    csv.writer(response).writerows([[f"'{told}" if told.startswith(RISKY) else told for told in row] for row in rows])
    return response


@require_safe
def lab_concerns(request: HttpRequest) -> HttpResponse:
    """The concerns that one figure of the lab counts."""
    permit(request.user, Permission.SEE_OVERVIEW)
    permit(request.user, Permission.SEE_CASES)
    _, version, period = _asked(request)
    form = MoveCutForm(request.GET)
    narrowed = form.narrowing()
    try:
        found = cut(rerun(request.user, read(version.data), period), Cut(**narrowed))
    except InvalidMatrix:
        raise Http404 from None
    rows = [(row.rated, row.again.rag or "", _in_words(row)) for row in found]
    query = {"version": str(version.pk), "period": period.value}
    return listed(
        request, rows, title="Concerns under another version", beside=f"By {version}", cut=narrowed, query=query,
        back=("The threshold lab", f"{reverse('audit:lab')}?version={version.pk}&period={period}"),
    )  # fmt: skip


def listed(request: HttpRequest, rows: list[Any], *, title: str, beside: str, cut: dict[str, str], query: dict[str, str], back: tuple[str, str]) -> HttpResponse:
    """One page of the concerns behind a figure, on record."""
    page: Page = lab_page(rows, request.GET.get("page", "1"))
    record_list(request.user, sorted({row.reference for row in page.object_list}), where="threshold lab")
    context = {"page": page, "title": title, "beside": beside, "query": urlencode(query | cut), "back": back}
    return render(request, "audit/lab_list.html", context)


def _in_words(row: Reran) -> str:
    if row.again.missing:
        what, codes = row.again.missing
        return f"{Move.UNKNOWN.label}: the version has no {what} {codes}"
    words = {Move.SAME: "Stays", Move.ROUTE: "Same rating"}.get(row.again.move, row.again.move.label)
    route = "; newly to MASH enquiry" if row.to_enquiry else "; no longer to MASH enquiry" if row.from_enquiry else ""
    return words + route
