"""Questions of the enquiry tab."""

from typing import Any

from django import forms

from mash.cases.adult_states import OutcomesMet
from mash.cases.forms import Versioned
from mash.forms.fields import Choose, Line, Tick, Words, YesNo
from mash.forms.worded import WordedForm

from ..rules import NextEnquiry, Points, RiskEnd
from ..states import AssessmentOutcome, EnquiryKind, Follows, OverrideReason, Place, RiskOutcome, Route
from .answers import ChooseOf, ChooseRow, PickOf

Choices = list[tuple[str, str]]
FURTHER = [(kind.value, kind.label) for kind in (EnquiryKind.SECTION_42, EnquiryKind.NON_STATUTORY)]


class AllocateForm(Versioned):
    """To whom the enquiry goes."""

    dense = True
    holder_id = ChooseRow(label="Practitioner", missing="Choose a practitioner")

    def __init__(self, *args: Any, holders: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder_id"].choices = holders


class ScopeForm(Versioned):
    """What the enquiry is to find out."""

    dense = True
    scope = Words(
        label="Objectives", missing="Say what the enquiry is to find out",
        help_text="What is to be found out, in what order, by whom and by when. Start from what the adult wants.",
    )  # fmt: skip


class SourceForm(forms.Form):
    """Who is alleged to be the source of harm."""

    dense = True
    name = Line(label="Name", max_length=150, missing="Enter a name, or how they are known", width="two-thirds",
                help_text="First and family name where you know them. For a ward, write it after a comma: Luton Vale Hospital, Ward 7")
    is_organisation = Tick(label="This is an organisation", required=False)
    relationship = Line(
        label="Relationship to the adult", max_length=150, required=False, width="two-thirds",
        help_text="For example nephew, neighbour, paid carer, care home",
    )  # fmt: skip
    position_of_trust = Tick(
        label="They are in a position of trust", required=False,
        help_text="Paid or volunteering with adults who have care and support needs, or with children",
    )  # fmt: skip
    contact_with_others = Line(label="Other adults or children they meet", max_length=300, required=False)


class RiskForm(WordedForm):
    """One risk."""

    dense = True
    abuse_type = Choose(label="Type of abuse", missing="Choose the type of abuse")
    source_id = ChooseRow(label="Source of harm", missing="Choose the source of harm, or that it is not known")
    place = ChooseOf(Place, label="Where", missing="Choose where the harm happened or may happen")
    words = Words(label="The risk in words", rows=3, missing="Describe the risk")

    def __init__(self, *args: Any, types: Choices, sources: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["abuse_type"].choices = types
        self.fields["source_id"].choices = sources


class AssessRiskForm(forms.Form):
    """What was found about one risk."""

    dense = True
    assessment = ChooseOf(AssessmentOutcome, label="What was found", missing="Choose what was found")
    outcome = PickOf(
        RiskOutcome, label="What became of the risk", required=False, help_text="Where a risk was identified", inline=True
    )


class ThreePointTestForm(Versioned):
    """Care Act 2014 section 42(1), point by point."""

    dense = True
    has_needs = YesNo(label="1. Does the adult have needs for care and support?", missing="Answer the first point",
                      help_text="Whether or not the council meets any of them")  # fmt: skip
    has_needs_reason = Words(label="Reasons for point 1", rows=3, missing="Give the reasons for the first point")
    at_risk = YesNo(
        label="2. Are they experiencing, or at risk of, abuse or neglect?", missing="Answer the second point"
    )
    at_risk_reason = Words(label="Reasons for point 2", rows=3, missing="Give the reasons for the second point")
    cannot_protect = YesNo(
        label="3. Because of those needs, are they unable to protect themselves?", missing="Answer the third point",
        help_text="Against the abuse or neglect, or the risk of it",
    )  # fmt: skip
    cannot_protect_reason = Words(label="Reasons for point 3", rows=3, missing="Give the reasons for the third point")
    would_change = Words(
        label="What would change this decision?", rows=2, missing="Say what would change this decision",
        help_text="What you don't know yet, and who could tell you",
    )  # fmt: skip
    override = ChooseOf(OverrideReason, label="Reason", required=False, empty="No reason: do not go on without")
    judgement = Words(label="Professional judgement", rows=3, required=False)
    discussion = Choose(label="Multi-agency discussion on record", required=False, empty="None chosen")

    def __init__(self, *args: Any, discussions: Choices, may_override: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["discussion"].choices = discussions
        if not may_override:
            for name in ("override", "judgement", "discussion"):
                del self.fields[name]

    def answers(self) -> dict[str, Any]:
        """The three points as one thing, and how to go on without all of them."""
        said = dict(self.cleaned_data)
        return {"points": Points(**{name: said.pop(name) for name in Points.__dataclass_fields__}), **said}


class StartEnquiryForm(Versioned):
    """How a further enquiry begins."""

    dense = True
    kind = PickOf(EnquiryKind, label="Which enquiry begins?", missing="Choose which enquiry begins")
    route = PickOf(Route, label="Who makes it?", missing="Choose who makes the enquiry")
    caused_agency_id = ChooseRow(label="Agency caused to make it", required=False, empty="None")
    crime_investigated = Tick(
        label="A crime is being investigated", required=False, help_text="Limits interviews and what referrers are told"
    )
    scope = Words(
        label="Scope of the enquiry", rows=4, missing="Say what the enquiry is to find out, and by when",
        help_text="If another agency makes it: what it is asked to do, by when, and how its work is checked on return",
    )  # fmt: skip
    findings = Words(label="What the MASH enquiry found", rows=4, missing="Say what the MASH enquiry found")
    rationale = Words(label="Why a further enquiry is needed", rows=3, missing="Say why a further enquiry is needed")

    def __init__(self, *args: Any, agencies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = FURTHER
        self.fields["caused_agency_id"].choices = agencies

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("route") == Route.CAUSED and not said.get("caused_agency_id"):
            self.add_error("caused_agency_id", "Choose the agency that is caused to make the enquiry")
        return said

    def answers(self) -> dict[str, Any]:
        """The enquiry that follows as one thing, and how the MASH enquiry ends."""
        said = dict(self.cleaned_data)
        following = NextEnquiry(**{name: said.pop(name) for name in NextEnquiry.__dataclass_fields__})
        return {"following": following, **said}


class ConcludeForm(Versioned):
    """How an enquiry ends, with what became of each risk."""

    dense = True
    findings = Words(label="Findings", rows=6, missing="Say what the enquiry found")
    outcomes_met = PickOf(
        OutcomesMet, label="How far were the adult’s desired outcomes met?", missing="Say how far the outcomes were met",
        help_text="As the adult sees it, or whoever speaks for them",
    )  # fmt: skip
    follows = PickOf(Follows, label="What follows?", missing="Choose what follows")
    rationale = Words(label="Reasons for this decision", rows=4, missing="Give the reasons for this decision")

    def __init__(self, *args: Any, risks: list[tuple[int, RiskEnd]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.risks = risks
        for number, risk in risks:
            self.fields[f"assessment_{number}"] = ChooseOf(
                AssessmentOutcome, label="What was found", initial=risk.assessment,
                missing=f"Say what was found about risk {number}",
            )  # fmt: skip
            self.fields[f"outcome_{number}"] = PickOf(
                RiskOutcome, label="What became of the risk", initial=risk.outcome, required=False, inline=True
            )

    def risk_questions(self) -> list[tuple[int, str, Any, Any]]:
        """For the page: each risk with its two questions."""
        return [(n, risk.words, self[f"assessment_{n}"], self[f"outcome_{n}"]) for n, risk in self.risks]

    def answers(self) -> dict[str, Any]:
        """The answers, with what became of each risk by its number."""
        said = dict(self.cleaned_data)
        risks = {n: (said.pop(f"assessment_{n}"), said.pop(f"outcome_{n}")) for n, _ in self.risks}
        return {"risks": risks, **said}
