"""Creating and ending accounts, and stopping people on record where their role ends."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from mash.organisations.models import Organisation
from mash.organisations.states import Kind
from mash.trail.services import Actor, record, record_apart
from mash.trail.verbs import Verb

from .models import Cover, User
from .queries import manageable_people, manageable_roles
from .roles import Permission, Role
from .rules import may_stand_in, misfit

CHAIN = "accounts"


class CoverRefused(Exception):
    """The absence can't be arranged so; the message says what to do instead."""


class AccountRefused(Exception):
    """The account can't be made or ended so; the message says why."""


def permit(actor: User, permission: Permission, *others: Permission, subject: str = "") -> None:
    """Stop here, on record, unless this person's role has the permission (or one of the others)."""
    if not any(actor.may(each) for each in (permission, *others)):
        detail = {"permission": permission}
        record_apart(Verb.REFUSED, chain=f"refused:{actor.pk}", by=actor, subject=subject, detail=detail)
        raise PermissionDenied(f"Your role may not {permission.label}.")


def permit_people(actor: User) -> None:
    """Whoever administers accounts: the council's administrator, or an agency's own manager."""
    permit(actor, Permission.MANAGE_ACCOUNTS, Permission.MANAGE_AGENCY_ACCOUNTS)


def record_sign_in(user: User) -> None:
    """Who came in, and when."""
    record_apart(Verb.SIGNED_IN, chain="accounts:sign-in", by=user)


@transaction.atomic
def create_account(
    *, email: str, name: str, role: Role, organisation: Organisation, password: str | None, by: Actor, phone: str = ""
) -> User:
    """A new person may sign in. They join the group of their organisation, which holds its grants."""
    problem = misfit(role, Kind(organisation.kind))
    if problem:
        raise AccountRefused(problem)
    if User.objects.filter(email__iexact=email).exists():
        raise AccountRefused("Somebody already has an account with this email address.")
    user = User.objects.create_user(email, password, name=name, role=role, organisation=organisation, phone=phone)
    user.groups.add(organisation.group)
    record(Verb.ACCOUNT_CREATED, chain=CHAIN, by=by, subject=str(user.pk), detail={"role": role})
    return user


@transaction.atomic
def invite_person(*, email: str, name: str, role: Role, organisation_id: int, by: User) -> User:
    """A colleague is let in, by somebody who administers their organisation. They choose their own password."""
    permit_people(by)
    organisation = Organisation.objects.get(pk=organisation_id)
    own = by.may(Permission.MANAGE_ACCOUNTS) or organisation.pk == by.organisation_id
    if role not in manageable_roles(by) or not own:
        raise AccountRefused("You can't make this account.")
    return create_account(email=email, name=name, role=role, organisation=organisation, password=None, by=by)


@transaction.atomic
def disable_account(*, user_id: int, by: User) -> User:
    """The person's sessions end with their next click; what they did stays under their name."""
    permit_people(by)
    user = manageable_people(by).select_for_update(of=("self",)).filter(pk=user_id).first()
    if user is None or user == by:
        raise AccountRefused("You can't disable this account.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(Verb.ACCOUNT_DISABLED, chain=CHAIN, by=by, subject=str(user.pk))
    return user


@transaction.atomic
def arrange_cover(*, away_id: int, stand_in_id: int | None, from_on: date, until_on: date, by: User) -> Cover:
    """While somebody is away, what would call them calls whoever stands in, so that no adult waits for an empty desk."""
    if away_id != by.pk:
        permit(by, Permission.ARRANGE_COVER)
    # Locked: of two absences that overlap, arranged at once, the second is refused.
    away = User.objects.select_for_update(of=("self",)).get(pk=away_id)
    stand_in = User.objects.filter(pk=stand_in_id, is_active=True).first() if stand_in_id else None
    if stand_in and (stand_in == away or not may_stand_in(Role(stand_in.role), Role(away.role))):
        raise CoverRefused(f"{stand_in.name} can't do all that {away.name} can. Choose somebody with the same role or above.")
    overlapping = Cover.objects.filter(away=away, ended_at__isnull=True, from_on__lte=until_on, until_on__gte=from_on)
    if overlapping.exists():
        raise CoverRefused(f"{away.name} is already away on some of these days. End that absence first.")
    cover = Cover.objects.create(away=away, stand_in=stand_in, from_on=from_on, until_on=until_on, arranged_by=by)
    detail = {"stand_in": stand_in.pk if stand_in else None, "from": from_on, "until": until_on}
    record(Verb.COVER_ARRANGED, chain=CHAIN, by=by, subject=str(away.pk), detail=detail)
    return cover


@transaction.atomic
def end_cover(*, cover_id: int, by: User) -> Cover:
    """Somebody is back: what concerns them calls them again."""
    cover = Cover.objects.select_for_update(of=("self",)).filter(pk=cover_id, ended_at__isnull=True).first()
    if cover is None:
        raise CoverRefused("This absence has ended already.")
    if cover.away_id != by.pk:
        permit(by, Permission.ARRANGE_COVER)
    cover.ended_at = timezone.now()
    cover.save(update_fields=["ended_at"])
    record(Verb.COVER_ENDED, chain=CHAIN, by=by, subject=str(cover.away_id))
    return cover
