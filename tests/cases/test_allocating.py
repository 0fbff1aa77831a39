"""A report about an adult who has a worker goes to them, and is the hub's until they take it; wrong links are ended."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from mash.cases.access import visible_cases
from mash.cases.models import Case, WorkItem
from mash.cases.services.allocating import SendingRefused, answer_sending, send_to_worker, withdraw_sending
from mash.cases.services.cases import link_adult, unlink_adult
from mash.cases.services.closing import NotYet, close_case
from mash.cases.services.locking import Stale
from mash.cases.states import Clock, Outcome, WorkKind
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.factories import make_case, settle_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(people):
    """A new case, and an older one of the same adult that a practitioner holds."""
    older = make_case(people, stage="triage", owner=people.practitioner)
    new = make_case(people, adult=False)
    return link_adult(reference=new.reference, adult_id=older.adult_id, version=new.version, by=people.duty_worker), older


def send(case, by, words="He was seen bruised again."):
    return send_to_worker(reference=case.reference, version=Case.objects.get(pk=case.pk).version, words=words, by=by)


def answer(case, by, accept=True, words=""):
    return answer_sending(reference=case.reference, accept=accept, words=words, by=by)


def test_the_hub_owns_it_and_a_clock_runs_until_the_worker_accepts(pair, people):
    case, older = pair
    sending = send(case, people.duty_worker)
    assert (sending.worker, sending.because) == (people.practitioner, older)
    case.refresh_from_db()
    assert (case.owner, case.team) == (None, people.hub)
    assert case.deadlines.running().filter(clock=Clock.WORKER_ACCEPTS, about=sending.reference).exists()
    task = WorkItem.objects.get(kind=WorkKind.WORKER_ASKED)
    assert (task.owner, task.answered_at) == (people.practitioner, None)
    answer(case, people.practitioner)
    case.refresh_from_db()
    task.refresh_from_db()
    assert case.owner == people.practitioner
    assert task.answer == "Accepted"
    assert not case.deadlines.open().filter(clock=Clock.WORKER_ACCEPTS).exists()
    verbs = [Verb.SENT_TO_WORKER, Verb.SENDING_ACCEPTED]
    assert Event.objects.filter(chain=f"case:{case.reference}", verb__in=verbs).count() == 2


def test_not_taken_needs_a_reason_and_it_never_left_the_hub(pair, people):
    case, _ = pair
    send(case, people.duty_worker)
    with pytest.raises(SendingRefused, match="Say why"):
        answer(case, people.practitioner, accept=False)
    answer(case, people.practitioner, accept=False, words="I leave on Friday.")
    case.refresh_from_db()
    assert (case.owner, case.team) == (None, people.hub)
    assert case.deadlines.filter(clock=Clock.WORKER_ACCEPTS, called_off_at__isnull=False).exists()
    assert case.chronology.filter(what__contains="I leave on Friday.").exists()
    assert send(case, people.duty_worker).worker == people.practitioner


def test_only_the_worker_who_was_asked_answers(pair, people):
    case, _ = pair
    send(case, people.duty_worker)
    for other in (people.duty_worker, people.mash_manager, people.partner):
        with pytest.raises(Http404):
            answer(case, other)
    answer(case, people.practitioner)
    with pytest.raises(Stale):
        answer(case, people.practitioner)


def test_a_worker_of_a_locality_sees_it_when_asked_and_owns_it_when_accepted(people):
    older = make_case(people, stage="triage")
    Case.objects.filter(pk=older.pk).update(owner=people.locality_manager, team=people.locality)
    new = make_case(people, adult=False)
    case = link_adult(reference=new.reference, adult_id=older.adult_id, version=new.version, by=people.duty_worker)
    assert not visible_cases(people.locality_manager).filter(pk=case.pk).exists()
    send(case, people.duty_worker)
    assert visible_cases(people.locality_manager).filter(pk=case.pk).exists()
    answer(case, people.locality_manager)
    case.refresh_from_db()
    assert (case.owner, case.team) == (people.locality_manager, people.locality)


def test_not_taken_it_is_gone_from_the_locality_s_sight(people):
    older = make_case(people, stage="triage")
    Case.objects.filter(pk=older.pk).update(owner=people.locality_manager, team=people.locality)
    new = make_case(people, adult=False)
    case = link_adult(reference=new.reference, adult_id=older.adult_id, version=new.version, by=people.duty_worker)
    send(case, people.duty_worker)
    answer(case, people.locality_manager, accept=False, words="Not ours.")
    assert not visible_cases(people.locality_manager).filter(pk=case.pk).exists()


def test_without_an_open_worker_there_is_nobody_to_send_it_to(people):
    older = make_case(people, stage="closed", owner=people.practitioner)
    new = make_case(people, adult=False)
    case = link_adult(reference=new.reference, adult_id=older.adult_id, version=new.version, by=people.duty_worker)
    with pytest.raises(SendingRefused, match="no other open case"):
        send(case, people.duty_worker)


def test_a_worker_on_a_restricted_case_is_not_told_of(pair, people):
    case, older = pair
    Case.objects.filter(pk=older.pk).update(restricted=True)
    with pytest.raises(SendingRefused, match="no other open case"):
        send(case, people.duty_worker)


def test_others_do_not_send(pair, people):
    with pytest.raises(PermissionDenied):
        send(pair[0], people.qa_manager)


def test_a_case_does_not_close_while_its_worker_has_not_answered(people):
    case = make_case(people, stage="decided")
    older = make_case(people, stage="triage", owner=people.practitioner)
    Case.objects.filter(pk=older.pk).update(adult=case.adult)
    settle_all(case, people.duty_worker, people.mash_manager)
    case.deadlines.open().filter(clock=Clock.FEEDBACK).update(called_off_at="2026-01-01T00:00Z")
    send(case, people.duty_worker)
    with pytest.raises(NotYet, match="has not accepted"):
        close_case(
            reference=case.reference, version=Case.objects.get(pk=case.pk).version, outcome=Outcome.ADVICE, by=people.duty_worker,
            adult_told="By phone.", protection="None needed.", rationale="Done.",
        )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_does(pair, people):
    case, _ = pair
    version = Case.objects.get(pk=case.pk).version
    start, told = Barrier(2), []

    def go(person):
        start.wait()
        try:
            send_to_worker(reference=case.reference, version=version, words="Again.", by=person)
        except Stale as stale:
            told.append(stale)
        finally:
            connection.close()

    threads = [Thread(target=go, args=[each]) for each in (people.duty_worker, people.mash_manager)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert case.sendings.count() == 1


# a request that is taken back


def withdraw(case, by, reason="He is on leave."):
    return withdraw_sending(reference=case.reference, version=Case.objects.get(pk=case.pk).version, reason=reason, by=by)


def is_over(case, worker):
    """Nothing of the request is left open."""
    assert not case.deadlines.open().filter(clock=Clock.WORKER_ACCEPTS).exists()
    assert case.deadlines.filter(clock=Clock.WORKER_ACCEPTS, called_off_at__isnull=False).exists()
    task = WorkItem.objects.filter(kind=WorkKind.WORKER_ASKED, owner=worker).latest("pk")
    return bool(task.answered_at) and "withdrew the request" in task.answer


def test_the_hub_withdraws_and_asks_again(pair, people):
    case, _ = pair
    send(case, people.duty_worker)
    withdraw(case, people.mash_manager)
    assert is_over(case, people.practitioner)
    assert Event.objects.filter(chain=f"case:{case.reference}", verb=Verb.SENDING_WITHDRAWN).count() == 1
    assert case.chronology.filter(what__contains="He is on leave.", recorded_by=people.mash_manager).exists()
    with pytest.raises(SendingRefused, match="withdrawn this request"):
        answer(case, people.practitioner)
    with pytest.raises(SendingRefused, match="no open request"):
        withdraw(case, people.duty_worker)
    assert send(case, people.duty_worker).worker == people.practitioner
    answer(case, people.practitioner)
    assert Case.objects.get(pk=case.pk).owner == people.practitioner


def test_who_may_not_work_the_case_withdraws_nothing(pair, people):
    case, _ = pair
    send(case, people.duty_worker)
    with pytest.raises(PermissionDenied):
        withdraw(case, people.qa_manager)
    with pytest.raises(Http404):
        withdraw(case, people.locality_manager)
    assert case.sendings.awaited().exists()


def test_unlinking_the_adult_ends_the_request_and_the_locality_s_sight(people):
    older = make_case(people, stage="triage")
    Case.objects.filter(pk=older.pk).update(owner=people.locality_manager, team=people.locality)
    new = make_case(people, adult=False)
    case = link_adult(reference=new.reference, adult_id=older.adult_id, version=new.version, by=people.duty_worker)
    send(case, people.duty_worker)
    version = Case.objects.get(pk=case.pk).version
    unlink_adult(reference=case.reference, version=version, reason="Another person.", by=people.duty_worker)
    assert is_over(case, people.locality_manager)
    assert not visible_cases(people.locality_manager).filter(pk=case.pk).exists()
    with pytest.raises(SendingRefused, match="withdrawn this request"):
        answer(case, people.locality_manager)
    assert Case.objects.get(pk=case.pk).owner is None


def test_linking_another_adult_ends_the_request_and_their_worker_can_be_asked(pair, people):
    case, _ = pair
    send(case, people.duty_worker)
    other = make_case(people, stage="triage", owner=people.mash_manager)
    version = Case.objects.get(pk=case.pk).version
    link_adult(reference=case.reference, adult_id=other.adult_id, version=version, by=people.duty_worker)
    assert is_over(case, people.practitioner)
    assert send(case, people.duty_worker).worker == people.mash_manager


def test_linking_the_same_adult_again_leaves_the_request(pair, people):
    case, older = pair
    send(case, people.duty_worker)
    version = Case.objects.get(pk=case.pk).version
    link_adult(reference=case.reference, adult_id=older.adult_id, version=version, by=people.duty_worker)
    assert case.sendings.awaited().exists()


def test_nobody_sends_to_themselves(pair, people, client_for):
    case, older = pair
    with pytest.raises(SendingRefused, match=f"You have {older.reference} yourself"):
        send(case, people.practitioner)
    page = client_for(people.practitioner).get(f"/cases/{case.reference}/").content.decode()
    assert "an open case of this adult" in page
    assert "Send this report to them" not in page
    assert "Send this report to them" in client_for(people.duty_worker).get(f"/cases/{case.reference}/").content.decode()


def test_the_pages_withdraw_and_tell_the_worker_kindly(pair, people, client_for):
    case, _ = pair
    send(case, people.duty_worker)
    desk, worker, url = client_for(people.duty_worker), client_for(people.practitioner), f"/cases/{case.reference}/worker/"
    assert "Withdraw this request" in desk.get(url).content.decode()
    version = Case.objects.get(pk=case.pk).version
    assert "Say why it is withdrawn" in desk.post(url + "withdraw/", {"reason": "", "version": version}).content.decode()
    page = desk.post(url + "withdraw/", {"reason": "On leave.", "version": version}, follow=True).content.decode()
    assert "The request to Priya Practitioner is withdrawn." in page
    for response in (worker.get(url + "answer/"), worker.post(url + "answer/", {"accept": "yes"})):
        assert response.status_code == 409
        assert "You need not answer any more" in response.content.decode()
    assert "No request is open" in desk.get(url + "withdraw/", follow=True).content.decode()


def test_the_worker_who_is_asked_sees_the_report_and_is_told_so(pair, people, client_for):
    case, older = pair
    case.referrals.update(referrer_name="Robin Reporter", danger="yes")
    send(case, people.duty_worker)
    worker, words = client_for(people.practitioner), "You are asked to take this report"
    assert words in worker.get(f"/cases/{case.reference}/").content.decode()
    assert words not in client_for(people.duty_worker).get(f"/cases/{case.reference}/").content.decode()
    page = worker.get(f"/cases/{case.reference}/worker/answer/").content.decode()
    for part in (case.referrals.get().worry.split(".")[0], "Robin Reporter", "Danger now", older.reference):
        assert part in page


# links


def test_a_wrong_link_is_ended_with_its_reason_and_stays_to_be_seen(people):
    case = make_case(people)
    wrong = case.adult
    unlink_adult(reference=case.reference, version=case.version, reason="Same name, other person.", by=people.duty_worker)
    case.refresh_from_db()
    assert case.adult is None
    right = make_case(people).adult
    link_adult(reference=case.reference, adult_id=right.pk, version=case.version, by=people.practitioner)
    links = list(case.adult_links.all())
    assert [(each.adult, bool(each.unlinked_at), each.unlinked_why) for each in links] == [
        (right, False, ""), (wrong, True, "Same name, other person."),
    ]  # fmt: skip
    assert Event.objects.filter(chain=f"case:{case.reference}", verb=Verb.ADULT_UNLINKED).count() == 1


def test_the_record_shows_what_was_linked_to_it_by_mistake_to_who_may_see_that_case(people, client_for):
    case, other, hidden = make_case(people), make_case(people), make_case(people)
    wrong, client = case.adult, client_for(people.mash_manager)
    Case.objects.filter(pk__in=[other.pk, hidden.pk]).update(adult=wrong)
    page = f"/adults/{wrong.reference}/"
    assert "Linked by mistake" not in client.get(page).content.decode()
    unlink_adult(reference=case.reference, version=case.version, reason="Other person.", by=people.duty_worker)
    shown = client.get(page).content.decode()
    assert "Linked by mistake" in shown
    assert "Other person." in shown
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert "Linked by mistake" not in client.get(page).content.decode()


def test_linking_another_adult_ends_the_link_before(people):
    case, other = make_case(people), make_case(people)
    link_adult(reference=case.reference, adult_id=other.adult_id, version=case.version, by=people.duty_worker)
    assert case.adult_links.filter(unlinked_at__isnull=True).get().adult == other.adult
    assert case.adult_links.count() == 2


def test_a_stale_page_ends_no_link(people):
    case = make_case(people)
    with pytest.raises(Stale):
        unlink_adult(reference=case.reference, version=case.version - 1, reason="Wrong.", by=people.duty_worker)
    assert Case.objects.get(pk=case.pk).adult == case.adult


# pages


def test_the_pages_send_and_answer(pair, people, client_for):
    case, older = pair
    desk, worker = client_for(people.duty_worker), client_for(people.practitioner)
    summary = desk.get(f"/cases/{case.reference}/").content.decode()
    assert f"has <a class=\"govuk-link\" href=\"/cases/{older.reference}/\">" in summary
    url = f"/cases/{case.reference}/worker/"
    page = desk.post(url, {"words": "", "version": case.version}).content.decode()
    assert "Write what they must know at once" in page
    page = desk.post(url, {"words": "Bruised again.", "version": case.version}, follow=True).content.decode()
    assert "Sent to Priya Practitioner" in page
    assert "have not answered yet" in desk.get(url).content.decode()
    assert desk.get(url + "answer/").status_code == 404
    assert "whom you work with" in worker.get("/tasks/").content.decode()
    assert "whom you work with" not in desk.get("/tasks/").content.decode()
    page = worker.post(url + "answer/", {"accept": "no", "words": ""}).content.decode()
    assert "Say why you do not take it" in page
    page = worker.post(url + "answer/", {"accept": "yes"}, follow=True).content.decode()
    assert "The case is yours now." in page


def test_the_pages_find_and_unlink(people, client_for):
    case = make_case(people, owner=people.practitioner, stage="triage")
    new = make_case(people, adult=False)
    client = client_for(people.duty_worker)
    born = case.adult.born_on
    search = {
        "name": case.adult.name, "born_on_day": born.day, "born_on_month": born.month, "born_on_year": born.year,
        "postcode": "LU1 9ZZ",
    }  # fmt: skip
    page = client.post(f"/cases/{new.reference}/adult/", search).content.decode()
    assert "same date of birth (+30)" in page
    assert "works with this adult now" in page
    url = f"/cases/{case.reference}/adult/unlink/"
    assert "Say why this is not the adult" in client.post(url, {"version": case.version}).content.decode()
    page = client.post(url, {"version": case.version, "reason": "Other person."}, follow=True).content.decode()
    assert "Other person." in page
    assert client.get(url).status_code == 302
