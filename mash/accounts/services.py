"""Creating and ending accounts and keys, and stopping whoever may not, on record."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from mash.organisations.models import Organisation
from mash.organisations.queries import agencies
from mash.organisations.states import Kind
from mash.trail.services import Actor, System, record, record_apart
from mash.trail.verbs import Verb

from .models import ApiKey, Cover, User
from .pace import within_pace
from .queries import manageable_organisations, manageable_people, manageable_roles
from .roles import Permission, Role
from .rules import may_stand_in, misfit

CHAIN = "accounts"
KEYS = "keys"
REFUSALS_A_MINUTE = 60


class KeyRefused(Exception):
    """The key can't be made or ended so; the message says why."""


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
def change_account(*, user_id: int, role: Role, organisation_id: int, reason: str, by: User) -> User:
    """Somebody has another role or works elsewhere: from their next click they may do what the new role may, and no more.
    Nobody changes what they may do themselves.
    """
    permit_people(by)
    user = _to_manage(user_id, by)
    organisation = next((each for each in manageable_organisations(by) if each.pk == organisation_id), None)
    if organisation is None or role not in manageable_roles(by):
        raise AccountRefused("You can't give this role or this team.")
    problem = misfit(role, Kind(organisation.kind))
    if problem:
        raise AccountRefused(problem)
    before = {"role_before": user.role, "organisation_before": user.organisation.name}
    if (user.role, user.organisation_id) == (role, organisation.pk):
        raise AccountRefused("Nothing would change. Choose another role or another team.")
    user.groups.remove(user.organisation.group)
    user.groups.add(organisation.group)
    user.role, user.organisation = role, organisation
    user.save(update_fields=["role", "organisation"])
    detail = {"role": role, "organisation": organisation.name, "reason": reason} | before
    record(Verb.ACCOUNT_CHANGED, chain=CHAIN, by=by, subject=str(user.pk), detail=detail)
    return user


@transaction.atomic
def ask_for_link(*, user_id: int, by: User) -> User:
    """Somebody who was invited and never came, or who forgot, gets a new link to choose a password. Whoever asks for it
    never learns it.
    """
    permit_people(by)
    user = _to_manage(user_id, by)
    record(Verb.PASSWORD_LINK_ASKED, chain=CHAIN, by=by, subject=str(user.pk))
    return user


def _to_manage(user_id: int, by: User) -> User:
    """An account that this person may change, locked; never their own."""
    user = manageable_people(by).select_for_update(of=("self",)).filter(pk=user_id, is_active=True).first()
    if user is None or user == by:
        raise AccountRefused("You can't change this account. Nobody changes their own.")
    return user


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


@transaction.atomic
def make_key(*, agency_id: int, name: str, by: User) -> tuple[ApiKey, str]:
    """A system of this agency may send concerns from now on. Also the key itself, which nobody can ever see again."""
    permit(by, Permission.MANAGE_KEYS)
    agency = agencies().filter(pk=agency_id).first()
    if agency is None:
        raise KeyRefused("Keys are for agencies outside the council.")
    secret = f"mash_{token_urlsafe(32)}"
    try:
        with transaction.atomic():
            key = ApiKey.objects.create(
                agency=agency, name=name, shown=secret[:10], secret_sha256=_digest(secret), made_by=by
            )
    except IntegrityError as twice:
        raise KeyRefused("This system has a key already. End that one first, or give the new one another name.") from twice
    record(Verb.KEY_MADE, chain=KEYS, by=by, subject=key.shown, detail={"agency": agency.name, "name": name})
    return key, secret


@transaction.atomic
def end_key(*, key_id: int, by: User) -> ApiKey:
    """The system is refused from its next request. What it sent stays, and so does every case."""
    permit(by, Permission.MANAGE_KEYS)
    live = ApiKey.objects.select_for_update(of=("self",)).select_related("agency").filter(ended_at=None)
    key = live.filter(pk=key_id).first()
    if key is None:
        raise KeyRefused("This key has ended already.")
    key.ended_by, key.ended_at = by, timezone.now()
    key.save(update_fields=["ended_by", "ended_at"])
    record(Verb.KEY_ENDED, chain=KEYS, by=by, subject=key.shown)
    return key


@dataclass(frozen=True)
class Caller:
    """A system of an agency, known by its key."""

    key_id: int
    agency_id: int
    actor: System


def open_with_key(*, secret: str) -> Caller | None:
    """Whoever holds this key; nobody when it is unknown or has ended, and that is on record without the key."""
    key = ApiKey.objects.select_related("agency").filter(secret_sha256=_digest(secret)).first()
    if key is None or key.ended_at:
        _refuse_key(key)
        return None
    today = timezone.localdate()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
    return Caller(key.pk, key.agency_id, System(str(key)))


def _refuse_key(key: ApiKey | None) -> None:
    # A flood of made-up keys must not become a flood of rows.
    if within_pace("refused-keys", REFUSALS_A_MINUTE):
        detail = {"why": "key ended" if key else "key unknown"}
        by = System(str(key) if key else "Unknown system")
        record_apart(Verb.REFUSED, chain="refused:keys", by=by, subject=key.shown if key else "", detail=detail)


def _digest(secret: str) -> str:
    # 256 random bits need no slow hash.
    return sha256(secret.encode(errors="replace")).hexdigest()
