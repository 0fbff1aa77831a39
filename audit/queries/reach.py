"""Whose figures a person sees."""

from django.db.models import QuerySet

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import visible_cases
from mash.cases.models import Case


def counted_cases(actor: User) -> QuerySet[Case]:
    """The cases that a person's figures count: those they may see; for the board, which sees figures only, all."""
    if actor.may(Permission.SEE_OVERVIEW) and not actor.may(Permission.SEE_CASES):
        return Case.objects.all()
    return visible_cases(actor)
