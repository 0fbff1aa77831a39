"""Disputes in numbers: each opens exactly what it counts."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.queries import DisputesWanted, dispute_figures, listed_disputes
from mash.cases.dispute_states import DisputeOutcome, DisputeSays
from mash.cases.models import Case, Dispute
from tests.cases.disputed import NOT_MADE, answered, disputed, said
from tests.factories import make_case

pytestmark = pytest.mark.django_db
URL = reverse("audit:disputes")


@pytest.fixture
def some(people):
    """Four disputes: one waits, one is answered, one is with the Head since a week, and one is over."""
    cases = [make_case(people, stage="triage") for _ in range(4)]
    disputed(cases[0], people.practitioner)
    answered(disputed(cases[1], people.practitioner), people.mash_manager, DisputeOutcome.UPHELD)
    old = disputed(cases[2], people.mash_manager, **NOT_MADE)
    Dispute.objects.filter(pk=old.pk).update(raised_at=timezone.now() - timedelta(days=8))
    over = answered(disputed(cases[3], people.duty_worker, source=cases[3].referrals.get().reference), people.mash_manager)
    said(over, people.practitioner, DisputeSays.ACCEPTS)
    return cases


def numbers(lines):
    return {line.label: (line.going, line.over) for line in lines}


def test_the_numbers(some, people):
    found = dispute_figures(people.mash_manager)
    assert numbers(found.levels) == {"MASH Manager": (2, 1), "Head of Service": (1, 0)}
    assert list(numbers(found.ages).values()) == [(2, 1), (0, 0), (1, 0), (0, 0)]
    assert numbers(found.outcomes)[DisputeOutcome.UPHELD.label] == (1, 0)
    assert numbers(found.outcomes)[DisputeOutcome.NOT_UPHELD.label] == (0, 1)
    assert numbers(found.raisers) == {people.hub.name: (3, 0), "A referrer": (0, 1)}


def test_each_number_opens_what_it_counts(some, people, client_for):
    client = client_for(people.mash_manager)
    links = re.findall(r'href="\?([^"]+)#list">(\d+)<', client.get(URL).content.decode())
    assert len(links) >= 8
    for query, number in links:
        page = client.get(f"{URL}?{query.replace('&amp;', '&')}")
        assert page.context["page"].paginator.count == int(number), query
        assert len(page.context["page"].object_list) == int(number)


def test_a_restricted_case_is_neither_counted_nor_listed(some, people):
    Case.objects.filter(pk=some[0].pk).update(restricted=True)
    assert numbers(dispute_figures(people.mash_manager).levels)["MASH Manager"] == (1, 1)
    assert listed_disputes(people.mash_manager, DisputesWanted(), "1").paginator.count == 3


def test_the_board_sees_numbers_and_no_case(some, people, client_for):
    page = client_for(people.board_member).get(URL)
    assert numbers(page.context["tables"][0][2])["MASH Manager"] == (2, 1)
    assert not any(case.reference in page.content.decode() for case in some)


def test_what_is_strange_in_the_address_narrows_nothing(some, people, client_for):
    page = client_for(people.head_of_service).get(URL, {"level": "7", "age": "x"})
    assert page.context["page"].paginator.count == 4


@pytest.mark.parametrize("role", ["duty_worker", "practitioner", "partner", "locality_manager", "administrator"])
def test_others_are_refused(people, client_for, role):
    assert client_for(getattr(people, role)).get(URL).status_code == 403
