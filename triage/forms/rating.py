"""Rating a concern in four steps: what it is, what is seen, how serious it is, what you decide."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.dateformat import format as date_format
from django.utils.timezone import localtime

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.forms import Versioned
from mash.cases.states import Rag, Tri
from mash.forms.fields import Choose, Pick, PickMany, Words
from mash.forms.worded import WordedForm
from thresholds.matrix import AbuseType, Fact, Gate, Level, Matrix, Route, TypeKind
from thresholds.rules import Facts, Suggestion, can_wait, carried_gates, is_later, opposite, said_against

from ..rules import May, Weighed, asked_for, senior_missing, seriousness_problems, urgency_problems
from ..states import Factor, Weight

INDICATORS = "signs_"
GATE = "gate_"
FACTOR = "factor_"
WHY = "words_"

ASKED = {
    "safe_now": Fact.DANGER_NOW, "child_affected": Fact.CHILD_AFFECTED, "possible_crime": Fact.POSSIBLE_CRIME, "consent": Fact.NO_CONSENT,
    "wishes": Fact.WISHES_UNKNOWN,
}  # fmt: skip
"""The questions that are asked first, and the fact that each tells of."""
WHEN_NO = ("safe_now", "consent", "wishes")
"""Those whose fact holds when the answer is no."""
QUESTION = {fact: name for name, fact in ASKED.items()}


@dataclass(frozen=True)
class Carried:
    """A gate that isn't asked, because an opening question was the same: what follows for it, and what was answered there."""

    gate: Gate
    true: Tri
    question: str
    answer: Tri


def retained(kind: type[forms.Form], data: QueryDict, **given: Any) -> forms.Form:
    """A form that shows again what was answered before, without judging it."""
    form = kind(**given)
    form.initial = {
        name: field.widget.value_from_datadict(data, {}, name) for name, field in form.fields.items() if name in data
    }
    return form


class FactsForm(Versioned):
    """Step one: what must never be missed, which types of abuse, and where."""

    dense = True
    safe_now = Pick(label=Fact.DANGER_NOW.question, choices=Tri.choices(), inline=True, missing="Say whether the adult is safe now. “Don't know” is an answer")
    child_affected = Pick(
        label=Fact.CHILD_AFFECTED.question, choices=Tri.choices(), inline=True,
        missing="Say whether a child is affected. “Don't know” is an answer",
    )  # fmt: skip
    possible_crime = Pick(
        label=Fact.POSSIBLE_CRIME.question, choices=Tri.choices(), inline=True, missing="Say whether it may be a crime. “Don't know” is an answer"
    )
    consent = Pick(
        label=Fact.NO_CONSENT.question, choices=Tri.choices(), inline=True,
        missing="Say whether the adult has agreed. “Don't know” is an answer",
        help_text="Consent guides what you do, and never ends it: without it, think of coercion, capacity, others at risk.",
    )  # fmt: skip
    wishes = Pick(
        label=Fact.WISHES_UNKNOWN.question, choices=Tri.choices(), inline=True,
        missing="Say whether we know what the adult wants. “Don't know” is an answer",
    )  # fmt: skip
    types = PickMany(label="What kind of abuse or neglect may this be?", missing="Choose at least one kind")
    setting = Choose(label="Where did it happen?", required=False)
    facts = PickMany(
        label="Does any of these apply?", choices=[(fact.value, fact.label) for fact in Fact if fact not in ASKED.values()], required=False, help_text="Leave empty if none does.",
    )  # fmt: skip

    def __init__(self, *args: Any, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["types"].choices = [
            (kind.label, [(t.code, t.name) for t in matrix.types if t.kind == kind]) for kind in KINDS
        ]
        self.fields["setting"].choices = [(setting.code, setting.name) for setting in matrix.settings]
        self.matrix = matrix
        for gate in matrix.gates:
            if gate.asked_first:
                self._says_too(QUESTION[gate.asked_first], gate)

    def _says_too(self, name: str, gate: Gate) -> None:
        """Nobody answers a gate without having read it: the question says what else its answer is taken for."""
        well = Tri.YES if name in WHEN_NO else Tri.NO
        field = self.fields[name]
        field.help_text = f"{field.help_text} “{well.label}” also says: {gate.words}".strip()

    def holds(self) -> dict[Fact, Tri]:
        """Of each fact that is asked first whether it is so."""
        said = {name: Tri(self.cleaned_data[name]) for name in ASKED}
        return {fact: opposite(said[name]) if name in WHEN_NO else said[name] for name, fact in ASKED.items()}

    def carried(self) -> list[Carried]:
        """The gates that are answered with these questions."""
        true = carried_gates(self.matrix, self.holds())
        gates = [(gate, QUESTION[gate.asked_first]) for gate in self.matrix.gates if gate.code in true]
        return [Carried(gate, true[gate.code], str(self.fields[name].label), Tri(self.cleaned_data[name])) for gate, name in gates]


class TriedFactsForm(FactsForm):
    """The same questions, where no case is changed by them."""

    version = None


class SignsForm(forms.Form):
    """Step two: the indicators of the types chosen, the gates that are not answered yet, and what makes it worse."""

    dense = True
    mark_optional = False

    def __init__(self, *args: Any, matrix: Matrix, first: FactsForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types, self.carried = first.cleaned_data["types"], first.carried()
        answered = {each.gate for each in self.carried}
        self.chosen = [kind for kind in matrix.types if kind.code in types]
        for kind in self.chosen:
            self.fields[INDICATORS + kind.code] = _indicators(kind, matrix.levels)
        against = said_against(matrix, [Fact(fact) for fact in first.cleaned_data["facts"]])
        for gate in (gate for gate in matrix.gates if gate not in answered):
            said = f"You said: “{against[gate.code].label}”. Answer “yes” only if this is true all the same." if gate.code in against else ""
            self.fields[GATE + gate.code] = Pick(label=gate.words, choices=Tri.choices(), inline=True, required=False, help_text=said)
        lifts = [(lift.code, lift.words) for lift in matrix.lifts]
        self.fields["lifts"] = PickMany(label="What makes it more serious?", choices=lifts, required=False)

    def types(self) -> list[Any]:
        """The questions about indicators, one for each type."""
        return [field for field in self if field.name.startswith(INDICATORS)]

    def gates(self) -> list[Any]:
        """The questions still open that must all be answered yes for the lowest level."""
        return [field for field in self if field.name.startswith(GATE)]


class FactorsForm(WordedForm):
    """Step three: how serious it is for this adult, factor by factor."""

    dense = True
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, factor in enumerate(Factor, start=1):
            self.fields[FACTOR + factor] = Pick(label=f"{number}. {factor.label}", choices=Weight.choices(), inline=True, required=False)
            self.fields[WHY + factor] = Words(
                label=f"What you know, and who says so (question {number})", rows=2, required=False, max_length=1000,
                missing="Say what the concern is",
            )  # fmt: skip
            self.fields[WHY + factor].widget.attrs |= _needed(FACTOR + factor, [Weight.CONCERN])

    def pairs(self) -> list[tuple[Any, Any]]:
        """Each question with the box for its words."""
        return [(self[FACTOR + factor], self[WHY + factor]) for factor in Factor]

    def clean(self) -> dict[str, Any]:
        """Words beside "no concern" are not on the page: they are not taken up, and come back if the answer is changed back."""
        for factor in Factor:
            if self.cleaned_data.get(FACTOR + factor) == Weight.NO_CONCERN:
                self.cleaned_data[WHY + factor] = ""
        for factor, problem in seriousness_problems(self.weighed()).items():
            answered = self.cleaned_data.get(FACTOR + factor)
            self.add_error((WHY if answered else FACTOR) + factor, problem)
        return self.cleaned_data

    def weighed(self) -> tuple[Weighed, ...]:
        """What was answered so far."""
        said = self.cleaned_data
        return tuple(
            Weighed(factor, Weight(said[FACTOR + factor]), said.get(WHY + factor, "")) for factor in Factor if said.get(FACTOR + factor)
        )


def how_soon() -> Pick:
    """The question of how soon somebody must act, as every rating asks it; its answers are those of a version."""
    return Pick(label="How soon must somebody act?", help_text="Judged apart from the rating: something small can be urgent.", missing="Choose how soon somebody must act")


class RatingForm(Versioned):
    """Step four: the worker's own decision, with nothing chosen beforehand."""

    dense = True
    rag = Pick(label="Your rating", missing="Choose Red, Amber or Green")
    urgency = how_soon()
    why_later = Words(label="Why can it wait longer?", rows=2, required=False, max_length=1000)
    route = Pick(
        label="Where does it go?", choices=((Route.MASH_ENQUIRY, "MASH enquiry, as the rule says"), (Route.TRIAGE, "Triage instead")),
        required=False, help_text="Leave it empty to follow the rule. For triage the MASH Manager or the Head of Service must agree; until then it is in MASH enquiry.",
    )  # fmt: skip
    rationale = Words(label="Why this level?", rows=4, missing="Say why you chose this level")
    would_change = Words(
        label="What would change this decision?", rows=2, missing="Say what would change this decision",
        help_text="A word from the GP, another report, the adult moving home…",
    )  # fmt: skip
    senior = Choose(
        label="Senior asked about a lower rating", required=False, empty="Nobody",
        help_text="Needed only below the suggested level or a routing rule. What is suggested applies until they agree.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, matrix: Matrix, seniors: list[User], suggestion: Suggestion, may: May, due: Mapping[str, datetime] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.matrix, self.suggestion, self.suggested, self.may = matrix, suggestion, suggestion.urgency, may
        if may(Permission.RATE_LOWER):
            self.fields["senior"].help_text = "You may rate lower yourself: what you choose applies at once, in your name and for your reasons. If you name another senior, what is suggested applies until they agree."
        rags = sorted({level.rag for level in matrix.levels}, key=lambda rag: -rag.rank)
        self.fields["rag"].choices = [(rag.value, rag.label) for rag in rags]
        self._ask_how_soon(due or {})
        if not suggestion.always_progress:
            del self.fields["route"]
        self.offer(seniors)

    def _ask_how_soon(self, due: Mapping[str, datetime]) -> None:
        """A version without urgencies asks nothing; why something can wait is asked where a fact says that it can't."""
        self.fields["urgency"].choices = [(each.code, f"{each.said}{_by(due.get(each.code))}. {each.words}") for each in self.matrix.urgencies]
        if self.suggested and can_wait(self.matrix, self.suggested):
            self.fields["why_later"].help_text = f"Needed only if you choose later than “{self.suggested.name}”."
            later = [each.code for each in self.matrix.urgencies if is_later(self.matrix, each.code, self.suggested)]
            self.fields["why_later"].widget.attrs |= _needed("urgency", later)
        else:
            del self.fields["why_later"]
        if not self.matrix.urgencies:
            del self.fields["urgency"]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for name, problem in urgency_problems(self.matrix, self.suggested, said.get("urgency", ""), said.get("why_later", "")).items():
            if name not in self.errors:
                self.add_error(name, problem)
        if said.get("rag"):
            self._look_for_senior(Rag(said["rag"]), to_triage=said.get("route") == Route.TRIAGE)
        return said

    def _look_for_senior(self, rag: Rag, *, to_triage: bool) -> None:
        senior = self.whom()
        asked = asked_for(self.matrix, self.suggestion, rag, self.may, set_rule_aside=to_triage, named=senior is not None)
        problem = senior_missing(asked, senior.may if senior else None)
        if problem and "senior" not in self.errors:
            self.add_error("senior", problem)

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
    would_change = Words(label="What would change this decision?", rows=2, missing="Say what would change this decision")


def _needed(question: str, answers: Iterable[str]) -> dict[str, str]:
    """Says on the page which answers need these words, so that the keyboard leads into the box for them alone (keys.js)."""
    return {"data-needed-when": question, "data-needed-for": " ".join(answers)}


def _by(due: datetime | None) -> str:
    """When somebody must have acted, if it is rated now: four working hours may end tomorrow."""
    return f": by {date_format(localtime(due), 'D j M, H:i')} if you rate now" if due else ""


KINDS = (TypeKind.ABUSE, TypeKind.SPECIAL)


def _indicators(kind: AbuseType, levels: tuple[Level, ...]) -> PickMany:
    groups = [(f"Level {level.number}: {level.name}", [(i.code, i.words) for i in kind.at(level.number)]) for level in levels[::-1]]
    return PickMany(label=kind.name, choices=groups, required=False)


def read_facts(first: FactsForm, second: SignsForm) -> Facts:
    """What the worker answered in the first two steps, as the matrix understands it."""
    answers, signs, holds = first.cleaned_data, second.cleaned_data, first.holds()
    gates = {name.removeprefix(GATE): Tri(value) for name, value in signs.items() if name.startswith(GATE) and value}
    gates |= {each.gate.code: each.true for each in second.carried}
    chosen = [code for name, codes in signs.items() if name.startswith(INDICATORS) for code in codes]
    return Facts(
        types=tuple(answers["types"]), indicators=tuple(chosen), gates=gates, lifts=tuple(signs["lifts"]),
        setting=answers["setting"], unknown=tuple(fact for fact, so in holds.items() if so == Tri.DONT_KNOW),
        **dict.fromkeys(answers["facts"], True), **{fact.value: so == Tri.YES for fact, so in holds.items()},
    )  # fmt: skip
