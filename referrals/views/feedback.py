"""The tab of a case with what its referrers are owed and were told, and the pages that write to them."""

from enum import StrEnum
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.access import case_for, may_on, permit_on
from mash.cases.pages import case_page
from mash.cases.queries import police_hold_on
from mash.forms.kept import see_anew

from ..forms.work import ChooseFeedbackForm, ComposeFeedbackForm, WithholdFeedbackForm
from ..queries import draft_message, facts_of, feedback_of, identity_of, lines_for, report_of, statements_in_force
from ..rules import Facts, fingerprint, kinds_open, offered, suggest, suggested_codes, way_for, why_not, why_wait
from ..services.feedback import FeedbackRefused, ToldMeanwhile, send_feedback, withhold_feedback
from ..services.telling import notice, recipient_in_words
from ..states import Extent, FeedbackKind

Word = TypeVar("Word", bound=StrEnum)
BUTTONS = {"csrfmiddlewaretoken", "send", "change", "seen"}


@require_safe
def feedback(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_for(request.user, reference, purpose="feedback")
    context = {"may_tell": may_on(request.user, case, Permission.COMPOSE_FEEDBACK), "rows": feedback_of(case, request.user)}
    return case_page(request, case, "referrals/feedback.html", hold=police_hold_on(case), **context)


def choose(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """Which message, and how much: with what the rules suggest and why. The worker chooses."""
    case = case_for(request.user, reference, purpose="choose_feedback")
    permit_on(request.user, case, Permission.COMPOSE_FEEDBACK)
    found = report_of(case, report)
    facts = facts_of(case, found)
    wait = _why_wait(facts)
    if wait:
        return case_page(request, case, "referrals/wait_feedback.html", report=found, wait=wait)
    data = request.POST if request.method == "POST" else None
    form = ChooseFeedbackForm(data, facts=facts, kinds=kinds_open(facts))
    if form.is_valid():
        kind, extent = form.cleaned_data["kind"], form.cleaned_data["extent"]
        if extent == Extent.WITHHELD:
            return redirect("referrals:withhold_feedback", reference, report)
        return redirect("referrals:compose_feedback", reference, report, kind, extent)
    context = {"form": form, "report": found, "suggestion": suggest(facts), "way": way_for(facts)}
    return case_page(request, case, "referrals/choose_feedback.html", **context)


def compose(request: HttpRequest, reference: str, report: str, kind: str, extent: str) -> HttpResponse:
    """Choose statements, see exactly what the referrer will see, then send: one form, three buttons."""
    case = case_for(request.user, reference, purpose="compose_feedback")
    permit_on(request.user, case, Permission.COMPOSE_FEEDBACK)
    found, message, much = report_of(case, report), _word(FeedbackKind, kind), _word(Extent, extent)
    facts = facts_of(case, found)
    wrong = why_not(facts, message, much)
    if much == Extent.WITHHELD or wrong and request.method != "POST":
        messages.info(request, wrong or "Nothing is sent: say why.")
        return redirect("referrals:choose_feedback", reference, report)
    lines = offered(lines_for(case, found), facts, message, much)
    usual = suggested_codes(facts, message, much)
    data = request.POST if request.method == "POST" else None
    initial = {"codes": [line.code for line in lines if line.code in usual]}
    form = ComposeFeedbackForm(
        data, lines=lines, extent=much, initial=initial, identity=identity_of(case, found), version=statements_in_force()
    )
    page = {"report": found, "kind": message, "extent": much, "way": way_for(facts), "form": form}
    if wrong:
        form.add_error(None, f"{wrong} Nothing was sent. What you wrote is kept here; go back to choose what can be sent now.")
    if not form.is_valid() or "change" in request.POST:
        return case_page(request, case, "referrals/compose_feedback.html", **page)
    if "send" in request.POST and _sent(request, reference, report, message, much, form):
        return redirect("referrals:feedback", reference)
    said = {name: form.cleaned_data[name] for name in ("codes", "added", "again_on")}
    text = draft_message(found, facts, message, much, **said)
    kept = [(name, value) for name, values in request.POST.lists() if name not in BUTTONS for value in values]
    seen = fingerprint(text, way_for(facts), found.feedback.count())
    subject, body = notice(found, way_for(facts), "feedback")
    page |= {"subject": subject, "body": body, "to": recipient_in_words(found, way_for(facts))}
    return case_page(request, case, "referrals/preview_feedback.html", text=text, kept=kept, seen=seen, **page)


def _sent(
    request: HttpRequest, reference: str, report: str, kind: FeedbackKind, extent: Extent, form: ComposeFeedbackForm
) -> bool:
    words = form.cleaned_data
    try:
        send_feedback(
            reference=reference, report=report, once_key=words["once"], kind=kind, extent=extent, codes=words["codes"],
            added=words["added"], again_on=words["again_on"], seen=words["seen"], knowingly=words["knowingly"],
            by=request.user,
        )  # fmt: skip
    except FeedbackRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"The referrer of {report} can now read it on the status page.")
    return True


def withhold(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    case = case_for(request.user, reference, purpose="withhold_feedback")
    permit_on(request.user, case, Permission.COMPOSE_FEEDBACK)
    found = report_of(case, report)
    facts = facts_of(case, found)
    wait = _why_wait(facts)
    if wait and request.method != "POST":
        messages.info(request, wait)
        return redirect("referrals:choose_feedback", reference, report)
    kind = kinds_open(facts)[0]
    form = WithholdFeedbackForm(request.POST if request.method == "POST" else None, facts=facts, initial={"seen": found.feedback.count()})
    if wait:
        form.add_error(None, f"{wait} Nothing was recorded.")
    if form.is_valid():
        words = form.cleaned_data
        try:
            withhold_feedback(
                reference=reference, report=report, once_key=words["once"], kind=kind,
                reason=words["reason"], words=words["words"], review_on=words["review_on"], seen=words["seen"], by=request.user,
            )  # fmt: skip
        except ToldMeanwhile as told:
            form.add_error(None, str(told))
            see_anew(form, found.feedback.count())
        except FeedbackRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Nothing is sent to the referrer of {report}. The reason is on record.")
            return redirect("referrals:feedback", reference)
    return case_page(request, case, "referrals/withhold_feedback.html", form=form, report=found)


def _why_wait(facts: Facts) -> str:
    return why_wait(facts.hold, awaits=kinds_open(facts) == [FeedbackKind.HOLDING])


def _word(kinds: type[Word], text: str) -> Word:
    """A word of an address, or 404."""
    try:
        return kinds(text)
    except ValueError:
        raise Http404 from None
