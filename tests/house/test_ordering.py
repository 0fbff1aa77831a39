"""No page may lean on the order in which PostgreSQL happens to return rows."""

import pytest

from mash.accounts.models import User
from mash.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def test_unordered_queries_are_shuffled_in_tests(people):
    seen = {tuple(User.objects.order_by().values_list("pk", flat=True)) for _ in range(30)}
    assert len(seen) > 1


def test_ordered_ones_are_not(people):
    seen = {tuple(Organisation.objects.order_by("pk").values_list("pk", flat=True)) for _ in range(30)}
    assert len(seen) == 1
