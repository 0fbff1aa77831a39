"""What a report must say, and what its referrer may be told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from string import Template
from uuid import UUID, uuid5

from mash.cases.states import ConsentAnswer, Hold, Outcome, Stage

from .states import CAUTIONS, Danger, Extent, FeedbackKind, Safety, SetAside, Voice, Way, Withheld
from .ways import Reach, way, why_silent

SHORT = ("worry", "danger", "adult", "needs", "safety", "you")
FULL = ("worry", "danger", "adult", "happened", "actions", "needs", "wishes", "safety", "others", "you")
STEPS = ("who", *FULL)
"""The pages of the public form, in order. Who is speaking decides which are asked."""
ENOUGH = "adult"
"""After this page a report can be sent: what follows may be left out."""
LAST = "you"
"""Who tells us, and how they hear back: asked of everybody, because nobody can be answered without it."""

SYSTEMS = UUID("3f0a4f0c-5d0e-4c57-9a3f-6a1f6f6f7c11")
"""Under which the keys of referring systems are named."""


@dataclass(frozen=True)
class Details:
    """What a report may add, mostly that of a professional. Every part may stay empty: nothing here gates a concern."""

    organisation: str = ""
    safeguarding_lead: str = ""
    adult_born_on: date | None = None
    nhs_number: str = ""
    police_reference: str = ""
    incident_reference: str = ""
    care_needs: str = ""
    abuse_types: tuple[str, ...] = ()
    when_it_happened: str = ""
    frequency: str = ""
    injuries: str = ""
    previous_concerns: str = ""
    others_told: str = ""
    consent: str = ""
    consent_reason: str = ""
    capacity: str = ""
    capacity_reason: str = ""
    desired_outcomes: str = ""
    actions_taken: str = ""
    others_at_risk: str = ""
    children_at_risk: str = ""
    source_provider: str = ""
    source_in_trust: str = ""
    representative: str = ""
    communication_needs: str = ""
    do_not_share_with: str = ""


@dataclass(frozen=True)
class Report:
    """What a referrer says. Only the worry, the danger and a way to find the adult (or "I don't know") are asked for."""

    worry: str
    danger: Danger
    adult_known: bool = True
    adult_name: str = ""
    adult_whereabouts: str = ""
    adult_other: str = ""
    adult_knows: str = ""
    source_words: str = ""
    contact_risk: str = ""
    safe_contact: str = ""
    voice: Voice = Voice.NOT_SAID
    referrer_name: str = ""
    referrer_role: str = ""
    referrer_email: str = ""
    referrer_phone: str = ""
    contact_is_safe: bool = False
    wants_feedback: bool = True
    referrer_address: str = ""
    reply_by: str = ""
    details: Details | None = None


@dataclass(frozen=True)
class Line:
    """One approved statement, as the rules need it."""

    code: str
    text: str
    kinds: tuple[str, ...]
    extent: Extent
    voices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What decides how much a referrer can be told."""

    voice: Voice
    reach: Reach
    read: bool
    consent: ConsentAnswer | None
    stage: Stage
    outcome: Outcome | None
    decided: bool
    set_aside: SetAside | None = None
    hold: Hold | None = None

    @property
    def audience(self) -> Voice:
        """Who is told: whoever reports through their agency does so through their work, if they don't say."""
        return Voice.PROFESSIONAL if self.voice == Voice.NOT_SAID and Way.PORTAL in self.reach.has else self.voice


@dataclass(frozen=True)
class Suggestion:
    """What the rules suggest, and why. The worker decides."""

    kind: FeedbackKind
    extent: Extent
    reasons: tuple[str, ...]


def path_of(voice: Voice) -> tuple[str, ...]:
    """The pages that this person is asked, after the first one: short for the public, all of them for professionals."""
    return FULL if voice == Voice.PROFESSIONAL else SHORT


def first_missing(done: Collection[str], voice: Voice = Voice.NOT_SAID) -> str | None:
    """The first page that has not been answered; None when there is none. Nobody has to say who they are."""
    return next((step for step in path_of(voice) if step not in done), None)


def once_key_of(agency_id: int, key: UUID) -> UUID:
    """The hub's own key for what an agency's system sent: two agencies that pick the same key do not meet."""
    return uuid5(SYSTEMS, f"{agency_id}:{key}")


def comes_before(step: str, other: str) -> bool:
    """Whether one page is asked before the other."""
    return STEPS.index(step) < STEPS.index(other)


def may_skip(step: str) -> bool:
    """Whether the rest of the questions may be passed over from this page."""
    return comes_before(ENOUGH, step) and comes_before(step, LAST)


def skipped(voice: Voice) -> tuple[str, ...]:
    """What is passed over by whoever skips: all but the last page."""
    return tuple(step for step in path_of(voice) if step != LAST)


def page_before(step: str, voice: Voice) -> str | None:
    """The page that "Back" leads to; None from the first."""
    asked = ("who", *path_of(voice))
    return asked[asked.index(step) - 1] if step in asked[1:] else None


def way_for(facts: Facts) -> Way:
    """How the referrer of a case hears."""
    return way(facts.reach)


def awaits_decision(stage: Stage, *, decided: bool, set_aside: bool) -> bool:
    """Whether there is no outcome yet that this referrer could be told, or not be told."""
    return stage != Stage.CLOSED and not decided and not set_aside


def kinds_open(facts: Facts) -> list[FeedbackKind]:
    """Which messages make sense now: holding until it is decided, then the decision; "ended" once it has."""
    if facts.stage == Stage.CLOSED:
        return [FeedbackKind.DECIDED, FeedbackKind.CLOSED]
    waits = awaits_decision(facts.stage, decided=facts.decided, set_aside=bool(facts.set_aside))
    return [FeedbackKind.HOLDING] if waits else [FeedbackKind.DECIDED]


def why_wait(hold: Hold | None, *, awaits: bool) -> str:
    """Why nothing can be sent to this referrer now, and nothing be withheld either; empty when something can."""
    waits = awaits and hold == Hold.FORBIDS
    return "Nothing to do until the decision, or until the police hold is lifted." if waits else ""


def most_extent(facts: Facts) -> tuple[Extent, str]:
    """The most that this referrer can be told, with the reason.

    UK GDPR article 5(1)(c) and the common-law duty of confidence: a member of the public hears what the adult agreed to;
    the adult hears all; a professional hears the outcome where their role needs it (guidance: feedback to the referrer).
    """
    if facts.hold == Hold.FORBIDS:
        return Extent.WITHHELD, "The police asked us to tell referrers nothing for now."
    if facts.hold:
        return Extent.LIMITED, "The police asked us to say no more than that it is in hand."
    if facts.reach.safety == Safety.MAY_BE_SOURCE:
        return Extent.LIMITED, "The referrer may be the source of harm."
    return _by_audience(facts)


AGREED = (ConsentAnswer.YES, ConsentAnswer.LIMITED)
SHARING = {
    None: "The adult's agreement to sharing is not on record.",
    ConsentAnswer.NOT_ASKED: "The adult was not asked whether they agree to sharing.",
    ConsentAnswer.NO: "The adult said no to sharing.",
    ConsentAnswer.LIMITED: "The adult agreed to sharing with limits: read them first.",
    ConsentAnswer.YES: "The adult agreed to sharing.",
}
"""What the record says of sharing. A refusal is not a gap: the worker must read it as one."""


def _by_audience(facts: Facts) -> tuple[Extent, str]:
    said = SHARING[facts.consent]
    match facts.audience:
        case Voice.SELF:
            return Extent.FULL, "The adult asked for themselves: they can be told the outcome."
        case Voice.PROFESSIONAL if facts.consent in AGREED:
            return Extent.FULL, f"A professional. {said}"
        case Voice.PROFESSIONAL:
            return Extent.FULL, f"A professional. {said} Tell the outcome only if their role needs it, on a lawful basis."
        case Voice.RELATIVE if facts.consent == ConsentAnswer.YES:
            return Extent.FULL, said
        case Voice.RELATIVE:
            return Extent.LIMITED, f"A member of the public. {said}"
    return Extent.LIMITED, "The referrer did not say how they know the adult."


def suggest(facts: Facts) -> Suggestion:
    """What is usually right for this referrer now (workflow, section 6)."""
    extent, reason = most_extent(facts)
    if extent == Extent.FULL and facts.audience == Voice.PROFESSIONAL and facts.consent not in AGREED:
        extent = Extent.LIMITED
    if facts.reach.safety in CAUTIONS:
        extent = Extent.WITHHELD
    reasons = (reason, why_silent(facts.reach))
    return Suggestion(kinds_open(facts)[-1], extent, tuple(words for words in reasons if words))


def why_not(facts: Facts, kind: FeedbackKind, extent: Extent) -> str:
    """Why this message can't go to this referrer now, in words that say what to do; empty when it can."""
    if not facts.read:
        return "Read the report first: the referrer is told that a person has."
    if kind not in kinds_open(facts):
        return _too_early_or_late(kind)
    if extent == Extent.WITHHELD and kind == FeedbackKind.HOLDING:
        return "There is nothing to withhold before a decision. Wait, or send that you are still working on it."
    most, reason = most_extent(facts)
    if most == Extent.WITHHELD and extent != Extent.WITHHELD:
        return f"Nothing can be told while the police hold stands. {reason}"
    if extent == Extent.FULL and most == Extent.LIMITED:
        return f"The outcome can't be told. {reason}"
    return ""


def why_not_withhold(facts: Facts, reason: Withheld) -> str:
    """Why this is no reason for silence here; empty when it is. A reason that the record can show must stand in it."""
    if reason == Withheld.POLICE_HOLD and not facts.hold:
        return "No police hold is on this case. Record it first: who asked, their reference, and when it is looked at again."
    return ""


def why_no_holding(facts: Facts) -> str:
    """Why the hub sends no holding message by itself; empty when it does (workflow, section 6)."""
    if facts.reach.safety in CAUTIONS:
        return facts.reach.safety.label
    return "The police asked us to tell referrers nothing" if facts.hold == Hold.FORBIDS else ""


def _too_early_or_late(kind: FeedbackKind) -> str:
    return {
        FeedbackKind.HOLDING: "It has been decided: tell them so.",
        FeedbackKind.DECIDED: "Nothing has been decided yet: send that you are still working on it.",
        FeedbackKind.CLOSED: "The case is not closed.",
    }[kind]


def offered(lines: Iterable[Line], facts: Facts, kind: FeedbackKind, extent: Extent) -> list[Line]:
    """The approved statements that may be said to this referrer in this message."""
    fits = (line for line in lines if kind in line.kinds and (not line.voices or facts.audience in line.voices))
    true = (line for line in fits if facts.hold or line.code != POLICE)
    return [line for line in true if extent == Extent.FULL or line.extent == Extent.LIMITED]


def suggested_codes(facts: Facts, kind: FeedbackKind, extent: Extent) -> set[str]:
    """The statements that usually belong in this message. Not all are offered to everyone."""
    codes = {"thank-you", "tell-us-again"}
    codes |= {
        FeedbackKind.HOLDING: {"read", "still-working", "again-by"},
        FeedbackKind.DECIDED: {"read-and-decided", "disagree", "disagree-professional"},
        FeedbackKind.CLOSED: {"ended", "disagree", "disagree-professional"},
    }[kind]
    if facts.stage in STAGES:
        codes |= {"gone-on-to-enquiry"}
    if extent == Extent.FULL:
        codes |= {outcome_code(facts.stage, facts.outcome), "why"}
    else:
        codes |= {"private"}
    if facts.hold:
        codes |= {POLICE, "again-by"}
    return codes | ({"passed-on"} if facts.set_aside == SetAside.MISDIRECTED else set())


def holding_codes(*, read: bool, again: bool) -> set[str]:
    """What the hub says by itself before the time runs out: nothing that hangs on the adult or the decision."""
    return {"thank-you", "still-working", "private", "tell-us-again"} | ({"read"} if read else set()) | ({"again-by"} if again else set())


POLICE = "police"
OUTCOMES = {
    Outcome.FURTHER_S42: "outcome-section-42",
    Outcome.OTHER_SOCIAL_WORK: "outcome-other-support",
    Outcome.EARLY_HELP: "outcome-early-help",
    Outcome.PROTECTIVE_ACTION: "outcome-protective",
    Outcome.ADVICE: "outcome-advice",
    Outcome.OTHER_AUTHORITY: "outcome-other-authority",
    Outcome.NO_CONCERN: "outcome-no-concern",
}
STAGES = {
    Stage.MASH_ENQUIRY: "outcome-enquiry",
    Stage.SECTION_42: "outcome-section-42",
    Stage.NON_STATUTORY: "outcome-non-statutory",
}


def outcome_code(stage: Stage, outcome: Outcome | None) -> str:
    """The statement that names the outcome; empty when the record does not say it yet."""
    return OUTCOMES.get(outcome, "") if outcome else STAGES.get(stage, "")


def contradiction(lines: Iterable[Line], excludes: Iterable[Sequence[str]]) -> str:
    """Two chosen statements that cannot both be true, in words that say which; empty when all of them can.

    `excludes`: pairs of codes, as the version of the statements has them.
    """
    said = {line.code: line.text for line in lines}
    for one, other in excludes:
        if one in said and other in said:
            return f"“{said[one]}” and “{said[other]}” cannot both be said. Choose one of them."
    return ""


def needs_day(lines: Iterable[Line]) -> bool:
    """Whether a chosen statement promises to write again by a day."""
    return any("$again_by" in line.text for line in lines)


def wording(lines: Iterable[Line], values: Mapping[str, str], added: str = "") -> str:
    """The message, word for word as the referrer will see it."""
    said = [Template(line.text).substitute(values) for line in lines]
    return "\n\n".join([*said, added.strip()] if added.strip() else said)


def fingerprint(text: str, by: Way, told_before: int) -> str:
    """Stands for what a preview showed: the words, the way, and that nobody else had written meanwhile."""
    return sha256(f"{by}\x1f{told_before}\x1f{text}".encode()).hexdigest()
