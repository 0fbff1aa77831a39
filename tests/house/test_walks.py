"""Who may move a case from which stage to which: each edge of its lifecycle, each role, each stage, by the services themselves.

Reviewed by people (workflow, sections 1 and 8). A row is one way along an edge; `own` is a locality manager whose team has
the case, `local` one of another team. x: it goes where the row says. A dash: refused, and the case stays where it was.
"""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from enquiries.rules import NextEnquiry
from enquiries.services.enquiries import start_enquiry
from enquiries.services.holding import take_enquiry
from enquiries.services.refusals import EnquiryRefused
from enquiries.services.three_point import record_three_point_test
from enquiries.states import EnquiryKind, Route
from mash.cases.models import Case
from mash.cases.rules import Without
from mash.cases.services.cases import reopen_case
from mash.cases.services.closing import NotYet, close_case
from mash.cases.services.decisions import decide
from mash.cases.services.locking import Stale
from mash.cases.states import DecisionKind, Outcome, Rag, Stage
from referrals.services.reading import ReportRefused, set_aside_referral
from referrals.states import SetAside
from tests.enquiries.conftest import points
from tests.factories import facts, make_case, no_concern, settle_all
from triage.services import DecisionRefused, RatingRefused, confirm_rating, decide_triage, rate_concern
from triage.states import RiskNow

pytestmark = pytest.mark.django_db

TABLE = """
from          walk         to              duty  practitioner  manager  head  qa  local  own  partner  p_manager  board  admin
received      rate_amber   triage          x     x             x        x     -   -      -    -        -          -      -
received      rate_red     mash_enquiry    x     x             x        x     -   -      -    -        -          -      -
received      set_aside    closed          x     x             x        x     -   -      -    -        -          -      -
triage        rate_red     mash_enquiry    x     x             x        x     -   -      -    -        -          -      -
triage        progress     mash_enquiry    x     x             x        x     -   -      -    -        -          -      -
triage        close        closed          x     x             x        x     -   -      x    -        -          -      -
mash_enquiry  set_rule     triage          -     -             x        x     -   -      -    -        -          -      -
mash_enquiry  section_42   section_42      -     x             x        x     -   -      x    -        -          -      -
mash_enquiry  other        non_statutory   -     x             x        x     -   -      x    -        -          -      -
mash_enquiry  close        closed          x     x             x        x     -   -      x    -        -          -      -
mash_enquiry  close_red    closed          -     -             x        x     -   -      -    -        -          -      -
section_42    close        closed          x     x             x        x     -   -      x    -        -          -      -
non_statutory close        closed          x     x             x        x     -   -      x    -        -          -      -
closed        reopen       triage          x     x             x        x     -   -      -    -        -          -      -
aside         reopen       received        x     x             x        x     -   -      -    -        -          -      -
"""
ROLES = {
    "duty": "duty_worker", "practitioner": "practitioner", "manager": "mash_manager", "head": "head_of_service",
    "qa": "qa_manager", "local": "locality_manager", "own": "locality_manager", "partner": "partner",
    "p_manager": "partner_manager", "board": "board_member", "admin": "administrator",
}  # fmt: skip
WORDS = {"rationale": "Invented.", "would_change": "A word from the GP."}
REFUSED = (PermissionDenied, Http404)
IMPOSSIBLE = (TransitionNotAllowed, RatingRefused, DecisionRefused, EnquiryRefused, ReportRefused, NotYet, Stale, *REFUSED)


def rate(case, by, rag):
    rate_concern(reference=case.reference, version=case.version, facts=facts(rag), seriousness=no_concern(), urgency="U3", rag=rag, by=by, **WORDS)


def begin(case, by, kind):
    following = NextEnquiry(kind, Route.LOCAL_AUTHORITY, None, False, "Find out.")
    start_enquiry(reference=case.reference, version=case.version, following=following, findings="Found.", rationale="So.", by=by)


def close(case, by, why_no_handover=""):
    close_case(
        reference=case.reference, version=case.version, outcome=Outcome.ADVICE, adult_told="Told.", protection="None needed.",
        rationale="Done.", without=Without(handover=why_no_handover), by=by,
    )  # fmt: skip


WALKS: dict[str, Callable[..., object]] = {
    "rate_amber": lambda case, by: rate(case, by, Rag.AMBER),
    "rate_red": lambda case, by: rate(case, by, Rag.RED),
    "set_aside": lambda case, by: set_aside_referral(
        reference=case.reference, report=case.referrals.first().reference, why=SetAside.NOT_SAFEGUARDING, reason="Lost keys.", by=by
    ),
    "progress": lambda case, by: decide_triage(
        reference=case.reference, version=case.version, outcome=None, by=by, risk_now=RiskNow.LOOK, since_rating="Nothing has.", **WORDS
    ),
    "set_rule": lambda case, by: confirm_rating(reference=case.reference, version=case.version, agrees=True, words="Agreed.", would_change="Another report.", by=by),
    "section_42": lambda case, by: begin(case, by, EnquiryKind.SECTION_42),
    "other": lambda case, by: begin(case, by, EnquiryKind.NON_STATUTORY),
    "close": close,
    "close_red": lambda case, by: close(case, by, "The adult died; nobody is at risk any more."),
    "reopen": lambda case, by: reopen_case(reference=case.reference, version=case.version, reason="Again.", by=by),
}


def table():
    head, *body = [line.split() for line in TABLE.strip().splitlines()]
    for start, walk, to, *cells in body:
        yield start, walk, to, dict(zip(head[3:], cells, strict=True))


def asked_to_set_a_rule_aside(people) -> Case:
    case = make_case(people)
    rate_concern(
        reference=case.reference, version=case.version, facts=facts(Rag.AMBER, types=("DA",), indicators=("DA2b",)), rag=Rag.AMBER,
        seriousness=no_concern(), urgency="U3", by=people.duty_worker, senior=people.mash_manager, set_rule_aside=True, **WORDS,
    )  # fmt: skip
    return case


def in_enquiry(people, *, all_met: bool) -> Case:
    case = make_case(people, stage="mash_enquiry")
    take_enquiry(reference=case.reference, version=case.version, by=people.practitioner)
    version = Case.objects.get(pk=case.pk).version
    record_three_point_test(reference=case.reference, version=version, points=points(cannot_protect=all_met), by=people.practitioner)
    return case


def ready_to_close(people, stage: Stage, *, handed_over: bool) -> Case:
    """Nothing stands against closing, as if every other desk had done its part."""
    case = make_case(people, stage="triage" if stage == Stage.TRIAGE else "mash_enquiry")
    settle_all(case, people.duty_worker, people.mash_manager)
    now = timezone.now()
    decide(case, DecisionKind.THREE_POINT, outcome="Met", rationale="So.", by=people.practitioner, at=now)
    case.deadlines.open().update(started_at=now, due_at=now, met_at=now)
    Case.objects.filter(pk=case.pk).update(stage=stage, decided_at=now, handed_over_at=now if handed_over else None, version=case.version)
    return case


def set_aside(people) -> Case:
    case = make_case(people)
    WALKS["set_aside"](case, people.duty_worker)
    return case


def begun(people, start: str, walk: str) -> Case:
    """A case at the beginning of this walk, which then needs nothing but somebody who may."""
    if start == "aside":
        case = set_aside(people)
    elif walk == "set_rule":
        case = asked_to_set_a_rule_aside(people)
    elif walk in ("section_42", "other"):
        case = in_enquiry(people, all_met=walk == "section_42")
    elif walk in ("close", "close_red"):
        case = ready_to_close(people, Stage(start), handed_over=walk == "close")
    else:
        case = make_case(people, stage=start)
    return Case.objects.get(pk=case.pk)


def person(people, case: Case, column: str):
    found = getattr(people, ROLES[column])
    if column == "own":
        Case.objects.filter(pk=case.pk).update(team=found.organisation)
    return found


@pytest.mark.parametrize(("start", "walk", "to", "cells"), list(table()), ids=lambda value: value if isinstance(value, str) else "")
def test_only_whom_the_table_names_moves_a_case(people: SimpleNamespace, start, walk, to, cells):
    case = begun(people, start, walk)
    reached = {}
    stops = (*REFUSED, NotYet) if walk == "close_red" else REFUSED
    for column in cells:
        with transaction.atomic():
            by = person(people, case, column)
            try:
                with transaction.atomic():
                    WALKS[walk](case, by)
                reached[column] = Case.objects.get(pk=case.pk).stage
            except stops:
                assert Case.objects.get(pk=case.pk).stage == case.stage
                reached[column] = "-"
            transaction.set_rollback(True)
    assert reached == {column: to if cell == "x" else "-" for column, cell in cells.items()}


@pytest.mark.parametrize("stage", list(Stage))
def test_no_other_walk_leads_anywhere(people: SimpleNamespace, stage):
    """By the manager, who may most: from every stage, whatever the table has no row for stays where it is."""
    known = {walk for start, walk, *_ in table() if start == stage}
    case = make_case(people, stage=stage if stage in ("received", "triage", "mash_enquiry", "closed") else "mash_enquiry")
    Case.objects.filter(pk=case.pk).update(stage=stage)
    case = Case.objects.get(pk=case.pk)
    for walk in set(WALKS) - known:
        try:
            with transaction.atomic():
                WALKS[walk](case, people.mash_manager)
        except IMPOSSIBLE:
            pass
        found = Case.objects.get(pk=case.pk)
        assert found.stage == stage, f"{walk} led from {stage} to {found.stage}"
        case = found
