"""The pages of a case, as a worker sees them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case
from mash.cases.services.cases import take_protective_action
from mash.cases.services.clocks import meet_clock, start_clock
from mash.cases.states import Clock, ProtectionKind, Tri
from mash.people.services import create_adult
from mash.trail.services import System
from tests.cases.pages_with_forms import read, save
from tests.factories import make_case, ready_to_close, settle_all

pytestmark = pytest.mark.django_db
PAGES = ["case", "find_adult", "add_note", "protect", "close_case", "reopen_case"]
WHEN = {"_day": "20", "_month": "11", "_year": "2026", "_time": "10:30"}


def url(name, case):
    return reverse(f"cases:{name}", args=[case.reference])


def moment(name):
    return {name + part: value for part, value in WHEN.items()}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_in_few_queries(people, client_for, page, django_assert_max_num_queries):
    case = make_case(people, stage="closed" if page == "reopen_case" else "triage")
    client = client_for(people.duty_worker)
    client.get(url(page, case))  # the first stamps the session, which comes once a minute
    with django_assert_max_num_queries(14):  # the last for what the adult was told, from five sources
        response = client.get(url(page, case))
    assert response.status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_strangers_find_nothing(people, client_for, page):
    case = make_case(people, stage="triage")
    for role in ("partner", "board_member", "administrator", "locality_manager"):
        assert client_for(getattr(people, role)).get(url(page, case)).status_code == 404
    assert client_for().get(url(page, case)).status_code == 302


def test_a_note_with_gaps_keeps_what_was_typed(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    response = client.post(url("add_note", case), {"what": "Heard shouting at night", "source": ""})
    assert b"Heard shouting at night" in response.content
    assert b"Say who this comes from" in response.content
    words = {"what": "Heard shouting at night", "source": "Neighbour", "nature": "hearsay"} | moment("happened_at")
    assert client.post(url("add_note", case), words).status_code == 302
    assert b"Heard shouting at night" in client.get(url("case", case)).content


def test_protection_is_recorded_at_once(people, client_for):
    case = make_case(people, stage="received")
    client = client_for(people.duty_worker)
    page = client.get(url("protect", case)).content
    assert b'value="Dana Duty"' in page
    assert b'" checked' not in page
    words = {"kind": "other", "by_whom": "Dana Duty, hub", "safe_now": "yes"} | moment("taken_at")
    assert b"Write what was done to keep the adult safe" in client.post(url("protect", case), words).content
    assert client.post(url("protect", case), words | {"kind": "medical", "what": "Ambulance on its way"}).status_code == 302
    assert case.protective_actions.get().what == "Medical help: Ambulance on its way"
    assert client.post(url("protect", case), words | {"kind": "called_999"}).status_code == 302
    shown = client.get(url("case", case)).content
    for said in (b"Ambulance on its way", b"999 was called", b"Safe then: yes"):
        assert said in shown


def test_danger_that_was_met_says_so_until_somebody_tells_of_danger_again(people, client_for):
    case = make_case(people, stage="triage")
    Case.objects.filter(pk=case.pk).update(danger_now=True)
    client = client_for(people.duty_worker)
    shown = lambda: client.get(url("case", case)).content.decode()  # noqa: E731
    met = "protective action taken, safe at that time"
    assert "somebody is in danger now" in shown()
    act = {"reference": case.reference, "kind": ProtectionKind.OTHER, "by_whom": "Dana Duty", "by": people.duty_worker}
    take_protective_action(**act, what="The police went.", safe_now=Tri.DONT_KNOW, taken_at=timezone.now())
    assert met not in shown()
    take_protective_action(**act, what="She is at her sister's.", safe_now=Tri.YES, taken_at=timezone.now())
    assert met in shown()
    assert "somebody is in danger now" not in shown()
    start_clock(case, Clock.REPLY, about="W-1", when="danger_now", at=timezone.now() + timedelta(minutes=1), fresh=True)
    assert "somebody is in danger now" in shown()


@pytest.mark.parametrize("name", ["cases:case", "triage:triage", "partners:checks", "referrals:reports", "cases:clocks", "triage:connections"])
def test_protection_is_one_link_away_on_every_page_of_a_case(people, client_for, name):
    case = make_case(people, stage="triage")
    there = reverse(name, args=[case.reference])
    assert b">Protect now</a>" in client_for(people.duty_worker).get(there).content
    assert b">Protect now</a>" not in client_for(people.qa_manager).get(there).content


def test_searching_finds_a_record_and_says_why(people, client_for):
    case = make_case(people, adult=False)
    create_adult(by=System("test"), given_name="Siobhan", family_name="Quill", nhs_number="9990000018")
    client = client_for(people.duty_worker)
    page = client.post(url("find_adult", case), {"name": "Shivawn Quill"}).content.decode()
    assert "Siobhan Quill" in page
    assert "name sounds alike" in page
    assert "Nobody found" not in page
    nobody = client.post(url("find_adult", case), {"name": "Zebedee"}).content.decode()
    assert "Nobody found" in nobody


def test_a_record_is_made_only_after_a_search(people, client_for):
    case = make_case(people, adult=False)
    client = client_for(people.duty_worker)
    assert client.get(url("create_adult", case)).url == url("find_adult", case)
    client.post(url("find_adult", case), {"name": "Ida Newcombe"})
    page = client.get(url("create_adult", case))
    assert b"Newcombe" in page.content
    words = {"given_name": "Ida", "family_name": "Newcombe", "version": case.version}
    assert client.post(url("create_adult", case), words).url == url("case", case)
    assert Case.objects.get(pk=case.pk).adult.name == "Ida Newcombe"


def test_a_wrong_nhs_number_is_named(people, client_for):
    case = make_case(people, adult=False)
    page = client_for(people.duty_worker).post(url("find_adult", case), {"nhs_number": "999 000 0011"})
    assert b"Check the NHS number" in page.content
    assert b"999 000 0011" in page.content


def test_linking_on_an_old_page_tells_who_was_first(people, client_for):
    case = make_case(people, adult=False)
    adult = create_adult(by=System("test"), family_name="Quill")
    client = client_for(people.duty_worker)
    words = {"adult_id": adult.pk, "version": case.version}
    assert client.post(url("link_adult", case), words).status_code == 302
    assert client.post(url("link_adult", case), words).status_code == 409


def test_closing_asks_what_would_change_it_and_keeps_the_answer(people, client_for):
    case = make_case(people, stage="decided")
    settle_all(case, people.duty_worker, people.mash_manager)
    case.deadlines.open().update(called_off_at=timezone.now())
    client = client_for(people.duty_worker)
    words = {"version": case.version, "outcome": "advice", "adult_told": "By phone", "protection": "None needed", "rationale": "Done"}
    assert b"Say what would change this decision" in client.post(url("close_case", case), words).content
    assert client.post(url("close_case", case), words | {"would_change": "Another report"}).status_code == 302
    assert case.decisions.first().would_change == "Another report"


def test_closing_shows_what_is_missing_and_keeps_the_words(people, client_for):
    case = make_case(people, stage="triage")
    words = {
        "version": case.version, "outcome": "advice", "adult_told": "By phone on Monday", "protection": "None needed",
        "rationale": "All done", "would_change": "Another report",
    }  # fmt: skip
    page = client_for(people.duty_worker).post(url("close_case", case), words).content.decode()
    assert "Record the decision first" in page
    assert "By phone on Monday" in page


@pytest.mark.parametrize(("page", "stage", "says"), [
    ("close_case", "closed", b"closed already"), ("reopen_case", "triage", b"open already"),
])  # fmt: skip
def test_a_case_that_is_closed_or_open_already_says_so(people, client_for, page, stage, says):
    case = make_case(people, stage=stage)
    client = client_for(people.mash_manager)
    assert says in client.get(url(page, case), follow=True).content
    words = {
        "version": case.version, "reason": "Again", "outcome": "advice", "adult_told": "By phone", "protection": "None",
        "rationale": "Done", "would_change": "Another report", "without_handover_reason": "",
    }  # fmt: skip
    assert says in client.post(url(page, case), words).content


def test_only_who_may_close_red_without_handover_is_asked_why(people, client_for):
    red = make_case(people, stage="mash_enquiry", rag="red")
    asked, handover = b"Why there is no handover", b"A Red case is handed over before it closes"
    page = client_for(people.mash_manager).post(url("close_case", red)).content
    assert (asked in page, handover in page) == (True, True)
    page = client_for(people.practitioner).post(url("close_case", red)).content
    assert (asked in page, handover in page) == (False, True)
    green = make_case(people, stage="triage", rag="green")
    assert asked not in client_for(people.mash_manager).post(url("close_case", green)).content


def test_what_stands_against_closing_leads_to_where_it_is_done_and_the_form_waits(people, client_for):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    page = client.get(url("close_case", case)).content.decode()
    assert f'href="{reverse("triage:decide_triage", args=[case.reference])}">Record the decision first' in page
    assert f'href="{reverse("triage:triage", args=[case.reference])}">Settle the steps' in page
    assert f'href="{reverse("referrals:feedback", args=[case.reference])}">Feedback is owed' in page
    assert 'name="adult_told"' not in page
    ready = ready_to_close(people)
    page = client.get(url("close_case", ready)).content.decode()
    assert "Nothing stands against closing" in page
    assert 'name="adult_told"' in page
    assert "Triage decided: Information and advice" in page
    assert "Advice is enough." in page


def test_words_that_were_not_sent_are_read_while_the_form_waits(people, client_for):
    """Written when the case could close; then another report came."""
    case, client = ready_to_close(people), client_for(people.duty_worker)
    before = read(client.get(url("close_case", case)).content)
    save(client, case.reference, url("close_case", case), before, {"adult_told": ["By phone on Monday."]})
    start_clock(case, Clock.SEEN, about="R-0000-0009")
    page = client.get(url("close_case", case)).content.decode()
    assert 'name="adult_told"' not in page
    assert "By phone on Monday." in page
    meet_clock(case, Clock.SEEN, about="R-0000-0009")
    assert read(client.get(url("close_case", case)).content).answers["adult_told"] == ["By phone on Monday."]


def test_a_reader_is_offered_no_work(people, client_for):
    case = make_case(people, stage="triage")
    offer = b"Speak with the adult</a>"
    assert offer in client_for(people.duty_worker).get(url("case", case)).content
    reader = client_for(people.qa_manager)
    assert offer not in reader.get(url("case", case)).content
    assert b"Tasks for you" not in reader.get(reverse("triage:board")).content


def test_an_old_page_of_a_reopened_case_answers_with_409(people, client_for):
    case = make_case(people, stage="closed")
    client = client_for(people.practitioner)
    words = {"version": case.version, "reason": "It began again"}
    assert client.post(url("reopen_case", case), words).status_code == 302
    second = client.post(url("reopen_case", case), words | {"reason": "Mine was second"})
    assert second.status_code == 409
    assert b"Mine was second" in second.content
    assert b"Priya Practitioner" in second.content


@pytest.mark.parametrize("reference", ["M-0000-0000", "m-zzzz-zzzz"])
def test_an_unknown_reference_is_a_plain_404(people, client_for, reference):
    assert client_for(people.duty_worker).get(f"/cases/{reference}/").status_code == 404


def test_a_nul_in_the_address_is_a_plain_400(people, client_for):
    assert client_for(people.duty_worker).get("/board/?q=%00").status_code == 400


def test_an_overdue_clock_asks_why_and_one_in_time_does_not(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    where = reverse("cases:explain_breach", args=[case.reference, "triage_decision"])
    assert b"is not overdue" in client.post(where, {"reason": "Too early"}, follow=True).content
    case.deadlines.filter(clock="triage_decision").update(due_at=case.opened_at, started_at=case.opened_at)
    assert where.encode() in client.get(url("case", case)).content
    assert b"Say why it is overdue" in client.post(where, {"reason": ""}).content
    page = client.post(where, {"reason": "Waited for the GP"}, follow=True).content
    assert b"Reason given" in page
    assert case.deadlines.get(clock="triage_decision").breach_reason == "Waited for the GP"
    assert client.get(reverse("cases:explain_breach", args=[case.reference, "no-such-clock"])).status_code == 404


@pytest.mark.parametrize(
    ("role", "stage", "offered"),
    [
        ("duty_worker", "triage", ["Take this case", "protect/", "note/", "close/"]),
        ("duty_worker", "mash_enquiry", ["protect/", "note/", "close/"]),
        ("practitioner", "mash_enquiry", ["Take this case", "protect/", "note/", "close/"]),
        ("practitioner", "closed", ["reopen/"]),
        ("qa_manager", "triage", []),
        ("qa_manager", "closed", []),
    ],
)
def test_the_summary_offers_only_what_this_person_may_do(people, client_for, role, stage, offered):
    case = make_case(people, stage=stage)
    page = client_for(getattr(people, role)).get(url("case", case)).content.decode().partition("</header>")[2]
    ways = ["Take this case", "protect/", "note/", "close/", "reopen/"]
    assert [way for way in ways if way in page] == offered


def test_work_on_a_case_that_was_closed_meanwhile_is_told_and_kept(people, client_for):
    case, open_case = make_case(people, stage="closed"), make_case(people, stage="triage")
    client = client_for(people.practitioner)
    words = {"what": "Heard shouting at night", "source": "Neighbour", "nature": "hearsay"} | moment("happened_at")
    told = client.post(url("add_note", case), words)
    assert told.status_code == 409
    assert b"Heard shouting at night" in told.content
    assert b"Dana Duty" in told.content
    assert not case.chronology.filter(what__contains="shouting").exists()
    assert client.post(url("add_note", open_case), words).status_code == 302


@pytest.mark.parametrize(("page", "title"), [
    ("cases:case", "Summary"), ("triage:rate_concern", "Rate the concern"), ("referrals:reports", "Reports"), ("cases:close_case", "Close the case"),
])  # fmt: skip
def test_each_tab_of_the_browser_says_which_case_it_is_and_names_nobody(people, client_for, page, title):
    case = make_case(people, stage="triage")
    said = client_for(people.duty_worker).get(reverse(page, args=[case.reference])).content.decode()
    assert re.search(r"<title>(.*?)</title>", said)[1] == f"{title} – {case.reference} – Luton Adults MASH"
    wrong = client_for(people.duty_worker).post(reverse("cases:add_note", args=[case.reference])).content.decode()
    assert f"<title>Error: Add to the chronology – {case.reference} – Luton Adults MASH</title>" in wrong
