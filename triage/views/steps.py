"""The steps of a rating, one page each: which one comes next, and what travels along from page to page."""

from dataclasses import dataclass

from django.forms import Form
from django.http import QueryDict

from thresholds.matrix import Matrix
from thresholds.rules import ReasonKind, Suggestion

from ..forms import INDICATORS, FactorsForm, FactsForm, SignsForm, TriedFactsForm, retained

STEPS: dict[str, type[Form]] = {"facts": FactsForm, "signs": SignsForm, "factors": FactorsForm}
TRIED: dict[str, type[Form]] = {"facts": TriedFactsForm, "signs": SignsForm}
"""What the suggestion rests on, where no case is changed: how serious it is for one adult is asked of who works the case."""
PAGES = (*STEPS, "decide")
"""Every step that has a page, the last one too: where the worker decides."""
NOT_CARRIED = {"csrfmiddlewaretoken", "to", "version", "matrix", "asked"}


@dataclass(frozen=True)
class Walked:
    """How far somebody has come: the step to show and its form, or no step when all of them are answered."""

    step: str
    form: Form | None
    answered: dict[str, Form]


def walk(data: QueryDict, matrix: Matrix, steps: dict[str, type[Form]]) -> Walked:
    """`to` names the step that was asked for; what comes before it must be answered, and is shown again if it isn't."""
    answered: dict[str, Form] = {}
    for name, kind in steps.items():
        given = _given(name, matrix, answered)
        if data.get("to") == name:
            return Walked(name, retained(kind, data, **given), answered)
        form = kind(data, **given)
        if not form.is_valid():
            return Walked(name, form, answered)
        answered[name] = form
    return Walked("", None, answered)


def _given(name: str, matrix: Matrix, answered: dict[str, Form]) -> dict[str, object]:
    if name == "signs":
        return {"matrix": matrix, "first": answered["facts"]}
    return {"matrix": matrix} if name == "facts" else {}


def weighed(suggestion: Suggestion | None) -> dict[str, object]:
    """What weighs, apart from the list of gates that nobody has opened yet."""
    reasons = suggestion.reasons if suggestion else ()
    gates = [reason for reason in reasons if reason.kind == ReasonKind.GATE]
    return {"gates": gates, "weighty": [reason for reason in reasons if reason.kind != ReasonKind.GATE]}


def ticked(data: QueryDict) -> list[str]:
    """The codes that were picked so far: types, setting, indicators, and what makes it more serious."""
    names = ["types", "setting", *(name for name in data if name.startswith(INDICATORS)), "lifts"]
    return [code for name in names for code in data.getlist(name)]


def carried(data: QueryDict, form: Form) -> list[tuple[str, str]]:
    """What other steps asked, so that going on and going back lose nothing."""
    here = NOT_CARRIED | set(form.fields)
    return [(name, value) for name, values in data.lists() if name not in here for value in values]
