"""A call is keyed in and passed on, advice is logged, and a partner sends a concern and follows it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mash.accounts.models import User
from referrals.models import Referral
from tests.journeys.hands import PASSWORD, Person

pytestmark = pytest.mark.parametrize("size", ["desktop", "phone"])


@pytest.fixture
def at_their_desk(town, live_server, open_browser):
    """A person of a role at their own screen."""
    for user in User.objects.order_by("pk"):
        user.set_password(PASSWORD)
        user.save()
    return lambda role, size: Person(open_browser(size), live_server.url).signs_in(f"{role}@example.org")


def test_a_call_is_keyed_in_and_passed_on_with_a_receipt(size, at_their_desk):
    duty = at_their_desk("duty_worker", size).goes("/board/").follows("Key in a report")
    duty.presses("Key it in").sees("There is a problem", "Choose how it reached us")
    duty.answers(channel="phone", worry="The boy next door is alone at night.", danger="no", adult_other="A boy of six")
    duty.presses("Key it in").sees("Tell the caller", "The code is shown only now")
    duty.follows("See the report").sees("keyed in").follows("Pass on to another service")
    duty.presses("Pass on").sees("Choose how you passed it on")
    duty.answers(service="Children's MASH", how="phone", why="About a child only.").presses("Pass on").sees("Receipt awaited")
    duty.goes("/tasks/").follows("Answer").answers(became="taken", received_by="Cleo").presses("Record").sees("Taken by Cleo")


def test_a_late_letter_is_keyed_in_all_the_same(size, at_their_desk):
    duty = at_their_desk("duty_worker", size).goes("/intake/key/")
    duty.answers(channel="paper", worry="He has no heating.", danger="not_sure", adult_name="Invented Ivor")
    duty.answers(received_at=timezone.now() - timedelta(days=8))
    duty.presses("Key it in").sees("This is late already").answers(why_late="It lay in a tray.")
    duty.presses("Key it in all the same").sees("Tell the caller")


def test_advice_is_logged_or_becomes_a_concern(size, at_their_desk):
    duty = at_their_desk("duty_worker", size).goes("/intake/advice/").sees("No advice calls").follows("Log an advice call")
    said = {"channel": "phone", "voice": "professional", "worry": "May I share a care plan?", "advice": "Yes, if she agrees."}
    duty.answers(**said).presses("Log the advice call").sees("May I share a care plan?")
    duty.goes("/intake/advice/log/").answers(**said).presses("It is a concern: key it in").sees("Key in a report")
    expect(duty.page.locator("[name=worry]")).to_have_value("May I share a care plan?")
    expect(duty.page.locator(".mash-saved").first).to_contain_text("Saved ")


def test_a_partner_sends_a_concern_and_follows_it(size, at_their_desk):
    partner = at_their_desk("partner", size).goes("/our-referrals/").sees("Nothing sent yet").follows("Send a concern")
    partner.presses("Send the concern").sees("Tell us what you are worried about")
    partner.answers(worry="She has bruises like fingers.", danger="no", adult_name="Invented Ida", referrer_role="Constable")
    partner.presses("Send the concern").sees("We have received it", "Not yet. It will be read by")
    partner.goes("/our-referrals/").sees("Invented Ida", Referral.objects.get().reference).looks()
