"""What the adult wants, where it still has to be said how far it was met."""

from django.db.models import Q

from .models import Case, Wishes
from .states import DecisionKind


def unmeasured_wishes(case: Case) -> Wishes | None:
    """The adult's newest words on what they want, unless an enquiry has ended since the case was opened last: its conclusion
    says how far they were met.
    """
    turns = case.decisions.filter(kind__in=[DecisionKind.ENQUIRY, DecisionKind.REOPENING]).order_by("-pk")
    if turns.values_list("kind", flat=True).first() == DecisionKind.ENQUIRY:
        return None
    return case.wishes.filter(~Q(own_words="") | ~Q(desired_outcomes="")).first()
