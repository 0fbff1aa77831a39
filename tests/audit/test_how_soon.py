"""Urgency by colour in the threshold lab: counted, opened, and protected for whoever sees no cases."""

import pytest

from mash.cases.models import Case
from mash.cases.states import Rag
from tests.audit.rewriting import rewrite
from tests.audit.test_lab_pages import USE, numbers, page_of
from tests.factories import facts, make_case, no_concern
from triage.services import rate_concern

pytestmark = pytest.mark.django_db
CONCERNS = [(Rag.GREEN, "U2")] * 3 + [(Rag.GREEN, "U3")] * 6 + [(Rag.RED, "U1"), (Rag.RED, "U3")]


@pytest.fixture
def rated(people):
    """Nine Green concerns, three of them urgent, and two Red ones of which one is not."""
    for rag, urgency in CONCERNS:
        case = make_case(people)
        rate_concern(
            reference=case.reference, version=case.version, facts=facts(rag), seriousness=no_concern(), urgency=urgency, rag=rag,
            rationale="Invented.", would_change="Word.", by=people.duty_worker,
        )  # fmt: skip


def test_each_number_opens_as_many(people, client_for, rated):
    client = client_for(people.mash_manager)
    found = numbers(page_of(client, USE))
    told = {words: number for words, (number, url) in found.items() if "urgency=" in url or "asked=" in url}
    assert told == {
        "Red, At once": 1, "Red, In the usual time": 1, "Red, All": 2, "Green, Quickly": 3, "Green, In the usual time": 6, "Green, All": 9,
        "All, At once": 1, "All, Quickly": 3, "All, In the usual time": 7,
    }  # fmt: skip
    for words, number in told.items():
        assert f"<strong>{number}</strong> line" in page_of(client, found[words][1]), words


def test_whoever_sees_no_cases_reads_no_small_number(people, client_for, rated):
    page = page_of(client_for(people.board_member), USE)
    assert numbers(page) == {}
    table = page[page.index("How soon somebody had to act") : page.index("What the figures mean")]
    assert "under 5" in table
    assert not [number for number in ("3", "6", "9", "1", "2") if f">{number}</td>" in table.replace("\n", "")]


def test_a_version_that_did_not_ask_counts_as_not_asked(people, client_for, rated):
    case = Case.objects.filter(rag="red").first()
    decision = case.decisions.filter(pk=case.decisions.get().pk)
    rewrite(decision, snapshot={k: v for k, v in decision.get().snapshot.items() if k != "urgency"})
    assert numbers(page_of(client_for(people.mash_manager), USE))["Red, Not asked"][0] == 1
