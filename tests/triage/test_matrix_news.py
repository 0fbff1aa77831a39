"""A new threshold matrix is announced to everybody who rates by it, for five working days, and costs the board no question."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.factories import make_case
from tests.thresholds.test_versions import approve, changed, draft, propose, proposed
from tests.triage.test_board_size import questions
from thresholds import queries
from thresholds.queries import news_for, version_in_force

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2030, 11, 28, 8, 1, tzinfo=UTC)
"""Later than the shipped version was put in force, whenever the tests are run."""


@pytest.fixture(autouse=True)
def fresh_matrix():
    queries.forget()
    yield
    queries.forget()


def begun(people):
    version = approve(proposed(people), people.board_member)
    queries.forget()  # on commit, which a test's transaction never reaches
    return version


def pages(case):
    return [reverse("triage:board"), reverse("triage:tasks"), reverse("triage:rate_concern", args=[case.reference])]


def test_it_stands_on_the_board_the_tasks_and_the_rating_with_a_link_to_what_differs(people, client_for, time_machine):
    time_machine.move_to(THURSDAY, tick=False)
    case, before, client = make_case(people), version_in_force(), client_for(people.duty_worker)
    for page in pages(case):
        assert "New threshold matrix" not in client.get(page).content.decode(), page
    version = begun(people)
    beside = f"{reverse('thresholds:version', args=[version.pk])}?beside={before.pk}"
    for page in pages(case):
        shown = client.get(page).content.decode()
        assert f"{version.name} has been in force since 28 November 2030, 08:01: 1 difference from {before.name}." in shown, page
        assert f'href="{beside}#differs"' in shown, page
    assert client.get(beside).status_code == 200


def test_it_is_announced_for_five_working_days(people, time_machine):
    time_machine.move_to(THURSDAY, tick=False)
    begun(people)
    for day, told in ((datetime(2030, 12, 5, 16, 59, tzinfo=UTC), True), (datetime(2030, 12, 5, 17, 1, tzinfo=UTC), False)):
        time_machine.move_to(day, tick=False)
        assert bool(news_for(people.duty_worker)) is told, day


@pytest.mark.parametrize(("role", "told"), [("practitioner", True), ("head_of_service", True), ("qa_manager", False), ("locality_manager", False)])
def test_it_is_told_to_who_rates(people, role, told):
    begun(people)
    assert bool(news_for(getattr(people, role))) is told


def test_the_newest_is_told_beside_the_one_before_it(people):
    first = begun(people)
    second = propose(draft(people, changed(note="Confirmed.")), people.mash_manager)
    approve(second, people.board_member)
    queries.forget()
    news = news_for(people.duty_worker)
    assert (news.name, news.before, news.many) == (second.name, first, 1)


@pytest.mark.django_db(transaction=True)
def test_the_board_asks_no_more_while_it_is_announced(people, client_for):
    make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    found = []
    for announce in (False, True):
        if announce:
            begun(people)
        client.get("/board/")
        found.append(questions(client)[0])
    assert found[0] == found[1] <= 15
