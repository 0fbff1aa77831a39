"""The whole of a version as its page and its guide show it."""

from typing import Any

from thresholds.matrix import Matrix

from .patterns import patterns_in_words


def shown_in_full(name: str, matrix: Matrix) -> dict[str, Any]:
    """Context of a page or document with the whole of a version: each type with its signs, the gravest level first."""
    kinds = [
        {"kind": kind, "levels": [{"level": level, "signs": kind.at(level.number)} for level in matrix.levels[::-1]]}
        for kind in matrix.types
    ]
    settings = [{"setting": setting, "levels": [(matrix.indicators[here.indicator], here.level) for here in setting.levels]} for setting in matrix.settings]
    return {"name": name, "matrix": matrix, "kinds": kinds, "settings": settings, "patterns": patterns_in_words(matrix), "assumed": _assumed(matrix)}


def _assumed(matrix: Matrix) -> bool:
    """Whether anything in it still waits for the council's word."""
    menus = (action for level in matrix.levels for action in level.menu)
    parts = (
        matrix, matrix.repeat, matrix.patterns, *matrix.levels, *menus, *matrix.gates, *matrix.lifts, *matrix.urgencies, *matrix.routing, *matrix.settings,
        *matrix.types,
    )  # fmt: skip
    return any(part.assumption for part in parts)
