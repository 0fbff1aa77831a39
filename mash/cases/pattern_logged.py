"""What the incident logs of care providers say of adults and staff, for patterns. An entry is linked to no adult's record: it is
brought together with others by its words, and nobody's record gains a case by it.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from mash.people.models import Adult

from .models import Case
from .pattern_names import Subject, person_key
from .states import Grouping

LOG = "log"
"""The door of the referrals above by which an incident was logged."""


def logged_names(cases: QuerySet[Case]) -> Iterator[tuple[int, Subject, str]]:
    """Whom each of these entries names, in two queries: the staff by full name, the adult by full name and date of birth.

    One record alone that fits both is this adult: then the entry counts with what is known of them. Two may be two people,
    and without the date of birth a name is no one (assumption).
    """
    entries = Case.objects.filter(pk__in=cases, referrals__channel=LOG).order_by("pk").values_list(
        "pk", "adult_id", "referrals__adult_name", "referrals__particulars__adult_born_on", "referrals__particulars__others_told"
    )
    rows = list(entries)
    known = _known({born for _, adult, _, born, _ in rows if born and not adult})
    for case, adult, name, born, staff in rows:
        for each in (staff or "").splitlines():
            if key := person_key(each):
                yield case, Subject(Grouping.STAFF, key), each
        if adult is None and born and (key := person_key(name)):
            fits = known.get((key, born), set())
            yield case, Subject(Grouping.ADULT, str(*fits) if len(fits) == 1 else f"{key} {born}"), name


def entries_about(adult: Any) -> QuerySet[Case]:
    """Cases of entries that may be about this adult; which are is for `logged_names` to say."""
    if adult is None or adult.born_on is None:
        return Case.objects.none()
    entries = Case.objects.filter(adult=None, referrals__channel=LOG, referrals__particulars__adult_born_on=adult.born_on)
    return entries.order_by()


def _known(days: set[date]) -> dict[tuple[str, date], set[int]]:
    """The records of adults born on these days, by each full name that they go by."""
    found: dict[tuple[str, date], set[int]] = defaultdict(set)
    for pk, given, family, called, born in Adult.objects.filter(born_on__in=days).order_by("pk").values_list(
        "pk", "given_name", "family_name", "known_as", "born_on"
    ) if days else ():
        for first in (given, called):
            if first and (key := person_key(f"{first} {family}")):
                found[key, born].add(pk)
    return found
