"""The duty desk's pages."""

import pytest
from django.urls import reverse

from tests.factories import make_case

pytestmark = pytest.mark.django_db


def test_pages_open(people, client_for):
    case = make_case(people, stage="triage")
    browser = client_for(people.mash_manager)
    for name in ("board", "tasks"):
        assert browser.get(reverse(f"triage:{name}")).status_code == 200, name
    assert browser.get(reverse("thresholds:guide")).status_code == 200
    for name in ("rate_concern", "confirm_rating", "triage", "log_contact", "speak_with_adult", "check_history", "consult", "connect", "decide_triage"):
        assert browser.get(reverse(f"triage:{name}", args=[case.reference])).status_code == 200, name
    assert browser.get(reverse("triage:settle_step", args=[case.reference, "partners"])).status_code == 200
