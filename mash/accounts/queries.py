"""Finding people with accounts."""

from django.db.models import QuerySet

from mash.organisations.models import Organisation

from .models import User
from .roles import MAY, Permission


def who_may(permission: Permission) -> QuerySet[User]:
    """Active people whose role has a permission."""
    roles = [role for role, permissions in MAY.items() if permission in permissions]
    return User.objects.filter(is_active=True, role__in=roles)


def people_of(organisation: Organisation) -> QuerySet[User]:
    """Active people of one organisation."""
    return User.objects.filter(is_active=True, organisation=organisation)
