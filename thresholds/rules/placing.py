"""Which level an indicator has where it happened."""

from dataclasses import replace

from thresholds.matrix import Indicator, Matrix, Setting

from .values import Facts


def placed(matrix: Matrix, facts: Facts) -> tuple[Indicator, ...]:
    """The indicators that fit, in the matrix's order, each at the level that it has in this setting."""
    here = levels_here(matrix, facts)
    chosen = (indicator for code, indicator in matrix.indicators.items() if code in facts.indicators)
    return tuple(replace(indicator, level=here.get(indicator.code, indicator.level)) for indicator in chosen)


def effect_here(matrix: Matrix, facts: Facts, indicator: Indicator) -> str:
    """What it does to the level, with the setting that gives it another one than elsewhere."""
    elsewhere = matrix.indicators[indicator.code].level
    setting = setting_of(matrix, facts)
    if setting is None or elsewhere == indicator.level:
        return f"Level {indicator.level}"
    return f"Level {indicator.level} in this setting: {setting.name} (Level {elsewhere} elsewhere)"


def levels_here(matrix: Matrix, facts: Facts) -> dict[str, int]:
    """The levels that this setting gives, by indicator."""
    setting = setting_of(matrix, facts)
    return {each.indicator: each.level for each in setting.levels} if setting else {}


def setting_of(matrix: Matrix, facts: Facts) -> Setting | None:
    """Where it happened, if that was said."""
    return next((setting for setting in matrix.settings if setting.code == facts.setting), None)
