"""The matrix as a file that people and other councils can read, change and send back: YAML."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import yaml

from .matrix import InvalidMatrix, read
from .reading import Path, Problem

LARGEST = 512 * 1024
"""Bytes; the shipped matrix takes about thirty thousand."""
DEEPEST = 12


def from_yaml(text: str) -> dict[str, Any]:
    """The data of a version. Refused whole (InvalidMatrix), in words for whoever wrote the file, if it can't be used."""
    if len(text.encode()) > LARGEST:
        raise InvalidMatrix([f"The file is too large: the most is {LARGEST // 1024} KB."])
    before, unreadable, _ = text.partition("\ufffd")
    if unreadable:
        raise InvalidMatrix([f"Line {before.count(chr(10)) + 1}: a character can't be read. Save the file as UTF-8 and send it again."])
    try:
        _refuse_traps(text)
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        _refuse_twice(tree)
        data = yaml.safe_load(text)
    except yaml.YAMLError as wrong:
        raise InvalidMatrix([_where(wrong)]) from None
    try:
        read(data)
    except InvalidMatrix as wrong:
        raise InvalidMatrix(_with_line(problem, tree) for problem in wrong.problems) from None
    return data


def _with_line(problem: str, tree: yaml.Node | None) -> str:
    """A problem with the line on which it stands, as far as the file leads there."""
    return f"Line {_line(tree, problem.path)}: {problem}" if tree and isinstance(problem, Problem) else problem


def _line(node: yaml.Node, path: Path) -> int:
    mark = node.start_mark
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = [pair for pair in node.value if pair[0].value == step]
            if not found:
                break
            mark, node = found[-1][0].start_mark, found[-1][1]
        else:
            node = node.value[step]
            mark = node.start_mark
    return mark.line + 1


def to_yaml(data: Mapping[str, Any]) -> str:
    """The whole version, to be read and changed by hand. The database keeps no order of names: they stand as people read them."""
    return yaml.safe_dump(_in_order(read(data), data), sort_keys=False, allow_unicode=True, width=120)


def _in_order(value: Any, data: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _in_order(getattr(value, field.name), data[field.name]) for field in fields(value) if field.name in data}
    return [_in_order(*pair) for pair in zip(value, data, strict=True)] if isinstance(value, tuple) else data


def _refuse_traps(text: str) -> None:
    """A few lines that refer to each other can unfold into more than any memory holds; so can what is very deep."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InvalidMatrix([f"Line {event.start_mark.line + 1}: write the value out instead of referring to another (& or *)."])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise InvalidMatrix([f"Line {event.start_mark.line + 1}: this is nested too deeply to be a matrix."])


def _refuse_twice(tree: yaml.Node | None) -> None:
    """What is named twice in one place would count as it stands there last, and nobody would see that the first was dropped."""
    if twice := list(_twice(tree)):
        raise InvalidMatrix(twice)


def _twice(node: yaml.Node | None) -> Iterator[str]:
    within = node.value if isinstance(node, yaml.CollectionNode) else []
    named: dict[str, int] = {}
    for each in within:
        key, value = each if isinstance(node, yaml.MappingNode) else (None, each)
        if isinstance(key, yaml.ScalarNode):
            line = key.start_mark.line + 1
            if key.value in named:
                yield f"Line {line}: “{key.value}” is given twice, first on line {named[key.value]}. Keep one of them."
            named.setdefault(key.value, line)
        yield from _twice(value)


def _where(wrong: yaml.YAMLError) -> str:
    mark = getattr(wrong, "problem_mark", None)
    if mark is None:
        return "This can't be read as YAML: it holds a character that is no text."
    return f"Line {mark.line + 1}, column {mark.column + 1}: this can't be read as YAML ({wrong.problem})."
