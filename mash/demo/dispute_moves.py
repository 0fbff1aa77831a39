"""Somebody in a story disagrees, and is answered."""

from __future__ import annotations

from mash.accounts.models import User
from mash.cases.dispute_rules import Claim, Ruling
from mash.cases.dispute_states import DisputeAbout, DisputeOutcome, DisputeSays
from mash.cases.models import Dispute
from mash.cases.services.disputes import answer_dispute, raise_dispute, respond_to_dispute

from .telling import Move, Telling

WHY = "The three missed visits were read as a choice. Nobody has asked whether somebody keeps the door shut for them."
SOUGHT = "Rate it again with the missed visits in front, and see the adult alone this week."
MEANWHILE = "The duty worker rings each morning at the time that was agreed; the neighbour has our number."
VIEW = "Wants to be asked first, and does not want to be a bother."


def _raise(tale: Telling, by: User, about: DisputeAbout = DisputeAbout.DECISION, **said: object) -> Dispute:
    words = {"why": WHY, "sought": SOUGHT, "meanwhile": MEANWHILE, "adults_view": VIEW, "safety_at_stake": False} | said
    return raise_dispute(reference=tale.reference, claim=Claim(about, number=1, **words), by=by)


def _last(tale: Telling) -> dict[str, object]:
    """What every later word about the dispute names."""
    dispute = tale.case.disputes.first()
    return {"reference": tale.reference, "dispute": dispute.reference, "seen": dispute.moves.count()}


def practitioner_disagrees(tale: Telling) -> None:
    """It waits for the MASH Manager."""
    _raise(tale, tale.practitioner)


def manager_disagrees(tale: Telling) -> None:
    """It goes to the Head of Service at once: a manager does not hear their own dispute."""
    _raise(tale, tale.manager, safety_at_stake=True, meanwhile="A nurse gives the insulin twice a day until Friday.")


def police_disagree(tale: Telling) -> None:
    """An agency says so from the portal, about the question it was asked."""
    check = tale.case.checks.get(agency=tale.town.organisations["police"])
    _raise(
        tale, tale.town.people["police"], source=check.reference, safety_at_stake=True, adults_view="",
        why="Officers were at the address four times this month. We were told that it stays in triage.",
        sought="A strategy discussion today.", meanwhile="A marker is on the address, and patrols pass at night.",
        why_no_view="Officers did not see the adult alone.",
    )  # fmt: skip


def team_disagrees(tale: Telling) -> None:
    """The locality team disputes the handover: the Heads of Service of both sides settle that."""
    _raise(
        tale, tale.town.people[tale.story.team], DisputeAbout.HANDOVER, why="The enquiry is half done, and our team has nobody who holds one this week.",
        sought="The hub ends the enquiry first.", meanwhile="The hub's practitioner goes on visiting.",
    )  # fmt: skip


def manager_answers(tale: Telling) -> None:
    """Partly upheld: whoever raised it says next whether that is accepted."""
    ruling = Ruling(
        DisputeOutcome.PARTLY, "You are right that nobody saw the adult alone. The rating itself fits what is known today.",
        changes="The duty worker sees the adult alone by Thursday, and rates again with what they say.",
    )
    answer_dispute(**_last(tale), ruling=ruling, by=tale.manager)


def not_accepted(tale: Telling) -> None:
    """It goes up."""
    respond_to_dispute(**_last(tale), says=DisputeSays.TAKES_UP, words="A visit alone does not answer why three were missed.", by=tale.practitioner)


def head_answers(tale: Telling) -> None:
    """The last word."""
    words = "The missed visits were weighed, and the adult has said why. What was decided stays as it is."
    answer_dispute(**_last(tale), ruling=Ruling(DisputeOutcome.NOT_UPHELD, words), by=tale.town.people["head"])


DISPUTES: dict[str, list[Move]] = {
    "waits": [practitioner_disagrees],
    "own": [manager_disagrees],
    "police": [police_disagree],
    "team": [team_disagrees],
    "answered": [practitioner_disagrees, manager_answers],
    "ended": [practitioner_disagrees, manager_answers, not_accepted, head_answers],
}
