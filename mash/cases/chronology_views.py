"""The chronology of a case, and judging one entry of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission

from .access import case_for, may_on, permit_on
from .chronology import Line, entry_history, lanes_in, lines_of, with_silences
from .chronology_forms import ChronologyForm, LinkEntriesForm, WeighForm
from .chronology_picture import picture_of
from .chronology_states import Confidence, Relation
from .pages import case_page
from .services.chronology import EntryRefused, link_entries, weigh_entry


@require_safe
def chronology(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that is known, in the order in which it happened, each with its source and its weight."""
    case = case_for(request.user, reference, purpose="chronology")
    lines = lines_of(case)
    filters = ChronologyForm(request.GET or None, lanes=lanes_in(lines))
    chosen = filters.chosen()
    wanted = [line for line in lines if chosen.takes(line)]
    shown, until_now = with_silences(wanted, case)
    context = {
        "filters": filters, "shown": shown, "until_now": until_now if not chosen.until else None, "total": len(lines),
        "narrowed": len(wanted) != len(lines), "picture": picture_of(wanted), "compact": filters.compact,
        "may_judge": may_on(request.user, case, Permission.WORK_CASES), "query": request.GET.urlencode(),
    }  # fmt: skip
    return case_page(request, case, "cases/chronology.html", **context)


def weigh(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One entry, what was judged of it, and how far the hub relies on it."""
    case = case_for(request.user, reference, purpose="weigh_entry")
    permit_on(request.user, case, Permission.WORK_CASES)
    found = entry_history(case, number)
    if found is None:
        raise Http404
    form = WeighForm(request.POST if request.method == "POST" else None, initial={"seen": found["seen"]})
    if form.is_valid():
        said = form.cleaned_data | {"confidence": Confidence(form.cleaned_data["confidence"])}
        try:
            weigh_entry(reference=reference, number=number, by=request.user, **said)
        except EntryRefused as refused:
            return _again(request, case, "cases/weigh_entry.html", form, refused, found)
        messages.success(request, "Weighed. What was told stays as it was told.")
        return redirect(reverse("cases:chronology", args=[reference]) + f"#entry-{number}")
    return case_page(request, case, "cases/weigh_entry.html", form=form, **found)


def link(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Mark another entry as telling of the same event, or as contradicting this one."""
    case = case_for(request.user, reference, purpose="link_entries")
    permit_on(request.user, case, Permission.WORK_CASES)
    found = entry_history(case, number)
    if found is None:
        raise Http404
    others = [(str(line.number), _named(line)) for line in found["others"]]
    form = LinkEntriesForm(request.POST if request.method == "POST" else None, initial={"seen": found["seen"]}, others=others)
    if form.is_valid():
        said = form.cleaned_data | {"relation": Relation(form.cleaned_data["relation"]), "other": int(form.cleaned_data["other"])}
        try:
            link_entries(reference=reference, number=number, by=request.user, **said)
        except EntryRefused as refused:
            return _again(request, case, "cases/link_entries.html", form, refused, found)
        messages.success(request, "Marked. Both entries stay as they were told.")
        return redirect(reverse("cases:chronology", args=[reference]) + f"#entry-{number}")
    return case_page(request, case, "cases/link_entries.html", form=form, **found)


def _again(request: HttpRequest, case: object, template: str, form: WeighForm | LinkEntriesForm, refused: EntryRefused, found: dict) -> HttpResponse:
    """The same page with the reason, the words that were typed, and how far others have judged since."""
    form.add_error(None, str(refused))
    form.data = form.data.copy()
    form.data["seen"] = found["seen"]
    return case_page(request, case, template, form=form, **found)


def _named(line: Line) -> str:
    return f"{line.number}. {line.when}, {line.lane}: {Truncator(line.what).chars(70)}"
