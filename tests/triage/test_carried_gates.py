"""A gate that repeats an opening question: read there, answered there, shown as carried, and not asked again."""

from copy import deepcopy

import pytest
from django.http import QueryDict
from django.urls import reverse

from mash.cases.states import Tri
from tests.factories import make_case
from tests.thresholds.test_rules import DATA, GATES, MATRIX
from thresholds.matrix import ASKED_FIRST, read
from triage.forms import FactsForm, SignsForm, read_facts
from triage.forms.rating import ASKED
from triage.states import Factor

FIRST = {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes"}
STILL_ASKED = [code for code in GATES if code not in ("G1", "G8", "G9")]


def answered(matrix=MATRIX, **first):
    """Both steps, every gate that is asked answered with yes."""
    data = QueryDict(mutable=True)
    data.update({"version": "1", "types": "NEG", "setting": "", **FIRST, **first, **{f"gate_{code}": "yes" for code in GATES}})
    facts = FactsForm(data, matrix=matrix)
    assert facts.is_valid(), facts.errors
    signs = SignsForm(data, matrix=matrix, first=facts)
    assert signs.is_valid(), signs.errors
    return signs, read_facts(facts, signs)


def asked(form):
    return [field.name.removeprefix("gate_") for field in form.gates()]


def test_what_is_asked_first_is_what_a_gate_may_name():
    assert tuple(ASKED.values()) == tuple(ASKED_FIRST)
    assert [FactsForm(matrix=read(DATA)).fields[name].label for name in ASKED] == list(ASKED_FIRST.values())


@pytest.mark.parametrize(
    ("first", "gate", "true"),
    [
        ({}, "G1", Tri.YES), ({"safe_now": "no"}, "G1", Tri.NO), ({"safe_now": "dont_know"}, "G1", Tri.DONT_KNOW),
        ({}, "G8", Tri.YES), ({"possible_crime": "yes"}, "G8", Tri.NO), ({"possible_crime": "dont_know"}, "G8", Tri.DONT_KNOW),
        ({}, "G9", Tri.YES), ({"wishes": "no"}, "G9", Tri.NO), ({"wishes": "dont_know"}, "G9", Tri.DONT_KNOW),
    ],
)  # fmt: skip
def test_the_answer_given_first_is_the_answer_of_the_gate_whatever_a_browser_sends_for_it(first, gate, true):
    signs, facts = answered(**first)
    assert asked(signs) == STILL_ASKED
    assert facts.gates == dict.fromkeys(GATES, Tri.YES) | {gate: true}


def test_a_version_without_it_asks_every_gate():
    data = deepcopy(DATA)
    for gate in data["gates"]:
        gate.pop("asked_first", None)
    signs, facts = answered(read(data), safe_now="dont_know")
    assert (asked(signs), signs.carried, facts.gates["G1"]) == (GATES, [], Tri.YES)
    assert FactsForm(matrix=read(data)).fields["safe_now"].help_text == ""


@pytest.mark.django_db
def test_the_question_says_what_else_it_answers_and_the_gates_show_it_as_said(people, client_for):
    case, client = make_case(people), client_for(people.duty_worker)
    url = reverse("triage:rate_concern", args=[case.reference])
    first = client.get(url).content.decode()
    assert "“Yes” also says: We know how the adult is, and they are safe now." in first
    assert "“No” also says: Nothing suggests a crime, coercion, fear or an attempt to hide it." in first
    sent = {"version": case.version, **FIRST, "possible_crime": "dont_know", "types": ["NEG"]}
    second = client.post(url, sent | {"to": "signs"}, follow=True).content.decode()
    assert 'name="gate_G2"' in second
    assert 'name="gate_G1"' not in second
    assert 'We know how the adult is, and they are safe now. <strong>Yes</strong>' in second
    assert 'you answered “Is the adult safe now?” with “Yes”' in second
    assert 'an attempt to hide it. <strong>Don&#x27;t know</strong>' in second
    told = {f"factor_{factor}": "no_concern" for factor in Factor} | {f"gate_{code}": "yes" for code in STILL_ASKED}
    last = client.post(url, sent | told | {"signs_NEG": ["NEG1a"], "to": "decide"}, follow=True)
    assert last.context["suggestion"].level == 2
    assert [reason.code for reason in last.context["gates"]] == ["G8"]
    last = client.post(url, sent | told | {"possible_crime": "no", "signs_NEG": ["NEG1a"], "to": "decide"}, follow=True)
    assert last.context["suggestion"].level == 1


@pytest.mark.django_db
def test_a_gate_that_speaks_against_what_was_ticked_says_so(people, client_for):
    """Somebody in a position of trust may be responsible, and it may be an honest mistake all the same: that is asked, with both in view."""
    case = make_case(people)
    url, sent = reverse("triage:rate_concern", args=[case.reference]), {"version": case.version, **FIRST, "types": ["NEG"], "to": "signs"}
    warned = "You said: “Somebody in a position of trust may be responsible”."
    assert warned in client_for(people.duty_worker).post(url, sent | {"facts": ["position_of_trust"]}, follow=True).content.decode()
    assert warned not in client_for(people.practitioner).post(url, sent, follow=True).content.decode()
