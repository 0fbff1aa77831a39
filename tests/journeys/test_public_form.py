"""A worried neighbour tells the hub, without an account and without JavaScript."""

import pytest

from referrals.models import Referral
from tests.journeys.hands import Person
from tests.journeys.walk import reports_a_concern

pytestmark = pytest.mark.usefixtures("town")


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_three_answers_are_enough(live_server, open_browser, size, javascript):
    person = Person(open_browser(size, javascript=javascript), live_server.url, checked=javascript)
    reference, code = reports_a_concern(person)
    assert Referral.objects.get().reference == reference
    person.goes("/status/").answers(reference=reference, code=code).presses("Show")
    person.sees("Not yet. It will be read by").does_not_see("Maureen", "nephew").looks()


def test_pressing_send_twice_makes_one_report(live_server, open_browser):
    person = Person(open_browser(), live_server.url)
    reference, _ = reports_a_concern(person, leave_at="check")
    person.presses("Send").sees("We have received it")
    first = Referral.objects.get().reference
    person.page.go_back()
    person.page.reload()
    if person.page.get_by_role("button", name="Send").count():
        person.presses("Send")
    assert Referral.objects.get().reference == first


def test_leaving_forgets_what_was_typed(live_server, open_browser):
    page = open_browser()
    person = Person(page, live_server.url)
    reports_a_concern(person, leave_at="danger")
    with page.expect_event("requestfailed", lambda r: "weather" in r.url):  # cannot be reached from here
        page.get_by_role("button", name="Exit this page").click()
    page.wait_for_load_state()
    person.does_not_see("Maureen")
    person.goes("/report/worry/").does_not_see("Maureen")


def test_an_unfinished_answer_is_named_and_kept(live_server, open_browser):
    person = Person(open_browser("phone"), live_server.url)
    reports_a_concern(person, leave_at="danger")
    person.presses("Continue").sees("There is a problem", "Say if anyone is in danger now").looks()
    person.goes("/report/worry/").sees("Maureen next door")
