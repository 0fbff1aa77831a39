"""Words are looked at before they are kept: shown with the form as it was, let through with a reason, on record."""

import re
from datetime import date

import pytest
from django.urls import reverse

from mash.cases.models import Case, LetThrough, Passage
from mash.people.models import Adult
from mash.trail.models import Event
from tests.factories import make_case

pytestmark = pytest.mark.django_db
LONG = (
    "I visited at two in the afternoon and the front door was open. There was no food in the kitchen apart from a tin of soup and some "
    "bread, the heating was off, and three letters from the bank lay unopened on the table beside the telephone."
)


def url(name, case):
    return reverse(f"cases:{name}", args=[case.reference])


def note(words, **more):
    when = {"happened_at_day": "1", "happened_at_month": "6", "happened_at_year": "2026", "happened_at_time": "10:00"}
    return {"what": words, "source": "Dana Duty", "nature": "fact"} | when | more


@pytest.fixture
def case(people):
    made = make_case(people, stage="triage")
    Adult.objects.filter(pk=made.adult_id).update(given_name="Maureen", family_name="Ashdown", gender="woman", born_on=date(1941, 2, 17))
    return made


@pytest.fixture
def desk(people, client_for):
    return client_for(people.duty_worker)


def seen_on(page):
    return re.search(r'name="words_seen" value="([^"]*)"', page.content.decode())[1]


def test_a_wrong_name_is_asked_about_with_the_form_as_it_was(desk, case):
    page = desk.post(url("add_note", case), note("Mrs Patel was in tears when I rang."))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Nothing is saved yet" in text
    assert "“Mrs Patel”" in text
    assert "The adult is Maureen Ashdown" in text
    assert "Mrs Patel was in tears when I rang." in text
    assert 'href="#id_what"' in text
    assert "There is a problem" not in text
    assert not case.chronology.filter(what__contains="Patel").exists()


def test_corrected_words_go_through_without_a_reason(desk, case):
    assert desk.post(url("add_note", case), note("Mrs Ashdown was in tears when I rang.")).status_code == 302
    assert case.chronology.filter(what__contains="tears").exists()
    assert not LetThrough.objects.exists()


def test_a_reason_lets_them_through_and_stays_on_record(desk, case, people):
    first = desk.post(url("add_note", case), note("Mrs Patel was in tears when I rang."))
    more = {"as_it_is": "She is the lodger, I will add her.", "words_seen": seen_on(first)}
    assert desk.post(url("add_note", case), note("Mrs Patel was in tears when I rang.", **more)).status_code == 302
    row = LetThrough.objects.get()
    assert (row.case, row.by, row.kind, row.words) == (case, people.duty_worker, "name", "Mrs Patel")
    assert (row.page, row.field) == ("cases:add_note", "What happened, or was said")
    assert row.reason == "She is the lodger, I will add her."
    line = Event.objects.get(verb="wording_let_through")
    assert line.subject == case.reference


def test_without_a_reason_it_asks_again(desk, case):
    first = desk.post(url("add_note", case), note("Mrs Patel was in tears."))
    again = desk.post(url("add_note", case), note("Mrs Patel was in tears.", words_seen=seen_on(first), as_it_is="  "))
    assert b"Nothing is saved yet" in again.content


def test_a_reason_answers_what_was_shown_and_nothing_new(desk, case):
    first = desk.post(url("add_note", case), note("Mrs Patel was in tears."))
    more = {"as_it_is": "She is the lodger.", "words_seen": seen_on(first)}
    second = desk.post(url("add_note", case), note("Mrs Patel was in tears. Mr Quayle too.", **more))
    text = second.content.decode()
    summary = text[: text.index("<form method")]
    assert "“Mr Quayle”" in summary
    assert ">“Mrs Patel”" not in summary
    assert "She is the lodger." in text
    more["words_seen"] = seen_on(second)
    assert desk.post(url("add_note", case), note("Mrs Patel was in tears. Mr Quayle too.", **more)).status_code == 302
    assert LetThrough.objects.count() == 2


def test_errors_and_remarks_come_at_once_and_the_reason_is_kept(desk, case):
    first = desk.post(url("add_note", case), note("Mrs Patel was in tears.", source=""))
    assert b"There is a problem" in first.content
    assert b"Nothing is saved yet" in first.content
    more = {"as_it_is": "She is the lodger.", "words_seen": seen_on(first)}
    wrong = desk.post(url("add_note", case), note("Mrs Patel was in tears.", source="", **more)).content.decode()
    assert "She is the lodger." in wrong
    assert "Nothing is saved yet" not in wrong
    assert desk.post(url("add_note", case), note("Mrs Patel was in tears.", **more)).status_code == 302


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("This 67-year-old woman lives alone.", "By the date of birth on the record they were 85 then"),
        ("Maureen said that he is afraid.", "spoken of as “she”"),
        ("Maureen is attention seeking.", "explains distress away"),
        ("I think that Maureen was hit.", "marked as a fact"),
        ("Maureen is manipulative.", "ascribes a motive"),
        ("Her nephew is probably a drug dealer.", "marked as a fact"),
    ],
)
def test_each_kind_is_explained(desk, case, words, says):
    assert says in desk.post(url("add_note", case), note(words)).content.decode().replace("&#x27;", "'")


def test_a_source_that_is_nobody_is_asked_about(desk, case):
    page = desk.post(url("add_note", case), note("Maureen fell.", source="n/a")).content.decode()
    assert 'href="#id_source"' in page
    assert "This names nobody" in page


def test_who_is_named_in_the_box_has_said_what_judges(desk, case):
    words = "Her nephew is aggressive when she is washed."
    assert "does not say who says" in desk.post(url("add_note", case), note(words, source="unknown")).content.decode()
    assert desk.post(url("add_note", case), note(words, source="Carer at Invented Homes")).status_code == 302


@pytest.mark.parametrize(("words", "asks"), [("Maureen is aged 41.", True), ("Mrs Ashdown is 41 years old.", True), ("Mr Ashdown was seen.", True), ("Mrs Ashdown was seen.", False)])
def test_the_adult_s_own_name_in_a_report_or_a_contact_is_nobody_else_s(desk, case, words, asks):
    case.referrals.update(adult_name="Mrs Maureen Ashdown")
    case.contacts.update(with_whom="Maureen Ashdown")
    assert (desk.post(url("add_note", case), note(words)).status_code == 200) == asks


def test_one_word_gets_one_remark(desk, case):
    text = desk.post(url("add_note", case), note("Maureen is manipulative.", source="unknown")).content.decode()
    assert 'href="#id_source"' in text
    assert "does not say who says" not in text


@pytest.fixture
def other(people, desk):
    made = make_case(people, stage="triage")
    desk.post(url("add_note", made), note(LONG))
    return made


def test_a_copy_from_another_case_names_it(desk, case, other):
    page = desk.post(url("add_note", case), note(f"Seen today. {LONG}")).content.decode()
    assert f"This stands in {other.reference}" in page
    assert "not about this adult" in page


def test_a_copy_from_a_hidden_case_says_nothing(desk, case, other):
    Case.objects.filter(pk=other.pk).update(restricted=True)
    assert desk.post(url("add_note", case), note(f"Seen today. {LONG}")).status_code == 302


def test_a_copy_from_the_adult_s_earlier_case_asks_whether_it_is_still_true(desk, case, other):
    Case.objects.filter(pk=other.pk).update(adult=case.adult)
    page = desk.post(url("add_note", case), note(LONG)).content.decode()
    assert "Is it still true?" in page


def test_what_stands_in_this_case_already_is_no_copy(desk, case, other):
    first = desk.post(url("add_note", case), note(LONG))
    desk.post(url("add_note", case), note(LONG, as_it_is="Both live there.", words_seen=seen_on(first)))
    assert desk.post(url("add_note", other), note(f"As I wrote: {LONG}")).status_code == 302


def test_marks_hold_no_words(other):
    assert {field.name for field in Passage._meta.concrete_fields} == {"id", "mark", "case"}
    assert Passage.objects.filter(case=other).count() >= 3


def test_protective_action_is_kept_at_once(desk, case):
    when = {"taken_at_day": "1", "taken_at_month": "6", "taken_at_year": "2026", "taken_at_time": "10:00"}
    words = {"kind": "other", "what": "Mrs Patel was taken to a refuge.", "by_whom": "Police", "safe_now": "yes"} | when
    assert desk.post(url("protect", case), words).status_code == 302


def queries(client, address, words, connection, capture):
    with capture(connection) as asked:
        assert client.post(address, words).status_code == 302
    return len(asked)


def test_looking_costs_two_queries(desk, case, monkeypatch):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk.get(url("case", case))
    looked = queries(desk, url("add_note", case), note(f"Mrs Ashdown rang. {LONG}"), connection, CaptureQueriesContext)
    monkeypatch.setattr("mash.cases.wording_door.OF_A_CASE", "nowhere")
    plain = queries(desk, url("add_note", case), note(f"Mrs Ashdown rang. {LONG}"), connection, CaptureQueriesContext)
    assert looked - plain == 2
