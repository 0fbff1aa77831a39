"""What small scripts do for whoever has them: set "When" to this minute, say that a button is at work, go back without an error."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mash.accounts.models import User
from mash.cases.models import WrittenReport
from tests.factories import make_case
from tests.journeys.hands import PASSWORD, Person


@pytest.fixture
def duty(people, live_server, open_browser) -> Person:
    user = User.objects.get(role="duty_worker")
    user.set_password(PASSWORD)
    user.save()
    return Person(open_browser("desktop"), live_server.url).signs_in(user.email)


def test_now_is_reached_by_keyboard_and_sets_this_minute_in_luton(duty, people):
    case = make_case(people, stage="triage")
    page = duty.goes(f"/cases/{case.reference}/triage/contact/").page
    parts = [f"happened_at_{part}" for part in ("day", "month", "year", "time")]
    boxes = "names => names.map((name) => document.getElementsByName(name)[0].value)"
    assert page.evaluate(boxes, parts) == ["", "", "", ""]
    page.locator("[name=happened_at_time]").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Now: set to this minute"
    before = timezone.localtime()
    page.keyboard.press("Enter")
    minutes = [before, before + timedelta(minutes=1)]
    assert page.evaluate(boxes, parts) in [[str(at.day), str(at.month), str(at.year), f"{at:%H:%M}"] for at in minutes]


def test_a_report_is_signed_once_however_often_its_button_is_pressed(duty, people):
    case = make_case(people, stage="triage")
    soon = timezone.localdate() + timedelta(days=30)
    duty.goes(f"/cases/{case.reference}/written-reports/write/").answers(analysis="He holds her card.", what_1="Return the card.", who_1="Dana Duty", by_on_1=soon)
    page, sent = duty.page, []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" and "/write/" in request.url else None)
    sign = page.get_by_role("button", name="Sign and keep")
    said = sign.evaluate("button => { button.click(); button.click(); button.click(); return button.textContent; }")
    assert said == "Signing… this takes a few seconds"
    page.wait_for_url("**/written-reports/", timeout=60_000)
    assert len(sent) == 1
    assert WrittenReport.objects.filter(case=case).count() == 1


def test_back_from_the_self_check_shows_the_step_before_and_nothing_of_it_stays(db, live_server, open_browser):
    """No answer may stand in an address, the history or the browser's cache: whoever holds the device could read it."""
    somebody = Person(open_browser("desktop"), live_server.url).goes("/thresholds/try/")
    page, address = somebody.page, f"{live_server.url}/thresholds/try/"
    for name, value in {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes", "types": "DA"}.items():
        page.locator(f"[name={name}][value={value}]").check()
    somebody.presses("Continue").sees("Step 2 of 2")
    page.locator("[name=signs_DA]").first.check()
    somebody.presses("See the suggestion").sees("What it suggests")
    page.go_back()
    somebody.sees("Step 2 of 2")
    expect(page.locator("[name=signs_DA]").first).to_be_checked()
    page.go_back()
    somebody.sees("Step 1 of 2")
    expect(page.locator("[name=types][value=DA]")).to_be_checked()
    page.go_forward()
    somebody.sees("Step 2 of 2")
    assert page.url == address
    page.reload()
    somebody.sees("Step 1 of 2")
    assert not page.locator("[name=types][value=DA]").is_checked()
    somebody.goes("/thresholds/")
    page.go_back()
    somebody.sees("Step 1 of 2")
    assert page.locator("main input:checked").count() == 0


SHOWS = "many => [...document.querySelectorAll('#types ~ details li')].filter((each) => each.checkVisibility({contentVisibilityAuto: true})).length === many"
"""True once so many show: what a style for paper changes is there with the browser's next frame."""


def test_the_guide_prints_its_indicators_and_is_folded_again_afterwards(duty, people):
    page = duty.goes("/thresholds/").page
    there = page.locator("#types ~ details li").count()
    assert there > 16
    page.wait_for_function(SHOWS, arg=0)
    page.emulate_media(media="print")
    page.wait_for_function(SHOWS, arg=there)
    page.emulate_media(media="screen")
    page.locator("#types ~ details").first.locator("summary").click()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_function(SHOWS, arg=there)
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#types ~ details[open]").count() == 1


def test_what_leads_to_work_is_not_on_the_paper_of_a_case(duty, people):
    case = make_case(people, stage="triage")
    page = duty.goes(f"/cases/{case.reference}/").page
    work = [page.get_by_role("link", name="Protect now"), page.get_by_role("heading", name="Do", exact=True), page.get_by_role("link", name="Record protective action")]
    for each in work:
        expect(each).to_be_visible()
    page.emulate_media(media="print")
    for each in work:
        expect(each).to_be_hidden()
    expect(page.get_by_role("heading", name="The adult's voice")).to_be_visible()
