"""Help that was offered is followed: it begins, or it comes back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils import timezone
from django_fsm import TransitionNotAllowed

from mash.cases.models import Case, Connection, ConnectionMove
from mash.cases.rules import Offer
from mash.cases.services import connections
from mash.cases.services.closing import NotYet, close_case
from mash.cases.services.connections import (
    ConnectionMoved,
    answer_bounce,
    keep_waiting,
    move_connection,
    offer_connection,
    sweep_connections,
)
from mash.cases.states import Bounce, Clock, ConnectionState, ConsentAnswer, Instead, MadeBy, Outcome, Stage, WorkKind
from mash.cases.work_items import work_items_for
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.factories import make_case, settle_all

pytestmark = pytest.mark.django_db
OFFER = Offer("Invented Befriending", "Company on Sundays", MadeBy.HUB, "01632 960222", ConsentAnswer.YES)
OFFERED, ACCEPTED, STARTED, BOUNCED = ConnectionState


def offered(people, stage="triage", **more):
    case = make_case(people, stage="triage", **more)
    row = offer_connection(reference=case.reference, offer=OFFER, by=people.duty_worker)
    if stage == "closed":
        case = closed(case, people)
    return case, row


def closed(case, people):
    settle_all(case, people.duty_worker, people.mash_manager)
    Case.objects.filter(pk=case.pk).update(decided_at=timezone.now())
    case.deadlines.update(met_at=timezone.now())
    words = {"outcome": Outcome.ADVICE, "adult_told": "By phone.", "protection": "None needed.", "rationale": "Enough."}
    return close_case(reference=case.reference, version=case.version, by=people.duty_worker, **words)


def move(case, row, to, by, *, seen=None, why=None, words="The service rang."):
    seen = seen or ConnectionState(Connection.objects.get(pk=row.pk).state)
    return move_connection(reference=case.reference, connection=row.reference, seen=seen, to=to, why=why, words=words, by=by)


def bounced(people, **more):
    case, row = offered(people, **more)
    move(case, row, BOUNCED, people.duty_worker, why=Bounce.FULL, words="Nine months' wait.")
    return case, row


def answer(case, row, instead, by, **more):
    return answer_bounce(reference=case.reference, connection=row.reference, instead=instead, words="As she asked.", by=by, **more)


def question(row):
    return row.case.work_items.filter(about=row.reference, answered_at__isnull=True).first()


def verbs(case, verb):
    return Event.objects.filter(chain=f"case:{case.reference}", verb=verb).count()


def test_help_is_kept_with_who_takes_the_first_step_and_is_asked_about(people):
    case, row = offered(people)
    assert (row.service, row.made_by, row.consent, row.state) == ("Invented Befriending", "hub", "yes", OFFERED)
    assert timedelta(days=11) < row.look_at - timezone.now() < timedelta(days=20)
    assert row.moves.get().words == "Company on Sundays"


def test_each_move_is_a_row_of_its_own(people):
    case, row = offered(people)
    move(case, row, ACCEPTED, people.duty_worker, words="They visit on Monday.")
    move(case, row, STARTED, people.practitioner, words="They came.")
    row.refresh_from_db()
    assert [(m.state, m.words, m.moved_by) for m in row.moves.all()] == [
        (OFFERED, "Company on Sundays", people.duty_worker), (ACCEPTED, "They visit on Monday.", people.duty_worker),
        (STARTED, "They came.", people.practitioner),
    ]  # fmt: skip
    assert row.look_at is None
    assert verbs(case, Verb.CONNECTION_MOVED) == 2
    assert question(row) is None


def test_history_is_never_rewritten(people):
    _, row = offered(people)
    for change in (row.moves.update, lambda **_: row.moves.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(words="It was never offered.")
    assert ConnectionMove.objects.get(connection=row).words == "Company on Sundays"


def test_what_bounces_comes_back_as_a_task_with_a_clock(people):
    case, row = bounced(people)
    item = question(row)
    assert (item.kind, item.owner) == (WorkKind.CONNECTION_BOUNCED, people.duty_worker)
    assert "What is done for the adult instead?" in item.question
    assert item in work_items_for(people.duty_worker)
    assert case.deadlines.running().filter(clock=Clock.CONNECTION, about=row.reference).exists()


def test_what_bounces_on_a_closed_case_comes_back_too(people):
    case, row = bounced(people, stage="closed")
    case = Case.objects.get(pk=case.pk)
    assert case.stage == Stage.CLOSED
    assert question(row) in work_items_for(people.practitioner)
    assert case.deadlines.running().filter(clock=Clock.CONNECTION).exists()


def test_help_that_had_begun_can_bounce(people):
    case, row = offered(people)
    move(case, row, STARTED, people.duty_worker)
    move(case, row, BOUNCED, people.duty_worker, why=Bounce.ENDED, words="They closed him after three missed visits.")
    assert question(row).kind == WorkKind.CONNECTION_BOUNCED


def test_other_help_answers_a_bounce(people):
    case, row = bounced(people)
    other = answer(case, row, Instead.ANOTHER, people.practitioner, offer=Offer("Invented Lunch Club", "Company", MadeBy.HUB))
    assert (other.service, other.instead_of, other.state) == ("Invented Lunch Club", row, OFFERED)
    assert question(row) is None
    assert not case.deadlines.open().filter(clock=Clock.CONNECTION).exists()
    assert "Invented Lunch Club" in row.case.work_items.get(about=row.reference).answer
    assert verbs(case, Verb.CONNECTION_ANSWERED) == 1


def test_a_fresh_look_awaits_a_confirming_rating(people):
    case, row = bounced(people)
    answer(case, row, Instead.LOOK_AGAIN, people.duty_worker)
    assert case.deadlines.running().filter(clock=Clock.RATING).exists()


def test_a_fresh_look_at_a_closed_case_reopens_it(people):
    case, row = bounced(people, stage="closed")
    answer(case, row, Instead.LOOK_AGAIN, people.duty_worker)
    assert Case.objects.get(pk=case.pk).stage == Stage.TRIAGE


def test_nothing_else_needs_only_the_reason(people):
    case, row = bounced(people, stage="closed")
    answer(case, row, Instead.NOTHING, people.duty_worker)
    assert Case.objects.get(pk=case.pk).stage == Stage.CLOSED
    assert question(row) is None


def test_the_first_answer_stands(people):
    case, row = bounced(people)
    answer(case, row, Instead.NOTHING, people.duty_worker)
    with pytest.raises(ConnectionMoved):
        answer(case, row, Instead.LOOK_AGAIN, people.practitioner)
    assert not case.deadlines.running().filter(clock=Clock.RATING).exists()


def test_an_old_page_moves_nothing(people):
    case, row = offered(people)
    move(case, row, ACCEPTED, people.duty_worker)
    with pytest.raises(ConnectionMoved):
        move(case, row, BOUNCED, people.practitioner, seen=OFFERED, why=Bounce.DECLINED)
    with pytest.raises(TransitionNotAllowed):
        move(case, row, ACCEPTED, people.practitioner)
    assert question(row) is None


def quiet(row):
    Connection.objects.filter(pk=row.pk).update(look_at=timezone.now() - timedelta(minutes=1))
    assert sweep_connections() == 1
    return question(row)


def test_help_without_news_is_asked_about_once(people):
    case, row = offered(people, stage="closed")
    assert sweep_connections() == 0
    item = quiet(row)
    assert (item.kind, item.owner) == (WorkKind.CONNECTION_QUIET, people.duty_worker)
    assert case.deadlines.running().filter(clock=Clock.CONNECTION, about=row.reference).exists()
    assert sweep_connections() == 0


def test_the_owner_is_asked_where_there_is_one(people):
    _, row = offered(people, owner=people.practitioner)
    assert quiet(row).owner == people.practitioner


def test_waiting_on_is_an_answer_and_the_question_comes_again(people):
    case, row = offered(people)
    quiet(row)
    keep_waiting(reference=case.reference, connection=row.reference, seen=OFFERED, words="They start in May.", by=people.duty_worker)
    row.refresh_from_db()
    assert question(row) is None
    assert row.look_at > timezone.now()
    assert not case.deadlines.open().filter(clock=Clock.CONNECTION).exists()
    assert quiet(row) is not None


def test_news_answers_the_question(people):
    case, row = offered(people)
    quiet(row)
    move(case, row, STARTED, people.duty_worker)
    assert question(row) is None
    assert not case.deadlines.open().filter(clock=Clock.CONNECTION).exists()


def test_a_case_does_not_close_over_a_bounce(people):
    case, row = bounced(people)
    settle_all(case, people.duty_worker, people.mash_manager)
    Case.objects.filter(pk=case.pk).update(decided_at=timezone.now())
    case.deadlines.exclude(clock=Clock.CONNECTION).update(met_at=timezone.now())
    words = {"outcome": Outcome.ADVICE, "adult_told": "By phone.", "protection": "None needed.", "rationale": "Enough."}
    with pytest.raises(NotYet, match="came to nothing"):
        close_case(reference=case.reference, version=case.version, by=people.duty_worker, **words)
    answer(case, row, Instead.NOTHING, people.duty_worker)
    close_case(reference=case.reference, version=case.version, by=people.duty_worker, **words)


CALLS = [
    lambda case, row, by: offer_connection(reference=case.reference, offer=OFFER, by=by),
    lambda case, row, by: move(case, row, STARTED, by),
    lambda case, row, by: keep_waiting(reference=case.reference, connection=row.reference, seen=OFFERED, words="-", by=by),
]


@pytest.mark.parametrize("role", ["qa_manager", "locality_manager", "partner", "board_member", "administrator"])
@pytest.mark.parametrize("call", CALLS)
def test_others_may_not(people, role, call):
    case, row = offered(people)
    with pytest.raises((PermissionDenied, Http404)):
        call(case, row, getattr(people, role))
    assert (row.moves.count(), case.connections.count()) == (1, 1)


@pytest.mark.parametrize("call", [*CALLS, lambda case, row, by: move(case, row, BOUNCED, by, why=Bounce.FULL)])
def test_without_a_trail_nothing_happens(people, call, monkeypatch):
    case, row = offered(people)

    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    monkeypatch.setattr(connections, "record", fail)
    with pytest.raises(RuntimeError):
        call(case, row, people.duty_worker)
    row.refresh_from_db()
    assert (row.state, row.moves.count(), case.connections.count(), question(row)) == (OFFERED, 1, 1, None)


def test_a_connection_of_another_case_is_not_there(people):
    _, row = offered(people)
    other = make_case(people, stage="triage")
    with pytest.raises(Http404):
        move(other, row, STARTED, people.duty_worker)
