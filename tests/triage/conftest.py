"""A concern that a duty worker rates in the browser."""

import pytest
from django.urls import reverse

from tests.factories import make_case


@pytest.fixture
def case(people):
    return make_case(people)


@pytest.fixture
def url(case):
    return reverse("triage:rate_concern", args=[case.reference])


@pytest.fixture
def duty(people, client_for):
    return client_for(people.duty_worker)
