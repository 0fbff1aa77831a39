"""A blind second rating asks how soon somebody must act, and agreement on it is told by itself."""

from dataclasses import replace

import pytest

from audit import services
from audit.models import BlindRating
from audit.queries import concord, how_soon, ratings_of
from audit.services import NotWhole
from audit.views import blind
from tests.audit.sampling import GATES, again, draw, rate, steps
from tests.factories import make_case
from thresholds.queries import matrix_in_force

pytestmark = pytest.mark.django_db


def test_how_soon_is_judged_again_and_agreed_on_by_itself(people, client_for):
    """Four concerns on whose colour the two agree throughout; on how soon somebody must act they agree in two."""
    for urgency in ("U3", "U3", "U2", "U2"):
        rate(make_case(people), people.duty_worker, urgency=urgency)
    sample = draw(people)
    for row in sample.ratings.all():
        first = row.decision.snapshot["urgency"]["code"]
        again(row, people.practitioner, urgency=first if row.position % 2 else {"U3": "U2", "U2": "U3"}[first])
    found = concord(ratings_of(people.mash_manager))
    assert (found.same, found.how_soon.answered, found.how_soon.same) == (1.0, 4, 2)
    assert [row.position for row in found.apart] == [2, 4]
    assert all(first != second for first, second in map(how_soon, found.apart))
    page = client_for(people.mash_manager).get(f"/thresholds/lab/samples/{sample.pk}/").content.decode()
    assert page.count("Of how soon somebody must act") == 1
    assert page.count("Act: ") == 4
    board = client_for(people.board_member).get(f"/thresholds/lab/samples/{sample.pk}/").content.decode()
    assert "Of how soon somebody must act" not in board


def test_a_version_that_asks_how_soon_is_answered_whole_and_one_that_does_not_asks_nothing(people, client_for, monkeypatch):
    make_case(people, stage="triage")
    row = draw(people).ratings.get()
    with pytest.raises(NotWhole):
        again(row, people.practitioner, urgency="")
    assert again(row, people.practitioner, urgency="U1").snapshot["urgency"]["code"] == "U1"
    name, matrix = matrix_in_force()
    older = replace(matrix, urgencies=())
    monkeypatch.setattr(services, "version_named", lambda _: (name, older))
    monkeypatch.setattr(blind, "version_named", lambda _: (name, older))
    make_case(people, stage="triage")
    row = draw(people).ratings.get()
    page = steps(client_for(people.practitioner), f"/second-ratings/{row.pk}/", "decide", signs_FIN=["FIN2c"], **GATES).content.decode()
    assert "Your rating" in page
    assert 'name="urgency"' not in page
    assert "urgency" not in again(row, people.practitioner, urgency="").snapshot
    assert how_soon(BlindRating.objects.select_related("decision").get(pk=row.pk)) is None
