"""Disputes in numbers, for those who oversee the hub."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit, record_list

from ..forms import DisputesForm
from ..queries import DisputesWanted, dispute_figures, listed_disputes


@require_safe
def show_disputes(request: HttpRequest) -> HttpResponse:
    """How many there are, with whom, since when, how they ended and who raised them. The Board sees the numbers only."""
    permit(request.user, Permission.SEE_OVERVIEW)
    opens = request.user.may(Permission.SEE_CASES)
    form = DisputesForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    page = listed_disputes(request.user, DisputesWanted(**chosen), request.GET.get("page", "1")) if opens else None
    if page:
        record_list(request.user, sorted({each.row.case.reference for each in page.object_list}), where="overview disputes")
    figures = dispute_figures(request.user)
    tables = [
        ("level", "With whom", figures.levels), ("age", "Raised", figures.ages),
        ("outcome", "Last answer", figures.outcomes), ("raised", "Raised by", figures.raisers),
    ]  # fmt: skip
    context = {"tables": tables, "page": page, "filter": form, "opens": opens, "query": urlencode(chosen), "chosen": chosen}
    return render(request, "audit/disputes.html", context)
