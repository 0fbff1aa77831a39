"""Choosing from the level's menu, answering for a promise, and telling contracts management."""

from collections.abc import Collection
from typing import Any

from django import forms

from mash.cases.provider_rules import AboutProvider, naming_problem
from mash.cases.rules import Chosen
from mash.forms.fields import Day, Line, PickMany, Words
from mash.forms.worded import WordedForm
from thresholds.matrix import MenuAction

from ..rules import InformalEnquiry, informal_problems

PARTS = {"impact": "What is the impact on the adult?", "others": "What is the risk to others?", "views": "What does the adult say?"}
PROVIDER = ("provider", "what", "happened_on", "why_named")


class ProviderForm(WordedForm):
    """What contracts management should know of a provider."""

    dense = True
    mark_optional = False
    provider = Line(
        label="Which provider?", max_length=150, missing="Enter the provider",
        widget=forms.TextInput(attrs={"class": "govuk-!-width-two-thirds", "list": "providers"}),
    )  # fmt: skip
    what = Words(
        label="What should contracts management know?", rows=3, missing="Say what contracts management should know",
        help_text="What the service did or did not do. They see these words and no case: leave out who the adult is.",
    )  # fmt: skip
    happened_on = Day(label="When was it?", required=False, past_only=True)
    why_named = Words(label="If they must know who the adult is: why", rows=2, required=False)

    def __init__(self, *args: Any, names: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names

    def full_clean(self) -> None:
        """Whom the words name is said together with, and before, what else there is to remark about them: the words are looked
        at first, for what has an error is not looked at.
        """
        super().full_clean()
        if self.is_bound and self.tells_contracts and (problem := naming_problem(self.about(), self.names)):
            self.add_error("what", problem)

    @property
    def tells_contracts(self) -> bool:
        """Whether contracts management is told at all."""
        return True

    def about(self) -> AboutProvider:
        """It, as a value."""
        said = self.cleaned_data
        return AboutProvider(**{"provider": "", "what": ""} | {name: said[name] for name in PROVIDER if name in said})


class MenuForm(ProviderForm):
    """The menu of one level. Nothing is chosen beforehand."""

    actions = PickMany(label="What will be done?", required=False)

    def __init__(self, *args: Any, menu: tuple[MenuAction, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.menu = menu
        self.fields["actions"].choices = [(action.code, action.words) for action in menu]
        for name in PROVIDER:
            self.fields[name].required = False
        for action in menu:
            if action.owed:
                self.fields[f"who_{action.code}"] = Line(label="Who does it?", max_length=150, required=False)
                self.fields[f"by_{action.code}"] = Day(label="By when?", required=False, future_only=True)
        if any(action.informal for action in menu):
            self.fields |= {name: Words(label=label, required=False, rows=2) for name, label in PARTS.items()}

    def clean(self) -> dict[str, Any]:
        for action in self._picked():
            if action.owed:
                self._need(f"who_{action.code}", "Say who does it")
                self._need(f"by_{action.code}", "Enter the day by which it is done")
        for name, problem in informal_problems(self.informal(), chosen=any(action.informal for action in self._picked())).items():
            self.add_error(name, problem)
        if self.tells_contracts:
            self._need("provider", "Enter the provider")
            self._need("what", "Say what contracts management should know")
        elif self.cleaned_data.get("what"):
            self.add_error("actions", "You wrote about a provider: choose an action that tells contracts management, or take the words out")
        return self.cleaned_data

    @property
    def tells_contracts(self) -> bool:
        """Whether something was picked of which contracts management is told."""
        return any(action.to_contracts for action in self._picked())

    def chosen(self) -> tuple[Chosen, ...]:
        """What was picked, as values."""
        said = self.cleaned_data
        return tuple(
            Chosen(a.code, a.words, *((said[f"who_{a.code}"], said[f"by_{a.code}"]) if a.owed else ()), informal=a.informal) for a in self._picked()
        )

    def informal(self) -> InformalEnquiry:
        """What an informal enquiry came to, as a value."""
        return InformalEnquiry(**{name: self.cleaned_data.get(name, "") for name in PARTS})

    def rows(self) -> list[dict[str, Any]]:
        """Each action with its box, and what is asked once it is ticked."""
        boxes = {str(box.data["value"]): box for box in self["actions"]}
        return [
            {"action": action, "box": boxes[action.code], "who": self[f"who_{action.code}"] if action.owed else None,
             "by": self[f"by_{action.code}"] if action.owed else None,
             "parts": [self[name] for name in PARTS] if action.informal else []}
            for action in self.menu
        ]  # fmt: skip

    def _picked(self) -> list[MenuAction]:
        codes = self.cleaned_data.get("actions") or []
        return [action for action in self.menu if action.code in codes]

    def _need(self, name: str, words: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, words)


class AnswerForm(WordedForm):
    """The result, in words."""

    dense = True
    words = Words(label="What was the result?", rows=4, missing="Say what the result was")


class ContractsAnswerForm(WordedForm):
    """What contracts management did."""

    dense = True
    words = Words(
        label="What did you do about it?", rows=4, missing="Say what you did about it",
        help_text="For example: spoke with the manager, a visit, an action plan, or why nothing was needed",
    )  # fmt: skip
