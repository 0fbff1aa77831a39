"""What the database says about itself, its tables and the processes that work on it."""

from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mash.health.models import Heartbeat
from mash.health.rules import DURABLE, pulse

REPORTING = ("worker", "relay")

POWERS = """
SELECT role.rolsuper AS "a superuser",
       role.rolbypassrls AS "exempt from row security",
       role.rolcreaterole AS "allowed to make roles",
       pg_has_role(database.datdba, 'MEMBER') AS "the owner of the database",
       EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' AND pg_has_role(tableowner, 'MEMBER'))
           AS "an owner of tables"
  FROM pg_roles AS role, pg_database AS database
 WHERE role.rolname = current_user AND database.datname = current_database()
"""


def durability() -> dict[str, str]:
    """The settings on which it rests that nothing acknowledged is lost."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(DURABLE)])
        return dict(cursor.fetchall())


def powers() -> dict[str, bool]:
    """What the role of this very connection may do beyond its work."""
    with connection.cursor() as cursor:
        cursor.execute(POWERS)
        return dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))


class TablesBehind(Exception):
    """The code expects tables that the database doesn't have yet."""


def tables_are_current() -> bool:
    try:
        _find_tables_current()
    except TablesBehind:
        return False
    return True


@cache
def _find_tables_current() -> None:
    """Asked often, so a yes is kept (an exception isn't): a running process's code doesn't change, nor do tables go back."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise TablesBehind


def pulses(now: datetime) -> dict[str, dict]:
    """Each process that reports, with how long ago it did: nothing about anyone's work."""
    last = dict(Heartbeat.objects.values_list("name", "at"))
    reporting = (*REPORTING, "mailbox") if settings.MAILBOX_URL else REPORTING
    return {name: _report(last.get(name), now) for name in reporting}


def _report(last_at: datetime | None, now: datetime) -> dict:
    return {
        "state": pulse(last_at, now).value,
        "seconds_ago": None if last_at is None else int((now - last_at).total_seconds()),
    }
