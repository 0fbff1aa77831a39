"""What the record knows that words are held against, in one query; the list of terms; and the key of the marks."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from hashlib import blake2b

from django.conf import settings
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from mash.accounts.models import User
from mash.organisations.models import Organisation
from mash.people.states import Gender, Pronouns

from .access import visible_cases
from .models import Case, Passage, Remarked, Term
from .wording.names import Named
from .wording.text import Copy, Known, words_in
from .wording.text import Term as Phrase

MOST_COPIES, MOST_TEXTS, MOST_WORDS = 3, 200, 40
PRONOUN_OF = {Gender.WOMAN: "she", Gender.MAN: "he"}
COLUMNS = ("a", "b", "c", "d", "e")
REPORT = ("worry", "source_words", "adult_other", "adult_whereabouts", "safe_contact")
PARTICULARS = ("organisation", "others_told", "others_at_risk", "representative", "do_not_share_with", "previous_concerns", "source_provider")


def marks_key() -> bytes:
    """The installation's own, so that nobody can try out sentences against the marks."""
    return blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"mash passages").digest()


def known_for(by: User, reference: str, named: Mapping[str, list[Named]], marks: Iterable[int]) -> Known:
    """What this person may know of the case: the adult, whoever else is named there, the terms, and cases that they may
    see with the same passages. A case that is hidden from them says nothing. One query.
    """
    mine = visible_cases(by).filter(reference=reference)
    people = [one for some in named.values() for one in some]
    arms = [_adult(mine), _terms()]
    if marks := list(marks):
        arms.append(_copies(by, mine, marks))
    if people:
        arms += [*_people(mine), *_texts(mine, people)]
    return _read(arms[0].union(*arms[1:], all=True))


def known_of_report(named: Mapping[str, list[Named]], adult: tuple[str, ...], others: tuple[str, ...], said: tuple[str, ...]) -> Known:
    """Where there is no case yet: the terms, the hub's own people and services, and whom the report names. One query."""
    people = [one for some in named.values() for one in some]
    known = _read(_terms().union(*_ours(_pattern(people)), all=True) if people else _terms())
    return replace(known, names=adult, others=others, words=known.words | words_in(said))


def _arm(rows: QuerySet, kind: str, *columns: object) -> QuerySet:
    """One part of the union: its kind and five texts."""
    given = [Coalesce(Cast(column, TextField()), Value("", TextField())) for column in columns]
    filled = given + [Value("", TextField())] * (len(COLUMNS) - len(given))
    return rows.order_by().annotate(_kind=Value(kind, TextField()), **dict(zip(COLUMNS, filled, strict=True))).values_list("_kind", *COLUMNS)


def _adult(mine: QuerySet[Case]) -> QuerySet:
    who = (F(f"adult__{name}") for name in ("given_name", "family_name", "known_as", "born_on"))
    return _arm(mine, "adult", *who, _joined(F("adult__gender"), Value("/"), F("adult__pronouns")))


def _terms() -> QuerySet:
    return _arm(Term.objects.filter(active=True), "term", F("phrase"), F("why"), F("instead"))


def _copies(by: User, mine: QuerySet[Case], marks: list[int]) -> QuerySet:
    """Cases with the same passages, the adult's own marked. What stands in this case already, or in one that was joined to
    it, is nobody else's.
    """
    own = Q(case__in=mine) | Q(case__joined_to__in=mine)
    here = Passage.objects.filter(own, mark__in=marks).values("mark")
    elsewhere = Passage.objects.filter(mark__in=marks, case__in=visible_cases(by)).exclude(own).exclude(mark__in=here)
    rows = elsewhere.order_by().values("case__reference", "case__adult").annotate(first=Min("mark"))
    adult = Subquery(Case.objects.filter(pk=OuterRef("_mine")).values("adult")[:1])
    rows = rows.annotate(_mine=Subquery(mine.order_by().values("pk")[:1])).annotate(_adult=adult)
    return _arm(rows, "copy", F("case__reference"), F("first"), F("case__adult"), F("_adult")).order_by("a")[:MOST_COPIES]


def _people(mine: QuerySet[Case]) -> list[QuerySet]:
    """Names alone: who the record names, by what they are to the case."""
    return [
        _arm(mine.filter(referrals__isnull=False), "reported", F("referrals__adult_name")),
        _arm(mine.filter(referrals__isnull=False), "name", F("referrals__referrer_name"), F("referrals__particulars__safeguarding_lead")),
        _arm(mine.filter(sources_of_harm__isnull=False), "name", F("sources_of_harm__name"), F("sources_of_harm__relationship")),
        _arm(mine.filter(contacts__with_whom__gt=""), "name", F("contacts__with_whom"))[:MOST_TEXTS],
        _arm(mine.filter(meetings__attendances__isnull=False), "name", F("meetings__attendances__name"))[:MOST_TEXTS],
        _arm(mine.filter(plan__actions__isnull=False), "name", F("plan__actions__person"))[:MOST_TEXTS],
    ]  # fmt: skip


def _texts(mine: QuerySet[Case], people: list[Named]) -> list[QuerySet]:
    """Texts on record, the hub's people and organisations: only those in which one of these words stands."""
    pattern = _pattern(people)
    report = _joined(*_spaced(f"referrals__{name}" for name in REPORT))
    more = _joined(*_spaced(f"referrals__particulars__{name}" for name in PARTICULARS))
    notes = _joined(*_spaced(["chronology__what", "chronology__source"]))
    sources = [
        (mine, report), (mine, more), (mine, F("checks__answer_text")), (mine, F("adult__description")),
        (mine, F("protective_actions__by_whom")), (mine, notes), (mine, F("referrals__replies__words")),
    ]  # fmt: skip
    arms = [_arm(rows.annotate(said=text).filter(said__iregex=pattern), "text", F("said"))[:MOST_TEXTS] for rows, text in sources]
    return [*arms, *_ours(pattern)]


def _ours(pattern: str) -> list[QuerySet]:
    """The hub's people and the organisations that it works with."""
    users = User.objects.filter(name__iregex=pattern)
    agencies = Organisation.objects.filter(Q(name__iregex=pattern) | Q(contact_name__iregex=pattern))
    return [_arm(users, "text", F("name"))[:MOST_TEXTS], _arm(agencies, "text", F("name"), F("contact_name"))[:MOST_TEXTS]]


def _pattern(people: list[Named]) -> str:
    words = sorted({form for one in people for form in one.sought})[:MOST_WORDS]
    return rf"\m({'|'.join(re.escape(word) for word in words)})\M"


def _joined(*parts: object) -> Concat:
    return Concat(*parts, output_field=TextField())


def _spaced(names: Iterable[str]) -> list[object]:
    """Each of these columns, and a space after it."""
    return [part for name in names for part in (F(name), Value(" "))]


def _read(rows: QuerySet) -> Known:
    by_kind: dict[str, list[list[str]]] = {}
    for kind, *columns in rows:
        by_kind.setdefault(kind, []).append(columns)
    given, family, called, born, said = next(iter(by_kind.get("adult", [])), [""] * len(COLUMNS))
    others = tuple(name for columns in by_kind.get("name", []) for name in columns if name)
    reported = tuple(name for name, *_ in by_kind.get("reported", []) if name)
    texts = [*others, *reported, *(text for columns in by_kind.get("text", []) for text in columns)]
    return Known(
        names=(given, family, called), others=others, reported=reported, words=words_in(texts),
        pronoun=pronoun_of(*said.split("/")) if said else "", born_on=date.fromisoformat(born) if born else None,
        terms=tuple(Phrase(*columns[:3]) for columns in by_kind.get("term", [])),
        copies=tuple(Copy(where, int(mark), bool(theirs) and theirs == ours) for where, mark, theirs, ours, _ in by_kind.get("copy", [])),
    )  # fmt: skip


def pronoun_of(gender: str, pronouns: str) -> str:
    """How the adult is spoken of, as they wish; of their gender alone only where it leaves no doubt."""
    if pronouns:
        return "" if pronouns == Pronouns.OTHER else pronouns
    return PRONOUN_OF.get(Gender(gender), "") if gender else ""


def remarked_in(about: Iterable[str]) -> dict[str, list[Remarked]]:
    """What was remarked on in these reports or answers, by their reference. One query."""
    found: dict[str, list[Remarked]] = {}
    for row in Remarked.objects.filter(about__in=list(about)):
        found.setdefault(row.about, []).append(row)
    return found


def listed_terms() -> list[Term]:
    """Every term, those that are asked about first."""
    return list(Term.objects.order_by("-active", "phrase").prefetch_related("changes__changed_by"))


def term_with_history(term_id: int) -> Term | None:
    """One term with what was changed."""
    return Term.objects.filter(pk=term_id).prefetch_related("changes__changed_by").first()
