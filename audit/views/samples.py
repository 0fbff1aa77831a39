"""Blind samples as managers see them: drawing one, and how far two workers agree."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit, record_list
from mash.cases.states import Rag
from thresholds.rules import FEWEST_TO_JUDGE, NOT_SHOWN, Kappa, rough_share, roughly, strength

from ..forms import DrawForm
from ..queries import Concord, concord, first_choice, how_soon, raters, ratings_of, samples
from ..services import NothingToDraw, draw_sample
from ..states import LabPeriod
from ..tables import Column, Line, Table, Told


@require_safe
def show_samples(request: HttpRequest) -> HttpResponse:
    """Every sample with how far it has come, and the agreement of all of them together."""
    permit(request.user, Permission.SEE_OVERVIEW)
    rows = ratings_of(request.user)
    listed = [(sample, [row for row in rows if row.sample_id == sample.pk]) for sample in samples()]
    found = [{"sample": sample, "size": len(mine), "found": concord(mine)} for sample, mine in listed]
    return render(request, "audit/samples.html", _frame(request) | _agreement(request, concord(rows)) | {"samples": found})


@require_safe
def show_sample(request: HttpRequest, sample_id: int) -> HttpResponse:
    """One sample: agreement, and the concerns on which the two differ, to be talked over."""
    permit(request.user, Permission.SEE_OVERVIEW)
    sample = samples().filter(pk=sample_id).first()
    if sample is None:
        raise Http404
    rows = ratings_of(request.user, sample)
    found = concord(rows)
    context = _frame(request) | _agreement(request, found) | {"sample": sample, "size": len(rows)}
    if context["exactly"]:
        record_list(request.user, sorted({row.decision.case.reference for row in [*found.apart, *found.declined]}), where="blind sample")
        context["apart"] = [(row, Rag(first_choice(row)), Rag(row.rag), how_soon(row)) for row in found.apart]
        context["declined"] = found.declined
    return render(request, "audit/sample.html", context)


def draw(request: HttpRequest) -> HttpResponse:
    """A manager has some ratings made again by somebody who doesn't know them."""
    permit(request.user, Permission.USE_LAB, subject="sample")
    people = [(str(person.pk), f"{person.name}, {person.role_label}") for person in raters()]
    form = DrawForm(request.POST if request.method == "POST" else None, raters=people, initial={"period": LabPeriod.YEAR, "size": 30})
    if form.is_valid():
        said = form.cleaned_data
        try:
            sample = draw_sample(once_key=said["once_key"], rater_id=int(said["rater"]), period=LabPeriod(said["period"]), size=said["size"], by=request.user)
        except NothingToDraw:
            form.add_error("rater", "There is no concern in this time that they could rate again. Choose somebody else, or look further back")
        else:
            messages.success(request, f"{sample.ratings.count()} of {sample.drawn_from} concerns are drawn. {sample.rater} finds them among their tasks.")
            return redirect("audit:sample", sample.pk)
    return render(request, "audit/draw_sample.html", {"form": form})


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {"exactly": request.user.may(Permission.SEE_CASES), "may_draw": request.user.may(Permission.USE_LAB)}


def _agreement(request: HttpRequest, found: Concord) -> dict[str, Any]:
    """The table of both and what it comes to. Whoever sees no cases is told of no agreement on a few."""
    told = Told(request.user.may(Permission.SEE_CASES))
    tells = told.exactly or found.answered >= FEWEST_TO_JUDGE
    shown = {
        "table": _table(found, told), "same": _same(found, told, tells),
        "answered": told.words(found.answered), "waiting": told.words(found.waiting), "left_out": told.words(len(found.declined)),
        "any": bool(found.answered), "few": found.answered < FEWEST_TO_JUDGE, "tells": tells,
    }  # fmt: skip
    soon = found.how_soon
    kappas = [("Of the ratings chosen", found.kappa), ("The same, weighted: two steps apart counts double", found.weighted),
              ("Of what the matrix suggested from each one’s answers", found.of_facts)]  # fmt: skip
    if soon.answered and (told.exactly or soon.answered >= FEWEST_TO_JUDGE):
        kappas.append(("Of how soon somebody must act", soon.kappa))
    return {"agreement": shown | {"kappas": [_said(label, kappa, told) for label, kappa in kappas] if tells else []}}


def _same(found: Concord, told: Told, tells: bool) -> str:
    """On how many the two agree; nothing where that is not told."""
    same = sum(found.counts[n][n] for n in range(len(found.counts)))
    if told.exactly:
        return told.share([same], [found.answered]).told
    share = rough_share(same, found.answered)
    return share if tells and share != NOT_SHOWN else ""


def _said(label: str, kappa: Kappa | None, told: Told) -> dict[str, str]:
    if kappa is None:
        why = "nothing rated yet, or both gave one and the same rating throughout"
        return {"label": label, "value": "Undefined" if told.exactly else f"Undefined: {why}", "range": "", "words": why}
    if not told.exactly:  # with the interval, or the word for the exact value, hidden numbers could be worked out
        return {"label": label, "value": f"about {roughly(kappa.value)}", "range": "", "words": ""}
    return {"label": label, "value": f"{kappa.value:.2f}", "range": f"{kappa.low:.2f} to {kappa.high:.2f}", "words": strength(kappa.value)}


def _table(found: Concord, told: Told) -> Table:
    """The first worker's ratings (rows) against the second's (columns)."""
    most = max(map(max, found.counts))
    lines = [
        Line(rag.label, [*(told.count(n, most=most) for n in counts), told.total(counts)], rag=rag)
        for rag, counts in zip(Rag, found.counts, strict=True)
    ]
    columns = [*(Column(rag.label, rag=rag) for rag in Rag), Column("All")]
    foot = [told.total(column) for column in zip(*found.counts, strict=True)]
    return Table("The first rating, and the second", "First worker", columns, lines, [Line("All", [*foot, told.total(sum(found.counts, []))])], "Second worker")
