"""The API against its own description: what that allows is taken, what it forbids is refused in words, and once is once."""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from mash.accounts.services import make_key
from mash.wsgi import application

FULL = os.environ.get("DRILLS") == "full"
CASES, JOURNEYS = (2500, 200) if FULL else (40, 3)
RACES, AT_ONCE = (20, 20) if FULL else (2, 20)
DESCRIPTION = "/api/v1/openapi.json"
pytestmark = pytest.mark.drill


@pytest.fixture
def secret(people):
    return make_key(agency_id=people.police.pk, name="Crime recording", by=people.administrator)[1]


@pytest.fixture
def described(secret, settings):
    """The description as the product gives it; a request's end leaves the test's own connection open."""
    settings.API_REQUESTS_A_MINUTE = 10**9
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    schema = schemathesis.openapi.from_wsgi(DESCRIPTION, application)
    schema.config.update(headers={"Authorization": f"Bearer {secret}"})
    yield schema
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def quick(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.django_db
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("operation", ["send", "follow"])
def test_every_answer_is_as_described(described, operation, mode):
    """All of schemathesis' checks: no fault of ours, documented answers only, good data taken, bad data refused."""
    tried = []

    @quick(CASES)
    @given(case=described.find_operation_by_id(operation).as_strategy(generation_mode=mode))
    def try_one(case):
        tried.append(case.call_and_validate().status_code)

    try_one()
    assert len(tried) >= min(CASES, 40)
