"""Both paths of the public form, as anybody may have to walk them: no script, no mouse, four times enlarged."""

import re

import pytest
from playwright.sync_api import expect

from referrals.models import Referral, SavedDraft
from tests.journeys.hands import Person
from tests.journeys.keys import Keyboard
from tests.journeys.walk import WORRY, reports_a_concern

pytestmark = pytest.mark.usefixtures("town")
IN_FULL = [
    {"voice": "professional"}, {"worry": WORRY}, {"danger": "no"}, {"adult_name": "Maureen", "nhs_number": "999 000 0018"},
    {"abuse_types": ["FIN", "PSY"], "frequency": "Every week"}, {"actions_taken": "Told her bank"}, {"care_needs": "Frail"},
    {"consent": "not_asked", "consent_reason": "He was there", "capacity": "yes"}, {"source_in_trust": "no"},
    {"children_at_risk": "yes"},
]  # fmt: skip


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_professional_says_all_that_helps(live_server, open_browser, size, javascript):
    person = Person(open_browser(size, javascript=javascript), live_server.url, checked=javascript)
    person.goes("/report/").follows("Start")
    for answers in IN_FULL:
        person.answers(**answers).presses("Continue")
    person.sees("Tell the Children's MASH as well", "01582 547622").presses("Go on with the report")
    person.answers(organisation="Invented Homes", reply_by="phone").presses("Continue")
    person.sees("Enter the number to ring, or choose", "Say if it is safe for us to contact you there")
    person.answers(referrer_phone="01632 960001", safe_to_reply="no").presses("Continue")
    person.sees("Photos and documents", "You do not have to send any").presses("Continue")
    person.sees("Check your answers", "Financial or material abuse", "999 000 0018", "Invented Homes")
    person.sees("We will not write to you or ring you", "You said that it is not safe")
    person.presses("Send").sees("We have received it").looks()
    referral = Referral.objects.get()
    assert (referral.voice, referral.particulars.abuse_types) == ("professional", ["PSY", "FIN"])


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_one_sentence_is_enough_for_a_professional_too(live_server, open_browser, javascript):
    person = Person(open_browser(javascript=javascript), live_server.url, checked=javascript)
    person.goes("/report/").follows("Start").answers(voice="professional").presses("Continue")
    person.answers(worry=WORRY).presses("Continue").answers(danger="not_sure").presses("Continue")
    person.page.check('[name="adult_unknown"]')
    person.presses("Continue")
    person.sees("What you have told us is enough to send").presses("Skip to “You and your organisation”")
    person.presses("Continue").presses("Continue")
    person.sees("what you have said is enough").presses("Send").sees("We have received it")
    assert Referral.objects.get().adult_known is False


@pytest.fixture
def enlarged(browser):
    """1280 by 900 pixels at 400%: what remains is 320 by 225."""
    context = browser.new_context(viewport={"width": 320, "height": 225}, device_scale_factor=4, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.mark.parametrize("voice", ["self", "professional"])
@pytest.mark.parametrize("zoom", ["100%", "400%"])
def test_by_keyboard_alone(live_server, open_browser, enlarged, voice, zoom):
    page = enlarged if zoom == "400%" else open_browser()
    page.goto(live_server.url + "/report/")
    keys = Keyboard(page)
    keys.presses("Start").chooses("voice", voice).presses("Continue")
    keys.types("worry", WORRY).presses("Continue")
    keys.chooses("danger", "no").presses("Continue")
    keys.types("adult_name", "Maureen").presses("Continue")
    while "/check/" not in page.url:
        keys.presses("Continue")
    keys.presses("Send")
    expect(page.locator("main")).to_contain_text("We have received it")
    expect(page.locator("main")).to_contain_text(Referral.objects.get().reference)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_saved_here_and_gone_on_with_elsewhere(live_server, open_browser, javascript):
    person = Person(open_browser("phone", javascript=javascript), live_server.url, checked=javascript)
    reports_a_concern(person, leave_at="danger")
    person.answers(danger="yes").presses("Save and come back later")
    person.sees("Saved, but not sent", "Do not wait: call 999").looks()
    expect(person.page.locator("main code")).to_be_visible()
    reference, code = person.page.inner_text("main dd strong"), person.page.inner_text("main code")
    assert not re.search(r"D-\w{4}-\w{4}", person.page.url)
    assert person.page.evaluate("localStorage.length + sessionStorage.length") == 0 if javascript else True

    elsewhere = Person(open_browser(javascript=javascript), live_server.url, checked=javascript)
    elsewhere.goes("/report/").follows("Return to a saved report")
    elsewhere.answers(reference=reference, code="AAAAAA").presses("Open my report").sees("We found nothing to open")
    elsewhere.answers(reference=reference.lower(), code=code).presses("Open my report").sees("Call 999 before you go on")
    elsewhere.presses("Go on with the report")
    elsewhere.answers(danger="no").presses("Continue")
    elsewhere.goes("/report/worry/").sees(WORRY[:20])
    elsewhere.goes("/report/adult/").answers(adult_name="Maureen").presses("Continue").presses("Skip to “About you”")
    elsewhere.presses("Continue").presses("Send").sees("We have received it")
    elsewhere.page.set_viewport_size({"width": 375, "height": 700})
    expect(elsewhere.page.locator("main code")).to_be_visible()
    assert not SavedDraft.objects.exists()


def test_a_draft_is_deleted_at_once(live_server, open_browser):
    person = Person(open_browser(), live_server.url)
    reports_a_concern(person, leave_at="danger")
    person.presses("Save and come back later").presses("Delete my report now").sees("Your saved report has been deleted").looks()
    assert not SavedDraft.objects.exists()


def test_a_page_left_open_warns_and_keeps_its_words(live_server, open_browser):
    page = open_browser()
    page.clock.install()
    person = Person(page, live_server.url, checked=False)
    reports_a_concern(person, leave_at="danger")
    person.answers(danger="no").presses("Continue").answers(adult_other="Tall, walks with a")
    person.sees("nothing is lost")
    warning = page.get_by_role("alert").get_by_text("You have been on this page for 25 minutes")
    page.clock.fast_forward("24:50")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("00:20")
    expect(warning).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    assert warning.evaluate("e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight }")
    person.checked = True
    person.looks().presses("Hide this message")
    expect(warning).to_be_hidden()
    page.evaluate("document.querySelector('.mash-idle__words').hidden = false")
    person.presses("Stay on this page")
    expect(page.locator('[name="adult_other"]')).to_have_value("Tall, walks with a")


def test_a_page_that_outlives_its_session_and_its_cookies_is_still_taken(live_server, open_browser):
    page = open_browser()
    person = Person(page, live_server.url)
    reports_a_concern(person, leave_at="danger")
    page.context.clear_cookies()
    person.answers(danger="no").presses("Continue").sees("Nothing is lost", WORRY).looks()
    person.presses("Go on").sees("Who is it about")
    person.goes("/report/worry/").sees(WORRY)


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_the_next_person_at_this_device_begins_their_own_report(live_server, open_browser, javascript):
    person = Person(open_browser(javascript=javascript), live_server.url, checked=javascript)
    reports_a_concern(person, leave_at="danger")
    person.goes("/report/").sees("There is an unfinished report on this device").does_not_see(WORRY[:20])
    person.follows("Go on with the unfinished report").sees("Is anyone in danger now?")
    person.goes("/report/").presses("Start a new report").sees("Who are you worried about?")
    person.presses("Continue").sees("What are you worried about?").does_not_see(WORRY[:20])


def test_the_answers_come_back_with_their_questions_when_the_cookies_are_gone(live_server, open_browser):
    page = open_browser("phone")
    person = Person(page, live_server.url)
    reports_a_concern(person, leave_at="check")
    page.context.clear_cookies()
    person.presses("Send").sees("Nothing is lost", "Is it safe for us to contact you there?", "By email", WORRY).looks()
    person.presses("Send it again").sees("We have received it")
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_three_times_shift_is_promised_only_where_it_works(live_server, open_browser, javascript):
    page = open_browser(javascript=javascript)
    page.goto(live_server.url + "/report/")
    expect(page.locator("footer").get_by_text("Shift three times")).to_be_visible(visible=javascript)
