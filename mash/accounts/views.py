"""Where each person starts, who has an account, and which systems have a key."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from mash.organisations.queries import agencies

from . import queries
from .forms import ChangeAccountForm, EndKeyForm, FindPeopleForm, InvitePersonForm, MakeKeyForm, PersonForm
from .queries import found_people, manageable_organisations, manageable_person, manageable_roles
from .roles import Permission, Role
from .services import (
    AccountRefused,
    KeyRefused,
    ask_for_link,
    change_account,
    disable_account,
    end_key,
    invite_person,
    make_key,
    permit,
    permit_people,
)

STARTS = [
    (Permission.SEE_BOARD, "triage:board"),
    (Permission.ACCEPT_HANDOVER, "triage:board"),
    (Permission.ANSWER_CHECK, "partners:portal"),
    (Permission.SEE_OVERVIEW, "audit:overview"),
    (Permission.MANAGE_ACCOUNTS, "accounts:people"),
    (Permission.RECEIVE_INTELLIGENCE, "triage:intelligence"),
]


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """A stranger starts at the public form; everyone else at the desk of their role."""
    if not request.user.is_authenticated:
        return redirect("referrals:start")
    return redirect(next(name for permission, name in STARTS if request.user.may(permission)))


def people(request: HttpRequest) -> HttpResponse:
    """Everyone whose account this person administers, or those who were looked for."""
    permit_people(request.user)
    form = FindPeopleForm(request.POST if request.method == "POST" else None)
    chosen = form.cleaned_data if form.is_valid() else {}
    context = {"people": found_people(request.user, **chosen), "filter": form, "filtered": any(chosen.values())}
    return render(request, "accounts/people.html", context)


def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """One account: another role or team, a new link, or its end."""
    permit_people(request.user)
    person = manageable_person(request.user, person_id)
    if person is None:
        raise Http404
    now = {"role": person.role, "organisation": str(person.organisation_id)}
    form = ChangeAccountForm(
        request.POST if request.method == "POST" else None, initial=now, roles=manageable_roles(request.user),
        organisations=_organisations(request),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _changed(request, person_id, form):
        return redirect("accounts:people")
    return render(request, "accounts/change_account.html", {"form": form, "person": person})


def _changed(request: HttpRequest, person_id: int, form: ChangeAccountForm) -> bool:
    answers = form.cleaned_data
    try:
        user = change_account(
            user_id=person_id, role=Role(answers["role"]), organisation_id=int(answers["organisation"]),
            reason=answers["reason"], by=request.user,
        )  # fmt: skip
    except AccountRefused as refused:
        form.add_error("role", str(refused))
        return False
    messages.success(request, f"{user.name}: {user.role_label}, {user.organisation} from now on.")
    return True


@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Send somebody a new link to choose a password."""
    user = _done_to(request, ask_for_link)
    if user:
        _send_link(request, user.email)
        messages.success(request, f"We have sent {user.name} a new link to choose a password.")
    return redirect("accounts:people")


def invite(request: HttpRequest) -> HttpResponse:
    """Let a colleague in."""
    permit_people(request.user)
    form = _invitation(request)
    if request.method == "POST" and form.is_valid():
        try:
            user = _invite(request, form.cleaned_data)
        except AccountRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{user.name} has an account. We have sent them a link to choose a password.")
            return redirect("accounts:people")
    return render(request, "accounts/invite_person.html", {"form": form})


@require_POST
def disable(request: HttpRequest) -> HttpResponse:
    """End an account."""
    user = _done_to(request, disable_account)
    if user:
        messages.success(request, f"{user.name} can no longer sign in.")
    return redirect("accounts:people")


def _done_to(request: HttpRequest, act: Callable[..., Any]) -> Any:
    """The account that a button was pressed for, after the act; nothing when that was refused, and the person is told why."""
    form = PersonForm(request.POST)
    try:
        return act(user_id=form.cleaned_data["person"] if form.is_valid() else 0, by=request.user)
    except AccountRefused as refused:
        messages.warning(request, str(refused))
        return None


def _invitation(request: HttpRequest) -> InvitePersonForm:
    answers = request.POST if request.method == "POST" else None
    return InvitePersonForm(answers, roles=manageable_roles(request.user), organisations=_organisations(request))


def _organisations(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(o.pk), o.name) for o in manageable_organisations(request.user)]


def _invite(request: HttpRequest, answers: dict[str, str]):  # noqa: ANN202 (doors know no models)
    user = invite_person(
        email=answers["email"], name=answers["name"], role=Role(answers["role"]),
        organisation_id=int(answers["organisation"]), by=request.user,
    )  # fmt: skip
    _send_link(request, user.email)
    return user


def _send_link(request: HttpRequest, email: str) -> None:
    asked = ResetPasswordForm({"email": email})
    if asked.is_valid():
        asked.save(request)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Which systems of which agencies may send concerns."""
    permit(request.user, Permission.MANAGE_KEYS)
    return render(request, "accounts/keys.html", {"keys": queries.keys()})


def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key. The page that answers shows it, this once."""
    permit(request.user, Permission.MANAGE_KEYS)
    choices = [(str(agency.pk), agency.name) for agency in agencies()]
    form = MakeKeyForm(request.POST if request.method == "POST" else None, agencies=choices)
    if form.is_valid():
        agency_id, name = int(form.cleaned_data["agency"]), form.cleaned_data["name"]
        try:
            key, secret = make_key(agency_id=agency_id, name=name, by=request.user)
        except KeyRefused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "accounts/key_made.html", {"key": key, "secret": secret})
    return render(request, "accounts/make_key.html", {"form": form})


@require_POST
def stop_key(request: HttpRequest) -> HttpResponse:
    """End a key."""
    form = EndKeyForm(request.POST)
    try:
        key = end_key(key_id=form.cleaned_data["key"] if form.is_valid() else 0, by=request.user)
    except KeyRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"Ended: the key of {key}. It is refused from now on.")
    return redirect("accounts:keys")
