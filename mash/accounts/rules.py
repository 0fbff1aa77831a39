"""Which role fits which organisation."""

from mash.organisations.states import TEAMS, Kind

from .roles import PARTNER_ROLES, Role


def misfit(role: Role, kind: Kind) -> str:
    """Why a role can't be held in an organisation of this kind; empty when it can.

    Partners see only what their agency was asked about; a locality manager's cases are those of the own team
    (workflow, section 8).
    """
    if role in PARTNER_ROLES:
        return "Partner roles belong to an agency outside the council." if kind in TEAMS else ""
    if role == Role.LOCALITY_MANAGER:
        return "" if kind == Kind.LOCALITY_TEAM else "A locality manager belongs to a locality team."
    return "" if kind in (Kind.HUB, Kind.COUNCIL_TEAM) else "This role belongs to the hub or a council team."
