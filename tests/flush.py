"""Empties the database after a test with real commits, and puts back what the migrations laid down.

Django would truncate every table. The trail's triggers refuse it, it would take the matrix, the timescales and the statements
with it, and it makes 1,500 files anew where a few tables hold a few rows. So, as the superuser that the tests' own PostgreSQL
gives us, triggers and keys sleep for one transaction in which the rows are deleted and the first rows copied back.
"""

from collections.abc import Callable
from functools import cache

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

TRAIL = ("trail_event", "trail_detail", "trail_head")


def keep_first_rows() -> None:
    """Copy what the migrations wrote to a schema that no emptying reaches."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("drop schema if exists kept cascade")
        cursor.execute("create schema kept")
        for name in _filled(cursor):
            cursor.execute(f"create table kept.{name} as table {name}")


def empty_database() -> None:
    """What a test with real commits ends with. A late request of a browser is waited for, as a truncation would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"lock table {', '.join(tables())} in share row exclusive mode")
        cursor.execute("set local session_replication_role = replica")
        for name in _filled(cursor):
            cursor.execute(f"delete from {name}")
        cursor.execute("select quote_ident(tablename) from pg_tables where schemaname = 'kept'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"insert into {name} select * from kept.{name}")


def _filled(cursor: CursorWrapper) -> list[str]:
    """The tables that hold anything."""
    cursor.execute(" union all ".join(f"select '{name}' where exists (select from {name})" for name in tables()))
    return [name for (name,) in cursor.fetchall()]


@cache
def tables() -> list[str]:
    """Every table of the product."""
    return [connection.ops.quote_name(name) for name in connection.introspection.django_table_names(only_existing=True)]


def switch(execute: Callable[[str], object], how: str) -> None:
    """Lift the trail's triggers, or put them back."""
    for table in TRAIL:
        execute(f"alter table {table} {how} trigger user")
