"""Where each person starts, and who has an account."""

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from .forms import DisableAccountForm, InvitePersonForm
from .queries import manageable_organisations, manageable_people, manageable_roles
from .roles import Permission, Role
from .services import AccountRefused, disable_account, invite_person, permit_people

STARTS = [
    (Permission.SEE_BOARD, "triage:board"),
    (Permission.ACCEPT_HANDOVER, "triage:board"),
    (Permission.ANSWER_CHECK, "partners:portal"),
    (Permission.SEE_OVERVIEW, "audit:overview"),
    (Permission.MANAGE_ACCOUNTS, "accounts:people"),
]


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """A stranger starts at the public form; everyone else at the desk of their role."""
    if not request.user.is_authenticated:
        return redirect("referrals:start")
    return redirect(next(name for permission, name in STARTS if request.user.may(permission)))


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everyone whose account this person administers."""
    permit_people(request.user)
    return render(request, "accounts/people.html", {"people": manageable_people(request.user)})


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
    form = DisableAccountForm(request.POST)
    try:
        user = disable_account(user_id=form.cleaned_data["person"] if form.is_valid() else 0, by=request.user)
    except AccountRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{user.name} can no longer sign in.")
    return redirect("accounts:people")


def _invitation(request: HttpRequest) -> InvitePersonForm:
    organisations = [(str(o.pk), o.name) for o in manageable_organisations(request.user)]
    answers = request.POST if request.method == "POST" else None
    return InvitePersonForm(answers, roles=manageable_roles(request.user), organisations=organisations)


def _invite(request: HttpRequest, answers: dict[str, str]):  # noqa: ANN202 (doors know no models)
    user = invite_person(
        email=answers["email"], name=answers["name"], role=Role(answers["role"]),
        organisation_id=int(answers["organisation"]), by=request.user,
    )  # fmt: skip
    link = ResetPasswordForm({"email": user.email})
    if link.is_valid():
        link.save(request)
    return user
