"""The questions of each section of the matrix."""

from typing import Any

from django import forms

from mash.cases.states import Rag
from mash.cases.working_time import Pace
from mash.forms.fields import Choose, Line, Pick, PickMany, Tick, Words

from ..facts import ASKED_FIRST, Fact
from ..matrix import RESPONSES, Matrix, Route, TypeKind, When
from ..rules import Section
from ..rules.differences import WORDS
from ..urgencies import MOST_HOURS
from .parts import Count, Hours, LevelsHere, Lines, PickLevel, RowForm, SectionForm, confirmed

SHORT = forms.Textarea(attrs={"rows": 2, "spellcheck": "true"})
ONE_A_LINE = "One on each line"
SIGNS = "signs_"


class NoteForm(SectionForm):
    """What the whole matrix is called, and what is said at its head."""

    name = Line(label="Name", missing="Enter a name")
    note = Words(label="Note", rows=4, missing="Enter a note", help_text="Stands at the head of the guide")
    confirmed = confirmed("the matrix as a whole")


class LevelRow(RowForm):
    """A band of seriousness. `was`: the number it had, so that what stands at it goes with it."""

    typed = ("was", "name", "actions")
    code = None
    was = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = Line(label="Name", width=20, missing="Enter the name of the level, or remove it")
    rag = Pick(label="Rating", choices=Rag.choices(), inline=True, missing="Choose Red, Amber or Green")
    response_level = Count(WORDS["response_level"], 1, RESPONSES, example=2)
    actions = Lines(label="What is usually done", rows=6, help_text=ONE_A_LINE, missing="Enter at least one action")
    confirmed = confirmed()

    def said(self) -> dict[str, Any]:
        said = super().said()
        return {**said, "rag": Rag(said["rag"])}


class MenuRow(RowForm):
    """Something that can be chosen when a case of a level is decided."""

    typed = ("words",)
    level = PickLevel(label="Level", missing="Choose the level")
    words = Words(label="What can be chosen", widget=SHORT, max_length=300, missing="Enter the words, or remove this action")
    owed = Tick(label="Somebody promises it by a day, and is asked for it then", required=False)
    to_contracts = Tick(label="Contracts management is told of the provider", required=False)
    informal = Tick(label="An informal enquiry: the impact, the risk to others and the adult's views are asked for", required=False)
    confirmed = confirmed()

    def offer(self, matrix: Matrix) -> None:
        self.fields["level"].offer(matrix.levels[::-1])


class GatesForm(SectionForm):
    """What follows when a gate isn't answered yes."""

    gates_least_level = PickLevel(label=WORDS["gates_least_level"], missing="Choose a level")

    def offer(self, matrix: Matrix) -> None:
        self.fields["gates_least_level"].offer(matrix.levels)


class GateRow(RowForm):
    typed = ("words",)
    words = Words(label="Statement that must be true", widget=SHORT, max_length=500, missing="Enter the statement, or remove this gate")
    asked_first = Choose(
        label="Asked at the beginning as", choices=[(fact.value, asked) for fact, asked in ASKED_FIRST.items()], required=False, empty="Nothing: it is asked by itself",
        help_text="Then it isn't asked again: that question says in its hint that its answer is taken for this too",
    )  # fmt: skip
    confirmed = confirmed()

    def said(self) -> dict[str, Any]:
        said = super().said()
        return {**said, "asked_first": Fact(said["asked_first"]) if said["asked_first"] else None}


class LiftRow(RowForm):
    typed = ("words",)
    words = Words(label="What makes it more serious", widget=SHORT, max_length=500, missing="Enter the words, or remove this lift")
    confirmed = confirmed()


class RepeatForm(SectionForm):
    """When concerns count as repeated, and which lift they then suggest."""

    number = Count(WORDS["number"], 2, 99, example=3)
    months = Count(WORDS["months"], 1, 120, example=12)
    lift = Choose(label="Which lift do they suggest?", missing="Choose a lift", help_text="It is shown, and never applied silently")
    confirmed = confirmed()

    def offer(self, matrix: Matrix) -> None:
        self.fields["lift"].choices = [(lift.code, lift.words) for lift in matrix.lifts]


class PatternsForm(SectionForm):
    """From what number on something across concerns asks somebody to look."""

    rising = Count(WORDS["rising"], 2, 99, example=2)
    admissions = Count(WORDS["admissions"], 2, 99, example=2)
    discharges = Count(WORDS["discharges"], 2, 99, example=3)
    burst = Count(WORDS["burst"], 2, 99, example=4)
    burst_days = Count(WORDS["burst_days"], 1, 730, example=30)
    burst_shown_days = Count(WORDS["burst_shown_days"], 1, 730, example=90)
    silent_days = Count(WORDS["silent_days"], 1, 730, example=28)
    signs = Count(WORDS["signs"], 2, 99, example=3)
    signs_days = Count(WORDS["signs_days"], 1, 730, example=90)
    confirmed = confirmed("these numbers")


class UrgencyRow(RowForm):
    """How soon somebody must act, and what suggests it."""

    typed = ("name", "words")
    name = Line(label="Name", width=20, max_length=40, missing="Enter the name, or remove this urgency")
    words = Words(label="When to choose it", widget=SHORT, max_length=200, missing="Say when it is to be chosen")
    pace = Pick(label="In what kind of time?", choices=Pace.choices(), inline=True, missing="Choose the kind of time")
    hours = Hours(WORDS["hours"], MOST_HOURS, example=4)
    facts = PickMany(label="Suggested when one of these is so", choices=Fact.choices(), required=False)
    unknown = PickMany(
        label="Suggested when one of these is answered “don’t know”", choices=[(fact.value, asked) for fact, asked in ASKED_FIRST.items()], required=False,
    )  # fmt: skip
    confirmed = confirmed()

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("pace") in (Pace.ANY_HOUR, Pace.WORKING_HOURS) and said.get("hours") == 0:
            self.add_error("hours", f"Enter within how many hours, from 1 to {MOST_HOURS}, or choose the usual time")
        return said

    def said(self) -> dict[str, Any]:
        said = super().said()
        named = {name: tuple(map(Fact, said[name])) for name in ("facts", "unknown")}
        return {**said, **named, "pace": Pace(said["pace"])}


class SettingRow(RowForm):
    typed = ("name", "prompts")
    name = Line(label="Name", width=20, missing="Enter the name, or remove this setting")
    prompts = Lines(label="What to ask there", rows=3, required=False, help_text=ONE_A_LINE)
    lift = Choose(label="Lift that it brings up", required=False, empty="None")
    lowers_bar = Tick(label="The lift applies by itself (the bar is lower here)", required=False)
    levels = LevelsHere(
        label="Indicators that have another level here", rows=2, required=False,
        help_text="One on each line: the small code beside the indicator, and its level in this setting, lower or higher. For example: PHY1b: 2",
    )  # fmt: skip
    confirmed = confirmed()

    def offer(self, matrix: Matrix) -> None:
        self.fields["lift"].choices = [(lift.code, lift.words) for lift in matrix.lifts]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("lowers_bar") and not self.cleaned_data.get("lift"):
            self.add_error("lift", "Choose the lift that applies by itself, or untick the box")
        return self.cleaned_data

    def said(self) -> dict[str, Any]:
        said = super().said()
        return {**said, "lift": said["lift"] or None}


class ListedRow(RowForm):
    """A type or a rule in the list of all: only its place counts here."""


class TypeForm(SectionForm):
    """What a type of abuse, or a special subject, is called and brings up."""

    name = Line(label="Name", missing="Enter the name of the type")
    kind = Pick(label="Kind", choices=TypeKind.choices(), inline=True, missing="Choose the kind")
    graded_under = PickMany(label="Graded under", required=False, help_text="For a special subject that counts as one of these types of abuse")
    prompts = Lines(label="What to remember with it", rows=2, required=False, help_text=ONE_A_LINE)
    confirmed = confirmed("this type with its indicators")

    def offer(self, matrix: Matrix) -> None:
        self.fields["graded_under"].choices = [(kind.code, kind.name) for kind in matrix.types if kind.kind == TypeKind.ABUSE]

    def said(self) -> dict[str, Any]:
        said = _in_old_order(super().said(), "graded_under", self.initial.get("graded_under", ()))
        return {**said, "kind": TypeKind(said["kind"])}


class IndicatorRow(RowForm):
    typed = ("words",)
    level = PickLevel(label="Level", missing="Choose the level")
    words = Words(label="Indicator", widget=SHORT, max_length=500, missing="Enter the indicator, or remove it")

    def offer(self, matrix: Matrix) -> None:
        self.fields["level"].offer(matrix.levels[::-1])


class RuleForm(SectionForm):
    """A routing rule: what it says, where the concern goes, and what makes it hold."""

    name = Line(label="Name", missing="Enter the name of the rule")
    words = Words(label="What to do", rows=3, max_length=1000, missing="Say what is to be done")
    route = Pick(label="Where does the concern go?", required=False)
    least_level = PickLevel(label="How serious is it at least?", missing="Choose a level")
    owed = Tick(label="It stays open on the case until somebody says that it is done, or why it is not needed", required=False)
    confirmed = confirmed("this rule")
    types = PickMany(label="One of these types", required=False)
    facts = PickMany(label="One of these is so", choices=Fact.choices(), required=False)
    lifts = PickMany(label="One of these makes it more serious", required=False)
    gates_no = PickMany(label="One of these is answered “no”", required=False)

    def offer(self, matrix: Matrix) -> None:
        self.fields["route"].choices = [("", "Where its level leads"), (Route.MASH_ENQUIRY, "To MASH enquiry, whatever the level")]
        if self.initial.get("route") == Route.TRIAGE:
            self.fields["route"].choices += [(Route.TRIAGE, Route.TRIAGE.label)]
        lowest, *above = matrix.levels
        least = [("1", f"Level 1: {lowest.name} (the rule raises nothing)"), *((str(level.number), f"Level {level.number}: {level.name}") for level in above)]
        self.fields["least_level"].choices = least
        self.fields["types"].choices = [(kind.code, kind.name) for kind in matrix.types]
        self.fields["lifts"].choices = [(lift.code, lift.words) for lift in matrix.lifts]
        self.fields["gates_no"].choices = [(gate.code, gate.words) for gate in matrix.gates]
        for kind in matrix.types:
            choices = [(sign.code, f"{sign.words} (Level {sign.level})") for sign in kind.indicators]
            self.fields[SIGNS + kind.code] = PickMany(label=kind.name, choices=choices, required=False)
            self.initial.setdefault(SIGNS + kind.code, [code for code in self.initial.get("indicators", ()) if matrix.type_of[code] == kind.code])

    def signs(self) -> list[dict[str, Any]]:
        """The indicators, type by type, and how many of each are ticked."""
        return [{"field": field, "ticked": len(field.value() or ())} for field in self if field.name.startswith(SIGNS)]

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(_when(self.cleaned_data).values()):
            raise forms.ValidationError("Tick at least one thing that makes the rule hold: a rule without any never does.")
        return self.cleaned_data

    def said(self) -> dict[str, Any]:
        said = super().said()
        when = {name: tuple(values) for name, values in _when(said).items()}
        old = self.initial.get("when")
        for name in when if old else ():
            when = _in_old_order(when, name, getattr(old, name))
        named = {name: said[name] for name in ("name", "words", "least_level", "owed", "assumption")}
        facts = tuple(Fact(fact) for fact in when.pop("facts"))
        return {**named, "route": Route(said["route"]) if said["route"] else None, "when": When(facts=facts, **when)}


def _when(said: dict[str, Any]) -> dict[str, list[str]]:
    signs = [code for name, codes in said.items() if name.startswith(SIGNS) for code in codes]
    return {name: said.get(name, []) for name in ("facts", "types", "lifts", "gates_no")} | {"indicators": signs}


def _in_old_order(said: dict[str, Any], name: str, old: Any) -> dict[str, Any]:
    """Boxes have no order: what was named before keeps its place, so that nothing differs by itself."""
    chosen = said[name]
    return {**said, name: (*(code for code in old if code in chosen), *(code for code in chosen if code not in old))}


HEADS: dict[Section, type[SectionForm]] = {
    Section.MATRIX: NoteForm, Section.GATES: GatesForm, Section.REPEAT: RepeatForm, Section.PATTERNS: PatternsForm,
}  # fmt: skip
ROWS: dict[Section, type[RowForm]] = {
    Section.LEVELS: LevelRow, Section.MENU: MenuRow, Section.GATES: GateRow, Section.LIFTS: LiftRow, Section.URGENCIES: UrgencyRow, Section.SETTINGS: SettingRow,
    Section.TYPES: ListedRow, Section.ROUTING: ListedRow,
}  # fmt: skip
PART_HEADS: dict[Section, type[SectionForm]] = {Section.TYPES: TypeForm, Section.ROUTING: RuleForm}
