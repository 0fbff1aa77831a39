"""Whatever ends says how far what the adult wanted was met, where somebody knows what that was."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.adult_states import OutcomesMet
from mash.cases.models import Case
from mash.cases.services.cases import reopen_case
from mash.cases.services.closing import NotYet, close_case
from mash.cases.states import DecisionKind, Outcome, Stage
from mash.cases.wishes import unmeasured_wishes
from tests.factories import make_case, settle_all

pytestmark = pytest.mark.django_db
WANTS = "I want my card back."
ENDING = {"adult_told": "By phone.", "protection": "None needed.", "rationale": "Enough.", "would_change": "Another report."}


def settled(people, **wishes):
    """A case that may close, but for what is known of the adult's wishes."""
    case = make_case(people, stage="decided")
    settle_all(case, people.duty_worker, people.mash_manager)
    case.deadlines.open().update(called_off_at=timezone.now())
    if wishes:
        case.wishes.create(**wishes, recorded_by=people.duty_worker)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def ending(people):
    return settled(people, own_words=WANTS)


def close(case, by, **more):
    return close_case(reference=case.reference, version=case.version, outcome=Outcome.ADVICE, by=by, **ENDING | more)


def test_it_is_refused_without_an_answer_and_kept_with_one(people, ending):
    with pytest.raises(NotYet) as refused:
        close(ending, people.duty_worker)
    assert [blocker.words for blocker in refused.value.blockers] == ["Say how far what the adult wanted was met."]
    assert Case.objects.get(pk=ending.pk).stage == Stage.TRIAGE
    close(ending, people.duty_worker, outcomes_met=OutcomesMet.PARTLY)
    kept = ending.decisions.get(kind=DecisionKind.CLOSING).snapshot
    assert kept["outcomes_met"] == "partly"
    assert ["How far what the adult wanted was met", "Partly met"] in kept["told"]


@pytest.mark.parametrize("wishes", [{}, {"why_not_asked": "The son stood by."}])
def test_of_wishes_that_nobody_knows_nothing_is_asked_and_nothing_kept(people, wishes):
    ending = settled(people, **wishes)
    close(ending, people.duty_worker, outcomes_met=OutcomesMet.MET)
    assert ending.decisions.get(kind=DecisionKind.CLOSING).snapshot["outcomes_met"] == ""


def test_the_conclusion_of_an_enquiry_has_said_it_until_the_case_is_opened_again(people, ending):
    ending.decisions.create(kind=DecisionKind.ENQUIRY, outcome="Concluded", rationale="-", decided_by=people.practitioner, decided_at=timezone.now())
    assert unmeasured_wishes(ending) is None
    closed = close(ending, people.duty_worker)
    reopen_case(reference=closed.reference, version=closed.version, reason="He is back.", by=people.duty_worker)
    assert unmeasured_wishes(closed).own_words == WANTS


def test_the_page_shows_what_the_adult_wants_and_asks(people, client_for, ending):
    client, url = client_for(people.duty_worker), reverse("cases:close_case", args=[ending.reference])
    page = client.get(url).content.decode()
    assert WANTS in page
    assert "Nothing stands against closing" in page
    assert "checked" not in page.split("How far was what the adult wanted met?")[1].split("</fieldset>")[0]
    words = ENDING | {"version": ending.version, "outcome": "advice"}
    refused = client.post(url, words).content.decode()
    assert "Choose how far what the adult wanted was met" in refused
    assert "By phone." in refused
    assert client.post(url, words | {"outcomes_met": "met"}).status_code == 302
    shown = client.get(reverse("cases:decision", args=[ending.reference, ending.decisions.count()])).content.decode()
    assert "How far what the adult wanted was met" in shown
    other = make_case(people, stage="decided")
    assert "what the adult wanted" not in client.get(reverse("cases:close_case", args=[other.reference])).content.decode()
