"""Searching, and the page that each person starts on, at a desk and on a telephone."""

import pytest
from django.utils import timezone

from mash.cases.models import ChronologyEntry
from tests.cases.disputed import disputed
from tests.factories import make_case
from tests.journeys.conftest import SIZES
from tests.journeys.hands import PASSWORD, Person
from tests.journeys.test_patterns import signed_in

STARTS = {
    "duty_worker": "Duty board", "mash_manager": "Duty board", "practitioner": "Duty board", "partner": "Checks for", "board_member": "Overview",
}  # fmt: skip


@pytest.fixture
def case(people):
    found = make_case(people, stage="mash_enquiry")
    found.sources_of_harm.create(name="Okapi Homecare", is_organisation=True, recorded_by=people.practitioner)
    ChronologyEntry.objects.create(case=found, happened_at=timezone.now(), what="A zebra in the hall of the flat.", source="A neighbour")
    disputed(found, people.practitioner, why="The zebra was not weighed.")
    return found


def searches(person: Person, words: str) -> Person:
    person.goes("/search/").page.fill('main [name="sought"]', words)
    return person.presses("Search")


@pytest.mark.parametrize("size", SIZES)
def test_somebody_looks_for_words_and_finds_them_or_is_told_what_to_do(live_server, people, open_browser, case, size):
    duty = signed_in(people.duty_worker, live_server.url, open_browser(size))
    duty.goes("/search/").sees("What is searched").looks().presses("Search").sees("There is a problem", "Enter what you are looking for").looks()
    searches(duty, "zebra").sees("1 case for “zebra”", "Chronology", "Dispute").looks()
    searches(duty, "quagga").sees("Nothing found", "fewer words").looks()
    duty.goes("/search/").page.locator("main summary").first.click()
    duty.answers(sought="zebra", show="Open cases", kind="Decisions, disputes, steps and tasks", rag="Red", since=timezone.localdate()).looks()
    duty.presses("Search").sees("zebra was not weighed.").does_not_see("in the hall").looks()
    duty.answers(until=timezone.localdate().replace(year=2020)).presses("Search").sees("The last day must be the first day or a later one").looks()
    searches(duty, "zebra").follows("Dispute", exact=False).sees("The zebra was not weighed.").looks()


def test_without_javascript_it_is_the_same(live_server, people, open_browser, case):
    people.duty_worker.set_password(PASSWORD)
    people.duty_worker.save()
    duty = Person(open_browser("phone", javascript=False), live_server.url, checked=False).signs_in(people.duty_worker.email)
    searches(duty, "zebra").sees("1 case for “zebra”", "Chronology")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("role", STARTS)
def test_each_person_starts_on_a_page_that_can_be_read(live_server, people, open_browser, case, role, size):
    person = signed_in(getattr(people, role), live_server.url, open_browser(size))
    person.goes("/").sees(STARTS[role]).looks()
    if role == "duty_worker":
        person.follows("Conflict of interest: check who may lead").sees("nobody who works for them may lead").looks()
