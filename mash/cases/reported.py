"""What the reports of a case say of who the adult is. The reports belong to a stage above; they are read through the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from nhs_number import is_valid

from mash.people.models import Adult
from mash.people.queries import described_by
from mash.people.rules import Described
from mash.people.telling import contradictions, described, name_in, unlike_names

from .models import Case

MOST_UNLINKED = 2000
"""Of so many reports that are not linked to anybody, the newest, the names are compared by how they sound."""


@dataclass(frozen=True)
class Said:
    """One report, as far as it helps to know who the adult is and what it is about."""

    reference: str
    received_at: datetime
    worry: str
    danger: str
    danger_label: str
    channel: str
    referrer: str
    voice: str
    rows: list[dict[str, Any]]
    adult: Described


def reports_of(case: Case) -> list[Said]:
    """The reports of a case that were not set aside, the earliest first. One query."""
    rows = case.referrals.filter(set_aside="").select_related("particulars").order_by("received_at", "pk")
    return [_said(row) for row in rows]


def _said(row: Any) -> Said:
    more = getattr(row, "particulars", None)
    born_on, number = (more.adult_born_on, more.nhs_number) if more else (None, "")
    searched = number if number and is_valid(number) else ""  # a system may send one that is nobody's
    rows = [("Name", row.adult_name), ("Date of birth", born_on), ("NHS number", number),
            ("Where", row.adult_whereabouts), ("Also", row.adult_other)]  # fmt: skip
    return Said(
        reference=row.reference, received_at=row.received_at, worry=row.worry, danger=row.danger,
        danger_label=row.get_danger_display(), channel=row.get_channel_display(),
        referrer=", ".join(part for part in (row.referrer_name, row.referrer_role) if part), voice=row.get_voice_display(),
        rows=[{"label": label, "value": value} for label, value in rows if value],
        adult=described(row.adult_name, row.adult_whereabouts, row.adult_other, born_on, searched),
    )  # fmt: skip


def sought_from(reports: Iterable[Said]) -> Described:
    """What a search begins with: of each thing, what the first report says that says it."""
    known: dict[str, Any] = {}
    for name in ("name", "born_on", "nhs_number", "postcode", "phone", "address"):
        known[name] = next((said for each in reports if (said := getattr(each.adult, name))), None if name == "born_on" else "")
    return Described(**known)


def against(reports: Iterable[Said], adult: Adult) -> list[str]:
    """Where this record says otherwise than the reports, each thing once."""
    record = described_by(adult)
    return list(dict.fromkeys(words for each in reports for words in contradictions(each.adult, record)))


def saying(words: list[str]) -> Q:
    """Cases with a report in whose name of the adult each of these words stands."""
    said = Q()
    for word in words:
        said &= Q(referrals__adult_name__icontains=word)
    return Q(pk__in=Case.objects.filter(said).values("pk"))


def sounding(cases: QuerySet[Case], name: str) -> Q:
    """Those of these cases whose adult is not linked and is named in a report by a name that sounds like this. One query."""
    unlinked = cases.filter(adult__isnull=True, referrals__adult_name__gt="").order_by("-opened_at")
    rows = unlinked.values_list("pk", "referrals__adult_name")[:MOST_UNLINKED]
    named = ((pk, name_in(said)) for pk, said in rows)
    return Q(pk__in=[pk for pk, said in named if said and not unlike_names(name, Described(said))])
