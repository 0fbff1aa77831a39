"""Needs stand side by side, and several that nobody meets ask for one response of all services."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mash.cases.adult_rules import NeedSaid, Part, ResponseSaid, left_out, need_problems, response_problem, unmet
from mash.cases.adult_states import Met, NeedKind, NeedState
from mash.cases.models import Case, Need, SystemResponse
from mash.cases.services import needs
from mash.cases.services.locking import Stale
from mash.cases.services.needs import (
    ResponseRefused,
    look_at_response,
    newest,
    record_need,
    record_response,
    sweep_responses,
)
from mash.cases.states import Clock, Nature, WorkKind
from mash.cases.work_items import work_items_for
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.factories import make_case

pytestmark = pytest.mark.django_db
HOUSING, MONEY, MENTAL = NeedKind.HOUSING, NeedKind.MONEY, NeedKind.MENTAL
TODAY = timezone.localdate()
NEXT = TODAY + timedelta(days=14)


def need(kind, state=NeedState.NEED, met=Met.NO, **more):
    words = {"words": "The flat has no heating.", "source": "The adult", "nature": Nature.FACT, "helped_by": "", "contact": ""}
    return NeedSaid(kind=kind, state=state, met=met, **words | more)


def keep(case, kind, by, **more):
    return record_need(reference=case.reference, said=need(kind, **more), seen=newest(case.needs.filter(kind=kind)), by=by)


def plan(*kinds, look_on=NEXT):
    parts = tuple(Part(kind, "Saxon Brook Homes", "Mends the boiler", NEXT) for kind in kinds)
    return ResponseSaid("Luton Council", "Priya Practitioner", "He wants to stay in his flat.", look_on, parts)


def respond(case, by, *kinds, **more):
    return record_response(reference=case.reference, said=plan(*kinds, **more), seen=newest(case.system_responses), by=by)


def look(case, row, by, next_on=None, seen=None):
    seen = newest(row.looks) if seen is None else seen
    return look_at_response(reference=case.reference, response_id=row.pk, seen=seen, words="Each did its part.", next_on=next_on, by=by)


def asked(case, kind=WorkKind.RESPONSE_OWED):
    return case.work_items.filter(kind=kind, answered_at__isnull=True)


def two_needs(people, **more):
    case = make_case(people, stage="triage", **more)
    keep(case, HOUSING, people.duty_worker)
    keep(case, MONEY, people.duty_worker)
    return case


def verbs(case, verb):
    return Event.objects.filter(chain=f"case:{case.reference}", verb=verb).count()


# rules


@pytest.mark.parametrize(
    ("state", "met", "open_"),
    [(NeedState.NEED, Met.NO, True), (NeedState.NEED, Met.PARTLY, True), (NeedState.NEED, Met.DONT_KNOW, True), (NeedState.NEED, Met.YES, False),
     (NeedState.NONE, None, False), (NeedState.UNCLEAR, None, False)],
)  # fmt: skip
def test_a_need_is_unmet_unless_it_is_known_to_be_met(state, met, open_):
    assert unmet({HOUSING: (state, met)}) == ([HOUSING] if open_ else [])


def test_one_need_asks_for_no_response_and_two_do():
    assert left_out([HOUSING], None) == []
    assert left_out([HOUSING, MONEY], None) == [HOUSING, MONEY]
    assert left_out([HOUSING, MONEY], [HOUSING]) == [MONEY]
    assert left_out([HOUSING, MONEY], [MONEY, HOUSING]) == []


def test_a_need_is_never_only_a_name():
    assert need_problems(need(HOUSING)) == {}
    assert need_problems(need(HOUSING, words="", met=None)).keys() == {"words", "met"}
    assert need_problems(need(HOUSING, met=Met.YES)).keys() == {"helped_by"}
    assert need_problems(need(HOUSING, met=Met.YES, helped_by="Saxon Brook Homes")) == {}
    assert need_problems(need(HOUSING, state=NeedState.UNCLEAR, words="", met=None)).keys() == {"words"}
    assert need_problems(need(HOUSING, state=NeedState.NONE, words="", met=None)) == {}


def test_a_response_names_every_need_and_a_day_to_come():
    assert response_problem(plan(HOUSING, MONEY), [HOUSING, MONEY], TODAY) == ""
    assert "Money" in response_problem(plan(HOUSING), [HOUSING, MONEY], TODAY)
    assert "day after today" in response_problem(plan(HOUSING, look_on=TODAY), [HOUSING], TODAY)
    assert "Record the needs" in response_problem(plan(), [], TODAY)


# services


def test_each_answer_stands_beside_those_before(people):
    case = make_case(people, stage="triage")
    keep(case, HOUSING, people.duty_worker)
    keep(case, HOUSING, people.practitioner, met=Met.YES, helped_by="Saxon Brook Homes")
    assert [(row.met, row.recorded_by) for row in case.needs.all()] == [("yes", people.practitioner), ("no", people.duty_worker)]
    assert verbs(case, Verb.NEED_RECORDED) == 2
    for change in (case.needs.update, lambda **_: case.needs.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(words="There is none.")


def test_whoever_did_not_see_the_last_answer_is_told(people):
    case = make_case(people, stage="triage")
    keep(case, HOUSING, people.duty_worker)
    with pytest.raises(Stale):
        record_need(reference=case.reference, said=need(HOUSING, met=Met.YES, helped_by="X"), seen=0, by=people.practitioner)
    assert case.needs.count() == 1


def test_from_the_second_unmet_need_on_somebody_is_asked_once_who_leads(people):
    case = make_case(people, stage="triage", owner=people.practitioner)
    keep(case, HOUSING, people.duty_worker)
    assert not asked(case)
    keep(case, MONEY, people.duty_worker)
    keep(case, MENTAL, people.duty_worker)
    item = asked(case).get()
    assert item.owner == people.practitioner
    assert item in work_items_for(people.duty_worker)


def test_a_need_that_is_met_takes_the_question_back(people):
    case = two_needs(people)
    keep(case, MONEY, people.duty_worker, met=Met.YES, helped_by="Invented Advice")
    assert not asked(case)


def test_a_response_answers_the_question_and_a_new_need_asks_it_again(people):
    case = two_needs(people)
    row = respond(case, people.duty_worker, HOUSING, MONEY)
    assert not asked(case)
    assert [part.need for part in row.parts.all()] == ["housing", "money"]
    assert verbs(case, Verb.RESPONSE_RECORDED) == 1
    keep(case, MENTAL, people.duty_worker)
    assert asked(case).count() == 1


def test_a_response_that_leaves_a_need_out_is_refused(people):
    case = two_needs(people)
    with pytest.raises(ResponseRefused, match="Money"):
        respond(case, people.duty_worker, HOUSING)
    assert asked(case).exists()


def test_another_response_takes_the_place_of_the_one_before(people):
    case = two_needs(people)
    first = respond(case, people.duty_worker, HOUSING, MONEY)
    second = respond(case, people.practitioner, HOUSING, MONEY)
    first.refresh_from_db()
    assert (first.ended_at is not None, second.ended_at) == (True, None)
    with pytest.raises(Stale):
        record_response(reference=case.reference, said=plan(HOUSING, MONEY), seen=first.pk, by=people.duty_worker)


def due(row):
    SystemResponse.objects.filter(pk=row.pk).update(look_on=TODAY)


def test_on_its_day_somebody_is_asked_once_and_a_clock_runs(people):
    case = two_needs(people)
    row = respond(case, people.duty_worker, HOUSING, MONEY)
    assert sweep_responses() == 0
    due(row)
    assert (sweep_responses(), sweep_responses()) == (1, 0)
    assert asked(case, WorkKind.RESPONSE_LOOK).get().about == row.about
    assert case.deadlines.running().filter(clock=Clock.CONNECTION, about=row.about).exists()


def test_a_look_sets_the_next_day_and_an_end_asks_who_leads_again(people):
    case = two_needs(people)
    row = respond(case, people.duty_worker, HOUSING, MONEY)
    due(row)
    sweep_responses()
    look(case, row, people.duty_worker, next_on=NEXT)
    assert not asked(case, WorkKind.RESPONSE_LOOK)
    assert not case.deadlines.open().filter(clock=Clock.CONNECTION).exists()
    due(row)
    assert sweep_responses() == 1
    with pytest.raises(Stale):
        look(case, row, people.practitioner, seen=0)
    look(case, row, people.practitioner)
    assert asked(case).count() == 1
    assert verbs(case, Verb.RESPONSE_LOOKED_AT) == 2


def test_a_response_is_looked_at_after_the_case_closed(people):
    case = make_case(people, stage="closed")
    row = case.system_responses.create(lead_agency="A", lead_person="B", aim="C", look_on=TODAY, recorded_by=people.duty_worker)
    assert sweep_responses() == 1
    assert look(case, row, people.duty_worker).ended_at


CALLS = [
    lambda case, row, by: keep(case, MENTAL, by),
    lambda case, row, by: respond(case, by, HOUSING, MONEY),
    lambda case, row, by: look(case, row, by),
]


@pytest.mark.parametrize("role", ["qa_manager", "locality_manager", "partner", "board_member", "administrator"])
@pytest.mark.parametrize("call", CALLS)
def test_others_may_not(people, role, call):
    case = two_needs(people)
    row = respond(case, people.duty_worker, HOUSING, MONEY)
    with pytest.raises((PermissionDenied, Http404)):
        call(case, row, getattr(people, role))
    assert (case.needs.count(), case.system_responses.count(), row.looks.count()) == (2, 1, 0)


@pytest.mark.parametrize("call", CALLS)
def test_without_a_trail_nothing_happens(people, call, monkeypatch):
    case = two_needs(people)
    row = respond(case, people.duty_worker, HOUSING, MONEY)

    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    monkeypatch.setattr(needs, "record", fail)
    with pytest.raises(RuntimeError):
        call(case, row, people.duty_worker)
    assert (case.needs.count(), case.system_responses.count(), row.looks.count()) == (2, 1, 0)


def test_a_response_of_another_case_is_not_there(people):
    row = respond(two_needs(people), people.duty_worker, HOUSING, MONEY)
    with pytest.raises(Http404):
        look(make_case(people, stage="triage"), row, people.duty_worker)


# pages


def url(name, case, *more):
    return reverse(f"cases:{name}", args=[case.reference, *more])


ANSWER = {"state": "need", "words": "No heating since March.", "met": "no", "source": "The adult", "nature": "fact", "seen": 0}


def test_a_need_is_recorded_on_its_page_and_shown_on_the_tab(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    assert "Not asked" in client.get(url("around", case)).content.decode()
    assert client.post(url("record_need", case, "housing"), ANSWER).status_code == 302
    page = client.get(url("around", case)).content.decode()
    assert "No heating since March." in page
    assert "1 not met" in page


def test_what_is_missing_is_said_and_what_was_typed_stays(people, client_for):
    case = make_case(people, stage="triage")
    page = client_for(people.duty_worker).post(url("record_need", case, "housing"), ANSWER | {"met": ""})
    assert "Choose whether the need is met now" in page.content.decode()
    assert "No heating since March." in page.content.decode()
    assert client_for(people.duty_worker).get(url("record_need", case, "unheard-of")).status_code == 404


def test_whoever_comes_second_finds_their_words_again(people, client_for):
    case = make_case(people, stage="triage")
    keep(case, HOUSING, people.practitioner)
    page = client_for(people.duty_worker).post(url("record_need", case, "housing"), ANSWER)
    assert page.status_code == 409
    assert "No heating since March." in page.content.decode()


def response_answers(case, **more):
    found = {"seen": newest(case.system_responses), "lead_agency": "Luton Council", "lead_person": "Priya, 01632 960244", "aim": "Stay at home."}
    for name in ("look_on", "by_housing", "by_money"):
        found |= {f"{name}_day": NEXT.day, f"{name}_month": NEXT.month, f"{name}_year": NEXT.year}
    return found | {"who_housing": "Saxon Brook Homes", "what_housing": "Mends the boiler", "who_money": "Advice", "what_money": "Benefits check"} | more


def test_a_response_is_owed_on_the_tab_the_head_and_the_board_until_it_is_recorded(people, client_for):
    case = two_needs(people)
    client = client_for(people.duty_worker)
    for path in (url("around", case), url("case", case), reverse("triage:board")):
        assert "ystem response" in client.get(path).content.decode()
    assert "System response owed" in client.get(reverse("triage:board")).content.decode()
    assert [row.reference for row in client.get(reverse("triage:board"), {"show": "response"}).context["rows"]] == [case.reference]
    assert url("record_response", case) in client.get(reverse("triage:tasks")).content.decode()
    missing = client.post(url("record_response", case), response_answers(case, what_money=""))
    assert "Money, benefits and debt: say what it does" in missing.content.decode()
    assert client.post(url("record_response", case), response_answers(case)).status_code == 302
    assert not client.get(reverse("triage:board"), {"show": "response"}).context["rows"]
    assert "Priya, 01632 960244" in client.get(url("around", case)).content.decode()


def test_a_look_is_recorded_on_its_page(people, client_for):
    case = two_needs(people)
    row = respond(case, people.duty_worker, HOUSING, MONEY)
    client, path = client_for(people.duty_worker), url("look_at_response", case, row.pk)
    assert "Enter the day" in client.post(path, {"seen": 0, "words": "It helps.", "goes_on": "yes"}).content.decode()
    assert client.post(path, {"seen": 0, "words": "It helps.", "goes_on": "no"}).status_code == 302
    assert client.get(url("look_at_response", case, 0)).status_code == 404


def test_what_was_told_on_another_case_is_shown_and_what_is_hidden_is_not(people, client_for):
    older, case = make_case(people, stage="triage"), make_case(people, stage="triage")
    keep(older, HOUSING, people.duty_worker)
    Case.objects.filter(pk=case.pk).update(adult=older.adult)
    client = client_for(people.duty_worker)
    page = client.get(url("around", case)).content.decode()
    assert "Told before, on another case" in page
    assert older.reference in page
    Case.objects.filter(pk=older.pk).update(restricted=True)
    page = client.get(url("around", case)).content.decode()
    assert "no heating" not in page
    assert older.reference not in page
    assert Need.objects.get().case == older


PAGES = [("around", ()), ("record_need", ("housing",)), ("record_response", ())]


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_strangers_find_nothing_and_pages_open_in_few_queries(people, client_for, name, more, django_assert_max_num_queries):
    case = two_needs(people)
    for role in ("partner", "board_member", "administrator", "locality_manager"):
        assert client_for(getattr(people, role)).get(url(name, case, *more)).status_code == 404
    client = client_for(people.duty_worker)
    client.get(url(name, case, *more))  # the first stamps the session, which comes once a minute
    with django_assert_max_num_queries(12):
        assert client.get(url(name, case, *more)).status_code == 200
    expected = 200 if name == "around" else 403
    assert client_for(people.qa_manager).get(url(name, case, *more)).status_code == expected
