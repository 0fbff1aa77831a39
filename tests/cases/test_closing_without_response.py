"""A case closes with several needs unmet only when somebody says why nobody leads the services together."""

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case
from mash.cases.rules import Without
from mash.cases.services.cases import reopen_case
from mash.cases.services.closing import NotYet, close_case
from mash.cases.states import DecisionKind, Outcome, Stage
from tests.cases.test_needs import HOUSING, MONEY, asked, respond, two_needs
from tests.factories import make_case, settle_all

pytestmark = pytest.mark.django_db
WHY = "She moves to her sister in Leeds, whose council leads from Monday."
ENDING = {"adult_told": "By phone.", "protection": "None needed.", "rationale": "Enough.", "would_change": "Another report."}


def settled(case, people):
    """Everything but a response is there."""
    settle_all(case, people.duty_worker, people.mash_manager)
    Case.objects.filter(pk=case.pk).update(decided_at=timezone.now())
    case.deadlines.update(met_at=timezone.now())
    case.refresh_from_db()
    return case


@pytest.fixture
def owing(people):
    return settled(two_needs(people), people)


def close(case, by, **more):
    case.refresh_from_db()
    return close_case(reference=case.reference, version=case.version, outcome=Outcome.ADVICE, by=by, **ENDING | more)


def ending(case):
    return case.decisions.get(kind=DecisionKind.CLOSING)


def test_it_is_refused_without_a_reason_and_nothing_changes(people, owing):
    with pytest.raises(NotYet) as refused:
        close(owing, people.duty_worker, without=Without(response=" "))
    assert ["who leads the services together" in blocker.words for blocker in refused.value.blockers] == [True]
    assert asked(owing).exists()
    assert Case.objects.get(pk=owing.pk).stage == Stage.TRIAGE


def test_with_a_reason_it_closes_and_the_decision_says_so(people, client_for, owing):
    close(owing, people.duty_worker, without=Without(response=WHY))
    decision = ending(owing)
    assert decision.outstanding == ["a system response"]
    assert ["Closed without a system response because", WHY] in decision.snapshot["told"]
    assert decision.snapshot["without_response"] == WHY
    assert not asked(owing).exists()
    answer = owing.work_items.get(kind="response_owed").answer
    assert WHY in answer
    shown = client_for(people.duty_worker).get(reverse("cases:decision", args=[owing.reference, owing.decisions.count()])).content.decode()
    assert WHY in shown


def test_other_decisions_say_that_they_were_made_without_it(people, owing):
    assert "a system response" not in owing.decisions.first().outstanding
    close(owing, people.duty_worker, without=Without(response=WHY))
    reopen_case(reference=owing.reference, version=Case.objects.get(pk=owing.pk).version, reason="He rang again.", by=people.duty_worker)
    assert asked(owing).count() == 1
    assert asked(owing).get().owner == people.duty_worker


def test_whoever_leads_needs_no_reason_and_no_reason_is_kept(people, owing):
    respond(owing, people.duty_worker, HOUSING, MONEY)
    owing.deadlines.update(met_at=timezone.now())
    close(owing, people.duty_worker, without=Without(response=WHY))
    decision = ending(owing)
    assert (decision.outstanding, decision.snapshot["without_response"]) == ([], "")
    assert owing.work_items.get(kind="response_owed").answer == "No response is owed any more."


def test_the_page_asks_why_only_where_it_is_owed(people, client_for, owing):
    client, url = client_for(people.duty_worker), reverse("cases:close_case", args=[owing.reference])
    page = client.get(url).content.decode()
    assert "Why there is no system response" in page
    assert "who leads the services together" in page
    other = reverse("cases:close_case", args=[make_case(people, stage="triage").reference])
    assert "Why there is no system response" not in client.get(other).content.decode()
    words = ENDING | {"version": owing.version, "outcome": "advice"}
    refused = client.post(url, words).content.decode()
    assert "Say why the case closes without one, or record first who leads" in refused
    assert ENDING["rationale"] in refused
    assert client.post(url, words | {"without_response_reason": WHY}).status_code == 302
    assert Case.objects.get(pk=owing.pk).stage == Stage.CLOSED
