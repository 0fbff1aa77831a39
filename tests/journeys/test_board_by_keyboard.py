"""The board by keyboard alone, and the last twelve months beside the page one is on."""

import pytest
from playwright.sync_api import expect

from mash.accounts.models import User
from mash.cases.models import Case
from tests.factories import make_case
from tests.journeys.conftest import axe
from tests.journeys.hands import PASSWORD, Person


@pytest.fixture
def duty(people, live_server, open_browser) -> Person:
    user = User.objects.get(role="duty_worker")
    user.set_password(PASSWORD)
    user.save()
    return Person(open_browser("desktop"), live_server.url).signs_in(user.email)


def test_a_row_is_opened_taken_rated_and_worked_with_one_key_each(duty, people):
    first, second = make_case(people, stage="triage"), make_case(people, stage="triage")
    page = duty.goes("/board/").page
    page.locator("[accesskey=b]").focus()
    page.keyboard.press("ArrowDown")
    reference = page.evaluate("document.activeElement.closest('tr').querySelector('.mash-board__reference').textContent")
    assert reference in (first.reference, second.reference)
    with page.expect_navigation():
        page.keyboard.press("t")
    assert Case.objects.get(reference=reference).owner == people.duty_worker
    for key, path in (("r", "rating/"), ("p", "checks/ask/"), ("c", "triage/contact/"), ("s", "protect/"), ("Enter", "")):
        duty.goes("/board/").page.locator("tr", has_text=reference).locator("a").first.focus()
        with page.expect_navigation():
            page.keyboard.press(key)
        assert page.url.endswith(f"/cases/{reference}/{path}")


def test_the_last_year_opens_beside_the_page_and_words_stay(duty, people):
    case = make_case(people, stage="triage")
    page = duty.goes(f"/cases/{case.reference}/note/").page
    page.fill("[name=what]", "Heard shouting.")
    page.get_by_role("link", name="Last 12 months").click()
    panel = page.get_by_role("dialog", name="Last 12 months")
    expect(panel).to_contain_text(case.reference)
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    axe(page)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    assert page.input_value("[name=what]") == "Heard shouting."
    assert page.url.endswith("/note/")
