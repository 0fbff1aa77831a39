"""Between two shifts no adult belongs to nobody: the list is handed over, and accepted by name."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from mash.cases.models import Case, ShiftChange, WorkItem
from mash.cases.services.clocks import start_clock
from mash.cases.services.shifts import ShiftRefused, accept_shift, hand_over_shift, sweep_shifts
from mash.cases.services.work_items import raise_work_item
from mash.cases.shifts import unresolved, waiting_for
from mash.cases.states import Clock, ShiftReason, WorkKind
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb
from tests.factories import make_case

pytestmark = pytest.mark.django_db
URL = "/shift/"


def hand_over(by, words="Ring the GP at nine.", key=None):
    return hand_over_shift(once_key=key or uuid4(), words=words, by=by)


def reasons_of(actor):
    return {row.case.pk: row.reasons for row in unresolved(actor)}


def test_what_is_unresolved_and_why(people):
    unseen = make_case(people, read=False)
    red = make_case(people, stage="mash_enquiry", rag="red")
    amber = make_case(people, stage="triage", rag="amber")
    closed = make_case(people, stage="closed")
    raise_work_item(
        WorkKind.LATE_ANSWER, question="Does it change?", for_permission="ask_partner", by=System("test"), case=closed
    )
    green, read, over = (
        make_case(people, stage="triage", rag="green"), make_case(people), make_case(people, stage="closed")
    )  # fmt: skip
    written = make_case(people, stage="closed")
    start_clock(written, Clock.REPLY, about="W-X")
    found = reasons_of(people.duty_worker)
    assert found == {
        unseen.pk: [ShiftReason.UNSEEN, ShiftReason.NOT_RATED], read.pk: [ShiftReason.NOT_RATED],
        written.pk: [ShiftReason.REPLY], red.pk: [ShiftReason.RED], amber.pk: [ShiftReason.AMBER],
        closed.pk: [ShiftReason.LATE_ANSWER],
    }  # fmt: skip
    assert not {green.pk, over.pk} & found.keys()


def test_whoever_a_report_names_is_named_while_the_adult_is_not_known(people, client_for):
    case, client = make_case(people, adult=False), client_for(people.mash_manager)
    case.referrals.update(adult_name="Mrs Iris Fileholt, 14 Example Row")
    for page in (URL, f"/cases/{case.reference}/", "/overview/unowned/"):
        assert "Adult not yet known (report: Iris Fileholt)" in client.get(page).content.decode(), page
    case.referrals.update(adult_name="the man at number 9")
    assert "(report:" not in client.get(URL).content.decode()


def test_danger_that_was_read_and_not_rated_comes_first(people):
    early = make_case(people, opened_at=timezone.now() - timedelta(days=2))
    danger = make_case(people, danger_now=True)
    assert list(reasons_of(people.duty_worker)) == [danger.pk, early.pk]
    assert reasons_of(people.duty_worker)[danger.pk] == [ShiftReason.DANGER, ShiftReason.NOT_RATED]


def test_danger_that_a_green_case_hears_of_afterwards_comes_first_too(people):
    early = make_case(people, opened_at=timezone.now() - timedelta(days=2))
    green = make_case(people, stage="triage", rag="green")
    start_clock(green, Clock.REPLY, about="W-X", when="danger_now")
    assert reasons_of(people.duty_worker) == {
        green.pk: [ShiftReason.DANGER, ShiftReason.REPLY], early.pk: [ShiftReason.NOT_RATED],
    }  # fmt: skip


def test_the_list_stays_as_it_was_handed_over_until_somebody_else_accepts_it(people):
    case = make_case(people, read=False)
    change = hand_over(people.duty_worker)
    make_case(people, read=False)
    seen = waiting_for(people.practitioner)
    assert [row.case.pk for row in seen.items] == [case.pk]
    with pytest.raises(ShiftRefused, match="Somebody else must accept"):
        accept_shift(change_id=change.pk, by=people.duty_worker)
    assert accept_shift(change_id=change.pk, by=people.practitioner).accepted_by == people.practitioner
    with pytest.raises(ShiftRefused, match="Priya Practitioner accepted this list"):
        accept_shift(change_id=change.pk, by=people.mash_manager)
    assert waiting_for(people.practitioner) is None
    verbs = Event.objects.filter(verb__in=[Verb.SHIFT_HANDED_OVER, Verb.SHIFT_ACCEPTED])
    assert verbs.count() == 2


def test_one_list_waits_at_a_time_and_the_same_form_twice_is_one(people):
    key = uuid4()
    assert hand_over(people.duty_worker, key=key) == hand_over(people.duty_worker, key=key)
    with pytest.raises(ShiftRefused, match="Dana Duty has handed over"):
        hand_over(people.practitioner)
    accept_shift(change_id=ShiftChange.objects.get().pk, by=people.practitioner)
    assert hand_over(people.practitioner).pk


@pytest.mark.parametrize("role", ["qa_manager", "locality_manager", "partner", "administrator"])
def test_others_neither_hand_over_nor_accept(people, role):
    change = hand_over(people.duty_worker)
    with pytest.raises(PermissionDenied):
        hand_over(getattr(people, role))
    with pytest.raises(PermissionDenied):
        accept_shift(change_id=change.pk, by=getattr(people, role))


def test_of_a_restricted_case_only_the_number_is_told(people):
    case = make_case(people, read=False)
    hand_over(people.duty_worker)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    seen = waiting_for(people.practitioner)
    assert (seen.items, seen.hidden) == ([], 1)
    assert reasons_of(people.practitioner) == {}


def test_a_list_that_nobody_accepts_becomes_a_question_once(people):
    change = hand_over(people.duty_worker)
    assert sweep_shifts() == []
    ShiftChange.objects.update(handed_at=timezone.now() - timedelta(minutes=31))
    assert [item.kind for item in sweep_shifts()] == [WorkKind.SHIFT_WAITING]
    assert sweep_shifts() == []
    assert "Dana Duty" in WorkItem.objects.get(about=f"shift {change.pk}").question


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_has_it(people):
    change = hand_over(people.duty_worker)
    start, told = Barrier(2), []

    def take(person):
        start.wait()
        try:
            accept_shift(change_id=change.pk, by=person)
        except ShiftRefused as refused:
            told.append(str(refused))
        finally:
            connection.close()

    threads = [Thread(target=take, args=[person]) for person in (people.practitioner, people.mash_manager)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert ShiftChange.objects.get().accepted_by.name in told[0]


def test_the_page_hands_over_and_accepts(people, client_for):
    case = make_case(people, read=False)
    going, coming = client_for(people.duty_worker), client_for(people.practitioner)
    page = going.get(URL).content.decode()
    assert case.reference in page
    answer = going.post(URL, {"words": "Ring the GP.", "once": uuid4()}, follow=True).content.decode()
    assert "Handed over: 1 case." in answer
    assert "until somebody accepts it" in answer
    page = coming.get(URL).content.decode()
    assert "Ring the GP." in page
    assert "Accept this list" in page
    answer = coming.post("/shift/accept/", {"change": ShiftChange.objects.get().pk}, follow=True).content.decode()
    assert "The list of Dana Duty is yours now." in answer
    assert "accepted by <strong>Priya Practitioner</strong>" in answer
    assert "Ring the GP." in answer


def test_a_handover_keeps_its_page(people, client_for):
    case = make_case(people, read=False)
    change = hand_over(people.duty_worker)
    client, url = client_for(people.mash_manager), f"/shift/{change.pk}/"
    assert "Nobody yet" in client.get(url).content.decode()
    accept_shift(change_id=change.pk, by=people.practitioner)
    assert url in client.get(URL).content.decode()
    page = client.get(url).content.decode()
    for words in ("Dana Duty", "Priya Practitioner", "Ring the GP at nine.", case.reference):
        assert words in page
    Case.objects.filter(pk=case.pk).update(restricted=True)
    page = client.get(url).content.decode()
    assert case.reference not in page
    assert "<strong>1 more</strong>" in page
    assert client.get("/shift/999999/").status_code == 404
    assert client_for(people.locality_manager).get(url).status_code == 403


@pytest.mark.parametrize("page", ["/board/", "/tasks/"])
def test_whoever_may_accept_is_told_that_a_list_waits(people, client_for, page):
    make_case(people, read=False)
    change = hand_over(people.duty_worker)
    told = "Dana Duty hands over 1 case."
    assert told in client_for(people.practitioner).get(page).content.decode()
    assert told not in client_for(people.duty_worker).get(page).content.decode()
    assert told not in client_for(people.locality_manager).get(page).content.decode()
    accept_shift(change_id=change.pk, by=people.practitioner)
    assert told not in client_for(people.mash_manager).get(page).content.decode()


def test_an_empty_page_and_a_refused_handover_keep_what_was_typed(people, client_for):
    assert "Nothing is unresolved" in client_for(people.duty_worker).get(URL).content.decode()
    hand_over(people.practitioner)
    page = client_for(people.duty_worker).post(URL, {"words": "Do not lose this.", "once": uuid4()}).content.decode()
    assert "Priya Practitioner has handed over a list" in page
    assert "Do not lose this." in page


def test_a_note_sent_again_with_other_words_is_not_called_handed_over(people, client_for):
    client, said = client_for(people.duty_worker), {"words": "Ring the GP.", "once": str(uuid4())}
    for _ in range(2):
        assert client.post(URL, said).status_code == 302
    page = client.post(URL, said | {"words": "Ring the GP. He has a knife."}).content.decode()
    assert "is not with it: tell the next shift" in page
    assert "He has a knife." in page
    assert ShiftChange.objects.get().words == "Ring the GP."


def test_the_page_takes_the_same_queries_at_any_size(people, client_for, django_assert_max_num_queries):
    client = client_for(people.duty_worker)
    for _ in range(3):
        make_case(people, read=False)
    client.get(URL)
    with django_assert_max_num_queries(15):
        client.get(URL)
