"""What was let through, as managers see it: counted, with its reasons, and never more than they may see."""

import pytest
from django.urls import reverse

from audit.queries import let_through_figures
from audit.states import Period
from mash.cases.models import Case, LetThrough
from tests.factories import make_case

pytestmark = pytest.mark.django_db
PAGE = reverse("audit:let_through")


@pytest.fixture
def rows(people):
    cases = [make_case(people, stage="triage") for _ in range(2)]
    let = {"page": "cases:add_note", "field": "What happened, or was said", "by": people.duty_worker}
    LetThrough.objects.create(case=cases[0], kind="name", words="Mrs Patel", reason="She is the lodger.", **let)
    LetThrough.objects.create(case=cases[0], kind="term", words="squalor", reason="The landlord's word.", **let)
    LetThrough.objects.create(case=cases[1], kind="name", words="JT", reason="The cat.", **let | {"by": people.practitioner})
    LetThrough.objects.create(case=None, kind="term", words="nutter", reason="As the caller said.", **let)
    return cases


def test_each_is_counted_by_kind_team_and_worker(rows, people):
    figures = let_through_figures(people.qa_manager, Period.MONTH, "", "1")
    assert figures.all.total == 4
    assert dict(figures.all.cells) == {"Name": 2, "Age or gender": 0, "Term": 2, "Copy": 0, "Opinion": 0}
    assert [(row.name, row.total) for row in figures.workers] == [("Dana Duty", 3), ("Priya Practitioner", 1)]
    assert [(row.name, row.total) for row in figures.teams] == [("Adults MASH", 4)]


def test_the_page_shows_words_reasons_and_the_way_to_the_case(rows, people, client_for, django_assert_max_num_queries):
    client = client_for(people.qa_manager)
    client.get(PAGE)
    with django_assert_max_num_queries(15):
        page = client.get(PAGE).content.decode()
    assert "“Mrs Patel”" in page
    assert "She is the lodger." in page
    assert reverse("cases:case", args=[rows[0].reference]) in page
    assert "nutter" in page


def test_one_kind_alone(rows, people, client_for):
    page = client_for(people.qa_manager).get(PAGE, {"kind": "name"}).content.decode()
    assert "“Mrs Patel”" in page
    assert "squalor" not in page


def test_a_hidden_case_is_neither_listed_nor_counted(rows, people, client_for):
    Case.objects.filter(pk=rows[0].pk).update(restricted=True)
    page = client_for(people.qa_manager).get(PAGE).content.decode()
    assert "Mrs Patel" not in page
    assert rows[0].reference not in page
    assert let_through_figures(people.qa_manager, Period.EVER, "", "1").all.total == 2


@pytest.mark.parametrize("who", ["duty_worker", "partner", "board_member", "locality_manager"])
def test_whoever_has_no_overview_of_cases_is_not_told(rows, people, client_for, who):
    assert client_for(getattr(people, who)).get(PAGE).status_code == 403


def test_nothing_let_through_says_so(people, client_for):
    assert b"Nothing was let through" in client_for(people.mash_manager).get(PAGE).content
