"""Words as they are searched: the database's own index stands on the rows themselves, so that nothing can fall behind them."""

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import migrations
from django.db.models import F, Func, TextField

LIST = "[]"
"""How the name of a column ends that holds a list of answers instead of a text."""


class JsonWords(Func):
    """The answers of a list, as words."""

    function = "searched_json"
    output_field = TextField()


class Searched(Func):
    """The words of some columns as they are searched: accents and dashes do not count, and "bruised" is found by "bruise".

    The function belongs to the database (people, 0004), so that what an index was made of and what is asked are one.
    """

    function = "searched_words"
    output_field = SearchVectorField()

    def __init__(self, *columns: str, **extra: Any) -> None:
        self.columns = columns
        super().__init__(words_of(columns), **extra)


class SoughtWords(SearchQuery):
    """One word or phrase as somebody looks for it; several with | between them."""

    SEARCH_TYPES = {"plain": "searched_for"}


class _Beside(Func):
    """Columns one after another. None of them is ever null."""

    template = "(%(expressions)s)"
    output_field = TextField()


def words_of(columns: tuple[str, ...], between: str = " ") -> Func:
    """The words of these columns one after another."""
    each = [JsonWords(F(column.removesuffix(LIST))) if column.endswith(LIST) else F(column) for column in columns]
    return _Beside(*each, arg_joiner=f" || '{between}' || ")


def always_by_index(*names: str) -> migrations.RunSQL:
    """The database counts nothing for these indexes, and takes every word for a rare one. Where it knew that a word stands in
    most rows, it would read all rows instead and take their words apart again: seconds, where the index takes milliseconds.
    """
    change = "; ".join(f"alter index {name} alter column 1 set statistics 0" for name in names)
    return migrations.RunSQL(change, migrations.RunSQL.noop)
