"""What the matrix asks or reminds of: it is shown beside the suggestion and changes neither level nor route."""

from thresholds.matrix import AbuseType, Fact, Lift, Matrix

from .firing import Fired
from .placing import setting_of
from .values import Facts, Prompt

FIND_OUT = {
    Fact.DANGER_NOW: "Find out first whether the adult is safe. Until you know, don’t take it that they are.",
    Fact.POSSIBLE_CRIME: "Find out whether it may be a crime, and ask the police if you can't tell.",
    Fact.CHILD_AFFECTED: "Find out whether a child lives there or is affected.",
    Fact.NO_CONSENT: "Find out whether the adult agrees, if it is safe to ask them.",
    Fact.WISHES_UNKNOWN: "Find out what the adult wants, if it is safe to ask them, or from somebody who speaks for them.",
}
"""What "don't know" asks for, fact by fact (matrix, 3.1: "don't know" is no answer to build on; assumption). What the adult wants
is asked for after a "no" as well: that nobody knows it is the same.
"""

UNTOUCHED = "It was chosen, and nothing of it was ticked. Look again whether anything fits, or find out what happened."
"""Where a type is graded by nothing but what isn't known of it."""


def prompts(
    matrix: Matrix, facts: Facts, fired: Fired, types: tuple[AbuseType, ...], lifts: tuple[Lift, ...]
) -> tuple[Prompt, ...]:
    """Rules that fired first, then what the types, what is not known, the setting and the count of repeats bring up."""
    applied = {lift.code for lift in lifts}
    return (
        *(Prompt(rule.code, rule.name, rule.words, because) for rule, because in fired if rule.route is None),
        *(Prompt(kind.code, kind.name, words) for kind in types for words in kind.prompts),
        *(Prompt(kind.code, kind.name, UNTOUCHED) for kind in types if not {sign.code for sign in kind.indicators} & set(facts.indicators)),
        *(Prompt(fact, "Not known yet", FIND_OUT[fact]) for fact in FIND_OUT if fact in facts.unknown or fact == Fact.WISHES_UNKNOWN and facts.wishes_unknown),
        *_setting_prompts(matrix, facts, applied),
        *_repeat_prompts(matrix, facts, applied),
    )


def _setting_prompts(matrix: Matrix, facts: Facts, applied: set[str]) -> tuple[Prompt, ...]:
    """A setting is a modifier, not a category: it asks, and does not raise by itself unless the matrix says so."""
    setting = setting_of(matrix, facts)
    if not setting:
        return ()
    asked = tuple(Prompt(setting.code, setting.name, words) for words in setting.prompts)
    offered = setting.lift and setting.lift not in applied
    return asked + ((_offer(matrix, setting.lift, (setting.name,)),) if offered else ())


def _repeat_prompts(matrix: Matrix, facts: Facts, applied: set[str]) -> tuple[Prompt, ...]:
    """Repeats are counted by the system and always shown, never silently applied (matrix, point 4; assumption)."""
    repeat = matrix.repeat
    counted = tuple(
        f"{count} concerns about {what} within {repeat.months} months"
        for what, count in facts.repeats.named()
        if count >= repeat.number
    )
    if not counted:
        return ()
    shown = Prompt("REPEAT", "Repeated concerns", f"The number set is {repeat.number}.", counted)
    return (shown,) if repeat.lift in applied else (shown, _offer(matrix, repeat.lift, counted))


def _offer(matrix: Matrix, code: str, because: tuple[str, ...]) -> Prompt:
    return Prompt(code, "Does this lift apply?", matrix.lift(code).words, because)
