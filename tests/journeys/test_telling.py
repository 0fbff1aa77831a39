"""The pages round telling a referrer, in a browser: nothing that axe knows to be wrong, at both sizes, empty and with errors."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mash.cases.models import Deadline
from mash.cases.services.holds import set_police_hold
from mash.cases.states import Clock, Hold
from referrals.models import Referral
from referrals.services.accepting import REFERRER
from referrals.services.holding import send_holding_messages
from referrals.services.replies import receive_reply
from referrals.states import Danger, ReplyKind, Way
from tests.factories import make_case
from tests.journeys.conftest import axe
from tests.referrals.test_cautions import HOLD, mark, withhold
from tests.referrals.test_feedback_pages import keys


def signed_in(page, live_server, person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    return page


def full(people):
    """A case that shows everything: held by the police, a marked referrer, a holding message, two replies, an owed receipt."""
    case = make_case(people, stage="decided", owner=people.practitioner)
    referral = case.referrals.get()
    Referral.objects.update(reply_by=Way.EMAIL, voice="professional")
    now = timezone.now()
    case.deadlines.open().filter(clock=Clock.HOLDING).update(due_at=now - timedelta(minutes=1))
    send_holding_messages()
    Deadline.objects.create(case=case, clock=Clock.ACKNOWLEDGED, about=referral.reference, started_at=now, due_at=now)
    said = {"report": referral.reference, "by": REFERRER}
    receive_reply(once_key=uuid4(), kind=ReplyKind.WORSE, words="He came back and shouted at her.", danger=Danger.YES, **said)
    receive_reply(once_key=uuid4(), kind=ReplyKind.DISAGREE, words="Advice is not enough.", danger=Danger.NOT_SURE, **said)
    mark(case, people.duty_worker)
    set_police_hold(reference=case.reference, hold=Hold.LIMITS, by=people.practitioner, **HOLD)
    return case


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_pages_of_workers_and_managers(people, live_server, open_browser, size):
    case, plain = full(people), make_case(people, stage="decided")
    row = withhold(make_case(people, stage="decided"), people.duty_worker)
    page = signed_in(open_browser(size), live_server, people.mash_manager)
    report, other = case.referrals.get().reference, plain.referrals.get().reference
    send = [plain.reference, other, "decided", "limited"]
    at = [
        ("cases:case", [case.reference]), ("cases:police_hold", [case.reference]), ("cases:police_hold", [plain.reference]),
        ("referrals:reports", [case.reference]), ("referrals:feedback", [case.reference]),
        ("referrals:choose_feedback", [case.reference, report]), ("referrals:caution", [case.reference, report]),
        ("referrals:caution", [plain.reference, other]), ("referrals:acknowledge", [case.reference, report]),
        ("referrals:withhold_feedback", [plain.reference, other]), ("referrals:withheld", []),
        ("triage:tasks", []), ("referrals:compose_feedback", send),
    ]  # fmt: skip
    for number, (name, words) in enumerate(at):
        page.goto(live_server.url + reverse(name, args=words))
        look(page, f"{number:02}-{name.partition(':')[2]}-{size}")
    page.get_by_role("button", name="Preview").click()
    look(page, f"20-preview-{size}")
    for name, words in (at[2], at[7], at[8], at[9]):
        page.goto(live_server.url + reverse(name, args=words))
        page.locator("main form button.govuk-button[type=submit]").first.click()
        expect(page.get_by_text("There is a problem")).to_be_visible()
        look(page, f"21-wrong-{name.partition(':')[2]}-{size}")
    page.goto(live_server.url + reverse("referrals:withheld"))
    page.get_by_text("I have looked at it").click()
    page.get_by_role("button", name="Record that I looked").click()
    expect(page.get_by_text("It is on record that you looked")).to_be_visible()
    row.refresh_from_db()
    assert row.seen_by == people.mash_manager


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_referrer_writes_again(people, live_server, open_browser, size, javascript):
    case = make_case(people, stage="decided")
    case.deadlines.open().filter(clock=Clock.HOLDING).update(due_at=timezone.now() - timedelta(minutes=1))
    send_holding_messages()
    opened = keys(case)
    page = open_browser(size, javascript=javascript)
    page.goto(live_server.url + reverse("referrals:status"))
    page.get_by_label("Reference").fill(opened["reference"])
    page.get_by_label("Code").fill(opened["code"])
    page.get_by_role("button", name="Show").click()
    if javascript:
        look(page, f"30-status-{size}")
    page.get_by_label("In your own words").fill("He came back.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    expect(page.get_by_label("In your own words")).to_have_value("He came back.")
    if javascript:
        look(page, f"31-status-wrong-{size}")
    page.get_by_label("It got worse").check()
    page.get_by_role("group", name="Is anyone in danger now?").get_by_label("Yes").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("We have received what you wrote.")).to_be_visible()
    assert opened["code"] not in page.url
    if javascript:
        look(page, f"32-received-{size}")
    page.get_by_role("button", name="Tell us something else").click()
    expect(page.get_by_text("You wrote again")).to_be_visible()


def look(page, name):  # noqa: ARG001
    axe(page)
