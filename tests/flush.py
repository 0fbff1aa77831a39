"""Empties the database after a test with real commits, and puts back what the migrations laid down.

Django empties tables by TRUNCATE. The trail's triggers refuse it, and it would take the matrix, the timescales and the
statements with it. So, as the owner, the triggers are lifted for one transaction and the first rows are copied back.
"""

from collections.abc import Callable

from django.db import connection, transaction

TRAIL = ("trail_event", "trail_detail", "trail_head")


def keep_first_rows() -> None:
    """Copy what the migrations wrote to a schema that no flush reaches."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("drop schema if exists kept cascade")
        cursor.execute("create schema kept")
        for table in connection.introspection.django_table_names(only_existing=True):
            name = connection.ops.quote_name(table)
            cursor.execute(f"select exists (select from {name})")
            if cursor.fetchone()[0]:
                cursor.execute(f"create table kept.{name} as table {name}")


def flush_with_trail(sql_list: list[str]) -> None:
    """What `flush` runs in place of its own: truncate with the trail's triggers lifted, then the first rows again."""
    with transaction.atomic(), connection.cursor() as cursor:
        switch(cursor.execute, "disable")
        for statement in sql_list:
            cursor.execute(statement)
        cursor.execute("select tablename from pg_tables where schemaname = 'kept'")
        for (table,) in cursor.fetchall():
            name = connection.ops.quote_name(table)
            cursor.execute(f"insert into {name} select * from kept.{name}")
        switch(cursor.execute, "enable")


def switch(execute: Callable[[str], object], how: str) -> None:
    """Lift the trail's triggers, or put them back."""
    for table in TRAIL:
        execute(f"alter table {table} {how} trigger user")
