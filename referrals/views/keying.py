"""Keying in what people tell us by phone, on paper or in person, and logging calls for advice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import permit, record_list
from mash.cases.kept_pages import kept_page
from mash.cases.wording_door import belongs_to
from mash.forms.once import under_fresh_key
from mash.once import OtherWords
from thresholds.queries import abuse_types

from ..desk_queries import advice_page, late_clocks
from ..forms.keying import AdviceForm, FindAdviceForm, KeyForm, report_of
from ..queries import keyed_report, receipt
from ..services.keying import KeyingRefused, key_referral, log_advice
from ..states import Channel, Danger
from .enclosed import Enclosed, enclosed

KEYED = "keyed_in"
"""In the session: the reports whose code was not shown yet, each on the page of its own."""
MOST = 20
ADVICE = "from_advice"


def key(request: HttpRequest) -> HttpResponse:
    """A whole report on one page. A late one is shown as late before it is sent; a call for advice can become one."""
    permit(request.user, Permission.KEY_REFERRAL, subject="key_referral")
    given = {"now": timezone.now(), "abuse_types": abuse_types()}
    if ADVICE in request.POST:
        return _page(request, KeyForm(initial=_said(request.POST, KeyForm(**given)), **given), Enclosed.none())
    files = enclosed(request)
    form = KeyForm(request.POST if request.method == "POST" else None, **given)
    if not form.is_valid() or "remove" in request.POST:
        return _page(request, form, files)
    answers = form.cleaned_data
    late = late_clocks(answers["received_at"], danger_now=answers["danger"] == Danger.YES)
    if late and request.POST.get("late_known") != form.receipt_as_posted:
        return _page(request, form, files, late=late)
    try:
        keyed = key_referral(
            once_key=answers["once"], report=report_of(answers), channel=Channel(answers["channel"]),
            received_at=answers["received_at"], why_late=answers["why_late"], documents=files.documents, by=request.user,
        )  # fmt: skip
    except KeyingRefused as refused:
        form.add_error("received_at", str(refused))
        return _page(request, form, files)
    except OtherWords as other:
        return _page(request, under_fresh_key(form, f"report {other.kept.reference}"), files)
    belongs_to(request, keyed.case.reference)
    for problem in files.not_taken:
        messages.warning(request, problem)
    request.session[KEYED] = [*request.session.get(KEYED, [])[-MOST:], keyed.reference]
    return redirect("referrals:keyed", keyed.reference)


def _said(data: QueryDict, form: KeyForm) -> dict[str, object]:
    """What was written as a call for advice, as the first answers of a report."""
    said = {name: field.widget.value_from_datadict(data, {}, name) for name, field in form.fields.items() if name in data}
    said |= {"received_at": form.fields["received_at"].widget.value_from_datadict(data, {}, "received_at")}
    said.pop("once", None)
    advice = data.get("advice", "").strip()
    return said | ({"actions_taken": f"We advised: {advice}"} if advice else {})


def _page(request: HttpRequest, form: KeyForm, files: Enclosed, **more: object) -> HttpResponse:
    return kept_page(request, "referrals/key_referral.html", alike=True, **{"form": form, "enclosed": files, "late": []} | more)


@require_safe
def keyed(request: HttpRequest, report: str) -> HttpResponse:
    """What to tell the caller: the reference and the code, once. Looked at again, it says how to make a new code."""
    permit(request.user, Permission.KEY_REFERRAL, subject="keyed")
    found = keyed_report(request.user, report)
    if found is None:
        return redirect("triage:board")
    to_show = request.session.get(KEYED, [])
    request.session[KEYED] = [each for each in to_show if each != report]
    context = {"receipt": receipt(found.once_key), "case": found.case.reference, "shown": report not in to_show}
    return render(request, "referrals/keyed.html", context)


def advise(request: HttpRequest) -> HttpResponse:
    """Log a call in which somebody asked what to do."""
    permit(request.user, Permission.KEY_REFERRAL, subject="log_advice")
    form = AdviceForm(request.POST if request.method == "POST" else None, now=timezone.now())
    if form.is_valid():
        answers = form.cleaned_data
        try:
            call = log_advice(
                once_key=answers["once"], report=report_of(answers), channel=Channel(answers["channel"]),
                received_at=answers["received_at"], advice=answers["advice"], by=request.user,
            )  # fmt: skip
        except KeyingRefused as refused:
            form.add_error("received_at", str(refused))
        except OtherWords as other:
            under_fresh_key(form, f"advice call {other.kept.reference}")
        else:
            belongs_to(request, call.case.reference)
            messages.success(request, f"The advice call is logged as {call.reference}. Nothing is left to do for it.")
            return redirect("referrals:advice_calls")
    return kept_page(request, "referrals/log_advice.html", alike=True, form=form)


def advice(request: HttpRequest) -> HttpResponse:
    """Calls for advice. Words are looked for by post, so that no address holds them."""
    permit(request.user, Permission.SEE_CASES, subject="advice_calls")
    form = FindAdviceForm(request.POST if request.method == "POST" else None)
    sought = form.cleaned_data if form.is_valid() else {}
    page = advice_page(request.user, request.POST.get("page", "1"), **sought)
    record_list(request.user, [call.reference for call in page], where="advice_calls")
    context = {"form": form, "page": page, "sought": any(sought.values()), "may_key": request.user.may(Permission.KEY_REFERRAL)}
    return render(request, "referrals/advice_calls.html", context)
