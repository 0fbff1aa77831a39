"""Contacts, the adult's voice, history, consultation, steps, connections, and the triage decision."""

from typing import Any

from django import forms

from mash.accounts.models import User
from mash.cases.adult_states import Advocate
from mash.cases.forms import Versioned
from mash.cases.rules import AdvocacySaid, advocacy_problems, may_settle
from mash.cases.states import (
    Channel,
    ConsentAnswer,
    Difficulty,
    LawfulBasis,
    MadeBy,
    Outcome,
    Party,
    Rag,
    Reached,
    Stage,
    StepName,
    StepState,
    Tri,
)
from mash.forms.fields import Choose, Day, Line, Moment, Pick, PickMany, Words
from mash.forms.worded import WordedForm
from mash.people.states import SafeBy

from ..rules import ENDINGS, SINCE_RATING, Conversation, conversation_problems, ending_problem
from ..states import RiskNow
from .actions import MenuForm

OTHERS = [choice for choice in Party.choices() if choice[0] != Party.ADULT]
PROGRESS = "progress"
SAFE = ("safe_by", "safe_when", "communication_needs")


class ContactForm(WordedForm):
    """One attempt to speak with somebody other than the adult."""

    dense = True
    said_by_others = ("what_was_said",)
    party = Pick(label="Whom did you try to reach?", choices=OTHERS, missing="Choose whom you tried to reach")
    with_whom = Line(label="Their name and role", required=False, max_length=150, width="two-thirds")
    channel = Choose(label="How", choices=Channel.choices(), required=False)
    reached = Pick(label="What came of it?", choices=Reached.choices(), missing="Choose what came of it")
    happened_at = Moment(label="When", missing="Enter when it was", past_only=True)
    what_was_said = Words(label="What was said, or what you tried", missing="Write what was said, or what you tried")
    try_again_at = Moment(label="If you did not reach them: when is it tried again?", required=False, future_only=True)

    def values(self) -> dict[str, Any]:
        """The contact as the use case takes it."""
        said = self.cleaned_data
        kinds = {"party": Party(said["party"]), "reached": Reached(said["reached"])}
        return said | kinds | {"channel": Channel(said["channel"]) if said["channel"] else None}


class AdultForm(WordedForm):
    """One talk with the adult, or an attempt: asked in the order in which it is talked about."""

    dense = True
    said_by_others = ("what_was_said", "own_words", "desired_outcomes")
    mark_optional = False
    reached = Pick(label="Did you speak with the adult?", choices=Reached.choices(), missing="Choose what came of it")
    happened_at = Moment(label="When", missing="Enter when it was", past_only=True)
    what_was_said = Words(label="What was said, or what you tried", missing="Write what was said, or what you tried")
    channel = Choose(label="How", choices=Channel.choices(), required=False)
    made_safe = Words(label="How did you make sure that it was safe?", rows=2, missing="Say how you made sure that it was safe to try")
    told = Words(
        label="What did you tell the adult?", required=False, rows=2,
        help_text="What happens next, and what was promised. Others read it here, so that nobody tells them something else.",
    )  # fmt: skip
    try_again_at = Moment(label="If you did not reach them: when is it tried again?", required=False, future_only=True)
    safe_was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    safe_by = Choose(label="The safe way to reach them", choices=SafeBy.choices(), required=False)
    safe_when = Line(label="Safe times, words to use, whom to avoid", required=False)
    communication_needs = Words(label="Communication needs", required=False, rows=2, help_text="Language, interpreter, easy read, signing")
    own_words = Words(label="In their own words", required=False, rows=4)
    desired_outcomes = Words(label="What they want to happen", required=False, rows=3)
    why_not_asked = Words(label="If you could not ask: why not", required=False, rows=2)
    decision = Line(
        label="Capacity: for which decision?", required=False, max_length=300,
        help_text="One decision at one time, such as “to let her nephew handle her money”. Leave empty if there is no doubt.",
    )  # fmt: skip
    can_understand = Pick(label="Can they understand what it means?", choices=Tri.choices(), inline=True, required=False)
    can_retain = Pick(label="Can they remember it long enough?", choices=Tri.choices(), inline=True, required=False)
    can_weigh = Pick(label="Can they use or weigh it?", choices=Tri.choices(), inline=True, required=False)
    can_communicate = Pick(label="Can they tell us their decision?", choices=Tri.choices(), inline=True, required=False)
    impairment = Pick(
        label="Is there an impairment of, or disturbance in, the mind or brain?", choices=Tri.choices(), inline=True,
        required=False, help_text="Only if one of the four is “No” or “Don't know”.",
    )  # fmt: skip
    because_of_it = Pick(
        label="Is the inability because of it?", choices=Tri.choices(), inline=True, required=False,
    )  # fmt: skip
    support = Words(
        label="What help was given to decide?", required=False, rows=2,
        help_text="Time, place, plain words, pictures, an interpreter, somebody they trust",
    )  # fmt: skip
    evidence = Words(label="What you base this on", required=False, rows=3)
    to_referral = Pick(label="Do they agree to this referral?", choices=ConsentAnswer.choices(), required=False)
    to_sharing = Pick(label="Do they agree to sharing with partners?", choices=ConsentAnswer.choices(), required=False)
    limits = Words(label="With which limits?", required=False, rows=2)
    basis = Choose(
        label="Without a yes: why does work go on?", choices=LawfulBasis.choices(), required=False, empty="Not needed",
    )  # fmt: skip
    basis_reason = Words(label="Why this basis holds", required=False, rows=2)

    TRI = ("can_understand", "can_retain", "can_weigh", "can_communicate", "impairment", "because_of_it")
    SECTIONS = (
        ("contact", "The contact", ("reached", "happened_at", "channel", "made_safe", "what_was_said", "told", "try_again_at")),
        ("safe", "Reaching them safely", SAFE),
        ("voice", "What they say and want", ("own_words", "desired_outcomes", "why_not_asked")),
        ("capacity", "Capacity", ("decision", "support", *TRI, "evidence")),
        ("consent", "Consent", ("to_referral", "to_sharing", "limits", "basis", "basis_reason")),
    )

    def __init__(self, *args: Any, adult_known: bool, unsafe: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not unsafe:
            del self.fields["made_safe"]
        if not adult_known:  # how to reach somebody safely is kept with the person
            for name in SAFE:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Everything that is missing, at once: whoever did speak with them need not send the page again for each part."""
        said = self.conversation() if self.cleaned_data.get("reached") else None  # what else is asked depends on it
        problems = conversation_problems(said) if said else {}
        if said and said.reached == Reached.SPOKE and "safe_by" in self.fields and not self.cleaned_data.get("safe_by"):
            problems["safe_by"] = "Choose the safe way to reach them, or that you have not asked yet"
        for name, problem in problems.items():
            if name not in self.errors:
                self.add_error(name, problem)
        return self.cleaned_data

    def conversation(self) -> Conversation:
        """What was asked and said, as a value; what could not be read is as if it had not been said."""
        kinds = dict.fromkeys(self.TRI, Tri) | {"to_referral": ConsentAnswer, "to_sharing": ConsentAnswer, "basis": LawfulBasis, "channel": Channel}
        values = {name: self.cleaned_data.get(name) for name in self.fields}
        values |= {name: kind(values[name]) if values[name] else None for name, kind in kinds.items()}
        values["safe_by"] = SafeBy(values.get("safe_by") or SafeBy.NOT_ASKED)
        return Conversation(**values | {"reached": Reached(values["reached"])})

    def sections(self) -> list[dict[str, Any]]:
        """The questions in their order, under headings."""
        return [
            {"id": key, "title": title, "fields": [self[name] for name in names if name in self.fields]}
            for key, title, names in self.SECTIONS
            if names[0] in self.fields
        ]


class AdvocacyForm(WordedForm):
    """Whether the adult can take part, who supports them, and what came of it (Care Act 2014, section 68)."""

    dense = True
    said_by_others = ("words", "outcome")
    mark_optional = False
    difficulty = Pick(
        label="Would the adult have substantial difficulty in taking part without help?", choices=Tri.choices(), inline=True,
        missing="Choose whether the adult would have substantial difficulty",
    )  # fmt: skip
    areas = PickMany(label="In what?", choices=Difficulty.choices(), required=False)
    appropriate = Pick(
        label="Is there an appropriate person to support them?", choices=Tri.choices(), required=False, inline=True,
        help_text="Not somebody paid to care for them, not a possible source of harm, and not somebody the adult does not want",
    )  # fmt: skip
    person = Line(label="Who is that?", max_length=150, required=False, width="two-thirds")
    advocate = Pick(label="If there is nobody: the independent advocate", choices=Advocate.choices(), required=False)
    name = Line(label="The advocate, and how to reach them", max_length=150, required=False, width="two-thirds")
    asked_on = Day(label="When was the advocate asked for?", required=False, past_only=True)
    words = Words(label="What the adult says about it, and why there is no advocate yet", required=False, rows=3)
    outcome = Words(
        label="What has the advocate done or said?", required=False, rows=3,
        help_text="What they found out, what they said for the adult, and what they ask of us.",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            for name, problem in advocacy_problems(self.said()).items():
                self.add_error(name, problem)
        return self.cleaned_data

    def said(self) -> AdvocacySaid:
        """The answers, as a value."""
        said = self.cleaned_data
        return AdvocacySaid(
            Tri(said["difficulty"]), tuple(map(Difficulty, said["areas"])), Tri(said["appropriate"]) if said["appropriate"] else None,
            said["person"], Advocate(said["advocate"]) if said["advocate"] else None, said["name"], said["asked_on"], said["words"], said["outcome"],
        )  # fmt: skip


class HistoryForm(WordedForm):
    """What the council's adult record system holds."""

    dense = True
    las_id = Line(
        label="The adult's id on LAS", required=False, max_length=30, width=20, help_text="Leave empty if LAS has no record.",
    )  # fmt: skip
    found = Words(
        label="What did you find?", rows=4, missing="Say what you found, or that there is nothing",
        help_text="Earlier concerns, current services, workers, and the contact you created on LAS.",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)


class ConsultForm(WordedForm):
    """A senior was asked."""

    dense = True
    said_by_others = ("advice",)
    senior = Choose(label="Whom did you consult?", missing="Choose whom you consulted")
    held_at = Moment(label="When", missing="Enter when it was", past_only=True)
    question = Words(label="What did you ask?", rows=3, missing="Write what you asked")
    advice = Words(label="What did they advise?", rows=3, missing="Write what they advised")
    agencies = Line(label="Other agencies in the discussion", required=False, max_length=300)

    def __init__(self, *args: Any, seniors: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seniors = {str(senior.pk): senior for senior in seniors}
        self.fields["senior"].choices = [(pk, f"{s.name}, {s.role_label}") for pk, s in self.seniors.items()]

    def whom(self) -> User:
        """The senior who was chosen."""
        return self.seniors[self.cleaned_data["senior"]]


class SettleStepForm(WordedForm):
    """What became of one standard step, without evidence of its own."""

    dense = True
    state = Pick(label="This step is", missing="Choose what became of it")
    words = Words(label="Why", rows=3, missing="Give the evidence, or the reason")
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, stage: Stage, name: StepName, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(s.value, s.label) for s in StepState if not may_settle(stage, name, s)]


class TriageDecisionForm(MenuForm, Versioned):
    """Go on to MASH enquiry, or end the hub's work here, and what is done of the level's menu."""

    said_by_others = ("views",)
    risk_now = Pick(
        label="What is the risk now?", choices=RiskNow.choices(), missing="Choose what the risk is now",
        hints={RiskNow.ACT: "Do it first, and record it under “Protect now” at the head of the case."},
    )  # fmt: skip
    since_rating = Words(
        label="What has changed since the rating?", rows=2, missing=SINCE_RATING,
        help_text="What you found out meanwhile. If nothing has, say so.",
    )  # fmt: skip
    decision = Pick(label="Your decision", missing="Choose what happens next")
    rationale = Words(label="Why?", rows=4, missing="Say why you decided this")
    would_change = Words(label="What would change this decision?", rows=2, missing="Say what would change this decision")
    connection = Line(label="Connect the adult with", max_length=150, required=False, width="two-thirds")
    what_for = Line(label="What for?", max_length=300, required=False)
    made_by = Pick(label="Who takes the first step?", choices=MadeBy.choices(), required=False, inline=True)
    why_no_connection = Words(label="If no connection is needed: why", rows=2, required=False)

    def __init__(self, *args: Any, rag: str, offered: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rag, self.offered = rag, offered
        endings = [(outcome.value, outcome.label) for outcome in ENDINGS]
        self.fields["decision"].choices = [("Go on", [(PROGRESS, "To MASH enquiry")]), ("End here", endings)]

    def clean(self) -> dict[str, Any]:
        """Everything that is missing is said at once: of the menu's actions, of the provider, and of the help that an ending owes."""
        said = super().clean()
        ended = said.get("decision") not in (None, PROGRESS) and self.outcome()
        if ended and self.rag:
            offers = self.offered + bool(said.get("connection"))
            problem = ending_problem(Rag(self.rag), ended, offers, said.get("why_no_connection", ""))
            if problem:
                self.add_error("connection", problem)
        return self.cleaned_data

    def clean_made_by(self) -> MadeBy | None:
        made_by = self.cleaned_data["made_by"]
        if self.cleaned_data.get("connection") and not made_by:
            raise forms.ValidationError("Choose who takes the first step")
        return MadeBy(made_by) if made_by else None

    def outcome(self) -> Outcome | None:
        """The outcome with which triage ends; none when it goes on."""
        chosen = self.cleaned_data["decision"]
        return None if chosen == PROGRESS else Outcome(chosen)

    def values(self) -> dict[str, Any]:
        """The decision as the use case takes it."""
        own = ("version", "rationale", "would_change", "connection", "what_for", "made_by", "why_no_connection", "since_rating")
        about = self.about() if self.tells_contracts else None
        return {name: self.cleaned_data[name] for name in own} | {
            "outcome": self.outcome(), "actions": self.chosen(), "about_provider": about, "informal": self.informal(),
            "risk_now": RiskNow(self.cleaned_data["risk_now"]),
        }  # fmt: skip
