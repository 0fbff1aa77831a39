"""The way out: on every page, first by keyboard, and nothing of what was typed is found behind it."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from referrals.models import Referral
from tests.journeys.hands import Person
from tests.journeys.walk import reports_a_concern

pytestmark = pytest.mark.usefixtures("town")
TYPED = ("Maureen", "bank card", "nephew")


@pytest.fixture
def outside(live_server, monkeypatch):
    """Stands for the weather page, which cannot be reached from here."""
    address = f"{live_server.url}/live"
    monkeypatch.setattr("referrals.views.public.ELSEWHERE", address)
    return address


def begun(open_browser, address, **kind):
    person = Person(open_browser(**kind), address, checked=False)
    reports_a_concern(person, leave_at="danger")
    person.answers(danger="no").presses("Continue").answers(adult_name="Maureen, half typed")
    return person


def clicks(page):
    page.locator(".govuk-exit-this-page__button").click()


def taps_shift(page):
    for _ in range(3):
        page.keyboard.press("Shift")


def comes_first(page):
    page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    page.locator(".govuk-exit-this-page__button").focus()
    page.keyboard.press("Enter")


WAYS = [(clicks, True), (clicks, False), (taps_shift, True), (comes_first, True), (comes_first, False)]


@pytest.mark.parametrize(("way", "javascript"), WAYS, ids=lambda value: getattr(value, "__name__", f"js={value}"))
def test_leaving_ends_the_session_and_back_shows_nothing(live_server, open_browser, outside, way, javascript):
    person = begun(open_browser, live_server.url, javascript=javascript)
    page = person.page
    pages = page.evaluate("history.length")
    assert Session.objects.count() == 1
    way(page)
    page.wait_for_url(outside)
    assert not Session.objects.exists()
    assert page.context.cookies() == []
    assert page.evaluate("history.length") == (pages if javascript else pages + 1), "the page that was left is replaced"
    while page.evaluate("history.length") and page.go_back():
        assert not any(word in words_on(page) for word in TYPED), page.url
        if "/report/" in page.url and page.url.endswith("/report/"):
            break
    assert page.url.endswith("/report/"), "back at the beginning, with nothing on the way"


def words_on(page):
    boxes = page.locator("textarea, input:not([type=hidden])").evaluate_all("all => all.map(e => e.value)")
    return page.content() + " ".join(boxes)


def test_the_screen_is_cleared_before_anything_is_fetched(live_server, open_browser):
    person = begun(open_browser, live_server.url)
    page = person.page
    page.route("**/exit/", lambda route: route.fulfill(status=204))  # a server that leads nowhere
    clicks(page)
    page.locator(".govuk-exit-this-page-overlay").wait_for()
    expect(page.locator("main")).to_be_hidden()
    expect(page.locator("header")).to_be_hidden()


PAGES = [
    "/report/", "/report/who/", "/report/worry/", "/report/danger/", "/report/ring/", "/report/adult/", "/report/children/",
    "/report/saved/", "/status/", "/thresholds/", "/thresholds/try/", "/privacy/", "/accessibility/", "/no-such-page/", "/report/?q=%00",
]  # fmt: skip


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_way_out_is_on_every_page_first_by_keyboard_and_stays_in_sight(live_server, open_browser, size):
    person = begun(open_browser, live_server.url, size=size)
    page = person.page
    for path in PAGES:
        page.goto(live_server.url + path)
        is_the_way_out(page, path)
    finish(person)


def finish(person):
    """The pages that only a journey reaches: all answers, saved, sent, how far it has got."""
    page = person.page
    person.goes("/report/adult/").answers(adult_name="Maureen").presses("Continue").presses("Skip to “About you”").presses("Continue")
    person.sees("Check your answers")
    is_the_way_out(page, "check")
    person.presses("Save and come back later").sees("Saved, but not sent")
    is_the_way_out(page, "saved")
    person.presses("Go on writing now").presses("Send").sees("We have received it")
    is_the_way_out(page, "sent")
    reference, code = Referral.objects.get().reference, page.inner_text("main code")
    person.goes("/status/").answers(reference=reference, code=code).presses("Show").sees("Your enquiry")
    is_the_way_out(page, "status")


def is_the_way_out(page, where):
    page.wait_for_load_state()  # a key pressed before the page is there is lost
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.press("Tab")
    button = page.locator(":focus")
    assert "Exit this page" in (button.text_content() or ""), where
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    inside = "e => { const b = e.getBoundingClientRect();"
    inside += " return b.top >= 0 && b.left >= 0 && b.bottom <= innerHeight && b.right <= innerWidth }"
    assert button.evaluate(inside), where
    assert page.get_by_text("It cannot clear your browser's history").count(), where
