"""The warning markers that stand on an adult, wherever one of their cases is listed or opened. No query of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from .adult_states import MarkerKind
from .models import Case, Marker


@dataclass(frozen=True)
class Mark:
    """One marker as every case of the adult shows it: what it is and what to do; not on which case it was set, nor why."""

    label: str
    advice: str
    review_on: date
    overdue: bool


def markers_on(case: str = "pk", adult: str = "adult") -> QuerySet[Marker]:
    """Within a query of cases: the markers that stand on the case, on the adult's other cases, and on cases joined to it.

    Whether or not those cases exist for the reader: whoever knocks at a door must know. What a marker rests on is another
    question (around.py).
    """
    here = Q(case=OuterRef(case)) | Q(case__joined_to=OuterRef(case)) | Q(case__adult=OuterRef(adult))
    return Marker.objects.filter(here, ended_at__isnull=True).order_by("pk")


def with_marks(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With what `marks_of` reads."""
    row = JSONObject(kind="kind", advice="advice", review_on="review_on")
    return cases.annotate(marked=ArraySubquery(markers_on().values(row=row)))


def marks_of(case: Case) -> list[Mark]:
    """The markers of a case that was read `with_marks`; looked up where it was not."""
    if not hasattr(case, "marked"):
        case.marked = with_marks(Case.objects.filter(pk=case.pk)).values_list("marked", flat=True).get()
    return marks_in(case.marked)


def marks_in(rows: Iterable[dict[str, str]]) -> list[Mark]:
    """As they are shown. One whose review was not done stays, and says so: nothing lapses by itself."""
    today = timezone.localdate()
    found = ((row, date.fromisoformat(row["review_on"])) for row in rows)
    return [Mark(MarkerKind(row["kind"]).label, row["advice"], on, on < today) for row, on in found]
