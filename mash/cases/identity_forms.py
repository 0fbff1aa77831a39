"""Questions about who the adult says they are, what happened to them, and what they need for protection, support and redress."""

from typing import Any

from django import forms

from mash.forms.fields import Choose, Line, Pick, Words
from mash.forms.worded import WordedForm

from .adult_rules import RedressSaid, TraumaSaid, facet_problem, redress_problems
from .adult_states import Facet, FacetAnswer, SeenBy
from .states import Nature

HINTS = {
    Facet.LANGUAGE: "The language in which they say what matters, dialect, signing; an interpreter, and of which gender. Never a relative",
    Facet.DISABILITY: "As they see it: what gets in their way, and what makes it easier",
    Facet.CULTURE: "What is expected of them at home, and of us; what would shame them",
    Facet.WORK: "What they do or did, and how they like things explained",
    Facet.APPEARANCE: "Only if it matters to them: how they are treated for how they look or sound",
    Facet.IMMIGRATION: "Only where it matters now, for example because help depends on it or somebody threatens them with it",
}


class IdentityForm(WordedForm):
    """What the adult says of themselves. Nothing need be asked, and nothing need be answered."""

    dense = True
    mark_optional = False
    seen_answers = forms.IntegerField(widget=forms.HiddenInput)
    seen_approach = forms.IntegerField(widget=forms.HiddenInput)
    approach = Words(
        label="What does this change in how we work with them?", rows=4, required=False,
        help_text="Who visits, when and where, in which language, what is offered, what is not done. Whoever makes contact next is shown this",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said_by_others = tuple(f"words_{facet}" for facet in Facet)
        for facet in Facet:
            self.fields[f"answer_{facet}"] = Choose(label=facet.label, choices=FacetAnswer.choices(), required=False, empty="Not asked", help_text=HINTS.get(facet, ""))
            self.fields[f"words_{facet}"] = Words(label=f"{facet.label}: in their words", rows=2, required=False, max_length=2000)

    def clean(self) -> dict[str, Any]:
        for facet in Facet:
            answer, words = self.cleaned_data.get(f"answer_{facet}"), self.cleaned_data.get(f"words_{facet}", "")
            if problem := facet_problem(FacetAnswer(answer) if answer else None, words):
                self.add_error(f"words_{facet}", problem)
        return self.cleaned_data

    def sections(self) -> list[dict[str, Any]]:
        """Each part with its two questions."""
        return [{"facet": facet, "fields": [self[f"answer_{facet}"], self[f"words_{facet}"]]} for facet in Facet]

    def values(self) -> dict[str, Any]:
        """The answers as the use case takes them; what was not asked is left out."""
        said = self.cleaned_data
        answers = {facet: (FacetAnswer(said[f"answer_{facet}"]), said[f"words_{facet}"]) for facet in Facet if said[f"answer_{facet}"]}
        return {"answers": answers, "approach": said["approach"], "seen": (said["seen_answers"], said["seen_approach"])}


class TraumaForm(WordedForm):
    """What happened to the adult, as far as it must be known, and what follows from it."""

    dense = True
    mark_optional = False
    seen = forms.IntegerField(widget=forms.HiddenInput)
    avoid = Words(
        label="What is to be avoided?", rows=2, required=False,
        help_text="What frightens or silences them: a uniform, a closed door, being touched, a man alone, a question. Everybody who works the case is shown this",
    )  # fmt: skip
    helps = Words(
        label="What helps?", rows=2, required=False,
        help_text="What makes them feel safe: somebody they trust, choosing where to sit, a break, being told first what comes next",
    )  # fmt: skip
    words = Words(
        label="What happened, if somebody must know it?", rows=3, required=False,
        help_text="No more than the work needs. Leave it empty if what helps and what to avoid is enough",
    )  # fmt: skip
    seen_by = Pick(label="Who may read what happened?", choices=SeenBy.choices(), missing="Choose who may read what happened")
    source = Line(label="Who says so?", max_length=150, missing="Say who this comes from", width="two-thirds")
    nature = Pick(label="This is", choices=Nature.choices(), missing="Choose fact, opinion or what somebody said they heard", inline=True)

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.get(name) for name in ("words", "helps", "avoid")):
            self.add_error("avoid", "Say what is to be avoided, what helps, or what happened")
        return self.cleaned_data

    def said(self) -> TraumaSaid:
        """The answer, as a value."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return TraumaSaid(**said | {"seen_by": SeenBy(said["seen_by"]), "nature": Nature(said["nature"])})


class RedressForm(WordedForm):
    """What the adult needs for protection, support and redress, and how each might be met."""

    dense = True
    mark_optional = False
    seen = forms.IntegerField(widget=forms.HiddenInput)
    protection = Words(label="Protection: what do they need to be safe?", rows=2, required=False, help_text="From what or whom, where and when")
    protection_how = Words(label="How might that be met?", rows=2, required=False)
    support = Words(label="Support: what do they need to manage and to recover?", rows=2, required=False, help_text="Now, while it is looked into, and afterwards")
    support_how = Words(label="How might that be met?", rows=2, required=False)
    redress = Words(
        label="Redress: what would put it right for them?", rows=2, required=False,
        help_text="An apology, money back, a complaint, a prosecution, a change so that nobody else is harmed; or nothing of the kind, if they say so",
    )  # fmt: skip
    redress_how = Words(label="How might that be met?", rows=2, required=False)
    source = Line(label="Who says so?", max_length=150, missing="Say who this comes from", width="two-thirds", help_text="The adult first")

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            for name, problem in redress_problems(self.said()).items():
                self.add_error(name, problem)
        return self.cleaned_data

    def said(self) -> RedressSaid:
        """The answer, as a value."""
        return RedressSaid(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})
