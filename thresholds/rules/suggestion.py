"""The suggested level and route of a concern: indicators, then gates, then lifts; routing rules beside them."""

from mash.cases.states import Rag, Tri
from thresholds.matrix import AbuseType, Indicator, Lift, Matrix, Route

from .firing import Fired, fired_rules
from .placing import effect_here, placed
from .prompts import prompts
from .urgency import suggest_urgency
from .values import Facts, Reason, ReasonKind, Suggestion, TypeGrade, UnknownCode


def suggest(matrix: Matrix, facts: Facts) -> Suggestion:
    """The highest level where any indicator fits; then the gates; then the lifts (matrix, section 3; assumption).

    The route is kept apart from the level: some types go to MASH enquiry whatever the level. So is how soon somebody must act.
    """
    _refuse_unknown(matrix, facts)
    indicators = placed(matrix, facts)
    types = _types(matrix, facts, indicators)
    fired = fired_rules(matrix, facts, types)
    lifts = applied_lifts(matrix, facts)
    level, reasons = _level(matrix, facts, fired, indicators, lifts)
    band = matrix.level(level)
    routed = _routing_reasons(fired)
    return Suggestion(
        level=level,
        name=band.name,
        rag=band.rag,
        response_level=band.response_level,
        route=route_for(band.rag, bool(routed)),
        always_progress=bool(routed),
        reasons=reasons + (routed or _rating_reason(band.rag)),
        prompts=prompts(matrix, facts, fired, types, lifts),
        actions=band.actions,
        by_type=tuple(_grade(kind, indicators) for kind in types),
        urgency=suggest_urgency(matrix, facts),
    )


def route_for(rag: Rag, always_progress: bool) -> Route:
    """Red, and the types that always progress, go to MASH enquiry; Amber and Green to triage (Luton MASH guidance, 2025)."""
    return Route.MASH_ENQUIRY if rag == Rag.RED or always_progress else Route.TRIAGE


def applied_lifts(matrix: Matrix, facts: Facts) -> tuple[Lift, ...]:
    """The lifts chosen, and that of a setting where the council has lowered the bar."""
    by_setting = {setting.lift for setting in matrix.settings if setting.lowers_bar and setting.code == facts.setting}
    return tuple(lift for lift in matrix.lifts if lift.code in facts.lifts or lift.code in by_setting)


def _refuse_unknown(matrix: Matrix, facts: Facts) -> None:
    given = {
        "type": facts.types,
        "indicator": facts.indicators,
        "gate": facts.gates,
        "lift": facts.lifts,
        "setting": [facts.setting] if facts.setting else [],
    }
    for what, codes in given.items():
        unknown = set(codes) - matrix.codes[what]
        if unknown:
            raise UnknownCode(what, unknown)
    answers = set(facts.gates.values()) - set(Tri)
    if answers:
        raise UnknownCode("answer", answers)


def _types(matrix: Matrix, facts: Facts, indicators: tuple[Indicator, ...]) -> tuple[AbuseType, ...]:
    """The types chosen, and those that a chosen indicator belongs to."""
    of_indicators = {matrix.type_of[indicator.code] for indicator in indicators}
    return tuple(kind for kind in matrix.types if kind.code in facts.types or kind.code in of_indicators)


def _grade(kind: AbuseType, indicators: tuple[Indicator, ...]) -> TypeGrade:
    own = {indicator.code for indicator in kind.indicators}
    chosen = [indicator for indicator in indicators if indicator.code in own]
    level = max((indicator.level for indicator in chosen), default=None)
    return TypeGrade(kind.code, kind.name, level, tuple(indicator.code for indicator in chosen))


def _level(
    matrix: Matrix, facts: Facts, fired: Fired, indicators: tuple[Indicator, ...], lifts: tuple[Lift, ...]
) -> tuple[int, tuple[Reason, ...]]:
    gates = _gate_reasons(matrix, facts)
    least = [rule.least_level for rule, _ in fired] + [matrix.gates_least_level] * bool(gates)
    before = max([1, *least, *(indicator.level for indicator in indicators)])
    level = min(before + bool(lifts), len(matrix.levels))
    fitting = tuple(Reason(ReasonKind.INDICATOR, fits.code, fits.words, effect_here(matrix, facts, fits)) for fits in indicators)
    reasons = fitting + gates + _floor_reasons(fired) + _lift_reasons(lifts, before, level)
    return level, reasons + (_lowest_reason() if level == 1 else ())


def _gate_reasons(matrix: Matrix, facts: Facts) -> tuple[Reason, ...]:
    """ "Don't know" is not "yes", and neither is no answer."""
    effect = f"At least Level {matrix.gates_least_level}"
    return tuple(
        Reason(ReasonKind.GATE, gate.code, f"{_answered(facts, gate.code)}: {gate.words}", effect)
        for gate in matrix.gates
        if facts.gates.get(gate.code) != Tri.YES
    )


def _answered(facts: Facts, code: str) -> str:
    answer = facts.gates.get(code)
    return f"Answered “{Tri(answer).label}”" if answer else "Not answered"


def _floor_reasons(fired: Fired) -> tuple[Reason, ...]:
    return tuple(
        Reason(ReasonKind.RULE, rule.code, f"{rule.name}: {'; '.join(because)}.", f"At least Level {rule.least_level}")
        for rule, because in fired
        if rule.least_level > 1
    )


def _lift_reasons(lifts: tuple[Lift, ...], before: int, level: int) -> tuple[Reason, ...]:
    """One or more lifts raise the level by one in total."""
    effect = f"Raises the level by one in total, to Level {level}" if level > before else "Already the highest level"
    return tuple(Reason(ReasonKind.LIFT, lift.code, lift.words, effect) for lift in lifts)


def _lowest_reason() -> tuple[Reason, ...]:
    words = "No indicator that fits is above Level 1, and no gate, rule or lift raises it."
    return (Reason(ReasonKind.RULE, "LOWEST", words, "Level 1"),)


def _routing_reasons(fired: Fired) -> tuple[Reason, ...]:
    return tuple(
        Reason(ReasonKind.ROUTING, rule.code, f"{trigger}. {rule.words}", "Goes to MASH enquiry")
        for rule, because in fired
        if rule.route is Route.MASH_ENQUIRY
        for trigger in because
    )


def _rating_reason(rag: Rag) -> tuple[Reason, ...]:
    route = route_for(rag, always_progress=False)
    where = "MASH enquiry" if route is Route.MASH_ENQUIRY else "triage"
    return (Reason(ReasonKind.RULE, "RAG", f"The suggested rating is {rag.label}.", f"Goes to {where}"),)
