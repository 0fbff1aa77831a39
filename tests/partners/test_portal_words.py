"""The portal in plain words: when an answer was due, what each answer means, and questions that fit what is shown."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.states import Nature
from partners.models import Check
from partners.queries import prompts_in_force
from partners.states import Answer

pytestmark = pytest.mark.django_db
LUTON = ZoneInfo("Europe/London")


def words_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())


def portal(client_for, people, due_at):
    Check.objects.update(due_at=due_at)
    return words_of(client_for(people.partner).get(reverse("partners:portal")).content.decode())


def test_what_is_overdue_says_so_once_and_since_when(client_for, check, people):
    due = (timezone.now() - timedelta(days=2, hours=2)).astimezone(LUTON)
    page = portal(client_for, people, due)
    at = f"{due:%A} {due.day} {due:%B}, {int(due.strftime('%I'))}:{due:%M}{due.strftime('%p').lower()}"
    assert f"Overdue by 2 days. Was due {at}" in page
    assert page.lower().count("overdue") == 1
    assert " over " not in page


def test_what_is_not_yet_due_says_by_when(client_for, check, people):
    page = portal(client_for, people, datetime(2031, 3, 5, 13, 11, tzinfo=LUTON))
    assert "Answer due Wednesday 5 March, 1:11pm" in page
    assert "Overdue" not in page


def test_facts_stand_apart(client_for, check, people):
    page = portal(client_for, people, timezone.now())
    assert re.search(r"To decide whether she is safe[^·]* · Asked \w+day \d+ \w+, \d+:\d\d[ap]m", page)


def test_each_cell_of_an_answered_question_names_itself_where_columns_fall_away(client_for, check, people):
    client = client_for(people.partner)
    client.post(reverse("partners:answer_check", args=[check.reference, Answer.NOTHING_HELD]))
    page = client.get(reverse("partners:portal")).content.decode()
    assert "mash-table--stacks" in page
    assert re.findall(r'data-label="([^"]+)"', page) == ["Your answer", "Answered", "State"]
    assert "We hold nothing" in page


def test_what_must_be_chosen_is_named_as_its_choices_are(client_for, check, people):
    url = reverse("partners:answer_check", args=[check.reference, Answer.SHARED])
    page = client_for(people.partner).post(url, {"text": "Four calls"}).content.decode()
    assert "We hold information and can share it" in page
    for nature in Nature:
        assert nature.label.lower() in re.search(r"Say whether this is [^<]+", page)[0].lower()
    assert "hearsay" not in re.sub(r'"[^"]*"', "", page)


def test_no_prompt_speaks_of_an_address_that_is_not_shown():
    assert [prompt for prompts in prompts_in_force().values() for prompt in prompts if "this address" in prompt] == []
