"""Puts decisions into a state that the product never leaves them in: what was decided is never rewritten."""

from typing import Any

from django.db import connection

from mash.cases.models import Decision


def rewrite(pks: list[int], **changed: Any) -> None:
    """Lift what the database refuses, for these decisions only."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table cases_decision disable trigger user")
        Decision.objects.filter(pk__in=pks).update(**changed)
        cursor.execute("alter table cases_decision enable trigger user")
        cursor.execute("set constraints all deferred")
