"""The search for patterns asks as many questions of ten thousand cases as of a hundred, and is done within its minute."""

import os
from time import perf_counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mash.accounts.models import User
from mash.cases.models import Case, PatternAlert, SourceOfHarm
from mash.demo.accounts import email_of
from triage.queries import repeats_of
from triage.services.patterns import sweep_patterns

pytestmark = pytest.mark.django_db(transaction=True)
CASES = 10_000 if os.environ.get("DRILLS") == "full" else 600
SECONDS = 20


def shared_names(cases):
    """Every tenth case names one of fifty providers, and three of a hundred adults are the same person."""
    by = User.objects.get(email=email_of("duty"))
    SourceOfHarm.objects.bulk_create(
        SourceOfHarm(case=case, name=f"Provider {chr(65 + n % 26)}{chr(65 + n % 2)} Homecare", is_organisation=True, recorded_by=by)
        for n, case in enumerate(cases[::10])
    )
    for n in range(0, len(cases) - 3, 100):
        Case.objects.filter(pk__in=[case.pk for case in cases[n : n + 3]]).update(adult=cases[n].adult_id)


def questions(what):
    with CaptureQueriesContext(connection) as asked:
        what()
    return len(asked)


@pytest.mark.drill
def test_ten_thousand_cases():
    found = {}
    for size in (100, CASES):
        call_command("seed_bench", cases=size, still_open=size // 10, verbosity=0)
        shared_names(list(Case.objects.order_by("pk")[found.get("before", 0) : size]))
        found["before"] = size
        begun = perf_counter()
        changed = sweep_patterns()
        first = perf_counter() - begun
        begun = perf_counter()
        found[size] = questions(sweep_patterns)
        again = perf_counter() - begun
        print(f"{size} cases: {changed} patterns changed in {first:.1f} s; a look that finds nothing new {again:.2f} s, {found[size]} queries")
    case = PatternAlert.objects.order_by("-pk").first().records.last().case
    asked = questions(lambda: repeats_of(case, 12, User.objects.get(email=email_of("manager"))))
    print(f"one concern: {asked} queries")
    assert found[100] == found[CASES] <= 12
    assert asked <= 9  # those that look for logged incidents among them (S224)
    assert first + again < SECONDS
