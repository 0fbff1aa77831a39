"""The public form: no account, no script, one question after another."""

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mash.health.errors import can_be_sent_again
from thresholds.queries import abuse_types

from ..drafts import FORGET_MINUTES, WARN_MINUTES, Draft, draft_in, draft_on, forget_draft, keep_draft, sent_in
from ..forms.public import KNOWN, SendForm, asked, question, report_from
from ..pages import check_groups, file_group, page_of
from ..queries import promises, receipt, unsent_files
from ..rules import ENOUGH, STEPS, comes_before, first_missing, page_before, path_of
from ..services.accepting import PUBLIC_FORM, accept_referral
from ..services.drafts import forget_saved
from ..states import Channel, Danger, Voice
from .saved import put_away

ELSEWHERE = "https://www.bbc.co.uk/weather"
WITH_MORE_WORDS = {
    "who": "referrals/who.html", "worry": "referrals/worry.html", "danger": "referrals/danger.html",
    "happened": "referrals/happened.html", "wishes": "referrals/wishes.html",
}  # fmt: skip
door = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "referrals/start.html", {"times": promises()})


@login_not_required
@can_be_sent_again
@door
def ask(request: HttpRequest, step: str) -> HttpResponse:
    """One page of questions."""
    draft = _draft(request)
    if step not in ("who", *path_of(draft.voice)):
        return redirect(_next_url(draft))
    if request.method == "POST":
        return _answer(request, draft, step)
    missing = first_missing(draft.done, draft.voice)
    if missing and comes_before(missing, step):
        return redirect(f"referrals:{missing}")
    first_values = draft.first_values(question(step, draft.voice))
    return _page(request, draft, step, _form(step, draft.voice, initial=first_values))


def _draft(request: HttpRequest) -> Draft:
    if request.method == "POST":
        return draft_on(request.POST, request.session, known=KNOWN, steps=STEPS)
    return draft_in(request.session)


def _form(step: str, voice: Voice, data: object = None, **more: object) -> Form:
    return asked(step, voice, data, abuse_types=abuse_types() if step == "happened" else (), **more)


def _answer(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    form = _form(step, draft.voice, request.POST)
    if "keep" in request.POST or "save" in request.POST:
        draft.note(form)
    if "save" in request.POST:
        return put_away(request, draft) or _page(request, draft, step, _too_long(form))
    if "keep" in request.POST:
        _keep(request, draft)
        return redirect(f"referrals:{step}")
    if not form.is_valid():
        return _page(request, draft, step, form)
    draft.keep(step, form)
    if "skip" in request.POST:
        draft.settle(path_of(draft.voice))
    _keep(request, draft)
    return redirect(_after(step, draft, form))


def _too_long(form: Form) -> Form:
    form.add_error(None, "Your answers are too long to be kept. Shorten them, or send what you have now")
    return form


def _after(step: str, draft: Draft, form: Form) -> str:
    """The next question; before it, whom to ring when somebody may be in danger, or a child at risk."""
    if step == "danger" and form.cleaned_data["danger"] == Danger.YES:
        return reverse("referrals:ring")
    if form.cleaned_data.get("children_at_risk") in (Danger.YES, Danger.NOT_SURE):
        return reverse("referrals:children")
    return _next_url(draft)


def _page(request: HttpRequest, draft: Draft, step: str, form: Form) -> HttpResponse:
    back = page_before(step, draft.voice)
    context = {
        "form": form,
        "page": page_of(step, draft.voice),
        "voice": draft.voice,
        "action": reverse(f"referrals:{step}"),
        "back_url": reverse(f"referrals:{back or 'start'}"),
        "may_skip": comes_before(ENOUGH, step) and step != path_of(draft.voice)[-1],
    }
    return render(request, WITH_MORE_WORDS.get(step, "referrals/question.html"), context | _held(draft, form))


def _held(draft: Draft, form: Form | None = None) -> dict[str, object]:
    """What a page needs so that nothing on it is lost, however long it stays open."""
    return {"carried": draft.carried(form), "warn_minutes": WARN_MINUTES, "forget_minutes": FORGET_MINUTES}


def _keep(request: HttpRequest, draft: Draft) -> None:
    keep_draft(request.session, draft)
    if not request.user.is_authenticated:
        # On a shared computer, closing the browser forgets what was not sent.
        request.session.set_expiry(0)


def _next_url(draft: Draft) -> str:
    return reverse(f"referrals:{first_missing(draft.done, draft.voice) or 'check'}")


@login_not_required
@can_be_sent_again
@door
def ring(request: HttpRequest) -> HttpResponse:
    """Somebody is in danger now: the numbers to ring, and the way on."""
    return _stop(request, "referrals/ring.html")


@login_not_required
@can_be_sent_again
@door
def children(request: HttpRequest) -> HttpResponse:
    """A child may be at risk: whom to tell, and the way on, because the concern about the adult is not over."""
    return _stop(request, "referrals/children.html")


def _stop(request: HttpRequest, template: str) -> HttpResponse:
    draft = _draft(request)
    if request.method == "POST":
        _keep(request, draft)
        return redirect(_next_url(draft))
    return render(request, template, _held(draft))


@login_not_required
@can_be_sent_again
@door
def check(request: HttpRequest) -> HttpResponse:
    """All answers on one page. Sending posts them with the key: what was shown is what is sent, draft or no draft."""
    draft = _draft(request)
    if "save" in request.POST:
        return put_away(request, draft) or _check(request, draft, _too_long(SendForm(request.POST)))
    if "keep" in request.POST:
        _keep(request, draft)
        return redirect("referrals:check")
    if request.method == "POST":
        return _send(request, draft)
    missing = first_missing(draft.done, draft.voice)
    if missing:
        return redirect(f"referrals:{missing}")
    return _check(request, draft, SendForm(initial={"once": draft.once_key}))


def _answers(draft_voice: Voice, data: object) -> dict[str, Form]:
    return {step: _form(step, draft_voice, data) for step in ("who", *path_of(draft_voice))}


def _check(request: HttpRequest, draft: Draft, form: Form) -> HttpResponse:
    context = {
        "form": form,
        "groups": [*check_groups(_answers(draft.voice, draft.data), draft.voice), file_group(unsent_files(draft.files))],
        "back_url": reverse(f"referrals:{path_of(draft.voice)[-1]}"),
    }
    held = _held(draft)
    # The form itself brings the key.
    held["carried"] = [pair for pair in draft.carried() if pair[0] != "once"]
    return render(request, "referrals/check.html", context | held)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = SendForm(request.POST)
    answers = _answers(Draft(answers=dict(request.POST.lists())).voice, request.POST)
    wrong = next((step for step in answers if not answers[step].is_valid()), None)
    if not form.is_valid() or wrong and not receipt(form.cleaned_data["once"]):
        return _ask_again(request, draft, answers, wrong, form)
    if not wrong:
        cleaned = {name: value for each in answers.values() for name, value in each.cleaned_data.items()}
        once_key = form.cleaned_data["once"]
        accept_referral(
            once_key=once_key, report=report_from(cleaned), channel=Channel.PUBLIC, by=PUBLIC_FORM,
            documents=[file.pk for file in unsent_files(request.POST.getlist("file"))],
        )  # fmt: skip
        forget_saved(once_key=once_key)
    return _to_receipt(request, form)


def _ask_again(
    request: HttpRequest, draft: Draft, answers: dict[str, Form], wrong: str | None, form: Form
) -> HttpResponse:
    for step, each in answers.items():
        if each.is_valid():
            draft.keep(step, each)
    draft.hold_files(request.POST.getlist("file"))
    _keep(request, draft)
    if wrong:
        return _page(request, draft, wrong, answers[wrong])
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
    # Browsers obey that header over TLS only.
    response.delete_cookie("csrftoken", samesite="Lax")
    return response
