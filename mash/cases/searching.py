"""Looking for words in everything that is on record of the cases that somebody may see, and in nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQueryCombinable
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import TruncDate

from mash.accounts.models import User
from mash.people.models import Adult
from mash.people.queries import named, sounding_like
from mash.searched import SoughtWords

from .access import visible_cases
from .models import Case
from .reported import sounding
from .search_parts import Group, Part, parts_for
from .search_rules import Term, part_of_reference, terms_in, whole_reference
from .states import Stage

MOST = 300
"""So many cases are found at most; whoever finds more says more of what they look for."""
MOST_ALIKE = 30


@dataclass(frozen=True)
class Sought:
    """What somebody looks for, and to what they narrow it."""

    words: str
    show: str = ""
    kind: str = ""
    rag: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def records_only(self) -> bool:
        """Whether a record of a kind or time must say some of it: a name alone does not."""
        return bool(self.since or self.until or self.kind not in ("", Group.WHO))


@dataclass(frozen=True)
class Found:
    """The cases with all of the words, those of the adult so named first, then the newest; and those with a name that only
    sounds like it. `query`: what is marked in their records, if any of the words can be looked for there.
    """

    cases: list[int]
    alike: list[int]
    query: SearchQueryCombinable | None

    @property
    def too_many(self) -> bool:
        return len(self.cases) == MOST


def search(actor: User, sought: Sought) -> Found:
    """Every word must be found on the case, though not all in one record. Five queries at most, however many there are."""
    terms = terms_in(sought.words)
    if not terms:
        return Found([], [], None)
    telling = _telling(terms)
    query = _any_of([way for term in telling for way in term.ways]) if telling else None
    among = _narrowed(visible_cases(actor), sought)
    parts = parts_for(actor, sought.kind)
    called = reduce(and_, (named(term.words, of="adult__") for term in terms))
    found = among.annotate(called=ExpressionWrapper(called, output_field=BooleanField()))
    for term in telling:
        found = found.filter(pk__in=_in_sql(_saying(actor, term, parts, sought)))
    if query is None:
        found = found.filter(called)
    if sought.records_only:
        found = found.filter(pk__in=_in_sql(_records(actor, parts, query, sought))) if query else found.none()
    cases = list(found.order_by("-called", "-opened_at", "-pk").values_list("pk", flat=True)[:MOST])
    return Found(cases, _alike(among, terms, cases) if not sought.records_only else [], query)


def case_named(actor: User, words: str) -> str:
    """The case that was meant, if a whole reference of it or of a report on it was typed and this person may see it."""
    reference = whole_reference(words)
    if not reference:
        return ""
    meant = Q(reference=reference) if reference.startswith("M") else Q(referrals__reference=reference)
    return visible_cases(actor).filter(meant).values_list("reference", flat=True).first() or ""


def within(rows: QuerySet[Any], part: Part, sought: Sought) -> QuerySet[Any]:
    """Of these rows those of the time that is asked about."""
    if sought.since or sought.until:
        rows = rows.annotate(on=TruncDate(part.at))
        rows = rows.filter(on__gte=sought.since) if sought.since else rows
        rows = rows.filter(on__lte=sought.until) if sought.until else rows
    return rows


def _narrowed(cases: QuerySet[Case], sought: Sought) -> QuerySet[Case]:
    if sought.show:
        cases = cases.filter(stage=Stage.CLOSED) if sought.show == "closed" else cases.exclude(stage=Stage.CLOSED)
    return cases.filter(rag="" if sought.rag == "none" else sought.rag) if sought.rag else cases


def _telling(terms: list[Term]) -> list[Term]:
    """Those that stand in an index. Words like "and" or "will" stand everywhere and in none."""
    with connection.cursor() as cursor:
        cursor.execute("select numnode(searched_for(words)) > 0 from unnest(%s::text[]) with ordinality each (words, place) order by place", [[term.words for term in terms]])
        return [term for term, (tells,) in zip(terms, cursor.fetchall(), strict=True) if tells]


def _saying(actor: User, term: Term, parts: list[Part], sought: Sought) -> QuerySet[Any]:
    """The cases on which this stands in a record, in the adult's name or in a part of a reference."""
    query = _any_of(term.ways)
    found = [_records(actor, parts, query, sought), *_known_by(term.words)]
    return found[0].union(*found[1:], all=True)


def _in_sql(rows: QuerySet[Any]) -> RawSQL:
    """Put into SQL at once: as a part of another question Django would first copy it, all fifty kinds for every word."""
    return RawSQL(*rows.query.sql_with_params())  # noqa: S611 (the question is our own, the words are parameters)


def _records(actor: User, parts: list[Part], query: SearchQueryCombinable, sought: Sought) -> QuerySet[Any]:
    first, *rest = [within(part.rows(actor).filter(searched=query), part, sought).values_list("of_case") for part in parts]
    return first.union(*rest, all=True)


def _known_by(words: str) -> list[QuerySet[Any]]:
    """By what an adult, a case or a report is known beside the words of its record."""
    adults = named(words)
    if words.isdigit():
        adults |= Q(phone__regex=r"\D*".join(words[-8:]) + r"\D*$")
    found: list[QuerySet[Any]] = [Adult.objects.filter(adults, cases__isnull=False).order_by().values_list("cases")]
    if part := part_of_reference(words):
        signs = "-?".join(part)
        found += [Case.objects.filter(Q(**{f"{of}reference__regex": signs})).order_by().values_list("pk") for of in ("", "referrals__")]
    return found


def _alike(among: QuerySet[Case], terms: list[Term], found: list[int]) -> list[int]:
    """A name that was heard and not read: only where all that was typed may be one."""
    if not all(term.is_name for term in terms):
        return []
    words = [term.words for term in terms]
    heard = among.filter(sounding_like(words, of="adult__") | sounding(among, " ".join(words))).exclude(pk__in=found)
    return list(heard.order_by("-opened_at", "-pk").values_list("pk", flat=True)[:MOST_ALIKE])


def _any_of(ways: Iterable[str]) -> SearchQueryCombinable:
    return reduce(or_, map(SoughtWords, ways))
