"""Rating, gathering and deciding, on real PostgreSQL."""

import pytest

from mash.cases.states import Stage
from tests.factories import make_case


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["received", "triage", "decided", "mash_enquiry", "closed", "reopened"])
def test_a_case_can_be_made_at_each_stage(people, stage):
    case = make_case(people, stage=stage)
    assert case.stage == {"decided": Stage.TRIAGE, "reopened": Stage.TRIAGE}.get(stage, stage)
