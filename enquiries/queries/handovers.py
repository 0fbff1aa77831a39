"""Handovers, as their page shows them."""

from typing import Any

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.models import Case
from mash.organisations.queries import locality_teams

from ..models import Handover
from ..states import HandoverState
from .enquiry import Choices
from .records import possible_owners


def handover_page(case: Case, user: User) -> dict[str, Any]:
    """The handover under way, earlier ones, and whether this person's team is the one that decides."""
    handovers = list(case.handovers.select_related("to_team", "proposed_by", "decided_by"))
    under_way = next((h for h in handovers if h.state in (HandoverState.PROPOSED, HandoverState.MET)), None)
    return {
        "handover": under_way,
        "earlier": [h for h in handovers if h is not under_way],
        "decides": under_way is not None and decides(user, under_way),
    }


def decides(user: User, handover: Handover) -> bool:
    """Only the team that was asked answers."""
    return user.may(Permission.ACCEPT_HANDOVER) and handover.to_team_id == user.organisation_id


def accepted_by_team(user: User, case: Case) -> bool:
    """Whether somebody of this person's team has answered for it already."""
    taken = case.handovers.filter(to_team=user.organisation_id, state=HandoverState.ACCEPTED)
    return user.may(Permission.ACCEPT_HANDOVER) and taken.exists()


def team_choices(case: Case) -> Choices:
    """Locality teams other than the one that has the case."""
    return [(str(team.pk), team.name) for team in locality_teams() if team.pk != case.team_id]


def owner_choices(handover: Handover) -> Choices:
    """People of the deciding team."""
    return [(str(person.pk), person.name) for person in possible_owners(handover)]
