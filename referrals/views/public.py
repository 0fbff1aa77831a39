"""The public form: no account, no script, one question after another."""

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ..drafts import Draft, draft_in, forget_draft, keep_draft, sent_in
from ..forms.public import FORMS, SendForm, report_from
from ..pages import check_rows, file_group, posted
from ..queries import promises, receipt, unsent_files
from ..rules import STEPS, comes_before, first_missing
from ..services.accepting import PUBLIC_FORM, accept_referral
from ..states import Channel, Danger

ELSEWHERE = "https://www.bbc.co.uk/weather"
TEMPLATES = {
    "worry": "referrals/worry.html",
    "danger": "referrals/danger.html",
    "adult": "referrals/adult.html",
    "safety": "referrals/safety.html",
    "you": "referrals/you.html",
}
door = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "referrals/start.html", {"times": promises()})


@login_not_required
@door
def worry(request: HttpRequest) -> HttpResponse:
    return _question(request, "worry")


@login_not_required
@door
def danger(request: HttpRequest) -> HttpResponse:
    return _question(request, "danger")


@login_not_required
@require_GET
def ring(request: HttpRequest) -> HttpResponse:
    """Somebody is in danger now: the numbers to ring, and the way on."""
    return render(request, "referrals/ring.html", {"next_url": _next_url(draft_in(request.session))})


@login_not_required
@door
def adult(request: HttpRequest) -> HttpResponse:
    return _question(request, "adult")


@login_not_required
@door
def safety(request: HttpRequest) -> HttpResponse:
    return _question(request, "safety")


@login_not_required
@door
def you(request: HttpRequest) -> HttpResponse:
    return _question(request, "you")


def _question(request: HttpRequest, step: str) -> HttpResponse:
    draft = draft_in(request.session)
    if request.method == "POST":
        form = FORMS[step](request.POST)
        if form.is_valid():
            draft.keep(step, form)
            _keep(request, draft)
            in_danger = step == "danger" and form.cleaned_data["danger"] == Danger.YES
            return redirect("referrals:ring" if in_danger else _next_url(draft))
        return _ask(request, step, form)
    missing = first_missing(draft.done)
    if missing and comes_before(missing, step):
        return redirect(f"referrals:{missing}")
    return _ask(request, step, FORMS[step](initial=draft.answers))


def _ask(request: HttpRequest, step: str, form: Form) -> HttpResponse:
    place = STEPS.index(step)
    back = f"referrals:{STEPS[place - 1]}" if place else "referrals:start"
    context = {"form": form, "back_url": reverse(back), "action": reverse(f"referrals:{step}")}
    return render(request, TEMPLATES[step], context)


def _keep(request: HttpRequest, draft: Draft) -> None:
    keep_draft(request.session, draft)
    if not request.user.is_authenticated:
        # On a shared computer, closing the browser forgets what was not sent.
        request.session.set_expiry(0)


def _next_url(draft: Draft) -> str:
    return reverse(f"referrals:{first_missing(draft.done) or 'check'}")


@login_not_required
@door
def check(request: HttpRequest) -> HttpResponse:
    """All answers on one page. Sending posts them with the key: what was shown is what is sent, draft or no draft."""
    if request.method == "POST":
        return _send(request)
    draft = draft_in(request.session)
    missing = first_missing(draft.done)
    if missing:
        return redirect(f"referrals:{missing}")
    return _check(request, draft, SendForm(initial={"once": draft.once_key}))


def _check(request: HttpRequest, draft: Draft, form: Form) -> HttpResponse:
    answers = {step: FORMS[step](draft.answers) for step in STEPS}
    groups = [*check_rows(answers), file_group(unsent_files(draft.answers.get("file", [])))]
    context = {"form": form, "groups": groups, "posted": posted(draft.answers)}
    return render(request, "referrals/check.html", context)


def _send(request: HttpRequest) -> HttpResponse:
    form = SendForm(request.POST)
    answers = {step: FORMS[step](request.POST) for step in STEPS}
    wrong = next((step for step in STEPS if not answers[step].is_valid()), None)
    if not form.is_valid():
        return _ask_again(request, answers, wrong, form)
    if wrong and not receipt(form.cleaned_data["once"]):
        return _ask_again(request, answers, wrong, form)
    if wrong:
        return _to_receipt(request, form)
    cleaned = {name: value for each in answers.values() for name, value in each.cleaned_data.items()}
    accept_referral(
        once_key=form.cleaned_data["once"], report=report_from(cleaned), channel=Channel.PUBLIC, by=PUBLIC_FORM,
        documents=[file.pk for file in unsent_files(request.POST.getlist("file"))],
    )  # fmt: skip
    return _to_receipt(request, form)


def _ask_again(request: HttpRequest, answers: dict[str, Form], wrong: str | None, form: Form) -> HttpResponse:
    draft = draft_in(request.session)
    for step, each in answers.items():
        if each.is_valid():
            draft.keep(step, each)
    draft.answers["file"] = request.POST.getlist("file")
    _keep(request, draft)
    if wrong:
        return _ask(request, wrong, answers[wrong])
    # The key was lost or changed on the way: the page comes back with a good one, and says so.
    again = SendForm({"once": draft.once_key})
    again.add_error(None, form.errors["once"])
    return _check(request, draft, again)


def _to_receipt(request: HttpRequest, form: Form) -> HttpResponse:
    forget_draft(request.session, form.cleaned_data["once"])
    return redirect("referrals:sent")


@login_not_required
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """Shown only once the report is safely kept."""
    once_key = sent_in(request.session)
    found = receipt(once_key) if once_key else None
    if found is None:
        return redirect("referrals:start")
    return render(request, "referrals/sent.html", {"receipt": found})


@login_not_required
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Away from here at once: what was typed is forgotten, and the next site doesn't learn where the person was."""
    request.session.flush()
    response = HttpResponse(status=302, headers={"Location": ELSEWHERE, "Referrer-Policy": "no-referrer"})
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
