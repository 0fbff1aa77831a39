"""What a partner types into an answer is kept while it is typed, for whoever types it alone."""

import pytest
from django.urls import reverse

from partners.models import Check
from partners.states import Answer
from tests.cases.pages_with_forms import other_answers, read, save_here

pytestmark = pytest.mark.django_db
HELD = {"text": ["Officers came twice.\nNobody was charged."], "nature": ["fact"]}


@pytest.fixture
def page(check):
    return reverse("partners:answer_check", args=[check.reference, Answer.SHARED])


def typed(client, page, answers=HELD):
    opened = read(client.get(page).content)
    assert save_here(client, opened, answers).status_code == 200
    return opened


@pytest.mark.parametrize("answer", [Answer.SHARED, Answer.CANNOT_SHARE, Answer.NOT_OURS, Answer.RING_ME])
def test_every_answer_comes_back_on_another_device(client_for, check, people, answer):
    page = reverse("partners:answer_check", args=[check.reference, answer])
    opened = read(client_for(people.partner).get(page).content)
    said = other_answers(opened)
    assert said, "there is something to answer"
    typed(client_for(people.partner), page, said)
    again = client_for(people.partner).get(page)
    assert {name: read(again.content).answers[name] for name in said} == said
    assert "You started this on" in again.content.decode()


def test_the_question_leads_back_to_it_until_it_is_sent(client_for, check, people, page):
    client, question = client_for(people.partner), reverse("partners:portal_check", args=[check.reference])
    opened = typed(client, page)
    assert f'href="{page}">Go on with what you began' in client.get(question).content.decode()
    sent = {name: values[0] for name, values in HELD.items()} | {"draft_seen": opened.frame["data-seen"], "draft_load": "0" * 32}
    assert client.post(page, sent).status_code == 302
    assert Check.objects.get().answer_text == HELD["text"][0]
    assert "Go on with what you began" not in client.get(question).content.decode()
    assert save_here(client, opened, HELD, load="0" * 32).json() == {"at": ""}


def test_a_colleague_at_the_same_agency_sees_nothing_of_it(client_for, check, people, page):
    typed(client_for(people.partner), page)
    colleague = client_for(people.partner_manager)
    assert read(colleague.get(page).content).answers["text"] == [""]
    assert "Go on with" not in colleague.get(reverse("partners:portal_check", args=[check.reference])).content.decode()
    assert read(client_for(people.partner).get(page).content).answers["text"] == HELD["text"]


def test_what_was_answered_meanwhile_by_a_colleague_leads_nowhere(client_for, check, people, page):
    typed(client_for(people.partner), page)
    client_for(people.partner_manager).post(reverse("partners:answer_check", args=[check.reference, Answer.NOTHING_HELD]))
    assert "Go on with" not in client_for(people.partner).get(reverse("partners:portal_check", args=[check.reference])).content.decode()
