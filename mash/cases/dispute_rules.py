"""Who answers a dispute, what it must say, and what an answer must say."""

from collections.abc import Collection
from dataclasses import dataclass

from mash.accounts.roles import Role

from .dispute_states import CHANGES, DisputeAbout, DisputeOutcome, DisputeSays, DisputeState

LEVELS = {1: Role.MASH_MANAGER, 2: Role.HEAD_OF_SERVICE}
"""Who answers at each level (Luton MASH guidance, April 2025, escalation procedures: "the Adults MASH Manager is the first
point of contact"; "the Head of Service Safeguarding, Quality and Professional Standards will be the next level").
"""
LAST = max(LEVELS)
SAFETY = "safety_at_stake"
"""The exception of the timescales that holds while somebody's safety depends on the answer."""


@dataclass(frozen=True)
class Claim:
    """What somebody disputes, as they say it."""

    about: DisputeAbout
    why: str
    sought: str
    safety_at_stake: bool
    meanwhile: str
    number: int = 0
    what: str = ""
    adults_view: str = ""
    why_no_view: str = ""
    source: str = ""


@dataclass(frozen=True)
class Ruling:
    """What somebody answers at one level."""

    outcome: DisputeOutcome
    words: str
    changes: str = ""
    told: str = ""
    other_head: str = ""


def first_level(about: DisputeAbout) -> int:
    """The MASH Manager hears a dispute first; one about a handover goes to the Heads of Service of both sides at once
    (guidance, handover: "any disputes will be escalated via the Heads of Service").
    """
    return LAST if about == DisputeAbout.HANDOVER else 1


def why_not_here(role: str, *, holders: Collection[int], parties: Collection[int]) -> str:
    """Why nobody of this role may answer. Nobody decides their own dispute, nor one about their own decision (workflow,
    section 5); and one that nobody is there to answer does not wait for them (assumption).
    """
    if holders and set(holders) <= set(parties):
        return f"The {role} raised it, or made or confirmed what is disputed: nobody decides a dispute of their own."
    return f"No {role} who may answer it is there today, and nobody stands in."


def claim_lacks(claim: Claim) -> str:
    """What a dispute must say before it is taken; empty when nothing is missing. What keeps the adult safe meanwhile is
    never left open: the dispute itself stops nothing (workflow, section 5).
    """
    needs = [
        (not claim.why.strip(), "Say why you disagree."),
        (not claim.sought.strip(), "Say what should happen instead."),
        (not claim.meanwhile.strip(), "Say what keeps the adult safe until this is settled."),
        (not (claim.adults_view or claim.why_no_view).strip(), "Say what the adult thinks of it, or why that is not known."),
        (claim.about == DisputeAbout.NOT_DECIDED and not claim.what.strip(), "Say which decision has not been made."),
    ]
    return next((words for missing, words in needs if missing), "")


def ruling_lacks(ruling: Ruling, *, about: DisputeAbout, level: int, outside: bool) -> str:
    """What an answer must say before it is given. `outside`: raised by a partner, who is told only what may be told."""
    passes = ruling.outcome == DisputeOutcome.PASSED_ON
    heads = about == DisputeAbout.HANDOVER and not passes
    needs = [
        (passes and level == LAST, "There is no level above the Head of Service: answer it."),
        (not ruling.words.strip(), "Give the reasons."),
        (ruling.outcome in CHANGES and not ruling.changes.strip(), "Say what changes, and who sees to it."),
        (outside and not passes and not ruling.told.strip(), "Write what the partner may be told."),
        (heads and not ruling.other_head.strip(), "Name the Head of Service of the other side with whom this was agreed."),
    ]
    return next((words for missing, words in needs if missing), "")


def may_say(state: DisputeState, *, settled: bool) -> list[DisputeSays]:
    """What whoever raised it may say next. After the second level it ends: they say only that they have read it."""
    if settled:
        return []
    return {
        DisputeState.RAISED: [DisputeSays.WITHDRAWS],
        DisputeState.ANSWERED: [DisputeSays.ACCEPTS, DisputeSays.TAKES_UP],
        DisputeState.ENDED: [DisputeSays.ACCEPTS, DisputeSays.DISAGREES],
    }.get(state, [])
