"""The pages of disputes: raising, answering, taking up, and what waits for whom."""

import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mash.accounts.roles import Role
from mash.cases.dispute_states import DisputeOutcome, DisputeSays, DisputeState
from mash.cases.models import Case, Dispute, Draft
from tests.cases.disputed import NOT_MADE, another, answered, disputed, said
from tests.factories import make_case

pytestmark = pytest.mark.django_db
RAISED = {
    "about": "decision-1", "why": "The three falls were not weighed.", "sought": "Rate it Red.", "safety_at_stake": "no",
    "meanwhile": "Her daughter stays with her.", "adults_view": "She wants it to stop.",
}  # fmt: skip
ANSWER = {"seen": 0, "outcome": "upheld", "words": "You are right about the falls.", "changes": "I rate it anew today."}
MOST = 15


@pytest.fixture
def case(people):
    return make_case(people, stage="triage")


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def url(name, case, dispute=None):
    return reverse(f"cases:{name}", args=[case.reference, *([dispute.reference] if dispute else [])])


def questions(client, address):
    client.get(address)
    with CaptureQueriesContext(connections["default"]) as asked, CaptureQueriesContext(connections["trail"]) as recorded:
        assert client.get(address).status_code == 200
    return len(asked) + len(recorded)


def test_somebody_disputes_the_decision_whose_page_they_read(case, people, client_for):
    client = client_for(people.practitioner)
    page = client.get(reverse("cases:decision", args=[case.reference, 1]))
    assert f"{url('raise_dispute', case)}?decision=1" in page.content.decode()
    form = client.get(url("raise_dispute", case), {"decision": 1}).context["form"]
    assert form["about"].value() == "decision-1"
    assert client.get(url("raise_dispute", case)).context["form"]["about"].value() is None
    done = client.post(url("raise_dispute", case), RAISED, follow=True)
    assert "It is with the MASH Manager" in words(done)
    assert case.disputes.get().raised_by == people.practitioner


@pytest.mark.parametrize(
    ("changed", "message"),
    [({"about": ""}, "Choose what you disagree with"), ({"meanwhile": ""}, "Say what keeps the adult safe"),
     ({"adults_view": ""}, "Say what the adult thinks of it"), ({"about": "not_decided"}, "Say which decision has not been made"),
     ({"safety_at_stake": ""}, "Choose whether somebody’s safety is at stake"), ({"about": "decision-9"}, "Choose one of the answers given")],
)  # fmt: skip
def test_what_is_missing_is_said_and_the_words_stay(case, people, client_for, changed, message):
    page = client_for(people.practitioner).post(url("raise_dispute", case), RAISED | changed)
    assert message in words(page)
    assert "The three falls were not weighed." in page.content.decode()
    assert not case.disputes.exists()


def test_the_manager_answers_and_the_worker_accepts(case, people, client_for):
    dispute = disputed(case, people.practitioner)
    manager, worker = client_for(people.mash_manager), client_for(people.practitioner)
    assert url("answer_dispute", case, dispute) in manager.get(reverse("triage:tasks")).content.decode()
    assert manager.post(url("answer_dispute", case, dispute), ANSWER).status_code == 302
    seen = words(worker.get(url("disputes", case)))
    assert "You are right about the falls." in seen
    assert "Nothing has been decided anew yet" in seen
    worker.post(url("respond_to_dispute", case, dispute), {"seen": 1, "says": "accepts", "words": "Thank you."})
    assert Dispute.objects.get().state == DisputeState.ACCEPTED


def test_what_was_decided_after_an_upheld_dispute_is_linked(case, people, client_for):
    from mash.cases.states import Rag
    from tests.factories import rated

    answered(disputed(case, people.practitioner), people.mash_manager, DisputeOutcome.UPHELD)
    rated(Case.objects.get(pk=case.pk), Rag.RED, people.duty_worker, enquiry=True)
    seen = words(client_for(people.practitioner).get(url("disputes", case)))
    assert "Decided after that: 2. RAG rating: Red" in seen


def test_nothing_is_asked_for_anew_once_the_last_answer_changes_nothing(case, people, client_for):
    dispute = answered(disputed(case, people.practitioner), people.mash_manager, DisputeOutcome.PARTLY)
    shown = lambda: words(client_for(people.practitioner).get(url("disputes", case)))  # noqa: E731
    assert "Nothing has been decided anew yet" in shown()
    said(dispute, people.practitioner, DisputeSays.TAKES_UP)
    answered(dispute, people.head_of_service, DisputeOutcome.NOT_UPHELD)
    assert "Nothing has been decided anew yet" not in shown()


def test_an_answer_without_its_parts_comes_back(case, people, client_for):
    dispute = disputed(case, people.practitioner)
    page = client_for(people.mash_manager).post(url("answer_dispute", case, dispute), ANSWER | {"changes": ""})
    assert "Say what changes, and who sees to it" in words(page)
    assert "You are right about the falls." in page.content.decode()


def test_whoever_comes_second_reads_the_first_answer_and_keeps_their_words(case, people, client_for):
    other = another(people, Role.MASH_MANAGER, "second")
    dispute = disputed(case, people.practitioner)
    answered(dispute, other)
    page = client_for(people.mash_manager).post(url("answer_dispute", case, dispute), ANSWER)
    assert "Somebody has dealt with this dispute meanwhile" in words(page)
    assert "It was weighed under impact." in words(page)
    assert "You are right about the falls." in page.content.decode()
    assert dispute.moves.count() == 1


def test_nobody_finds_a_page_to_answer_their_own(case, people, client_for):
    dispute = disputed(case, people.mash_manager)
    client = client_for(people.mash_manager)
    assert client.get(url("answer_dispute", case, dispute)).status_code == 404
    assert client.post(url("answer_dispute", case, dispute), ANSWER).status_code == 404
    assert "nobody decides a dispute of their own" in words(client.get(url("disputes", case)))
    assert client_for(people.head_of_service).get(url("answer_dispute", case, dispute)).status_code == 200


def test_after_the_last_answer_it_says_what_else_there_is(case, people, client_for):
    dispute = answered(disputed(case, people.mash_manager), people.head_of_service)
    page = client_for(people.mash_manager).get(url("respond_to_dispute", case, dispute))
    assert "Ombudsman" in words(page)
    assert [value for value, _ in page.context["form"].fields["says"].choices] == [DisputeSays.ACCEPTS, DisputeSays.DISAGREES]


def test_a_referrers_words_are_taken_up(case, people, client_for):
    report = case.referrals.get().reference
    client = client_for(people.mash_manager)
    page = client.get(url("raise_dispute", case), {"report": report})
    assert "You take this up for them" in words(page)
    client.post(url("raise_dispute", case), RAISED | {"source": report})
    assert (case.disputes.get().for_referrer, case.disputes.get().level) == (True, 1)


def test_a_form_that_was_left_is_kept(case, people, client_for):
    from tests.cases.pages_with_forms import read, save

    client, path = client_for(people.practitioner), url("raise_dispute", case)
    opened = read(client.get(path).content)
    assert save(client, case.reference, path, opened, {"why": ["Half a thought"]}).status_code == 200
    assert Draft.objects.get().owner == people.practitioner
    assert "Half a thought" in client.get(path).content.decode()


@pytest.mark.parametrize("name", ["disputes", "raise_dispute", "answer_dispute", "respond_to_dispute"])
def test_a_stranger_and_a_restricted_case_find_nothing(case, people, client_for, name):
    dispute = disputed(case, people.practitioner)
    address = url(name, case, dispute if "_to_" in name or "answer" in name else None)
    assert client_for(people.locality_manager).get(address).status_code in (403, 404)
    assert client_for(people.partner).get(address).status_code in (403, 404)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert client_for(people.mash_manager).get(address).status_code == 404


def test_a_restricted_dispute_is_not_counted(case, people, client_for):
    disputed(case, people.practitioner)
    client = client_for(people.mash_manager)
    assert len(client.get(reverse("cases:my_disputes")).context["rows"]) == 1
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert client.get(reverse("cases:my_disputes")).context["rows"] == []
    assert client.get(reverse("triage:board")).context["waiting"] == {"tasks": 0, "disputes": 0}


def test_the_board_counts_what_opens(people, client_for):
    for _ in range(3):
        disputed(make_case(people, stage="triage"), people.practitioner)
    answered(Dispute.objects.first(), people.mash_manager)
    disputed(make_case(people, stage="triage"), people.mash_manager)
    for person, count in ((people.mash_manager, 2), (people.head_of_service, 1), (people.practitioner, 1), (people.duty_worker, 0)):
        client = client_for(person)
        assert client.get(reverse("triage:board")).context["waiting"]["disputes"] == count
        assert len(client.get(reverse("cases:my_disputes")).context["rows"]) == count
    assert len(client_for(people.practitioner).get(reverse("cases:my_disputes"), {"show": "raised"}).context["rows"]) == 3


def test_the_row_and_the_head_of_a_case_are_marked_until_it_is_over(case, people, client_for):
    client, mark = client_for(people.duty_worker), "mash-board__mark--dispute"
    board, page = reverse("triage:board"), reverse("cases:case", args=[case.reference])
    assert mark not in client.get(board).content.decode() + client.get(page).content.decode()
    dispute = answered(disputed(case, people.practitioner), people.mash_manager)
    for address in (board, page):
        assert mark in client.get(address).content.decode()
    said(dispute, people.practitioner, DisputeSays.ACCEPTS)
    for address in (board, page):
        assert mark not in client.get(address).content.decode()


@pytest.mark.parametrize("facts", [{"is_organisation": True}, {"position_of_trust": True}])
def test_a_conflict_of_interest_is_marked(case, people, client_for, facts):
    client, mark = client_for(people.duty_worker), "Conflict of interest: check who may lead"
    board, page = reverse("triage:board"), reverse("cases:case", args=[case.reference])
    source = case.sources_of_harm.create(name="Sidney Example", recorded_by=people.duty_worker)
    assert mark not in client.get(board).content.decode() + client.get(page).content.decode()
    type(source).objects.filter(pk=source.pk).update(**facts)
    recorded = reverse("enquiries:enquiry", args=[case.reference])
    for address in (board, page):
        shown = client.get(address).content.decode()
        assert mark in shown
        assert f'href="{recorded}#sources"' in shown
    where = client.get(recorded).content.decode()
    assert 'id="sources"' in where
    assert "nobody who works for them may lead" in where


def test_many_disputes_ask_no_more_questions(case, people, client_for):
    manager = client_for(people.mash_manager)
    found = []
    for each in (people.practitioner, people.duty_worker):
        answered(disputed(case, each), people.mash_manager, DisputeOutcome.UPHELD)
        disputed(case, each, **NOT_MADE)
        found.append([questions(manager, url("disputes", case)), questions(manager, reverse("cases:my_disputes"))])
    assert found[0] == found[1]
    assert max(found[0]) <= MOST
    dispute = case.disputes.filter(state="raised").first()
    assert questions(manager, url("answer_dispute", case, dispute)) <= MOST + 3
    assert questions(manager, url("raise_dispute", case)) <= MOST
