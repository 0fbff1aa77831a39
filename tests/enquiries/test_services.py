"""Every use case: it leaves one line; the wrong role, a stranger's case and a failing trail leave nothing."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from enquiries.services.refusals import EnquiryRefused
from mash.cases.models import Case, ChronologyEntry, Deadline, Decision, Step
from mash.cases.services.locking import Stale
from mash.documents.models import Document
from mash.trail.models import Event
from tests.enquiries.use_cases import USE_CASES
from tests.factories import make_case

pytestmark = pytest.mark.django_db
EVERY = pytest.mark.parametrize("use", USE_CASES, ids=lambda use: use.name)
TABLES = (
    "enquiries", "risks", "meetings", "handovers", "three_point_tests", "written_reports", "decisions", "chronology", "deadlines",
    "steps",
)  # fmt: skip


def everything(case: Case) -> list[object]:
    """All rows of the case that a use case of this app could touch."""
    rows = [list(getattr(case, name).order_by("pk").values()) for name in TABLES]
    plan = list(Case.objects.filter(pk=case.pk).values("plan__aim", "plan__actions__what", "plan__actions__done_at"))
    attendees = list(Case.objects.filter(pk=case.pk).order_by("meetings__attendances__pk")
                     .values("meetings__attendances__name", "meetings__attendances__agreement"))  # fmt: skip
    return [*rows, plan, attendees, Case.objects.filter(pk=case.pk).values().get(), Document.objects.count()]


def lines(case: Case) -> list[str]:
    return list(Event.objects.filter(chain=f"case:{case.reference}").order_by("seq").values_list("verb", flat=True))


@EVERY
def test_it_does_it_and_leaves_one_line(use, people, request):
    case = request.getfixturevalue(use.given)
    before, rows = lines(case), everything(case)
    use.carry_out(people, case)
    assert lines(case) == [*before, str(use.verb)]
    assert everything(case) != rows


@EVERY
def test_the_wrong_role_changes_nothing(use, people, request):
    case = request.getfixturevalue(use.given)
    rows = everything(case)
    with pytest.raises(PermissionDenied):
        use.carry_out(people, case, by=getattr(people, use.wrong))
    assert everything(case) == rows


@EVERY
def test_when_the_trail_fails_nothing_happened(use, people, request, monkeypatch):
    case = request.getfixturevalue(use.given)
    rows = everything(case)

    def fail(*args, **kwargs):
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(use.module, "record", fail)
    with pytest.raises(RuntimeError, match="the trail is full"):
        use.carry_out(people, case)
    assert everything(case) == rows


@EVERY
def test_a_closed_case_is_left_alone(use, people):
    case = make_case(people, stage="closed")
    rows = everything(case)
    with pytest.raises((EnquiryRefused, Stale, Http404)):
        use.carry_out(people, case)
    assert everything(case) == rows


@EVERY
def test_a_restricted_case_is_not_there(use, people, request):
    case = request.getfixturevalue(use.given)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    rows = everything(case)
    with pytest.raises(Http404):
        use.carry_out(people, case)
    assert everything(case) == rows


def test_nothing_here_is_forgotten():
    from pathlib import Path

    text = "".join(p.read_text() for p in (Path(__file__).parents[2] / "enquiries/services").glob("*.py"))
    assert text.count("@transaction.atomic\n") == len({use.name for use in USE_CASES})


def test_the_tables_are_all_looked_at():
    assert {m.__name__ for m in (ChronologyEntry, Deadline, Decision, Step)} <= {
        Case._meta.get_field(name).related_model.__name__ for name in TABLES
    }
