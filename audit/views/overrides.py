"""How the threshold matrix is used: who decides otherwise than it suggests, and whose concerns end below the threshold."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit
from thresholds.queries import matrix_in_force

from ..forms import ChoiceCutForm, LabPeriodForm
from ..lab_tables import choice_table, drift_table, urgency_table
from ..queries import Chosen, Rated, chosen, concerns, drift, half_of, halfway, names
from ..states import OTHERWISE, LabPeriod, Part
from ..tables import Table, Told, about_file, sheet
from .lab import as_file, listed

BY = (Part.TYPE, Part.PARTNER)


@require_safe
def overrides(request: HttpRequest) -> HttpResponse:
    """How often people decide otherwise than suggested: by type and referrer, and by person for those who manage them."""
    permit(request.user, Permission.SEE_OVERVIEW)
    period = LabPeriodForm(request.GET).chosen()
    exactly, persons = request.user.may(Permission.SEE_CASES), request.user.may(Permission.USE_LAB)
    told = Told(exactly, reverse("audit:overridden"), {"period": period})
    found = chosen(request.user, period)
    tables = _tables(found, (Part.PERSON, *BY) if persons and exactly else BY, told)
    context = {"form": LabPeriodForm(initial={"period": period}), "period": period, "tables": tables, "any": bool(found)}
    return render(request, "audit/overrides.html", context | {"exactly": exactly, "persons": persons})


def _tables(found: list[Chosen], parts: tuple[Part, ...], told: Told) -> list[Table]:
    matrix, rows = matrix_in_force()[1], [row.rated for row in found]
    return [choice_table(found, part, names(part, rows, matrix), told) for part in parts]


@require_safe
def overrides_export(request: HttpRequest) -> HttpResponse:
    """The same figures as a file, without persons, small numbers hidden."""
    permit(request.user, Permission.SEE_OVERVIEW)
    period = LabPeriodForm(request.GET).chosen()
    tables = _tables(chosen(request.user, period), BY, Told(exactly=False))
    everything = concerns(request.user, period)
    use = [drift_table(drift(everything), Told(exactly=False)), _how_soon(everything, Told(exactly=False))]
    head = about_file([["Ratings made in the last", period.label]], timezone.now())
    return as_file([*head, *sheet([*tables, *use])], "threshold-use.csv")


def _how_soon(found: list[Rated], told: Told) -> Table:
    """Urgency by colour, the urgencies in the order of the matrix in force."""
    return urgency_table(found, [urgency.name for urgency in matrix_in_force()[1].urgencies], told)


@require_safe
def overridden(request: HttpRequest) -> HttpResponse:
    """The ratings that one figure counts."""
    narrowed, period = _narrowed(request)
    wanted, part = narrowed.get("choice", ""), narrowed.get("part", "")
    if part == Part.PERSON:
        permit(request.user, Permission.USE_LAB)
    found = [
        row for row in chosen(request.user, period)
        if (wanted == "" or row.choice == wanted or wanted == "otherwise" and row.choice in OTHERWISE)
        and (not part or narrowed.get("value", "") in row.rated.values(Part(part)))
    ]  # fmt: skip
    rows = [(row.rated, row.rated.asked, row.choice.label) for row in reversed(found)]
    return _listed(request, rows, narrowed, period, "Ratings, and what was suggested", "The worker chose", "Decided otherwise", "audit:overrides")


@require_safe
def threshold_use(request: HttpRequest) -> HttpResponse:
    """Whether agencies' concerns are suggested alike over time, and whose end below the threshold."""
    permit(request.user, Permission.SEE_OVERVIEW)
    period = LabPeriodForm(request.GET).chosen()
    exactly = request.user.may(Permission.SEE_CASES)
    everything = concerns(request.user, period)
    found = drift(everything)
    told = Told(exactly, reverse("audit:threshold_use_concerns"), {"period": period})
    context = {
        "form": LabPeriodForm(initial={"period": period}), "period": period, "found": found, "table": drift_table(found, told),
        "urgencies": _how_soon(everything, told),
    }  # fmt: skip
    return render(request, "audit/threshold_use.html", context | {"exactly": exactly})


@require_safe
def threshold_use_concerns(request: HttpRequest) -> HttpResponse:
    """The concerns that one figure of the use of thresholds counts."""
    narrowed, period = _narrowed(request)
    everything = concerns(request.user, period)
    half = halfway(everything)
    found = [
        row for row in everything
        if _fits(narrowed, half=half_of(row, half), suggested=row.suggested, asked=row.asked, urgency=row.urgency, ending=row.ending)
        and ("part" not in narrowed or narrowed.get("value", "") in row.values(Part(narrowed["part"])))
    ]  # fmt: skip
    rows = [(row, row.rag_now, row.ending.label) for row in found]
    return _listed(request, rows, narrowed, period, "Concerns, and how they ended", "Rating now", "Use of thresholds", "audit:threshold_use")


def _fits(narrowed: dict[str, str], **values: str) -> bool:
    """Whether these are the values that were asked for, as far as any were."""
    return all(narrowed.get(name, "") in ("", value) for name, value in values.items())


def _narrowed(request: HttpRequest) -> tuple[dict[str, str], LabPeriod]:
    permit(request.user, Permission.SEE_OVERVIEW)
    permit(request.user, Permission.SEE_CASES)
    return ChoiceCutForm(request.GET).narrowing(), LabPeriodForm(request.GET).chosen()


def _listed(request: HttpRequest, rows: list[Any], narrowed: dict[str, str], period: LabPeriod, title: str, beside: str, back: str, page: str) -> HttpResponse:
    return listed(
        request, rows, title=title, beside=beside, cut=narrowed, query={"period": period.value},
        back=(back, f"{reverse(page)}?period={period}"),
    )  # fmt: skip
