"""Turns plain data into dataclasses, with the dataclass as its schema: nothing missing, nothing extra, nothing of a wrong kind."""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Built = TypeVar("Built")


Path = tuple[str | int, ...]
"""The names and places that lead to something in plain data: `("levels", 0, "rag")`."""


class Problem(str):
    """What is wrong, in words; and the path to it, so that whoever reads the data from a file can name the line."""

    __slots__ = ("path",)

    def __new__(cls, words: str, path: Path) -> "Problem":
        said = super().__new__(cls, words)
        said.path = path
        return said


class Unreadable(ValueError):
    """The data cannot be used; the problems say where and why, in words for whoever edits it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


def build(kind: type[Built], data: object, where: str, path: Path = ()) -> Built:
    """One dataclass from one mapping."""
    if not isinstance(data, Mapping):
        raise _wrong(where, path, f"expected named values, found {_shown(data)}.")
    hints = _hints(kind)
    unknown = sorted(str(key) for key in data if key not in hints)
    missing = [field.name for field in fields(kind) if field.name not in data and field.default is MISSING]
    problems = [Problem(f"{where}: “{name}” is not known here.", (*path, name)) for name in unknown]
    problems += [Problem(f"{where}: “{name}” is missing.", path) for name in missing]
    if problems:
        raise Unreadable(problems)
    return kind(**{name: _value(hints[name], value, f"{where}, {name}", (*path, name)) for name, value in data.items()})


def plain(value: Any) -> Any:
    """The plain data that `build` makes this of; what says nothing but its default is left out."""
    if is_dataclass(value):
        said = {field.name: getattr(value, field.name) for field in fields(value)}
        return {field.name: plain(said[field.name]) for field in fields(value) if said[field.name] != field.default}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value.value if isinstance(value, Enum) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(kind: Any, value: object, where: str, path: Path) -> Any:
    if isinstance(kind, UnionType):
        return None if value is None else _value(get_args(kind)[0], value, where, path)
    if get_origin(kind) is tuple:
        return _values(get_args(kind)[0], value, where, path)
    if is_dataclass(kind):
        return build(kind, value, where, path)
    if issubclass(kind, Enum):
        return _member(kind, value, where, path)
    if type(value) is not kind:
        raise _wrong(where, path, f"expected {WORDS[kind]}, found {_shown(value)}.")
    if kind is str and not value.strip():
        raise _wrong(where, path, "is empty.")
    return value


def _values(kind: Any, value: object, where: str, path: Path) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise _wrong(where, path, f"expected a list, found {_shown(value)}.")
    return tuple(_value(kind, row, f"{where} {_name(row, place + 1)}", (*path, place)) for place, row in enumerate(value))


def _member(kind: type[Enum], value: object, where: str, path: Path) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise _wrong(where, path, f"{_shown(value)} is none of {', '.join(kind)}.") from None


def _wrong(where: str, path: Path, what: str) -> Unreadable:
    return Unreadable([Problem(f"{where}: {what}", path)])


def _name(row: object, number: int) -> str:
    return str(row["code"]) if isinstance(row, Mapping) and "code" in row else str(number)


def _shown(value: object) -> str:
    return f"“{value}”"[:60]


WORDS = {str: "text", int: "a whole number", bool: "true or false"}
