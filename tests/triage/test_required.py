"""What a rule of the matrix asks for whatever the level stays open until somebody says what came of it (matrix, 3.3)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case, ChronologyEntry, RequiredAction, WorkItem
from mash.cases.queries import what_is_open
from mash.cases.services.closing import NotYet, close_case
from mash.cases.services.required import (
    AnsweredBefore,
    AskedFor,
    Came,
    answer_required,
    require_actions,
    sweep_required,
)
from mash.cases.states import Outcome, Rag, Stage, WorkKind
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.factories import facts, make_case, no_concern, ready_to_close
from thresholds.queries import matrix_in_force
from triage.services import rate_concern

pytestmark = pytest.mark.django_db
OWED = {"R3": {"possible_crime": True}, "R4": {"child_affected": True}, "R5": {"position_of_trust": True}, "R6": {"death": True}}
TOLD = Came(True, "They take it on.", "PC Ann Ames, Invented Police", timezone.now() - timedelta(hours=1))
NOT = Came(False, "The child lives with her aunt and was not there.")


def rated(people, case=None, **holds):
    case = case or make_case(people, stage="triage")
    case = Case.objects.get(pk=case.pk)
    rate_concern(
        reference=case.reference, version=case.version, facts=facts(Rag.AMBER, **holds), seriousness=no_concern(), urgency="U3", rag=Rag.AMBER,
        rationale="Bruises.", would_change="A fall.", by=people.duty_worker,
    )  # fmt: skip
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def case(people):
    return rated(people, child_affected=True)


def open_codes(case):
    return [row.code for row in case.required_actions.all() if not row.answered_at]


@pytest.mark.parametrize("code", OWED)
def test_each_rule_that_holds_is_owed_and_no_other(people, code):
    assert open_codes(rated(people, **OWED[code])) == [code]


def test_without_a_rule_nothing_is_owed(people):
    assert open_codes(rated(people)) == []


def test_the_matrix_says_which_rules_are_owed(people):
    owed = {rule.code: rule for rule in matrix_in_force()[1].routing if rule.owed}
    assert set(owed) == set(OWED)
    row = rated(people, child_affected=True).required_actions.get()
    assert (row.name, row.words) == (owed["R4"].name, owed["R4"].words)


def test_rating_again_neither_repeats_nor_takes_away(people, case):
    answer_required(reference=case.reference, code="R4", came=NOT, by=people.duty_worker)
    rated(people, case, child_affected=True, possible_crime=True)
    assert open_codes(case) == ["R3"]
    rated(people, case)
    assert open_codes(case) == ["R3"]
    assert case.required_actions.get(code="R4").answer == NOT.words


def test_it_was_done_with_somebody_at_a_time(people, case):
    row = answer_required(reference=case.reference, code="R4", came=TOLD, by=people.duty_worker)
    assert (row.done, row.with_whom, row.done_at, row.answer, row.answered_by) == (True, TOLD.with_whom, TOLD.at, TOLD.words, people.duty_worker)
    assert ChronologyEntry.objects.filter(case=case, what__contains=TOLD.with_whom, happened_at=TOLD.at).exists()
    assert Event.objects.filter(verb=Verb.REQUIRED_ANSWERED, subject=case.reference).count() == 1


def test_the_first_answer_stands(people, case):
    answer_required(reference=case.reference, code="R4", came=TOLD, by=people.duty_worker)
    with pytest.raises(AnsweredBefore) as before:
        answer_required(reference=case.reference, code="R4", came=NOT, by=people.practitioner)
    assert before.value.row.answered_by == people.duty_worker
    assert case.required_actions.get().answer == TOLD.words


def test_who_does_not_work_cases_and_who_may_not_see_it_answer_nothing(people, case):
    with pytest.raises(PermissionDenied):
        answer_required(reference=case.reference, code="R4", came=TOLD, by=people.qa_manager)
    with pytest.raises(Http404):
        answer_required(reference=case.reference, code="R3", came=TOLD, by=people.duty_worker)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    with pytest.raises(Http404):
        answer_required(reference=case.reference, code="R4", came=TOLD, by=people.duty_worker)
    assert open_codes(case) == ["R4"]


@pytest.mark.parametrize("wrong", [{"done": True, "answer": "Told."}, {"done": False}, {"answered_at": timezone.now()}])
def test_the_database_takes_no_half_answer(people, case, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        RequiredAction.objects.filter(case=case).update(**({"answered_at": timezone.now()} | wrong))


def test_what_stays_open_is_asked_for_once_after_a_working_day(people, case):
    sweep_required()
    assert not WorkItem.objects.filter(kind=WorkKind.REQUIRED_OPEN).exists()
    RequiredAction.objects.update(due_at=timezone.now() - timedelta(days=1))
    assert [sweep_required(), sweep_required()] == [1, 0]
    item = WorkItem.objects.get(kind=WorkKind.REQUIRED_OPEN)
    assert (item.case, item.about) == (case, "R4")
    answer_required(reference=case.reference, code="R4", came=TOLD, by=people.duty_worker)
    item.refresh_from_db()
    assert item.answered_at


def test_over_a_weekend_nobody_is_asked(people, case, monkeypatch):
    friday, sunday = datetime(2026, 11, 27, 15, tzinfo=UTC), datetime(2026, 11, 29, 15, tzinfo=UTC)
    RequiredAction.objects.all().delete()
    require_actions(case, case.decisions.first(), [AskedFor("R4", "Children's MASH", "Refer to them.")], friday)
    monkeypatch.setattr("django.utils.timezone.now", lambda: sunday)
    sweep_required()
    assert not WorkItem.objects.filter(kind=WorkKind.REQUIRED_OPEN).exists()
    monkeypatch.setattr("django.utils.timezone.now", lambda: sunday + timedelta(days=1, hours=4))
    assert sweep_required() == 1


def url(case, code="R4"):
    return reverse("triage:answer_required", args=[case.reference, code])


def test_the_page_asks_for_what_is_missing_and_keeps_what_was_typed(people, client_for, case):
    client = client_for(people.duty_worker)
    assert "Children’s MASH" in client.get(url(case)).content.decode().replace("&#x27;", "’").replace("'", "’")
    page = client.post(url(case), {"came": "done", "words": "They take it on."}).content.decode()
    assert "Say with whom it was done" in page
    assert "Enter when it was done" in page
    assert "They take it on." in page
    assert client.post(url(case), {"came": "not_needed", "words": NOT.words}).status_code == 302
    assert case.required_actions.get().done is False


def test_it_stands_on_triage_until_it_is_answered(people, client_for, case):
    client, page = client_for(people.duty_worker), reverse("triage:triage", args=[case.reference])
    assert url(case) in client.get(page).content.decode()
    answer_required(reference=case.reference, code="R4", came=TOLD, by=people.duty_worker)
    said = client.get(page).content.decode()
    assert url(case) not in said
    assert TOLD.with_whom in said


def test_whoever_comes_second_reads_what_was_said(people, client_for, case):
    client = client_for(people.practitioner)
    answer_required(reference=case.reference, code="R4", came=TOLD, by=people.duty_worker)
    page = client.post(url(case), {"came": "not_needed", "words": "My own words stay."}).content.decode()
    assert "Somebody has answered this already" in page
    assert TOLD.words in page
    assert "My own words stay." in page


def test_a_stranger_to_the_case_finds_no_page(people, client_for, case):
    assert client_for(people.duty_worker).get(url(case, "R9")).status_code == 404
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert client_for(people.duty_worker).get(url(case)).status_code == 404


def close(case, people):
    return close_case(
        reference=case.reference, version=Case.objects.get(pk=case.pk).version, outcome=Outcome.ADVICE, adult_told="Told by phone.",
        protection="None needed.", rationale="Nothing more for the hub.", by=people.duty_worker,
    )  # fmt: skip


def test_a_case_closes_when_it_is_answered_and_not_before(people):
    case = ready_to_close(people)
    require_actions(case, case.decisions.first(), [AskedFor("R4", "Children's MASH", "Refer to them.")], timezone.now())
    with pytest.raises(NotYet, match="Children's MASH"):
        close(case, people)
    answer_required(reference=case.reference, code="R4", came=NOT, by=people.duty_worker)
    assert close(case, people).stage == Stage.CLOSED


def test_what_is_open_stands_with_every_decision_until_then(people, case):
    assert "Children's MASH" in what_is_open(case).in_words()
    answer_required(reference=case.reference, code="R4", came=NOT, by=people.duty_worker)
    assert "Children's MASH" not in what_is_open(case).in_words()


def test_the_page_that_closes_leads_to_what_is_asked_for(people, client_for):
    case = ready_to_close(people)
    require_actions(case, case.decisions.first(), [AskedFor("R4", "Children's MASH", "Refer to them.")], timezone.now())
    page = client_for(people.duty_worker).get(reverse("cases:close_case", args=[case.reference])).content.decode()
    assert "Say what came of what the matrix asks for" in page
    assert f'href="{reverse("triage:triage", args=[case.reference])}' in page
