"""Whoever asked for a lower rating, or proposed a version of the matrix, is told what was answered, and nobody else is."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from mash.accounts.models import User
from mash.accounts.roles import MAY, Permission, Role
from mash.cases.models import Case, WorkItem
from mash.cases.services.work_items import answer_work_item
from mash.cases.states import Rag, WorkKind
from mash.cases.work_items import work_items_for
from mash.outbox.models import Message
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.factories import make_case
from tests.thresholds.test_versions import approve, proposed
from tests.triage.test_rating import below_the_rule, rate
from thresholds import queries
from thresholds.services import send_back_matrix, withdraw_matrix
from triage.queries import ratings_in_words
from triage.services import confirm_rating

pytestmark = pytest.mark.django_db
WHY = "She has nobody to look in on her at night."


@pytest.fixture(autouse=True)
def fresh_matrix():
    queries.forget()
    yield
    queries.forget()


def asked(people):
    return rate(make_case(people), people.duty_worker, Rag.GREEN, suggested=Rag.AMBER, senior=people.mash_manager)


def answer(case, by, *, agrees, words=WHY):
    confirm_rating(reference=case.reference, version=case.version, agrees=agrees, words=words, would_change="Another report.", by=by)
    return Case.objects.get(pk=case.pk)


def told(kind=WorkKind.RATING_ANSWERED):
    return WorkItem.objects.filter(kind=kind)


@pytest.mark.parametrize(("agrees", "came"), [(True, "agreed"), (False, "refused")])
def test_who_asked_is_told_and_reads_it_off_their_list(people, client_for, agrees, came):
    case = answer(asked(people), people.mash_manager, agrees=agrees)
    item, client = told().get(), client_for(people.duty_worker)
    assert item.owner == people.duty_worker
    assert item.question == f"Green for {case.reference} was {came} by Morgan Manager: {WHY}"
    page = client.get("/tasks/").content.decode()
    assert "For you to read" in page
    assert item.question in page
    rating_tab = reverse("triage:rate_concern", args=[case.reference])
    assert f'href="{rating_tab}"' in page
    shown = client.get(rating_tab).content.decode()
    assert f"<strong>Green was asked for, and {came}</strong> by Morgan Manager" in shown
    assert WHY in shown
    assert client.post("/tasks/answer/", {"task": item.pk, "answer": "Read."}, follow=True).redirect_chain == [("/tasks/", 302)]
    assert item not in work_items_for(people.duty_worker)
    verbs = Event.objects.filter(chain=f"case:{case.reference}").order_by("-seq").values_list("verb", flat=True)
    assert list(verbs[:2]) == [Verb.WORK_ITEM_ANSWERED, Verb.CONCERN_RATED if agrees else Verb.WORK_ITEM_ANSWERED]


def test_it_is_told_to_nobody_else_and_taken_by_nobody_else(people, client_for):
    case = answer(asked(people), people.mash_manager, agrees=False)
    item, colleague = told().get(), people.practitioner
    assert item not in work_items_for(colleague)
    assert WHY not in client_for(colleague).get("/tasks/").content.decode()
    with pytest.raises(Http404):
        answer_work_item(work_item_id=item.pk, answer="Read.", by=colleague)
    assert Event.objects.using("trail").filter(verb=Verb.REFUSED, subject=case.reference).exists()
    assert not Message.objects.filter(body__icontains="at night").exists()
    answer_work_item(work_item_id=item.pk, answer="Read.", by=people.duty_worker)


def test_a_case_that_has_become_restricted_tells_only_who_may_still_see_it(people, client_for):
    case = answer(asked(people), people.mash_manager, agrees=False)
    item, client = told().get(), client_for(people.duty_worker)
    assert item in work_items_for(people.duty_worker)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert item not in work_items_for(people.duty_worker)
    page = client.get("/tasks/").content.decode()
    assert case.reference not in page
    assert "Nothing waits for your answer." in page
    assert client.post("/tasks/answer/", {"task": item.pk, "answer": "Read."}).status_code == 404


def test_a_long_reason_ends_in_dots_and_stands_whole_on_the_rating(people, client_for):
    words = "Nobody looks in on her. " * 40
    case = answer(asked(people), people.mash_manager, agrees=False, words=words.strip())
    question = told().get().question
    assert len(question) <= 300
    assert question.endswith(" …")
    assert words.strip() in client_for(people.duty_worker).get(reverse("triage:rate_concern", args=[case.reference])).content.decode()


def test_the_way_to_triage_is_named(people):
    case = answer(below_the_rule(people, senior=people.mash_manager), people.mash_manager, agrees=True)
    assert told().get().question.startswith(f"Amber with the way to triage for {case.reference} was agreed by ")


def test_what_a_new_rating_overtook_was_neither_agreed_nor_refused(people):
    case = rate(asked(people), people.duty_worker, Rag.RED)
    assert not told().exists()
    assert [getattr(each, "came", "") for each in ratings_in_words(case)] == ["", "overtaken"]


def test_without_its_note_nothing_is_answered(people, monkeypatch):
    """One transaction: an answer of which nobody is told does not happen."""
    case = asked(people)
    monkeypatch.setattr("triage.services.confirming.tell_who_asked", boom)
    with pytest.raises(RuntimeError):
        answer(case, people.mash_manager, agrees=True)
    assert Case.objects.get(pk=case.pk).rag == Rag.AMBER


def boom(*_, **__):
    raise RuntimeError


def test_who_has_become_a_senior_and_answers_themselves_is_not_told(people, monkeypatch):
    case = asked(people)
    monkeypatch.setitem(MAY, Role.DUTY_WORKER, MAY[Role.DUTY_WORKER] | {Permission.RATE_LOWER})
    answer(case, User.objects.get(pk=people.duty_worker.pk), agrees=True)
    assert not told().exists()


# A version of the matrix


def of_version():
    return told(WorkKind.CHANGE_ANSWERED)


def test_who_proposed_a_version_is_told_that_it_was_sent_back_and_why(people, client_for):
    version = proposed(people)
    send_back_matrix(version_id=version.pk, why="Too strict for care homes.", by=people.board_member)
    item = of_version().get()
    assert (item.owner, item.case) == (people.mash_manager, None)
    assert item.question == f"{people.board_member.name} sent back threshold matrix {version}: Too strict for care homes."
    client = client_for(people.mash_manager)
    page = client.get("/tasks/").content.decode()
    assert item.question in page
    assert f'href="{reverse("thresholds:version", args=[version.pk])}"' in page
    assert item not in work_items_for(people.head_of_service)
    client.post("/tasks/answer/", {"task": item.pk, "answer": "Read."})
    assert item.question not in client.get("/tasks/").content.decode()


def test_who_proposed_a_version_is_told_that_it_was_approved_and_from_when(people):
    version = approve(proposed(people), people.board_member)
    assert of_version().get().question == f"{people.board_member.name} approved threshold matrix {version}. The change is in force."


def test_what_is_withdrawn_tells_nobody(people):
    withdraw_matrix(version_id=proposed(people).pk, by=people.mash_manager)
    assert not of_version().exists()


def test_who_may_not_answer_tells_nobody(people):
    version = proposed(people)
    with pytest.raises(PermissionDenied):
        approve(version, people.head_of_service)
    assert not of_version().exists()


def test_what_stands_and_why_is_said_while_a_lower_rating_waits(people, client_for):
    case, client = asked(people), client_for(people.duty_worker)

    def said():
        board = " ".join(client.get("/board/").content.decode().split())
        return f"Until {people.mash_manager} answers; {people.duty_worker} chose Green" in board, f"by {people.duty_worker}" in board, case.steps.get(name="rating").words

    assert said() == (True, False, "Amber until a senior answers: Green asked for")
    answer(case, people.mash_manager, agrees=False)
    assert said() == (False, False, "Rated Amber: the suggested rating stays")
