"""An agency's system gets a key, sends a concern over the network, and follows it; then the key ends."""

import json
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener
from uuid import uuid4

import pytest

from mash.accounts.models import User
from tests.journeys.hands import PASSWORD, Person
from tests.referrals.machine import CONCERN, SEND

OPENER = build_opener(ProxyHandler({}))


def ask(address, key, concern=None):
    """One request, as any system would make it."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    request = Request(address, concern and json.dumps(concern).encode(), headers)
    try:
        with OPENER.open(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_system_gets_a_key_and_sends(size, town, live_server, open_browser):
    admin = User.objects.get(email="administrator@example.org")
    admin.set_password(PASSWORD)
    admin.save()
    person = Person(open_browser(size), live_server.url).signs_in(admin.email)
    person.goes("/keys/").sees("No system has a key yet").follows("New key").presses("Make the key").sees("Choose the agency")
    person.answers(agency="Invented Police", name="Crime recording").presses("Make the key")
    key = person.sees("the only time").looks().page.inner_text("main code")
    person.goes("/api/v1/").sees("Idempotency-Key").looks()

    status, kept = ask(live_server.url + SEND, key, CONCERN)
    assert status == 201
    followed = ask(f"{live_server.url}{SEND}/{kept['reference']}", key)
    assert (followed[0], followed[1]["read_at"]) == (200, None)

    person.goes("/keys/").does_not_see(key).page.locator("main details summary").first.click()
    person.presses("End the key", exact=False).sees("It is refused from now on").looks()
    assert ask(live_server.url + SEND, key, CONCERN)[0] == 401
