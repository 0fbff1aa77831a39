"""Advocates who are owed and not there: in which cases."""

from django.db.models import Exists, OuterRef, QuerySet

from .adult_states import Advocate
from .models import Advocacy
from .states import Tri


def owing() -> QuerySet[Advocacy]:
    """The records by which an advocate is owed, each the newest of its case: what stood before it is history. The same rule
    as `AdvocacySaid.owes_advocate`.
    """
    later = Advocacy.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    there = [Advocate.NAMED, Advocate.DECLINED]
    owed = Advocacy.objects.filter(difficulty=Tri.YES, appropriate__in=[Tri.NO, Tri.DONT_KNOW]).exclude(advocate__in=there)
    return owed.filter(~Exists(later))


def advocate_owed() -> QuerySet[Advocacy]:
    """The same within a query of cases."""
    return owing().filter(case=OuterRef("pk"))
