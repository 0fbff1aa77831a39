"""Remembers the rows that a builder wrote, and lays the same rows down again for the next test that begins alike.

Most tests of a file begin with one town and the same case. The services that make them ask the database a hundred questions;
their rows go in by one. They are what the services wrote, with their keys and their lines of the trail: no sequence gives the
same key a second time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from functools import partial, wraps
from types import SimpleNamespace
from typing import Any

from django.db import connection, transaction
from time_machine import escape_hatch

from tests.flush import tables


class Kept:
    """What a builder makes: the objects, and the rows that were not there before."""

    def __init__(self, build: Callable[[], Any]) -> None:
        with transaction.atomic():
            before = _all_rows()
            self.objects = build()
            new = defaultdict(list)
            for table, row in _all_rows() - before:
                new[table].append(row)
            transaction.set_rollback(True)
        into = [
            f"into_{number} as (insert into {table} select (jsonb_populate_recordset(null::{table}, %s::jsonb)).*)"
            for number, table in enumerate(new)
        ]
        self.statement = f"with {', '.join(into)} select"
        self.rows = [f"[{', '.join(rows)}]" for rows in new.values()]

    def lay_down(self) -> Any:
        """The rows once more, and objects that whoever asks may change."""
        with connection.cursor() as cursor:
            cursor.execute(self.statement, self.rows)
        return deepcopy(self.objects)


class Beginnings:
    """How the tests of one file begin: what was built first, and then, for as long as nothing else is written."""

    def __init__(self) -> None:
        self.file: object = None
        self.kept: dict[tuple, Kept] = {}
        self.so_far: tuple = ()
        self.written = 0

    @contextmanager
    def of(self, file: object, first: object) -> Iterator[None]:
        """A test begins. What another file keeps is of no use here, and its times would be old."""
        if self.file != file:
            self.file, self.kept = file, {}
        self.so_far, self.written = (first,), _written()
        yield
        self.so_far = ()

    def go_on(self, what: object, build: Callable[[], Any]) -> Any:
        """Built by its services the first time, or where this test did something else before or has a clock of its own."""
        if not self.so_far or escape_hatch.is_travelling() or self.written != _written():
            return build()
        here, self.so_far = (*self.so_far, what), ()  # what this builder calls is part of it, and if it fails nothing goes on
        if here not in self.kept:
            self.kept[here] = Kept(build)
        made = self.kept[here].lay_down()
        self.so_far, self.written = here, _written()
        return made


BEGINNINGS = Beginnings()


def kept(build: Callable[..., Any]) -> Callable[..., Any]:
    """What this makes at the beginning of a test is laid down again in those that follow. It only adds rows: one that changed
    what an earlier builder wrote would be refused by the database.
    """

    @wraps(build)
    def made(*args: object, **words: object) -> Any:
        if any(isinstance(word, datetime) for word in words.values()):
            return build(*args, **words)  # its moment comes once
        what = (build, *map(_named, args), *((name, _named(word)) for name, word in words.items()))
        return BEGINNINGS.go_on(what, partial(build, *args, **words))

    return made


def _named(word: object) -> object:
    return tuple(vars(word).items()) if isinstance(word, SimpleNamespace) else word


def _all_rows() -> set[tuple[str, str]]:
    """Every row of every table: where it stands, and what it says."""
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(f"select '{table}', to_jsonb(each)::text from {table} each" for table in tables()))
        return set(cursor.fetchall())


def _written() -> int:
    """How many rows the transaction of this test wrote by now, whoever wrote them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)"
            " + pg_stat_get_xact_tuples_deleted(oid)) from pg_class where relkind = 'r'"
        )
        return cursor.fetchone()[0]
