"""A new threshold matrix begins while somebody rates: nothing is recorded by one that is no longer in force, whichever process answers."""

import pytest

from mash.cases.states import Rag
from tests.factories import facts, no_concern
from tests.thresholds.test_versions import approve, changed, draft, propose, proposed
from tests.triage.test_going_on import FIRST, SERIOUSNESS, SIGNS, shown
from thresholds import queries
from thresholds.queries import matrix_in_force, matrix_now
from triage.services import RatingRefused, rate_concern

pytestmark = pytest.mark.django_db
SAID = {"rag": "amber", "urgency": "U3", "rationale": "Bills go unpaid.", "would_change": "A word from the bank."}
BEGAN = b"came into force while you rated"


@pytest.fixture(autouse=True)
def fresh_matrix():
    queries.forget()
    yield
    queries.forget()


def begins_elsewhere(people):
    """Approved in another process: this one goes on with what it read."""
    before = matrix_in_force()[0]
    name = approve(proposed(people), people.board_member).name
    assert before != name
    return before, name


def behind(before):
    """This process read before the new one began."""
    return matrix_in_force()[0] == before


def send(duty, url, case, matrix, to="rate"):
    return duty.post(url, FIRST | SIGNS | SERIOUSNESS | SAID | {"to": to, "version": case.version, "matrix": matrix})


def test_a_process_that_is_behind_does_not_rate_by_the_old_one(people, duty, url, case):
    before, name = begins_elsewhere(people)
    assert behind(before)
    page = send(duty, url, case, before)
    assert page.status_code == 200
    assert BEGAN in page.content
    assert not case.ratings.exists()
    assert send(duty, url, case, name).status_code == 302
    assert case.ratings.get().decision.versions["matrix"] == name


def test_a_process_that_is_behind_does_not_say_that_the_old_one_is_new(people, duty, url, case):
    before, name = begins_elsewhere(people)
    assert behind(before)
    page = send(duty, url, case, name, to="signs")
    assert page.status_code == 303
    assert BEGAN not in duty.get(page.url).content
    assert BEGAN in send(duty, url, case, before, to="signs").content


def test_the_service_refuses_answers_to_another_version(people, case):
    before, name = begins_elsewhere(people)
    given = {"facts": facts(Rag.AMBER), "seriousness": no_concern(), "rag": Rag.AMBER, "rationale": "Bills.", "would_change": "The bank.", "urgency": "U3"}
    about = {"reference": case.reference, "version": case.version, "by": people.duty_worker}
    with pytest.raises(RatingRefused, match="came into force while you rated"):
        rate_concern(**about, **given, by_matrix=before)
    rate_concern(**about, **given, by_matrix=name)
    assert case.ratings.get().decision.versions["matrix"] == name


def test_nobody_jumps_over_questions_that_the_new_one_asks(people, duty, url, case):
    send(duty, url, case, matrix_in_force()[0], to="decide")
    assert b"Go on where you left, at step 4 of 4" in duty.get(url).content
    begins_elsewhere(people)
    matrix_now()
    again = duty.get(url)
    assert shown(again) == "facts"
    assert b"Go on where you left" not in again.content


def without(code):
    """The matrix in force, but for one indicator."""
    data = changed()
    for kind in data["types"]:
        kind["indicators"] = [row for row in kind["indicators"] if row["code"] != code]
    return data


def test_what_was_ticked_and_is_no_longer_there_is_named_until_it_was_looked_at(people, duty, url, case):
    """A tick that only vanished would leave a lower suggestion and nobody who knows why."""
    before = matrix_in_force()[0]
    send(duty, url, case, before, to="decide")
    words = b"Bills, rent or care fees go unpaid although there is income."
    assert b"no longer has what you ticked" not in duty.get(f"{url}?step=signs").content
    approve(propose(draft(people, without("FIN2c")), people.mash_manager), people.board_member)
    name = matrix_now()[0]
    first = send(duty, url, case, before)
    for page in (first, duty.get(send(duty, url, case, name, to="signs").url)):
        assert f"{name} no longer has what you ticked".encode() in page.content
        assert words in page.content
    after = duty.get(duty.post(url, FIRST | {"to": "factors", "version": case.version, "matrix": name, "asked": "signs_FIN,lifts"}).url)
    assert shown(after) == "factors"
    assert words not in after.content
