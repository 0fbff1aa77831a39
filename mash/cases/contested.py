"""What is contested about a case, for its head and its row on the board: a dispute under way, a conflict of interest to look for."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from .dispute_states import UNDER_WAY
from .models import Case, Dispute, SourceOfHarm


def contested() -> dict[str, Exists]:
    """To annotate a query of cases with: `disputed` and `conflicted`."""
    return {"disputed": Exists(disputes_on(OuterRef("pk"))), "conflicted": Exists(conflicts_on(OuterRef("pk")))}


def contested_of(case: Case) -> dict[str, bool]:
    """The same of one case; `case_for` has looked it up already."""
    if not hasattr(case, "disputed"):
        found = Case.objects.filter(pk=case.pk).annotate(**contested()).values("disputed", "conflicted").get()
        case.disputed, case.conflicted = found["disputed"], found["conflicted"]
    return {"disputed": case.disputed, "conflicted": case.conflicted}


def disputes_on(case: OuterRef) -> QuerySet[Dispute]:
    """Within a query of cases: those that somebody must still answer or accept."""
    return Dispute.objects.filter(case=case, state__in=UNDER_WAY)


def conflicts_on(case: OuterRef) -> QuerySet[SourceOfHarm]:
    """Within a query of cases: an alleged source of harm that is an organisation, or holds a position of trust. Whoever
    works for them may not lead, decide or see it: somebody looks who may (workflow, section 5, conflict of interest).
    """
    return SourceOfHarm.objects.filter(Q(is_organisation=True) | Q(position_of_trust=True), case=case)
