"""The managers' list of everything that referrers were not told, and why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit, record_list

from ..forms.work import SeeWithheldForm
from ..queries import withheld_feedback
from ..services.feedback import see_withheld


@require_safe
def withheld(request: HttpRequest) -> HttpResponse:
    return _list(request, None)


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    permit(request.user, Permission.WITHHOLD_FEEDBACK, subject="withheld feedback")
    form = SeeWithheldForm(request.POST)
    if not form.is_valid():
        return _list(request, form)
    row = see_withheld(once_key=form.cleaned_data["feedback"], review_on=form.cleaned_data["review_on"], by=request.user)
    messages.success(request, f"It is on record that you looked at {row.referral.reference}.")
    return redirect("referrals:withheld")


def _list(request: HttpRequest, form: SeeWithheldForm | None) -> HttpResponse:
    permit(request.user, Permission.WITHHOLD_FEEDBACK, subject="withheld feedback")
    page = withheld_feedback(request.user, request.GET.get("page", "1"))
    record_list(request.user, sorted({row.referral.case.reference for row in page}), where="withheld feedback")
    wrong = form["feedback"].value() if form else ""
    rows = [
        {"row": row, "form": form if str(row.once_key) == wrong else _blank(row), "open": str(row.once_key) == wrong,
         "due": bool(row.review_on and row.review_on <= timezone.localdate())}
        for row in page
    ]  # fmt: skip
    return render(request, "referrals/withheld.html", {"page": page, "rows": rows, "form": form})


def _blank(row: object) -> SeeWithheldForm:
    """With the day that stands, so that looking never moves it unless somebody means to. A day that is past is asked anew."""
    day, today = row.review_on, timezone.localdate()
    initial = {"feedback": row.once_key, "review_on": day if day and day > today else None, "no_need": day is None}
    return SeeWithheldForm(initial=initial, auto_id=f"id_{row.once_key}_%s")
