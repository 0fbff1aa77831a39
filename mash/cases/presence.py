"""Who has a case open at this moment, as their browsers say. Never part of the record."""

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils import timezone

from mash.accounts.models import User

from .drafts import page_name
from .models import Case, Presence

FALLS_AWAY = timedelta(seconds=60)
"""Whoever was not heard of for so long has gone (assumption)."""


def present_beside(actor: User, case: Case, path: str) -> list[str]:
    """Who else has this case open, one line each: on which page, since when, and whether they are writing on this one."""
    return [_line(each, path) for each in _there(case=case).exclude(person=actor)]


def with_present(cases: QuerySet[Case], actor: User) -> QuerySet[Case]:
    """With `here`: the names of those who have each case open, for a list. No query of its own."""
    others = _there(case=OuterRef("pk")).exclude(person=actor)
    return cases.annotate(here=ArraySubquery(others.order_by("since_at", "pk").values("person__name")))


def _there(**which: object) -> QuerySet[Presence]:
    heard = timezone.now() - FALLS_AWAY
    return Presence.objects.filter(seen_at__gte=heard, person__is_active=True, **which).select_related("person")


def _line(each: Presence, path: str) -> str:
    since = f"{timezone.localtime(each.since_at):%H:%M}"
    if each.writing_at and each.path == path:
        return f"{each.person.name} is writing here, since {since}. Speak to each other before you both decide."
    return f"{each.person.name} has this case open ({page_name(each.path)}), since {since}"
