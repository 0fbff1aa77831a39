"""Pages of enquiries: they show, they act, they keep what was typed, and strangers find nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enquiries.services.reports import make_report

pytestmark = pytest.mark.django_db

TABS = ["enquiries:enquiry", "enquiries:meetings", "enquiries:plan", "enquiries:handover"]
ACTS = [
    "enquiries:allocate_enquiry", "enquiries:scope_enquiry", "enquiries:record_source", "enquiries:record_risk",
    "enquiries:three_point_test", "enquiries:start_enquiry", "enquiries:conclude_enquiry", "enquiries:make_report",
    "enquiries:plan_meeting", "enquiries:agree_plan", "enquiries:add_action", "enquiries:review_plan",
    "enquiries:propose_handover",
]  # fmt: skip
TEST = {
    "has_needs": "yes", "has_needs_reason": "Help with washing.", "at_risk": "yes", "at_risk_reason": "Bruises.",
    "cannot_protect": "yes", "cannot_protect_reason": "Relies on him.",
}  # fmt: skip


def moment(name: str, at) -> dict[str, str]:
    at = timezone.localtime(at)
    return {f"{name}_day": at.day, f"{name}_month": at.month, f"{name}_year": at.year, f"{name}_time": f"{at:%H:%M}"}


def url(name: str, case, *more) -> str:
    return reverse(name, args=[case.reference, *more])


@pytest.mark.parametrize("name", [*TABS, *ACTS])
def test_every_page_opens(name, tested, people, client_for):
    response = client_for(people.mash_manager).get(url(name, tested))
    assert response.status_code == 200


@pytest.mark.parametrize("name", [*TABS, *ACTS])
@pytest.mark.parametrize("role", ["locality_manager", "partner", "board_member", "administrator"])
def test_a_stranger_finds_nothing(name, role, tested, people, client_for):
    assert client_for(getattr(people, role)).get(url(name, tested)).status_code == 404


def test_a_partner_with_a_grant_still_finds_nothing_here(tested, people, client_for):
    from guardian.shortcuts import assign_perm

    assign_perm("cases.see_shared", people.police.group, tested)
    for name in TABS:
        assert client_for(people.partner).get(url(name, tested)).status_code == 404
