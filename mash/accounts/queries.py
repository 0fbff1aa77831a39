"""Finding people with accounts."""

from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import F, Q, QuerySet

from mash.organisations.models import Organisation

from .models import ApiKey, Cover, User
from .roles import MAY, PARTNER_ROLES, Permission, Role
from .rules import STANDING
from .states import AccountState


def who_may(permission: Permission) -> QuerySet[User]:
    """Active people whose role has a permission."""
    roles = [role for role, permissions in MAY.items() if permission in permissions]
    return User.objects.filter(is_active=True, role__in=roles)


def people_of(organisation: Organisation) -> QuerySet[User]:
    """Active people of one organisation."""
    return User.objects.filter(is_active=True, organisation=organisation)


def manageable_people(actor: User) -> QuerySet[User]:
    """The accounts this person administers: everybody's for the council's administrator, their agency's for its manager."""
    people = User.objects.select_related("organisation").order_by("organisation__name", "name", "pk")
    if actor.may(Permission.MANAGE_ACCOUNTS):
        return people
    if actor.may(Permission.MANAGE_AGENCY_ACCOUNTS):
        return people.filter(organisation=actor.organisation_id, role__in=PARTNER_ROLES)
    return people.none()


def found_people(actor: User, *, name: str = "", role: str = "", state: str = "") -> QuerySet[User]:
    """The accounts this person administers, narrowed by a part of the name or address, by role and by state."""
    people = manageable_people(actor)
    for word in name.split():
        people = people.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if role:
        people = people.filter(role=role)
    invited = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    states = {
        AccountState.ACTIVE: Q(is_active=True) & ~invited, AccountState.INVITED: Q(is_active=True) & invited,
        AccountState.ENDED: Q(is_active=False),
    }  # fmt: skip
    return people.filter(states[AccountState(state)]) if state else people


def manageable_person(actor: User, user_id: int) -> User | None:
    """One account that this person may change: not their own, and not one that has ended."""
    return manageable_people(actor).filter(pk=user_id, is_active=True).exclude(pk=actor.pk).first()


def manageable_roles(actor: User) -> list[Role]:
    """The roles this person may give to a new account."""
    if actor.may(Permission.MANAGE_ACCOUNTS):
        return list(Role)
    return list(PARTNER_ROLES) if actor.may(Permission.MANAGE_AGENCY_ACCOUNTS) else []


def manageable_organisations(actor: User) -> list[Organisation]:
    """The organisations in which this person may make an account."""
    if actor.may(Permission.MANAGE_ACCOUNTS):
        return list(Organisation.objects.order_by("name", "pk"))
    return [actor.organisation] if actor.may(Permission.MANAGE_AGENCY_ACCOUNTS) else []


def covers_on(day: date) -> dict[int, int | None]:
    """Who is away on a day, and who stands in for each; a stand-in whose account has ended is none."""
    away = Cover.objects.filter(from_on__lte=day, until_on__gte=day, ended_at__isnull=True).order_by("pk")
    rows = away.values_list("away_id", "stand_in_id", "stand_in__is_active")
    return {person: stand_in if active else None for person, stand_in, active in rows}


def covers_shown(actor: User, today: date) -> QuerySet[Cover]:
    """Absences that are not over: everybody's for who arranges cover, for the rest their own and those they stand in for."""
    rows = Cover.objects.filter(until_on__gte=today, ended_at__isnull=True).select_related("away", "stand_in", "arranged_by")
    return rows if actor.may(Permission.ARRANGE_COVER) else rows.filter(Q(away=actor) | Q(stand_in=actor))


def stands_in_for(actor: User, day: date) -> list[Cover]:
    """Whom this person stands in for on a day: what calls them calls this person."""
    begun = Cover.objects.filter(stand_in=actor, from_on__lte=day, until_on__gte=day, ended_at__isnull=True)
    return list(begun.select_related("away").order_by("until_on", "pk"))


def coverable_people(actor: User) -> list[User]:
    """Whose absence this person may arrange: of everyone at the hub and in the localities, or their own."""
    if not actor.may(Permission.ARRANGE_COVER):
        return [actor]
    return list(_called())


def stand_ins(actor: User) -> list[User]:
    """Everyone who could stand in for somebody: those to whom clocks call and who have chosen a password, for a call to
    somebody who was never here is a call to an empty desk. Nobody is offered as their own stand-in.
    """
    there = _called().exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login__isnull=True)
    return list(there if actor.may(Permission.ARRANGE_COVER) else there.exclude(pk=actor.pk))


def _called() -> QuerySet[User]:
    return User.objects.filter(is_active=True, role__in=[*STANDING, Role.LOCALITY_MANAGER])


def keys() -> QuerySet[ApiKey]:
    """Every key of a referring system: those that open something first."""
    order = (F("ended_at").desc(nulls_first=True), "agency__name", "name", "pk")
    return ApiKey.objects.select_related("agency", "made_by", "ended_by").order_by(*order)
