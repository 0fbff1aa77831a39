"""Which role fits which organisation, and who stands in for whom."""

from collections.abc import Mapping

from mash.organisations.states import TEAMS, Kind

from .roles import PARTNER_ROLES, Role

STANDING = {Role.DUTY_WORKER: 1, Role.PRACTITIONER: 2, Role.MASH_MANAGER: 3, Role.HEAD_OF_SERVICE: 3}
"""Who can stand in for whom: whoever covers must be able to do what the person away could."""


def misfit(role: Role, kind: Kind) -> str:
    """Why a role can't be held in an organisation of this kind; empty when it can.

    Partners see only what their agency was asked about; a locality manager's cases are those of the own team
    (workflow, section 8).
    """
    if role in PARTNER_ROLES:
        return "Partner roles are for agencies outside the council. Choose an agency, or another role." if kind in TEAMS else ""
    if role == Role.LOCALITY_MANAGER:
        return "" if kind == Kind.LOCALITY_TEAM else "A locality manager works in a locality team. Choose a locality team, or another role."
    return "" if kind in (Kind.HUB, Kind.COUNCIL_TEAM) else f"The role “{role.label}” is for the hub or a council team. Choose one of these, or another role."


def may_stand_in(stand_in: Role, away: Role) -> bool:
    """A duty worker can't cover a manager; the two managers cover each other (workflow, section 7: "through the role's
    cover when away"; who may, is an assumption). A locality's manager is covered by another one.
    """
    if away in STANDING:
        return STANDING.get(stand_in, 0) >= STANDING[away]
    return stand_in == away


def reached(person: int, covers: Mapping[int, int | None]) -> int | None:
    """Whom a message to this person reaches today: themselves, whoever stands in, or nobody.

    `covers`: who is away, and who stands in for them. A stand-in who is away too is covered in turn; a ring of people
    who cover each other reaches nobody, which the caller must not leave at that.
    """
    passed: set[int] = set()
    while person in covers:
        following = covers[person]
        if following is None or following in passed:
            return None
        passed.add(person)
        person = following
    return person
