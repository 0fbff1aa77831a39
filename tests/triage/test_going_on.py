"""From step to step of a rating: each has an address, and what was answered waits there for whoever answered it."""

from uuid import uuid4

import pytest

from mash.cases.models import Case, Draft
from mash.cases.services import drafts
from tests.cases.pages_with_forms import read, save
from triage.states import Factor

pytestmark = pytest.mark.django_db
FIRST = {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes", "types": ["FIN"], "setting": ""}
SERIOUSNESS = {f"factor_{factor}": "no_concern" for factor in Factor}
SIGNS = {"signs_FIN": ["FIN2c"], "asked": "signs_FIN,lifts"}
BANNER = b"Words that you have not sent"


def step(client, url, to, **answers):
    return client.post(url, FIRST | answers | {"to": to, "version": 7})


def shown(page):
    assert page.status_code == 200
    return page.context["step"]


def test_each_step_leads_to_the_address_of_the_next_which_can_be_opened_again(duty, url):
    there = step(duty, url, "signs")
    assert (there.status_code, there.url) == (303, f"{url}?step=signs&version=7")
    assert shown(duty.get(there.url)) == shown(duty.get(there.url)) == "signs"
    there = step(duty, url, "factors", **SIGNS)
    assert shown(duty.get(there.url)) == "factors"
    back = duty.get(f"{url}?step=signs&version=7")
    assert shown(back) == "signs"
    assert back.content.count(b" checked") == 1
    assert b'name="version" value="7"' in back.content, "what was seen at first is what is decided on"


def test_going_on_calls_nothing_unsent_and_coming_back_does(duty, url):
    assert BANNER not in duty.get(step(duty, url, "signs").url).content
    again = duty.get(url)
    assert BANNER in again.content
    assert b"Go on where you left, at step 2 of 4" in again.content
    step(duty, url, "factors", **SIGNS)
    assert b"Go on where you left, at step 3 of 4" in duty.get(url).content
    assert b"Go on where you left" not in duty.get(f"{url}?step=signs").content


def test_a_box_that_was_unticked_stays_so(duty, url):
    step(duty, url, "factors", **SIGNS)
    step(duty, url, "factors", asked="signs_FIN,lifts")
    assert duty.get(f"{url}?step=signs").content.count(b" checked") == 0


def test_a_save_of_a_step_that_was_sent_does_not_undo_its_answers(duty, url, case):
    """What was being saved when the step was sent may come to be kept after it; what is unticked on another device is."""
    page, load, none = read(duty.get(step(duty, url, "signs").url).content), uuid4().hex, {"signs_FIN": [], "lifts": []}
    step(duty, url, "factors", **SIGNS, draft_load=load)
    assert save(duty, case.reference, url, page, none, load=load, turn=1).json() == {"at": ""}
    assert duty.get(f"{url}?step=signs").content.count(b" checked") == 1
    assert save(duty, case.reference, url, page, none, turn=1).json()["at"]
    assert duty.get(f"{url}?step=signs").content.count(b" checked") == 0


def test_what_is_missing_is_asked_for_before_going_on(duty, url):
    page = duty.post(url, FIRST | {"types": [], "to": "signs"})
    assert shown(page) == "facts"
    assert b"Choose at least one kind" in page.content
    assert not Draft.objects.exists()


def test_another_worker_and_whoever_has_nothing_begin_at_the_beginning(duty, url, people, client_for):
    step(duty, url, "factors", **SIGNS)
    other = client_for(people.practitioner).get(f"{url}?step=factors")
    assert shown(other) == "facts"
    assert b" checked" not in other.content


@pytest.mark.parametrize("asked", ["nonsense", "", "rate"])
def test_an_address_that_is_no_step_begins_at_the_beginning(duty, url, asked):
    step(duty, url, "factors", **SIGNS)
    assert shown(duty.get(f"{url}?step={asked}")) == "facts"


def test_when_it_is_recorded_nothing_waits_any_more(duty, url, case):
    weighed = SIGNS | SERIOUSNESS
    step(duty, url, "decide", **weighed)
    said = {"rag": "amber", "urgency": "U3", "rationale": "Bills go unpaid.", "would_change": "A word from the bank.", "version": case.version}
    assert duty.post(url, FIRST | weighed | said | {"to": "rate"}).status_code == 302
    assert Case.objects.get(pk=case.pk).rag == "amber"
    assert shown(duty.get(f"{url}?step=decide")) == "facts"


def test_what_is_too_long_to_be_kept_goes_on_all_the_same(duty, url, monkeypatch):
    monkeypatch.setattr(drafts, "LONGEST", 3)
    page = step(duty, url, "signs")
    assert shown(page) == "signs"
    assert b'name="safe_now" value="yes"' in page.content


def test_who_only_reads_keeps_nothing(url, people, client_for):
    assert step(client_for(people.qa_manager), url, "signs").status_code == 403
    assert not Draft.objects.exists()
