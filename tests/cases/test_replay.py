"""After any later change of data the replay and the PDF of an old decision are unchanged."""

import os
import random
from collections import Counter
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mash.cases import calendar
from mash.cases.decided import as_known, decision_of, decision_shown
from mash.cases.services.decision_pdfs import draw, pdf_of
from tests.cases.decided import ended_in_triage, enquired_into
from tests.cases.later import CHANGES, REFUSALS, fresh
from thresholds.queries import forget

pytestmark = pytest.mark.django_db
EXAMPLES, DRAWN = (60, 4) if os.environ.get("DRILLS") == "full" else (5, 1)
happened: Counter[str] = Counter()


def moments(case):
    """Before anything, at each decision, just before each, and now."""
    at = [decision.decided_at for decision in case.decisions.order_by("pk")]
    before = [each - timedelta(microseconds=1) for each in at]
    return [case.opened_at - timedelta(seconds=1), case.opened_at, *at, *before, timezone.now()]


def shown(case, instants):
    """Every page that looks back, as it reads: each decision, and the case as known at each moment."""
    case = fresh(case)
    pages = []
    for number in range(1, 6):
        decision = decision_of(case, number)
        if decision and decision.decided_at <= max(instants):
            context = decision_shown(decision, number)
            pages.append(render_to_string("record/decided.html", context) + context["fingerprint"])
            pages.append(render_to_string("record/all.html", context | {"inside": True}))
    for at in instants:
        pages.append(render_to_string("record/all.html", as_known(case, at) | {"inside": True}))
    return pages


@pytest.fixture
def before(people):
    """The two cases, the moments, and what the pages say."""
    found = []
    for case in (ended_in_triage(people), enquired_into(people)):
        instants = moments(case)
        found.append((case, instants, shown(case, instants)))
    yield found
    forget()
    calendar.forget()


later = st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 1), st.integers(0, 2**32)), min_size=3, max_size=14)


def test_nothing_recorded_later_changes_a_decision_or_what_was_known(people, before):
    happened.clear()
    documents = [kept_documents(case) for case, *_ in before]

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    @given(later, st.randoms(use_true_random=False))
    def anything_later(changes, chance):
        with transaction.atomic():
            for change, which, seed in changes:
                carry_out(change, before[which][0], people, random.Random(seed))
            for (case, instants, pages), kept in zip(before, documents, strict=True):
                assert shown(case, instants) == pages
                assert kept_documents(case, kept) == kept
            again(before, documents, chance)
            transaction.set_rollback(True)

    anything_later()
    assert happened, "something was changed"


def kept_documents(case, these=None):
    """The hash of the bytes of each decision's document, as they are kept; drawn when first asked for."""
    decisions = case.decisions.filter(pk__in=these) if these else case.decisions.all()
    return {each.pk: sha256(bytes(pdf_of(decision_id=each.pk).content)).hexdigest() for each in decisions}


def again(before, documents, chance):
    """Drawn again, after all that, the bytes are the same: nothing but what was kept goes into them."""
    for _ in range(DRAWN):
        which = chance.randrange(2)
        number = chance.randrange(len(documents[which])) + 1
        decision = decision_of(fresh(before[which][0]), number)
        assert sha256(draw(decision, number)).hexdigest() == documents[which][decision.pk]


def carry_out(change, case, people, chance):
    """One later change; one that its use case refuses leaves nothing behind."""
    try:
        with transaction.atomic():
            change(fresh(case), people, chance)
    except REFUSALS:
        return
    happened[change.__name__] += 1


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_each_change_by_itself(people, before, change):
    for case, instants, pages in before:
        carry_out(change, case, people, random.Random(7))
        assert shown(case, instants) == pages


def test_the_replay_shows_what_was_known_and_when(people):
    case = enquired_into(people)
    first, second = case.decisions.order_by("pk")[:2]
    then, later_on = as_known(case, first.decided_at - timedelta(microseconds=1)), as_known(case, second.decided_at)
    assert (then["record"]["case"]["stage"], then["record"]["case"]["rag"], then["after"]) == ("Received", "", 0)
    assert (later_on["record"]["case"]["stage"], later_on["record"]["case"]["rag"], later_on["after"]) == ("MASH enquiry", "Red", 2)
    assert not then["record"]["checks"]
    assert [check["agency"] for check in later_on["record"]["checks"]] == ["Invented Police"]
    assert then["record"]["adult"]["name"] == case.adult.name
    assert as_known(case, case.opened_at - timedelta(days=1))["record"]["reports"] == []
