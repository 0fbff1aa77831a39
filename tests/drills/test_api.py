"""The API against its own description: what that allows is taken, what it forbids is refused in words, and once is once."""

import os
from threading import Barrier, Thread
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import GenerationMode

from mash.accounts.services import make_key
from mash.wsgi import application
from referrals.models import Arrival, Referral
from tests.referrals.machine import CONCERN, Machine

FULL = os.environ.get("DRILLS") == "full"
CASES, JOURNEYS = (1000, 100) if FULL else (12, 2)
RACES, AT_ONCE = (20, 20) if FULL else (2, 20)
pytestmark = pytest.mark.drill


@pytest.fixture(scope="module")
def description():
    """Read once. The end of a request leaves the test's own connection open, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def key(people, settings):
    """What authenticates, as often in a minute as it takes."""
    settings.API_REQUESTS_A_MINUTE = 10**9
    secret = make_key(agency_id=people.police.pk, name="Crime recording", by=people.administrator)[1]
    return {"Authorization": f"Bearer {secret}"}


def so_many(examples: int, **more: int) -> settings:
    return settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), **more)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation", ["send", "follow"])
def test_every_answer_is_as_described(description, key, operation, mode):
    """All of schemathesis' checks: no fault of ours, documented answers only, good data taken, bad data refused."""
    answers = []

    @so_many(CASES)
    @given(case=description.find_operation_by_id(operation).as_strategy(generation_mode=mode))
    def try_one(case):
        answers.append(case.call_and_validate(headers=key).status_code)

    try_one()
    assert len(answers) >= CASES
    assert 201 in answers or operation == "follow" or mode == GenerationMode.NEGATIVE


@pytest.mark.django_db
def test_what_was_sent_can_be_followed(description, key):
    """Journeys along the description's own links: send, send again, follow by the reference that came back."""
    followed = []

    class Journey(description.as_state_machine()):
        def setup(self):
            # Each journey meets the same hub: a key that was used on the one before would be answered 200, not 201.
            self.block = transaction.atomic()
            self.block._from_testcase = True
            self.block.__enter__()
            super().setup()

        def teardown(self):
            super().teardown()
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

        def get_call_kwargs(self, case):
            return {"headers": key}

        def validate_response(self, response, case, **more):
            case.validate_response(response, headers=key, recorder=self.recorder)
            if case.operation.method == "get" and response.status_code == 200:
                followed.append(response.json()["reference"])

    run_state_machine_as_test(Journey, settings=so_many(JOURNEYS, stateful_step_count=6))
    assert followed or not FULL


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_key_are_one_referral(people):
    secret = make_key(agency_id=people.police.pk, name="Crime recording", by=people.administrator)[1]
    for _ in range(RACES):
        before, answers = Referral.objects.count(), send_at_once(secret)
        assert {answer.status_code for answer in answers} <= {200, 201}
        assert len({answer.json()["reference"] for answer in answers}) == 1
        assert (len(answers), Referral.objects.count(), Arrival.objects.count()) == (AT_ONCE, before + 1, before + 1)


def send_at_once(secret):
    """All of them, each on a connection of their own, let go together."""
    barrier, once, answers = Barrier(AT_ONCE), uuid4(), []

    def send():
        machine = Machine(secret)
        try:
            barrier.wait(timeout=30)
            answers.append(machine.send(CONCERN, key=once))
        finally:
            connections.close_all()

    threads = [Thread(target=send) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers
