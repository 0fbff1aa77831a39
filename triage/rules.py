"""What a rating weighs and does to a case, what an ended triage needs, and what a talk with the adult must hold."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mash.accounts.roles import Permission
from mash.cases.states import Channel, ConsentAnswer, LawfulBasis, Outcome, Party, Rag, Reached, Stage, StepName, Tri
from mash.organisations.states import Kind
from mash.people.states import SafeBy
from partners.states import CheckState
from thresholds.matrix import Matrix, Route
from thresholds.rules import (
    Agreement,
    SuggestedUrgency,
    Suggestion,
    agreement_needed,
    can_wait,
    is_later,
    route_for,
    urgency_of,
)

from .states import Factor, RiskNow, Weight

ENDINGS = (
    Outcome.OTHER_SOCIAL_WORK, Outcome.EARLY_HELP, Outcome.ADVICE, Outcome.PROTECTIVE_ACTION, Outcome.OTHER_AUTHORITY,
    Outcome.DUPLICATE, Outcome.NO_CONCERN,
)  # fmt: skip
"""How triage can end (guidance, Levels 1 and 2); a further enquiry is reached through MASH enquiry only."""

WITHOUT_CONNECTION = (Outcome.OTHER_AUTHORITY, Outcome.DUPLICATE, Outcome.NO_CONCERN)

LETTERS = {
    Kind.POLICE: "P", Kind.MENTAL_HEALTH: "M", Kind.GP: "G", Kind.CHILDRENS: "C", Kind.HOSPITAL: "Hs",
    Kind.COMMUNITY_HEALTH: "Ch", Kind.HOUSING: "Ho", Kind.PROBATION: "Pb", Kind.SUBSTANCE_USE: "S",
    Kind.VOLUNTARY: "V", Kind.CARE_PROVIDER: "Cp", Kind.COUNCIL_TEAM: "Ct", Kind.OTHER: "O",
}  # fmt: skip
"""A kind of agency in one or two letters, for the board."""


@dataclass(frozen=True)
class CheckMark:
    """One partner check as the board shows it: letters, a state, and the whole in words."""

    letters: str
    state: str
    words: str


def check_mark(kind: str, agency: str, state: str, due_at: datetime, now: datetime) -> CheckMark:
    """How a question to a partner stands: to read, overdue, asked, or read."""
    stands = {CheckState.ANSWERED: "answered", CheckState.READ: "read"}.get(CheckState(state), "asked")
    if stands == "asked" and due_at < now:
        stands = "overdue"
    words = {"answered": "answered, not read yet", "read": "answered and read", "asked": "asked", "overdue": "overdue"}
    return CheckMark(LETTERS.get(Kind(kind), "O"), stands, f"{agency}: {words[stands]}")


def level_for(matrix: Matrix, suggested: int, rag: Rag) -> int:
    """The level of a colour that lies nearest to the suggested one."""
    numbers = [level.number for level in matrix.levels if level.rag == rag]
    return min(numbers, key=lambda number: (abs(number - suggested), -number))


def goes_to_enquiry(rag: Rag, always_progress: bool, stage: Stage) -> bool:
    """Red and the types that always progress go to MASH enquiry, from receipt or triage (guidance, RAG ratings)."""
    return stage in (Stage.RECEIVED, Stage.TRIAGE) and (rag == Rag.RED or always_progress)


def sets_rule_aside(kept: Mapping[str, Any]) -> bool:
    """Whether a kept rating asked for triage although a routing rule sends the concern to MASH enquiry (matrix, point 5)."""
    return kept["suggestion"]["always_progress"] and kept.get("asked_route") == Route.TRIAGE


AGREES = {Agreement.SENIOR: Permission.RATE_LOWER, Agreement.MASH_MANAGER: Permission.SET_RULE_ASIDE}
"""Who may agree, by what is asked for (matrix, point 5: lowering needs more than raising)."""
May = Callable[[Permission], bool]
"""What one person may."""


@dataclass(frozen=True)
class Asked:
    """What the worker decided, whose agreement that needs, and whether it is there."""

    rag: Rag
    level: int
    route: Route
    needed: Agreement
    agreed: bool


def asked_for(matrix: Matrix, suggestion: Suggestion, rag: Rag, may: May, *, set_rule_aside: bool, named: bool) -> Asked:
    """What a rating asks for. Whoever may agree to a lower one (`may` is what the rater may) needs nobody else's agreement, and
    waits for it all the same where they have `named` another senior.
    """
    level = level_for(matrix, suggestion.level, rag)
    route = route_for(rag, suggestion.always_progress and not set_rule_aside)
    needed = agreement_needed(suggestion, level=level, route=route)
    return Asked(rag, level, route, needed, needed == Agreement.NONE or may(AGREES[needed]) and not named)


def senior_missing(asked: Asked, senior_may: May | None) -> str:
    """That a senior must be named who may agree to this; empty where one is, or none is needed."""
    if asked.agreed or senior_may and senior_may(AGREES[asked.needed]):
        return ""
    below = "the suggested level" if asked.needed == Agreement.SENIOR else "a routing rule"
    return f"Choose the senior you asked, because you rate below {below}"


@dataclass(frozen=True)
class Weighed:
    """What a worker says of one factor of seriousness, in words where it is a concern."""

    factor: Factor
    weight: Weight
    words: str = ""


def seriousness_problems(weighed: Collection[Weighed]) -> dict[Factor, str]:
    """What is missing, by factor: each of the nine is answered, a concern in words (guidance, seriousness; workflow, 3)."""
    given = {each.factor: each for each in weighed}
    missing = {factor: f"Choose an answer to question {_number(factor)}" for factor in Factor if factor not in given}
    silent = [each for each in weighed if each.weight == Weight.CONCERN and not each.words.strip()]
    return missing | {each.factor: f"Say what the concern is in question {_number(each.factor)}" for each in silent}


def _number(factor: Factor) -> int:
    return list(Factor).index(factor) + 1


def urgency_problems(matrix: Matrix, suggested: SuggestedUrgency | None, code: str, why_later: str) -> dict[str, str]:
    """What is missing of how soon somebody must act, by question. It is asked for itself, and nothing follows it from the level
    (guidance: "evaluate the severity and urgency"). Later than the facts ask for, it needs a reason; where they ask for somebody
    at any hour, no reason will do: the facts are wrong, or somebody must act. A version without urgencies asks nothing.
    """
    if not matrix.urgencies:
        return {}
    if urgency_of(matrix, code) is None:
        return {"urgency": "Choose how soon somebody must act"}
    if suggested is None or not is_later(matrix, code, suggested):
        return {}
    if not can_wait(matrix, suggested):
        because = ", ".join(suggested.reasons)
        return {"urgency": f"“{suggested.name}” can't wait, because of what was answered: {because}. If that is no longer so, go back and change it"}
    return {} if why_later.strip() else {"why_later": f"Say why it can wait longer than “{suggested.name}”"}


def ending_problem(rag: Rag, outcome: Outcome, connections: int, why_no_connection: str) -> str:
    """Why triage can't end so; empty when it can.

    A Green concern ends with advice and the right connections (guidance, Level 1): help that somebody can follow, or
    the reason why none was needed.
    """
    owed = (rag == Rag.GREEN or outcome == Outcome.EARLY_HELP) and outcome not in WITHOUT_CONNECTION
    if owed and not connections and not why_no_connection.strip():
        return "Connect the adult with help first, or say why no connection is needed"
    return ""


AS_IF_LOWERED = (Outcome.ADVICE, Outcome.EARLY_HELP, Outcome.NO_CONCERN)
"""Endings that leave the adult with no more than a lower rating would have."""


def ending_unagreed(outcome: Outcome | None, *, senior_holds: bool, agreed: bool) -> str:
    """Why triage can't end so where a lower rating was asked for and no senior agreed: what was refused in the rating is not
    granted by the next decision (guidance, roles; local policy, an assumption). `senior_holds`: a senior refused it, or has yet
    to answer; `agreed`: the decider may rate lower themself, or a senior has been consulted since, on record.
    """
    if not senior_holds or agreed or outcome not in AS_IF_LOWERED:
        return ""
    return "A lower rating was asked for, and no senior has agreed. Consult a senior about ending it so, and record what they advise, or choose what the rating asks for."


@dataclass(frozen=True)
class Unsafe:
    """Why an ending would leave the adult in danger, and which answer it is about."""

    words: str
    field: str


def ending_unsafe(outcome: Outcome | None, risk_now: RiskNow, *, protected: bool, waited_for: str) -> Unsafe | None:
    """Why triage can't end so while somebody must still act. `protected`: a protective action has been recorded since the rating;
    `waited_for`: how soon somebody was to act, if nobody has. A duplicate is looked after on the other case. (Guidance, triage
    "whether a case requires immediate intervention"; that it stands against ending is local policy, an assumption.)
    """
    if outcome in (None, Outcome.DUPLICATE):
        return None
    if risk_now == RiskNow.ACT and outcome == Outcome.NO_CONCERN:
        return Unsafe("If somebody must act at once to protect the adult, there is a concern. Choose another outcome, or say what the risk is now", "risk_now")
    if risk_now == RiskNow.ACT and not protected:
        return Unsafe("Somebody must act at once, you say. Record the protective action that was taken since the rating, or go on to MASH enquiry", "risk_now")
    if waited_for:
        return Unsafe(
            f"Somebody was to act {waited_for[:1].lower()}{waited_for[1:]}, and nobody has been reached, nor protective action taken, on record since. Record a talk with the adult, a carer or a professional, or a protective action, first",
            "decision",
        )
    return None


SINCE_RATING = "Say what has changed since the rating, or that nothing has"


@dataclass(frozen=True)
class InformalEnquiry:
    """What it came to, in the three parts that the guidance names (Levels 1 and 2)."""

    impact: str = ""
    others: str = ""
    views: str = ""


def informal_problems(found: InformalEnquiry, *, chosen: bool) -> dict[str, str]:
    """What is missing where an informal enquiry was `chosen`, by question. Parts of one that was not chosen are not dropped
    without a word.
    """
    parts = {"impact": found.impact, "others": found.others, "views": found.views}
    if not chosen:
        return {"actions": "You wrote about an informal enquiry: choose it, or take the words out"} if any(parts.values()) else {}
    said = {"impact": "Say what the impact is", "others": "Say what the risk to others is", "views": "Say what the adult says about it, or why nobody asked"}
    return {name: words for name, words in said.items() if not parts[name].strip()}


@dataclass(frozen=True)
class Conversation:
    """One attempt to speak with the adult, and everything they said. Empty answers were not asked for."""

    reached: Reached
    happened_at: datetime
    what_was_said: str
    safe_by: SafeBy
    channel: Channel | None = None
    made_safe: str = ""
    told: str = ""
    try_again_at: datetime | None = None
    safe_when: str = ""
    communication_needs: str = ""
    safe_was: str = ""
    """A mark of the safe way as the page showed it; none where it wasn't shown."""
    own_words: str = ""
    desired_outcomes: str = ""
    why_not_asked: str = ""
    decision: str = ""
    can_understand: Tri | None = None
    can_retain: Tri | None = None
    can_weigh: Tri | None = None
    can_communicate: Tri | None = None
    impairment: Tri | None = None
    because_of_it: Tri | None = None
    evidence: str = ""
    support: str = ""
    to_referral: ConsentAnswer | None = None
    to_sharing: ConsentAnswer | None = None
    limits: str = ""
    basis: LawfulBasis | None = None
    basis_reason: str = ""

    @property
    def functions(self) -> tuple[Tri | None, ...]:
        """The four things a person must be able to do to make a decision (Mental Capacity Act 2005, section 3)."""
        return self.can_understand, self.can_retain, self.can_weigh, self.can_communicate

    @property
    def on_consent(self) -> bool:
        """Whether anything was answered about consent, and why work goes on without it."""
        return any((self.to_referral, self.to_sharing, self.limits, self.basis, self.basis_reason))


def conversation_problems(said: Conversation) -> dict[str, str]:
    """What is missing from a talk with the adult, by question. Of somebody who was not reached nothing need be said, and
    what is said is kept: that consent could not be asked for, and why work goes on (workflow, section 3).
    """
    if said.reached == Reached.SPOKE:
        return _voice(said) | _capacity(said) | _consent(said)
    return _capacity(said) | (_consent(said) if said.on_consent else {}) | _unheard(said)


def _unheard(said: Conversation) -> dict[str, str]:
    """Nobody can say what an adult wants or is able to decide who did not speak with them."""
    heard = ("own_words", "desired_outcomes", "decision") if said.reached != Reached.DECLINED else ("decision",)
    return {name: "You did not speak with them: take this out, or say that you did" for name in heard if getattr(said, name)}


def _voice(said: Conversation) -> dict[str, str]:
    """The adult is asked what they want, or the reason is kept (Making Safeguarding Personal)."""
    if said.own_words or said.desired_outcomes or said.why_not_asked:
        return {}
    return {"own_words": "Enter what the adult said or wants, or why you could not ask"}


FUNCTIONS = {
    "can_understand": "understand what it means", "can_retain": "remember it long enough", "can_weigh": "use or weigh it",
    "can_communicate": "tell us their decision",
}  # fmt: skip
CAUSES = {
    "impairment": "Say whether there is an impairment of, or disturbance in, the mind or brain",
    "because_of_it": "Say whether the inability is because of it",
}


def _capacity(said: Conversation) -> dict[str, str]:
    """Function first, then impairment, then whether one is because of the other (MCA 2005 ss 2-3; JB [2021] UKSC 52);
    nobody lacks capacity unless all practicable help to decide was given (MCA 2005 s 1(3)).
    """
    if not said.decision:
        return {"decision": "Name the decision you are thinking of"} if any(said.functions) else {}
    missing = {n: f"Say whether they can {FUNCTIONS[n]}" for n, answer in zip(FUNCTIONS, said.functions, strict=True) if answer is None}
    if Tri.NO not in said.functions and Tri.DONT_KNOW not in said.functions and (said.impairment or said.because_of_it):
        missing["impairment"] = "Take this out: an impairment is asked about only where one of the four is in doubt"
    if Tri.NO in said.functions:
        missing |= {n: words for n, words in CAUSES.items() if getattr(said, n) is None}
    if said.impairment == Tri.NO and said.because_of_it == Tri.YES:
        missing["because_of_it"] = "Without an impairment nothing can be because of it: look again at both answers"
    if not said.evidence:
        missing["evidence"] = "Say what you base this on"
    if not said.support:
        missing["support"] = "Say what help was given to decide, or why none was needed"
    return missing


ASKED_FOR = {"to_referral": "this referral", "to_sharing": "sharing with partners"}


def _consent(said: Conversation) -> dict[str, str]:
    """Consent is a prompt, not an exit: without it the lawful basis and the reason are kept (workflow, section 3)."""
    missing = {name: f"Choose whether they agree to {what}" for name, what in ASKED_FOR.items() if getattr(said, name) is None}
    answers = (said.to_referral, said.to_sharing)
    if ConsentAnswer.LIMITED in answers and not said.limits:
        missing["limits"] = "Say what the limits are"
    if ConsentAnswer.NO in answers or ConsentAnswer.NOT_ASKED in answers:
        if said.basis is None:
            missing["basis"] = "Choose the basis on which work goes on"
        if not said.basis_reason:
            missing["basis_reason"] = "Say why this basis holds"
    return missing


ATTEMPTS = 3
"""How many attempts without reaching the adult before another way is asked for (assumption)."""


def attempts_in_vain(contacts: Iterable[tuple[str, str]]) -> int:
    """Attempts at the adult since they were last spoken with; `contacts` are party and result, the newest first."""
    tries = 0
    for party, reached in contacts:
        if party == Party.ADULT and reached == Reached.SPOKE:
            break
        tries += party == Party.ADULT
    return tries


QUESTIONS = {
    StepName.RATING: "What is the worst that could happen before somebody looks again?",
    StepName.HISTORY: "Is it the first time? How did the last one end, and did what was promised happen?",
    StepName.REFERRER: "What did they see, what were they told, and what do they make of it?",
    StepName.ADULT: "Were they alone and safe to speak? What do they want? Who speaks for them, and why?",
    StepName.PARTNERS: "Who sees this adult and has not been asked? What would change your mind?",
    StepName.CONSULTATION: "What would a colleague say who disagrees with you?",
    StepName.PLANNING: "Who is not in the discussion and should be, the adult included?",
}
"""What to ask oneself at each step (review: a process prompt in the case, challenge and curiosity)."""
