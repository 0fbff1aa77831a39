"""The tool by which the hub rates, tried by anybody: the same answer as the worker's, and nothing kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mash.cases.states import Tri
from mash.trail.models import Event
from tests.thresholds.test_versions import changed
from thresholds.queries import matrix_in_force, version_in_force
from thresholds.rules import Facts, fitted, suggest
from thresholds.services import change_draft, draft_matrix

pytestmark = pytest.mark.django_db
URL = "/thresholds/try/"
FIRST = {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes"}


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


# The same tool, asked by a version that isn't in force


def test_what_a_draft_would_suggest_stands_beside_what_is_in_force(people, client_for):
    data = changed()
    data["types"][0]["indicators"].append({"code": "PHY3f", "level": 3, "words": "A carer boasts of it."})
    data["levels"][1]["actions"] = ["Ask the Board"]
    version = draft_matrix(data=data, by=people.mash_manager)
    url, client = reverse("triage:try_version", args=[version.pk]), client_for(people.board_member)
    answers = {"matrix": f"{version.name} {version.edition}", "types": ["PHY"], "setting": "", **FIRST}
    before = Event.objects.count()
    assert "A carer boasts of it." in client.post(url, answers | {"to": "signs"}).content.decode()
    page = client.post(url, answers | {"to": "decide", "signs_PHY": ["PHY3f"]})
    drafted, running = page.context["both"]
    assert (drafted["suggestion"].level, running["suggestion"].level) == (3, 2)
    assert page.context["unknown"] == ("PHY3f",)
    said_first = {"G1": Tri.YES, "G8": Tri.YES, "G9": Tri.YES}
    assert running["suggestion"] == suggest(matrix_in_force()[1], Facts(types=("PHY",), gates=said_first))
    assert Event.objects.count() == before
    change_draft(version_id=version.pk, edition=1, data=data | {"note": "Changed meanwhile."}, by=people.mash_manager)
    assert "What kind of abuse" in client.post(url, answers | {"to": "decide"}).content.decode()


def test_a_draft_is_tried_by_who_may_read_it(people, client_for):
    url = reverse("triage:try_version", args=[draft_matrix(data=changed(), by=people.mash_manager).pk])
    for role, status in {"mash_manager": 200, "qa_manager": 200, "duty_worker": 404, "partner": 404}.items():
        assert client_for(getattr(people, role)).get(url).status_code == status, role
    assert client_for().get(url).status_code == 302
    published = reverse("triage:try_version", args=[version_in_force().pk])
    assert [client_for(who).get(published).status_code for who in (people.board_member, people.duty_worker)] == [200, 404]


def test_answers_to_one_version_as_another_knows_them():
    matrix = matrix_in_force()[1]
    facts = Facts(types=("PHY", "XX"), indicators=("PHY3a", "XX1a"), gates={"G1": Tri.YES, "G0": Tri.YES}, lifts=("L1", "L0"), setting="moon")
    known, unknown = fitted(matrix, facts)
    assert unknown == ("XX", "XX1a", "G0", "L0", "moon")
    assert known == Facts(types=("PHY",), indicators=("PHY3a",), gates={"G1": Tri.YES}, lifts=("L1",))
    assert fitted(matrix, known) == (known, ())
