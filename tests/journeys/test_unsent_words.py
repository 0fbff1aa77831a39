"""Work that was begun is not lost: two workers on one case, a time-out, a lost line, in a real browser."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mash.accounts.roles import Permission
from mash.cases.drafts import Place, drafts_of
from mash.cases.models import Case, ChronologyEntry, Draft
from mash.cases.services.drafts import draft_sent
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import Rag, WorkKind
from mash.trail.services import System
from tests.factories import facts, make_case, no_concern
from tests.journeys.hands import Person
from triage.services import rate_concern

SOON = "document.dispatchEvent(new Event('visibilitychange'))"
"""A page asks again when it is looked at again: nobody waits twenty seconds in a test."""


@pytest.fixture
def case(people):
    return make_case(people, stage="triage")


@pytest.fixture
def at_a_screen(live_server, open_browser):
    """Somebody who is signed in, at one device; the same person again gives another device."""

    def sits(user, size="desktop"):
        person = Person(open_browser(size), live_server.url)
        signs_in(person, user)
        return person

    return sits


def signs_in(person, user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    person.page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": person.address}])


def saved(person):
    expect(person.page.locator(".mash-saved")).to_contain_text("Saved ")


def until_kept(person, user, name):
    """Until an answer stands in the draft: a second or two after it was typed."""
    for _ in range(50):
        if any(any(draft.answers.get(name, [])) for draft in drafts_of(user)):
            return
        person.page.wait_for_timeout(100)
    raise AssertionError(f"{name} was not kept")


def test_two_workers_see_each_other_and_the_second_keeps_their_words(people, case, at_a_screen):
    address = reverse("triage:decide_triage", args=[case.reference])
    duty = at_a_screen(people.duty_worker).goes(address)
    practitioner = at_a_screen(people.practitioner, "phone").goes(address)
    practitioner.sees(f"{people.duty_worker} has this case open (Decide triage), since").looks()
    duty.answers(risk_now="advise", since_rating="Nothing has changed.", decision="advice", rationale="Advice about her bills is enough for now.")
    saved(duty)
    practitioner.page.evaluate(SOON)
    practitioner.sees(f"{people.duty_worker} is writing here").looks()
    duty.page.evaluate(SOON)
    duty.sees(f"{people.practitioner} has this case open")
    rate_concern(
        reference=case.reference, version=case.version, facts=facts(Rag.AMBER), seriousness=no_concern(), urgency="U3", rag=Rag.AMBER,
        by=people.practitioner, rationale="Rated again after a call.", would_change="Force.",
    )  # fmt: skip
    duty.answers(would_change="Another unpaid bill.").presses("Record the decision")
    duty.sees("Somebody decided before you", "Rated again after a call.", "Advice about her bills", "Another unpaid bill.")
    assert duty.page.evaluate("document.activeElement.matches('[data-module=govuk-error-summary]')"), "it is read first"
    duty.follows("Look again with my words").sees("You started this on", "Nothing has been recorded")
    expect(duty.page.locator('[name="rationale"]')).to_have_value("Advice about her bills is enough for now.")
    expect(duty.page.locator('[name="decision"][value="advice"]')).to_be_checked()
    duty.presses("Record the decision").sees("Close the case").does_not_see("You started this")
    assert Case.objects.get(pk=case.pk).decided_at
    duty.goes("/drafts/").sees("Nothing is unfinished").looks()


def test_a_time_out_on_one_device_and_the_words_on_the_next(people, case, at_a_screen):
    address = reverse("cases:add_note", args=[case.reference])
    phone = at_a_screen(people.duty_worker, "phone").goes(address)
    phone.answers(what="She rang and", nature="fact", happened_at=timezone.now())
    until_kept(phone, people.duty_worker, "happened_at_time")
    phone.page.context.clear_cookies(name="sessionid")
    phone.answers(what="She rang and said that he has gone.")
    phone.sees("You have been signed out. Your words are still on this page.").looks()
    desk = at_a_screen(people.duty_worker).goes(address)
    desk.sees("You started this on").looks()
    expect(desk.page.locator('[name="what"]')).to_have_value("She rang and")
    expect(desk.page.locator('[name="nature"][value="fact"]')).to_be_checked()
    expect(desk.page.locator('[name="happened_at_year"]')).to_have_value(f"{timezone.localdate().year}")
    desk.goes("/drafts/").sees("Add note", case.reference).looks()
    # Signed in again in another tab, the first page goes on by itself, with a token that is new.
    signs_in(phone, people.duty_worker)
    phone.page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(phone)
    desk.goes(address)
    expect(desk.page.locator('[name="what"]')).to_have_value("She rang and said that he has gone.")
    phone.answers(source="The adult").presses("Add").sees("Added to the chronology")
    assert ChronologyEntry.objects.filter(what="She rang and said that he has gone.").count() == 1
    desk.goes(address).does_not_see("You started this")


def test_a_report_that_was_half_keyed_in_is_there_on_the_next_device(people, at_a_screen):
    """The caller is gone: what they said must not be."""
    address = reverse("referrals:key_referral")
    phone = at_a_screen(people.duty_worker, "phone").goes(address)
    phone.answers(worry="He is locked in", danger="no")
    saved(phone)
    phone.page.context.clear_cookies(name="sessionid")
    phone.answers(worry="He is locked in at night.")
    phone.sees("You have been signed out. Your words are still on this page.").looks()
    signs_in(phone, people.duty_worker)
    phone.page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(phone)
    desk = at_a_screen(people.duty_worker).goes(address)
    expect(desk.page.locator('[name="worry"]')).to_have_value("")
    desk.sees("There is one that you began and did not send").looks()
    desk.follows("Go on with what you began").sees("stand in the form again").looks()
    expect(desk.page.locator('[name="worry"]')).to_have_value("He is locked in at night.")
    desk.answers(adult_name="An invented adult", channel="phone").presses("Key it in")
    desk.goes(address).does_not_see("did not send")
    assert Case.objects.count() == 1
    assert not Draft.objects.exclude(sealed=b"").exists()


def test_each_of_two_tasks_keeps_its_own_answer(people, case, at_a_screen):
    for number in "12":
        raise_work_item(
            WorkKind.LATE_ANSWER, case=case, about=number, question=f"Question {number}?", for_permission=Permission.WORK_CASES,
            by=System("test"),
        )  # fmt: skip
    duty = at_a_screen(people.duty_worker).goes(reverse("triage:tasks"))
    boxes = duty.page.locator("textarea")
    for number in range(2):
        duty.page.locator("article summary").nth(number).click()
        boxes.nth(number).fill(f"Answer {number}")
        expect(duty.page.locator("article .mash-saved").nth(number)).to_contain_text("Saved ")
    duty.goes(reverse("triage:tasks")).sees("You began this answer on").looks()
    expect(boxes.nth(0)).to_have_value("Answer 0")
    expect(boxes.nth(1)).to_have_value("Answer 1")


def test_a_lost_line_is_said_and_mended_and_words_can_be_discarded(people, case, at_a_screen):
    address = reverse("cases:protect", args=[case.reference])
    worker = at_a_screen(people.duty_worker).goes(address)
    worker.page.context.set_offline(True)
    worker.answers(what="Locks changed today.")
    worker.sees("Not saved: no connection. Your words are still on this page")
    assert not Draft.objects.exists()
    worker.page.context.set_offline(False)
    saved(worker)
    # What was typed last is saved though the page is left at once.
    worker.answers(what="Locks changed today, and the nephew told.").goes("/board/").goes(address)
    expect(worker.page.locator('[name="what"]')).to_have_value("Locks changed today, and the nephew told.")
    worker.presses("Discard my words").sees("Nothing was recorded").does_not_see("You started this")
    expect(worker.page.locator('[name="what"]')).to_have_value("")
    assert drafts_of(people.duty_worker) == []


@pytest.mark.parametrize("took", [False, True], ids=["stopped", "its answer lost"])
def test_whoever_writes_on_after_a_sending_that_led_nowhere_is_kept_again(people, case, at_a_screen, took):
    """Stop was pressed, or the line broke after the server had taken it: the page stands there, and must go on saving."""
    address = reverse("cases:add_note", args=[case.reference])
    worker = at_a_screen(people.duty_worker).goes(address)
    worker.answers(what="He rang.")
    saved(worker)
    if took:
        draft_sent(place=Place(address, address, case.reference), load=Draft.objects.get().pages[-1][0], by=people.duty_worker)
    worker.page.evaluate("document.querySelector('main [name=what]').form.dispatchEvent(new Event('submit'))")  # as told, and no more
    worker.answers(what="He rang. The door was open.")
    for _ in range(50):
        if [draft.answers["what"] for draft in drafts_of(people.duty_worker)] == [["He rang. The door was open."]]:
            return
        worker.page.wait_for_timeout(100)
    raise AssertionError("what was written on was not kept")


def test_what_is_saved_of_a_rating_never_speaks_for_the_matrix_of_its_other_steps(people, at_a_screen):
    case = make_case(people)
    duty = at_a_screen(people.duty_worker).goes(reverse("triage:rate_concern", args=[case.reference]))
    duty.answers(safe_now="yes")
    until_kept(duty, people.duty_worker, "safe_now")
    assert "matrix" not in drafts_of(people.duty_worker)[0].answers


def test_what_two_devices_answer_in_one_form_is_kept_together_and_sending_takes_its_own(people, case, at_a_screen):
    """A worker has the page open at the desk and on a phone: neither puts its empty boxes over the other's words."""
    address = reverse("cases:add_note", args=[case.reference])
    phone, desk = (at_a_screen(people.duty_worker, size).goes(address) for size in ("phone", "desktop"))
    desk.answers(what="He rang.", nature="fact", happened_at=timezone.now() - timedelta(days=1))
    saved(desk)
    phone.answers(source="Her neighbour")
    saved(phone)
    until_kept(phone, people.duty_worker, "source")
    third = at_a_screen(people.duty_worker).goes(address).sees("You started this")
    expect(third.page.locator('[name="what"]')).to_have_value("He rang.")
    expect(third.page.locator('[name="source"]')).to_have_value("Her neighbour")
    desk.answers(source="He himself").presses("Add")
    desk.goes(address).sees("You started this")
    expect(desk.page.locator('[name="source"]')).not_to_have_value("")
    assert case.chronology.filter(what="He rang.").count() == 1
