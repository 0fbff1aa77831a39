"""Finding people with accounts."""

from django.db.models import F, QuerySet

from mash.organisations.models import Organisation

from .models import ApiKey, User
from .roles import MAY, PARTNER_ROLES, Permission, Role


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


def keys() -> QuerySet[ApiKey]:
    """Every key of a referring system: those that open something first."""
    order = (F("ended_at").desc(nulls_first=True), "agency__name", "name", "pk")
    return ApiKey.objects.select_related("agency", "made_by", "ended_by").order_by(*order)
