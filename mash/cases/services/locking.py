"""One winner: the row is locked, and the version the person saw must still be the case's. What comes in makes it another."""

from mash.accounts.models import User
from mash.accounts.roles import Permission

from ..access import may_on, permit, refuse, visible_cases
from ..models import Case, Decision
from ..states import DecisionKind, Stage


class Stale(Exception):
    """Somebody else decided meanwhile, or something came in. Carries the latest decision, so that the loser can be told."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.latest: Decision | None = case.decisions.exclude(kind=DecisionKind.SHARING).select_related("decided_by").first()
        super().__init__(f"{case.reference} changed while you were working on it.")


def locked_case(*, reference: str, by: User, permission: Permission, version: int | None = None) -> Case:
    """The case, locked for this transaction, if this person may see it and do this. `version`: the one they saw."""
    permit(by, permission, subject=reference)
    case = visible_cases(by).select_for_update(of=("self",)).filter(reference=reference).first()
    if case is None or not may_on(by, case, permission):
        refuse(by, reference, permission)
    if version is not None and version != case.version or closed_to(case, permission):
        raise Stale(case)
    return case


def outdate(case: Case) -> None:
    """What a decision on this case may turn on is otherwise now, as when something came in: whoever has a page open is told
    before they decide, and rates nothing that they have not seen. Part of the transaction that locked the case.
    """
    case.version += 1
    case.save(update_fields=["version"])


def closed_to(case: Case, permission: Permission) -> bool:
    """Whether the case ended and this would go on working it: whoever had the page open is told who closed it."""
    return case.stage == Stage.CLOSED and permission == Permission.WORK_CASES
