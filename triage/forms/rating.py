"""Rating a concern in three steps: what it is, what is seen, what you decide."""

from typing import Any

from django import forms
from django.http import QueryDict

from mash.accounts.models import User
from mash.cases.forms import Versioned
from mash.cases.states import Rag, Tri
from mash.forms.fields import Choose, Pick, PickMany, Words
from thresholds.matrix import AbuseType, Fact, Level, Matrix, TypeKind
from thresholds.rules import Facts

INDICATORS = "signs_"
GATE = "gate_"


def retained(kind: type[forms.Form], data: QueryDict, **given: Any) -> forms.Form:
    """A form that shows again what was answered before, without judging it."""
    form = kind(**given)
    form.initial = {
        name: field.widget.value_from_datadict(data, {}, name) for name, field in form.fields.items() if name in data
    }
    return form


class FactsForm(Versioned):
    """Step one: which types of abuse, where, and what must never be missed."""

    dense = True
    types = PickMany(label="What kind of abuse or neglect may this be?", missing="Choose at least one kind")
    setting = Choose(label="Where did it happen?", required=False)
    facts = PickMany(
        label="Which of these are so?", choices=Fact.choices(), required=False, help_text="Leave empty if none is.",
    )  # fmt: skip

    def __init__(self, *args: Any, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["types"].choices = [
            (kind.label, [(t.code, t.name) for t in matrix.types if t.kind == kind]) for kind in KINDS
        ]
        self.fields["setting"].choices = [(setting.code, setting.name) for setting in matrix.settings]


class SignsForm(forms.Form):
    """Step two: the indicators of the types chosen, the gates, and what makes it worse."""

    dense = True
    mark_optional = False

    def __init__(self, *args: Any, matrix: Matrix, types: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = [kind for kind in matrix.types if kind.code in types]
        for kind in self.chosen:
            self.fields[INDICATORS + kind.code] = _indicators(kind, matrix.levels)
        for gate in matrix.gates:
            self.fields[GATE + gate.code] = Pick(label=gate.words, choices=Tri.choices(), inline=True, required=False)
        lifts = [(lift.code, lift.words) for lift in matrix.lifts]
        self.fields["lifts"] = PickMany(label="What makes it more serious?", choices=lifts, required=False)

    def types(self) -> list[Any]:
        """The questions about indicators, one for each type."""
        return [field for field in self if field.name.startswith(INDICATORS)]

    def gates(self) -> list[Any]:
        """The questions that must all be answered yes for the lowest level."""
        return [field for field in self if field.name.startswith(GATE)]


class RatingForm(Versioned):
    """Step three: the worker's own decision, with nothing chosen beforehand."""

    dense = True
    rag = Pick(label="Your rating", missing="Choose Red, Amber or Green")
    rationale = Words(label="Why this level?", rows=4, missing="Say why you chose this level")
    would_change = Words(
        label="What would change this decision?", rows=2, missing="Say what would change this decision",
        help_text="A word from the GP, another report, the adult moving home…",
    )  # fmt: skip
    senior = Choose(
        label="Senior asked about a lower rating", required=False, empty="Nobody",
        help_text="Needed only below the suggested level. The suggested level applies until they agree.",
    )  # fmt: skip

    def __init__(self, *args: Any, rags: list[Rag], seniors: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rag"].choices = [(rag.value, rag.label) for rag in rags]
        self.offer(seniors)

    def offer(self, seniors: list[User]) -> None:
        """Whom the worker can name as the senior they asked."""
        self.seniors = {str(senior.pk): senior for senior in seniors}
        self.fields["senior"].choices = [(pk, f"{s.name}, {s.role_label}") for pk, s in self.seniors.items()]

    def whom(self) -> User | None:
        """The senior who was chosen."""
        return self.seniors.get(self.cleaned_data.get("senior", ""))


class ConfirmRatingForm(Versioned):
    """A senior's answer to a lower rating."""

    dense = True
    agrees = Pick(
        label="Do you agree with the lower rating?", choices=(("yes", "Yes, the lower rating applies from now"),
        ("no", "No, the suggested rating stays")), missing="Choose yes or no",
    )  # fmt: skip
    words = Words(label="Your reasons", rows=3, missing="Give your reasons")


KINDS = (TypeKind.ABUSE, TypeKind.SPECIAL)


def _indicators(kind: AbuseType, levels: tuple[Level, ...]) -> PickMany:
    groups = [(f"Level {level.number}: {level.name}", [(i.code, i.words) for i in kind.at(level.number)]) for level in levels[::-1]]
    return PickMany(label=kind.name, choices=groups, required=False)


def read_facts(first: FactsForm, second: SignsForm) -> Facts:
    """What the worker answered in the first two steps, as the matrix understands it."""
    answers, signs = first.cleaned_data, second.cleaned_data
    gates = {name.removeprefix(GATE): Tri(value) for name, value in signs.items() if name.startswith(GATE) and value}
    chosen = [code for name, codes in signs.items() if name.startswith(INDICATORS) for code in codes]
    return Facts(
        types=tuple(answers["types"]), indicators=tuple(chosen), gates=gates, lifts=tuple(signs["lifts"]),
        setting=answers["setting"], **dict.fromkeys(answers["facts"], True),
    )  # fmt: skip
