"""Keeping the list of terms, and what was let through."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.forms.worded import Remark
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..access import permit, visible_cases
from ..models import Case, LetThrough, Remarked, Term, TermChange
from ..wording.report import on_form
from ..wording.rules import look, whom
from ..wording.states import WordingKind
from ..wording.text import Text
from ..wording_queries import known_of_report

ASK = "Ask whoever sent it whom they mean."
logger = logging.getLogger(__name__)
LISTED = ("phrase", "why", "instead", "active")
KEEP_MARKS = """
insert into cases_passage (mark, case_id)
select mark, cases_case.id from cases_case, unnest(%s::bigint[]) as mark where cases_case.reference = %s
on conflict do nothing
"""


class TermRefused(Exception):
    """The list can't be changed so; the message says what to do."""


@transaction.atomic
def add_term(*, phrase: str, why: str, instead: str, reason: str, by: User) -> Term:
    """From now on whoever writes this of an adult is asked to look again, and told what can be said instead."""
    permit(by, Permission.KEEP_TERMS, subject="terms")
    try:
        with transaction.atomic():
            term = Term.objects.create(phrase=phrase, why=why, instead=instead)
    except IntegrityError:
        raise TermRefused("This term is on the list already. Change it there.") from None
    TermChange.objects.create(term=term, reason=reason, changed_by=by)
    record(Verb.TERM_ADDED, chain="terms", by=by, subject=str(term.pk), detail={"phrase": phrase})
    return term


@transaction.atomic
def change_term(*, term_id: int, seen: int, reason: str, by: User, **listed: object) -> Term:
    """A term is worded better, or not asked about any more; what stood there, who changed it and why is kept. `seen`: how
    many changes there were when this person opened the form.
    """
    permit(by, Permission.KEEP_TERMS, subject="terms")
    term = Term.objects.select_for_update().get(pk=term_id)
    if term.changes.count() != seen:
        raise TermRefused("Somebody else changed this term while you were working on it. Look at it again first.")
    before = {name: getattr(term, name) for name in LISTED if listed[name] != getattr(term, name)}
    if not before:
        raise TermRefused("Nothing is different. Change something, or go back.")
    for name in before:
        setattr(term, name, listed[name])
    try:
        with transaction.atomic():
            term.save(update_fields=list(before))
    except IntegrityError:
        raise TermRefused("Another term on the list reads the same.") from None
    TermChange.objects.create(term=term, before=before, reason=reason, changed_by=by)
    record(Verb.TERM_CHANGED, chain="terms", by=by, subject=str(term.pk), detail={"changed": sorted(before)})
    return term


@transaction.atomic
def let_through(*, reference: str, page: str, remarks: Iterable[tuple[str, Remark, str]], by: User) -> int:
    """Somebody looked at these words again and left them: their reason is kept for the audits of records. How many."""
    case = visible_cases(by).filter(reference=reference).first() if reference else None
    rows = [
        LetThrough(case=case, page=page, field=question[:200], kind=remark.kind, words=remark.words[:200], reason=reason, by=by)
        for question, remark, reason in remarks
    ]  # fmt: skip
    LetThrough.objects.bulk_create(rows)
    chain = f"case:{reference}" if case else "terms"
    record(Verb.WORDING_LET_THROUGH, chain=chain, by=by, subject=reference, detail={"kinds": sorted({row.kind for row in rows}), "page": page})
    return len(rows)


def remark_on(*, case: Case, about: str, said: Mapping[str, str], answers: Mapping[str, Any], agency_id: int | None = None) -> int:
    """What a professional or a partner sent is looked at after it is kept, and never in their way: what somebody should not
    copy stands beside it for whoever works with it (requirements S16, S17). How many remarks. Part of the caller's act.

    `said`: words by the question that they answer; `answers`: whom the report itself names. A fault here loses remarks only.
    """
    try:
        with transaction.atomic():
            rows = [Remarked(case=case, about=about, agency_id=agency_id, **words) for words in _remarks(said, answers)]
            Remarked.objects.bulk_create(rows)
    except Exception as fault:  # whatever it is: a concern never waits for this
        logger.error("Words were not looked at: %s", type(fault).__name__)
        return 0
    return len(rows)


def _remarks(said: Mapping[str, str], answers: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    texts = [Text(question, words, sourced=True) for question, words in said.items() if words]
    adult, others, named_there = on_form(answers)
    named = whom(texts) if adult else {}
    for found in look(texts, known_of_report(named, adult, others, named_there), {}, named, timezone.localdate()):
        instead = ASK if found.kind == WordingKind.NAME else found.instead
        yield {"field": found.field[:200], "kind": found.kind, "words": found.words[:200], "why": f"{found.why} {instead}"}


def keep_passages(*, reference: str, marks: Collection[int]) -> None:
    """Marks of what now stands in a case, so that a copy of it elsewhere is noticed. One statement, or none."""
    if not marks:
        return
    with connection.cursor() as cursor:
        cursor.execute(KEEP_MARKS, [sorted(marks), reference])
