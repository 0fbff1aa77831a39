"""What follows from the state of a case: steps, next step, and what stands between it and closing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mash.accounts.roles import Permission

from .adult_states import Advocate, OutcomesMet
from .states import (
    ENQUIRY_STAGES,
    Clock,
    ConsentAnswer,
    Difficulty,
    MadeBy,
    Outcome,
    Rag,
    Stage,
    StepName,
    StepState,
    Tri,
)

ON_RECORD = {
    StepName.REFERRER: "No contact with the referrer is on record. Log it: that settles this step.",
    StepName.ADULT: "No contact with the adult or a carer is on record. Record it under “Speak with the adult”, or log it: that settles this step.",
    StepName.PARTNERS: "No question to a partner is on record. Ask one under “Partner checks”, or log the call with the professional; if nobody needs asking, choose “not needed” and say why.",
    StepName.CONSULTATION: "No consultation is on record. Record whom you asked and what they advised: that settles this step.",
}
"""Steps that are done by asking somebody, and what to do where no record of it stands."""


def may_settle(stage: Stage, name: StepName, state: StepState, *, open_checks: int = 0, spoken: bool = True, tried: bool = True) -> str:
    """Why a step can't be settled so; empty when it can.

    Steps 1 and 4 can't be "not needed" in a MASH enquiry: if the adult can't be reached, the attempts are recorded
    (workflow, section 2; guidance, agreed standard for triage and MASH enquiry). That somebody was spoken with or asked
    (`spoken`), or that it was `tried`, stands on record as a contact, a consultation or a check: a sentence in a step is no
    evidence of any.
    """
    if state == StepState.DONE and name in ON_RECORD and not spoken:
        return ON_RECORD[name]
    if state == StepState.NOT_POSSIBLE and not tried:
        return "Log each attempt first: whom you tried to reach, when, and how. Then say that it was not possible."
    if name == StepName.RATING:
        return "Rate the concern: the rating itself settles this step."
    if state == StepState.NOT_NEEDED and name == StepName.ADULT and stage in ENQUIRY_STAGES:
        return "In an enquiry the adult is always contacted. If that was not possible or not safe, record the attempts."
    if open_checks and name == StepName.PARTNERS and state == StepState.NOT_NEEDED:
        return "A question to a partner is still open. Wait for the answer, withdraw it, or choose “done” and say who has not replied."
    if state == StepState.NOT_POSSIBLE and name not in (StepName.ADULT, StepName.REFERRER):
        return "Only contact with a person can be “tried, not possible”. Choose “done” or “not needed”."
    return ""


def to_take(stage: Stage) -> Permission:
    """What somebody must be allowed who takes a case: a MASH or section 42 enquiry is held only by a safeguarding
    practitioner (workflow, sections 1 and 8; guidance, Level 3).
    """
    return Permission.HOLD_ENQUIRY if stage in ENQUIRY_STAGES else Permission.WORK_CASES


KEYED_LATE = timedelta(days=7)
"""A report may be keyed in some days after somebody spoke about it (assumption)."""


def contact_problem(happened_at: datetime, reported_at: datetime) -> str:
    """What is wrong with the day of a contact about this concern: nobody can have spoken of it long before it was reported.
    A year is easily mistyped, and what it would put into the chronology looks like a history.
    """
    if happened_at >= reported_at - KEYED_LATE:
        return ""
    return f"Is the year right? That is before this concern was reported, on {reported_at:%-d %B %Y}. What happened earlier is added to the chronology"


def level_of_report(stage: Stage, rag: Rag | None) -> int | None:
    """The Level of Response that a written report made now is of (guidance: a written report at Levels 2 and 3). Nothing asks
    for one at Level 1; whoever writes one all the same must not find it called a Level 2.
    """
    in_triage = 1 if rag == Rag.GREEN else 2
    return in_triage if stage == Stage.TRIAGE else 3 if stage in ENQUIRY_STAGES else None


def to_report(stage: Stage) -> Permission:
    """What somebody must be allowed who writes and signs it: who decides triage, or holds the enquiry (workflow, section 8)."""
    return Permission.HOLD_ENQUIRY if stage in ENQUIRY_STAGES else Permission.DECIDE_TRIAGE


def unsigned_because(analysis: str, recommendations: Collection[dict[str, str]], today: date) -> str:
    """What a report still lacks before anybody signs it (guidance: "with recommendations for action"; each with a name
    and a day, which is still to come, is an assumption).
    """
    if not analysis.strip():
        return "Write your analysis before you sign."
    if not recommendations:
        return "Write at least one recommendation before you sign."
    if any(not all(row.get(part) for part in ("what", "who", "by_on")) for row in recommendations):
        return "Say of each recommendation who does it and by when, before you sign."
    if any(row["by_on"] < today.isoformat() for row in recommendations):
        return "A recommendation is to be done by a day that has passed. Give it a day that is still to come, before you sign."
    return ""


@dataclass(frozen=True)
class Without:
    """Why a case closes without something that it is owed: in words, or empty where no reason was given."""

    handover: str = ""
    response: str = ""
    advocate: str = ""


@dataclass(frozen=True)
class ClosingFacts:
    """What closing looks at."""

    stage: Stage
    rag: Rag | None
    decided: bool
    outstanding_steps: Collection[StepName]
    open_clocks: Collection[Clock]
    required: Collection[str]
    enquiry_open: bool
    three_point_recorded: bool
    handed_over: bool
    owes_response: bool
    owes_advocate: bool
    without: Without
    adult_told: str
    protection: str
    wishes_known: bool
    outcomes_met: OutcomesMet | None
    outcome: Outcome | None
    triage_ended_as: Outcome | None


@dataclass(frozen=True)
class Blocker:
    """What must be done before a case may close: in words that say what to do, and the page where it is done, unless that
    is the closing form itself.
    """

    words: str
    page: str


def closing_blockers(facts: ClosingFacts) -> list[Blocker]:
    """Everything that must still be done before the case may close.

    Workflow, section 1 ("Close"); guidance: feedback to the referrer, handover of all high-risk cases. How far the adult's
    wishes were met is asked of whatever ends, as Making Safeguarding Personal has it (S98).
    """
    owed, in_enquiry = facts.open_clocks, facts.stage in ENQUIRY_STAGES
    to_decide = "enquiries:enquiry" if in_enquiry else "triage:rate_concern" if facts.stage == Stage.RECEIVED else "triage:decide_triage"
    steps = ", ".join(step.label for step in facts.outstanding_steps)
    needs = [
        (not facts.decided, "Record the decision first: triage or the enquiry.", to_decide),
        (facts.outcome is None, "Choose the outcome.", ""),
        (facts.triage_ended_as not in (None, facts.outcome), "Triage ended with another outcome. Close with that, or decide triage anew.", to_decide),
        (not facts.adult_told.strip(), "Say how the adult was told, or why they were not.", ""),
        (not facts.protection.strip(), "Say what protection is in place, or why none is needed.", ""),
        (facts.wishes_known and facts.outcomes_met is None, "Say how far what the adult wanted was met.", ""),
        (bool(facts.outstanding_steps), f"Settle the steps: {steps}.", "triage:triage"),
        (bool(facts.required), f"Say what came of what the matrix asks for: {', '.join(facts.required)}.", "triage:triage"),
        (Clock.SEEN in owed, "A report on this case has not been read yet.", "referrals:reports"),
        (Clock.RATING in owed, "A report on this case awaits a confirming rating.", "triage:rate_concern"),
        (Clock.FEEDBACK in owed, "Feedback is owed: send it, or record why it is withheld.", "referrals:feedback"),
        (Clock.REPLY in owed, "The referrer has written again, and nobody has looked at it.", "referrals:reports"),
        (Clock.WORKER_ACCEPTS in owed, "The allocated worker has not accepted the report yet.", "cases:case"),
        (Clock.RECEIPT in owed, "A report was passed on, and the other service has not said that it has it.", "referrals:reports"),
        (Clock.LATE_ANSWER in owed, "A partner's late answer has not been looked at: answer whether it changes the decision.", "partners:checks"),
        (Clock.CONNECTION in owed, "Help came to nothing or gave no news, or a promise is past its day: answer for it.", "triage:connections"),
        (facts.enquiry_open, "Conclude the enquiry first.", "enquiries:enquiry"),
        (in_enquiry and not facts.three_point_recorded, "Record the three-point test first.", "enquiries:enquiry"),
        (needs_handover(facts), "A Red case is handed over before it closes, or the MASH Manager records why not.", "enquiries:handover"),
        (needs_response(facts), "Several needs are not met: record who leads the services together, or why the case closes without that.", "cases:record_response"),
        (needs_advocate(facts), "An independent advocate is owed: record who it is, or why the case closes without one.", "triage:advocacy"),
    ]
    return [Blocker(words, page) for missing, words, page in needs if missing]


def needs_handover(facts: ClosingFacts) -> bool:
    """Handover is required for every high-risk case (guidance, handover to Locality Adult Community Teams)."""
    return facts.rag == Rag.RED and not facts.handed_over and not facts.without.handover.strip()


def needs_response(facts: ClosingFacts) -> bool:
    """Several needs that nobody meets need a response of the services together, or a reason (thematic review 2021: "multiple
    needs and risks were identified, but a system response was not formulated"; S113). That it stands against closing is an
    assumption.
    """
    return facts.owes_response and not facts.without.response.strip()


def needs_advocate(facts: ClosingFacts) -> bool:
    """Somebody who can hardly take part, and whom nobody supports, is owed an advocate until the end, or a reason (Care Act
    2014, sections 67 and 68; F16). That it stands against closing is an assumption.
    """
    return facts.owes_advocate and not facts.without.advocate.strip()


@dataclass(frozen=True)
class NextStep:
    """The next thing to do: in a few words for the board, the page where it is done, and the clock that runs on it."""

    words: str
    page: str
    clock: Clock | None = None


def next_step(
    stage: Stage, *, clocks: Collection[Clock], adult_known: bool, outstanding_steps: Collection[StepName], decided: bool,
    unheld: bool = False,
) -> NextStep:  # fmt: skip
    """What comes next on a case, from its stage, its running clocks and its open steps.

    Once it is decided, the referrer is told first, for a clock runs on it; then what stands against closing is settled,
    and the case is closed. What is owed on a closed case is its next step still. `unheld`: it is in enquiry and nobody
    holds that.
    """
    work = Clock.TRIAGE_DECISION if stage == Stage.TRIAGE else Clock.ENQUIRY
    ways = [
        (Clock.REPLY in clocks, "Answer what the referrer wrote", "referrals:reports", Clock.REPLY),
        (Clock.RECEIPT in clocks, "Ask whether the other service has the report", "referrals:reports", Clock.RECEIPT),
        (Clock.LATE_ANSWER in clocks, "Look at the partner's late answer", "partners:checks", Clock.LATE_ANSWER),
        (Clock.CONNECTION in clocks, "Answer for help or a promise", "triage:connections", Clock.CONNECTION),
        (stage == Stage.CLOSED and Clock.FEEDBACK in clocks, "Tell the referrer", "referrals:feedback", Clock.FEEDBACK),
        (stage == Stage.CLOSED, "Closed", "", None),
        (Clock.SEEN in clocks, "Read the report", "referrals:reports", Clock.SEEN),
        (stage == Stage.RECEIVED and not adult_known, "Find or create the adult, then rate", "cases:find_adult", Clock.RATING),
        (stage == Stage.RECEIVED, "Rate the concern", "triage:rate_concern", Clock.RATING),
        (Clock.RATING in clocks, "Confirm the rating", "triage:rate_concern", Clock.RATING),
        (Clock.FIRST_STEP in clocks, "Act first: speak to somebody, or protect the adult", "triage:log_contact", Clock.FIRST_STEP),
        (unheld, "A practitioner takes the enquiry", "enquiries:enquiry", Clock.ENQUIRY),
        (Clock.HANDOVER_MEETING in clocks, "Meet the locality team", "enquiries:handover", Clock.HANDOVER_MEETING),
        (Clock.HANDOVER_ACCEPTANCE in clocks, "The locality team answers the handover", "enquiries:handover", Clock.HANDOVER_ACCEPTANCE),
        (decided and Clock.FEEDBACK in clocks, "Tell the referrer", "referrals:feedback", Clock.FEEDBACK),
        (decided and bool(outstanding_steps), _steps_to_settle(outstanding_steps), "triage:triage", None),
        (decided, "Close the case", "cases:close_case", None),
        (bool(outstanding_steps), _step_to_do(outstanding_steps), "triage:triage", work),
        (stage == Stage.TRIAGE, "Decide triage", "triage:triage", Clock.TRIAGE_DECISION),
    ]
    conclude = ("Conclude the enquiry", "enquiries:enquiry", Clock.ENQUIRY)
    return NextStep(*next((way for so, *way in ways if so), conclude))


def _step_to_do(outstanding: Collection[StepName]) -> str:
    done = len(StepName) - len(outstanding)
    return f"{next(iter(outstanding)).label} ({done} of {len(StepName)} steps done)" if outstanding else ""


def _steps_to_settle(outstanding: Collection[StepName]) -> str:
    many = len(outstanding)
    return f"Settle {many} step{'' if many == 1 else 's'}, then close"


UNABLE = "cannot decide this, but not shown to be because of an impairment: lack of capacity under the Act is not shown"
"""A person may be unable to decide for another reason. To write “has capacity” would hide it."""
FREE_TO_DECIDE = (
    "Ask what else keeps them from deciding: somebody may force, frighten or press them. Take legal advice: the High Court can "
    "protect an adult who is not free to decide, outside the Act (its inherent jurisdiction)."
)


def capacity_found(functions: Collection[Tri], impairment: Tri | None, because_of_it: Tri | None) -> str:
    """What the answers come to, in words for whoever reads the record. Nothing is put stronger than it was answered.

    Mental Capacity Act 2005 ss 1-3: capacity is presumed; a function fails first, then there is an impairment, then the one is
    because of the other (A Local Authority v JB [2021] UKSC 52). Unable for another reason: DL v A Local Authority [2012] EWCA
    Civ 253.
    """
    if all(answer == Tri.YES for answer in functions):
        return "has capacity for this"
    if Tri.NO in functions and Tri.NO in (impairment, because_of_it):
        return UNABLE
    if Tri.NO in functions and impairment == because_of_it == Tri.YES:
        return "lacks capacity for this"
    return "not settled: presumed to have capacity"


@dataclass(frozen=True)
class AdvocacySaid:
    """Whether the adult can take part, and who supports them."""

    difficulty: Tri
    areas: tuple[Difficulty, ...] = ()
    appropriate: Tri | None = None
    person: str = ""
    advocate: Advocate | None = None
    name: str = ""
    asked_on: date | None = None
    words: str = ""
    outcome: str = ""

    @property
    def owes_advocate(self) -> bool:
        """Whether an independent advocate is owed and none is there: asked for or not, but neither named nor declined (Care Act
        2014, sections 67 and 68).
        """
        supported = self.appropriate in (None, Tri.YES) or self.advocate in (Advocate.NAMED, Advocate.DECLINED)
        return self.difficulty == Tri.YES and not supported


def advocacy_problems(said: AdvocacySaid) -> dict[str, str]:
    """What is missing, by question. Somebody who has substantial difficulty, and nobody appropriate to support them, is
    owed an independent advocate (Care Act 2014, sections 67 and 68).
    """
    if said.outcome and said.advocate != Advocate.NAMED:
        return {"outcome": "Name the advocate who did or said this"}
    if said.difficulty != Tri.YES:
        return {}
    missing = {"areas": "Choose in what the adult has difficulty"} if not said.areas else {}
    if said.appropriate is None:
        return missing | {"appropriate": "Choose whether there is an appropriate person"}
    if said.appropriate == Tri.YES:
        return missing | ({"person": "Say who the appropriate person is"} if not said.person else {})
    if said.advocate is None:
        return missing | {"advocate": "Choose how it stands with an advocate: one is owed"}
    if said.advocate == Advocate.NAMED and not said.name:
        missing["name"] = "Enter the advocate, and how to reach them"
    if said.advocate in (Advocate.DECLINED, Advocate.NOT_YET) and not said.words:
        missing["words"] = "Say why there is no advocate yet"
    return missing


def advocacy_found(said: AdvocacySaid) -> str:
    """What the answers come to, in words for whoever reads the record."""
    if said.difficulty == Tri.NO:
        return "no substantial difficulty: no advocate is owed"
    if said.difficulty == Tri.DONT_KNOW:
        return "not known yet whether the adult has substantial difficulty"
    if said.appropriate == Tri.YES:
        return f"supported by {said.person}"
    how = {Advocate.NAMED: f"named: {said.name}", None: "not asked for yet"}
    return "an independent advocate is owed, " + how.get(said.advocate, said.advocate.label.lower() if said.advocate else "")


def escalation_level(allowed: int, over: int) -> int:
    """Whom an overdue clock has reached: 1 the owner, 2 at 50 % over the MASH Manager, 3 at 100 % the Head of Service.

    Minutes allowed and minutes over (workflow, section 7: local policy, an assumption until the council confirms).
    """
    if over < 0:
        return 0
    if over >= allowed:
        return 3
    return 2 if over * 2 >= allowed else 1


@dataclass(frozen=True)
class Offer:
    """Help for one adult: which service, what for, and who takes the first step."""

    service: str
    what_for: str = ""
    made_by: MadeBy | None = None
    contact: str = ""
    consent: ConsentAnswer | None = None
    why_without: str = ""


@dataclass(frozen=True)
class Chosen:
    """One action of the level's menu, as it was chosen with a decision; who promised it and by when, where it is owed; and
    whether it is an informal enquiry, which says what it found.
    """

    code: str
    words: str
    who: str = ""
    due_on: date | None = None
    informal: bool = False
