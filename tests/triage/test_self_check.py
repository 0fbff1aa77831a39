"""The tool by which the hub rates, tried by anybody: the same answer as the worker's, and nothing kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mash.cases.states import Tri
from mash.trail.models import Event
from thresholds.queries import matrix_in_force
from thresholds.rules import Facts, suggest

pytestmark = pytest.mark.django_db
URL = "/thresholds/try/"
FIRST = {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes"}


def ask(client, to, **answers):
    return client.post(URL, {"matrix": matrix_in_force()[0], "to": to, "types": ["PHY"], "setting": "", **FIRST, **answers})


@pytest.mark.parametrize("who", [None, "partner", "duty_worker"])
def test_whoever_tries_it_gets_the_suggestion_with_its_reasons_and_is_asked_for_no_decision(people, client_for, who):
    client = client_for(getattr(people, who) if who else None)
    begun = client.get(URL).content.decode()
    assert "What kind of abuse or neglect may this be?" in begun
    assert "None" not in begun
    assert "Is all of this true?" in ask(client, "signs").content.decode()
    gates = {f"gate_{gate.code}": Tri.YES for gate in matrix_in_force()[1].gates}
    answer = ask(client, "decide", **gates, signs_PHY=["PHY2a"])
    matrix = matrix_in_force()[1]
    facts = Facts(types=("PHY",), indicators=("PHY2a",), gates=dict.fromkeys([gate.code for gate in matrix.gates], Tri.YES))
    assert answer.context["suggestion"] == suggest(matrix, facts)
    page = answer.content.decode()
    assert "Small marks keep appearing" in page
    assert "Record the rating" not in page
    assert f'href="{reverse("referrals:start")}"' in page


def test_it_keeps_nothing(client_for):
    client = client_for()
    before = Event.objects.count()
    with CaptureQueriesContext(connection) as asked:
        client.get(URL)
        ask(client, "signs")
        ask(client, "decide", signs_PHY=["PHY3a"])
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    assert (Event.objects.count(), "sessionid" in client.cookies) == (before, False)


def test_what_is_missing_is_asked_for_and_what_was_chosen_stays(client_for):
    client = client_for()
    page = client.post(URL, {"matrix": matrix_in_force()[0], "to": "signs", "setting": "", "facts": ["death"]}).content.decode()
    assert "Choose at least one kind" in page
    assert "checked" in page.split('value="death"')[1][:60]
    back = ask(client, "facts", signs_PHY=["PHY2a"]).content.decode()
    assert "checked" in back.split('value="PHY"')[1][:60]
    assert '<input type="hidden" name="signs_PHY" value="PHY2a">' in back


def test_answers_to_another_version_are_looked_at_again(client_for):
    page = client_for().post(URL, {"matrix": "2025-9", "to": "decide", "types": ["PHY"], "setting": ""}).content.decode()
    assert "What kind of abuse or neglect may this be?" in page
    assert "checked" in page.split('value="PHY"')[1][:60]
