"""The board asks as many questions of five hundred open cases as of fifty; session, permissions and trail included."""

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from mash.accounts.models import User
from mash.cases.models import Case
from mash.cases.states import Stage
from mash.demo.accounts import email_of

pytestmark = pytest.mark.django_db(transaction=True)


def questions(client):
    """Of both connections: the second one records who saw which cases."""
    with CaptureQueriesContext(connections["default"]) as asked, CaptureQueriesContext(connections["trail"]) as recorded:
        page = client.get("/board/")
    assert page.status_code == 200
    return len(asked) + len(recorded), page.context["page"].paginator.count


@pytest.mark.drill
def test_five_hundred_open_cases(client_for):
    found = {}
    for size in (50, 500):
        call_command("seed_bench", cases=size, still_open=size, verbosity=0)
        client = client_for(User.objects.get(email=email_of("duty")))
        client.get("/board/")
        found[size], shown = questions(client)
        assert shown == Case.objects.exclude(stage=Stage.CLOSED).count() >= size
    print(f"statements by open cases: {found}")  # noqa: T201
    assert found[50] == found[500] <= 15
