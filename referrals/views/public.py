"""The public form: no account, no script, one question after another."""

from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from mash.forms.reading import clean_line
from mash.health.errors import can_be_sent_again
from mash.once import OtherWords
from mash.people.telling import is_child

from ..drafts import (
    FORGET_MINUTES,
    WARN_MINUTES,
    Draft,
    draft_in,
    draft_on,
    drop_draft,
    forget_draft,
    forget_sent,
    sent_in,
)
from ..forms.public import KNOWN, SendForm, question, report_from
from ..pages import check_groups, file_group, page_of, silence
from ..queries import promises, receipt, unsent_files
from ..rules import LAST, STEPS, comes_before, first_missing, may_skip, page_before, path_of, skipped
from ..services.accepting import PUBLIC_FORM, accept_referral
from ..services.drafts import forget_saved
from ..services.files import throw_away_files
from ..states import Channel, Danger, Voice
from .answers import answers_of, form_of, hold_draft, next_url, shown_again
from .saved import TOO_LONG, put_away

ELSEWHERE = "https://www.bbc.co.uk/weather"
WITH_MORE_WORDS = {
    "who": "referrals/who.html", "worry": "referrals/worry.html", "happened": "referrals/happened.html",
    "wishes": "referrals/wishes.html", "you": "referrals/you.html",
}  # fmt: skip
door = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@door
def start(request: HttpRequest) -> HttpResponse:
    """A report that somebody left unfinished here is never gone on with unasked: the next person may be another."""
    draft = draft_in(request.session)
    if request.method == "POST":
        throw_away_files(once_key=UUID(draft.once_key), tokens=draft.files, by=PUBLIC_FORM)
        drop_draft(request.session)
        return redirect("referrals:who")
    if sent_in(request.session):
        forget_sent(request.session)
    go_on = next_url(draft) if draft.begun else ""
    return render(request, "referrals/start.html", {"times": promises(), "go_on_url": go_on})


@login_not_required
@can_be_sent_again(shown_again)
@door
def ask(request: HttpRequest, step: str) -> HttpResponse:
    """One page of questions."""
    draft = _draft(request)
    if step not in ("who", *path_of(draft.voice)):
        return redirect(next_url(draft))
    if request.method == "POST":
        return _answer(request, draft, step)
    missing = first_missing(draft.done, draft.voice)
    if missing and comes_before(missing, step):
        return redirect(f"referrals:{missing}")
    first_values = draft.first_values(question(step, draft.voice))
    return _page(request, draft, step, form_of(step, draft.voice, initial=first_values))


def _draft(request: HttpRequest) -> Draft:
    if request.method == "POST":
        return draft_on(request.POST, request.session, known=KNOWN, steps=STEPS)
    return draft_in(request.session)


def _answer(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    form, again = form_of(step, draft.voice, request.POST), step in draft.done
    if "keep" in request.POST or "save" in request.POST:
        draft.note(form)
    if "save" in request.POST:
        return put_away(request, draft) or _page(request, draft, step, _too_long(form))
    if "keep" in request.POST:
        hold_draft(request, draft)
        return redirect(f"referrals:{step}")
    if not form.is_valid():
        return _page(request, draft, step, form)
    draft.keep(step, form)
    if "skip" in request.POST:
        draft.settle(skipped(draft.voice))
    hold_draft(request, draft)
    return redirect(_stop_after(step, draft, form, again=again) or next_url(draft))


def _too_long(form: Form) -> Form:
    form.add_error(None, TOO_LONG)
    return form


def _stop_after(step: str, draft: Draft, form: Form, *, again: bool) -> str:
    """Before the next question: whom to ring when somebody may be in danger or a child at risk. Whoever reports through
    their work is shown, once, where to add what they hold.
    """
    said = form.cleaned_data
    if step == "danger" and said["danger"] == Danger.YES:
        return reverse("referrals:ring")
    if said.get("children_at_risk") in (Danger.YES, Danger.NOT_SURE) or is_child(said.get("adult_born_on"), localdate()):
        return reverse("referrals:children")
    return reverse("referrals:files") if step == LAST and draft.voice == Voice.PROFESSIONAL and not again else ""


def _page(request: HttpRequest, draft: Draft, step: str, form: Form) -> HttpResponse:
    back = page_before(step, draft.voice)
    context = {
        "form": form,
        "page": page_of(step, draft.voice),
        "voice": draft.voice,
        "action": reverse(f"referrals:{step}"),
        "back_url": reverse(f"referrals:{back or 'start'}"),
        "may_skip": may_skip(step),
        "last": page_of(LAST, draft.voice).name,
    }
    return render(request, WITH_MORE_WORDS.get(step, "referrals/question.html"), context | _held(draft, form))


def _held(draft: Draft, form: Form | None = None) -> dict[str, object]:
    """What a page needs so that nothing on it is lost, however long it stays open."""
    return {"carried": draft.carried(form), "warn_minutes": WARN_MINUTES, "forget_minutes": FORGET_MINUTES}


@login_not_required
@can_be_sent_again(shown_again)
@door
def ring(request: HttpRequest) -> HttpResponse:
    """Somebody is in danger now: the numbers to ring, and the way on."""
    return _stop(request, "referrals/ring.html")


@login_not_required
@can_be_sent_again(shown_again)
@door
def children(request: HttpRequest) -> HttpResponse:
    """A child may be at risk, or be whom this is about: whom to tell, and the way on, because the report is not over."""
    draft = draft_in(request.session)
    under_18 = draft.data.get("children_at_risk") not in (Danger.YES, Danger.NOT_SURE) and _is_child(draft)
    asked = "adult" if under_18 else "others" if draft.voice == Voice.PROFESSIONAL else "safety"
    more = {"back_url": reverse(f"referrals:{asked}"), "under_18": under_18, "voice": draft.voice}
    return _stop(request, "referrals/children.html", **more)


def _is_child(draft: Draft) -> bool:
    adult = form_of("adult", draft.voice, draft.data)
    return adult.is_valid() and is_child(adult.cleaned_data.get("adult_born_on"), localdate())


def _stop(request: HttpRequest, template: str, **more: object) -> HttpResponse:
    draft = _draft(request)
    if request.method == "POST":
        hold_draft(request, draft)
        return redirect(next_url(draft))
    return render(request, template, _held(draft) | more)


@login_not_required
@can_be_sent_again(shown_again)
@door
def check(request: HttpRequest) -> HttpResponse:
    """All answers on one page. Sending posts them with the key: what was shown is what is sent, draft or no draft."""
    draft = _draft(request)
    if "save" in request.POST:
        return put_away(request, draft) or _check(request, draft, _too_long(SendForm(request.POST)))
    if "keep" in request.POST:
        hold_draft(request, draft)
        return redirect("referrals:check")
    if request.method == "POST":
        return _send(request, draft)
    missing = first_missing(draft.done, draft.voice)
    if missing:
        return redirect(f"referrals:{missing}")
    return _check(request, draft, SendForm(initial={"once": draft.once_key}))


def _check(request: HttpRequest, draft: Draft, form: Form, before: object | None = None) -> HttpResponse:
    """`before`: the receipt of what was sent with other answers than these, which are not sent yet."""
    answers = answers_of(draft.voice, draft.data)
    groups = [*check_groups(answers, draft.voice), file_group(unsent_files(draft.files))]
    context = {
        "form": form, "before": before, "voice": draft.voice, "in_danger": draft.in_danger, "silence": silence(answers[LAST]),
        "groups": [group for group in groups if group["rows"]],
        "empty": [group for group in groups if not group["rows"]],
        "back_url": reverse("referrals:files" if draft.voice == Voice.PROFESSIONAL else f"referrals:{LAST}"),
    }  # fmt: skip
    held = _held(draft)
    # The form itself brings the key.
    held["carried"] = [pair for pair in draft.carried() if pair[0] != "once"]
    return render(request, "referrals/check.html", context | held, status=409 if before else 200)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = SendForm(request.POST)
    answers = answers_of(Draft(answers=dict(request.POST.lists())).voice, request.POST)
    wrong = next((step for step in answers if not answers[step].is_valid()), None)
    if not form.is_valid() or wrong:
        return _ask_again(request, draft, answers, wrong, form)
    cleaned = {name: value for each in answers.values() for name, value in each.cleaned_data.items()}
    once_key = form.cleaned_data["once"]
    try:
        accept_referral(
            once_key=once_key, report=report_from(cleaned), channel=Channel.PUBLIC, by=PUBLIC_FORM,
            documents=[file.pk for file in unsent_files(request.POST.getlist("file"))],
        )  # fmt: skip
    except OtherWords:
        return _send_too(request, draft, answers, once_key)
    # What this page was begun with, not what the session knows: another tab may have opened something newer.
    forget_saved(once_key=once_key, reference=clean_line(request.POST.get("saved", "")))
    return _to_receipt(request, form)


def _send_too(request: HttpRequest, draft: Draft, answers: dict[str, Form], sent: UUID) -> HttpResponse:
    """The first words are received and these are not: said plainly, with these under a key of their own, one press away."""
    draft.once_key = str(uuid4())
    _take_over(request, draft, answers)
    return _check(request, draft, SendForm(initial={"once": draft.once_key}), before=receipt(sent))


def _take_over(request: HttpRequest, draft: Draft, answers: dict[str, Form]) -> None:
    """The answers of the page are those of the report from now on, whatever the session knew."""
    for step, each in answers.items():
        if each.is_valid():
            draft.keep(step, each)
    draft.hold_files(request.POST.getlist("file"))
    hold_draft(request, draft)


def _ask_again(
    request: HttpRequest, draft: Draft, answers: dict[str, Form], wrong: str | None, form: Form
) -> HttpResponse:
    _take_over(request, draft, answers)
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
