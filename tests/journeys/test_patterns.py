"""A duty worker meets a pattern on the board and in the case, and records what recurs; the manager dismisses it and reads why."""

import pytest

from mash.accounts.models import User
from tests.cases.planted_town import Planted
from tests.journeys.conftest import SIZES
from tests.journeys.hands import PASSWORD, Person
from triage.services.patterns import sweep_patterns


def signed_in(user: User, address: str, page: object) -> Person:
    user.set_password(PASSWORD)
    user.save()
    return Person(page, address).signs_in(user.email)


@pytest.mark.parametrize("size", SIZES)
def test_from_the_board_to_a_dismissal(live_server, people, open_browser, size):
    town = Planted(people)
    adult = town.adult()
    cases = [town.concern(adult, days) for days in (40, 20, 3)]
    town.restrict(town.concern(adult, 10))
    sweep_patterns()
    url = f"/cases/{cases[-1].reference}/"
    duty = signed_in(people.duty_worker, live_server.url, open_browser(size))
    words = "Repeated concerns, same adult: 3 in 37 days"
    duty.goes("/board/").sees(words, "A related restricted record exists").looks()
    duty.goes(url).sees(words, "A related restricted record exists. Ask the MASH Manager.", cases[0].reference)
    duty.does_not_see("Dismiss with a reason").follows("Record an event in their care")
    duty.answers(kind="missed", service="Memory clinic").presses("Record").sees("Say what was done to reach the adult").looks()
    manager = signed_in(people.mash_manager, live_server.url, open_browser(size))
    manager.goes(url).sees("Repeated concerns, same adult: 4 in 37 days").follows("Dismiss with a reason")
    manager.presses("Dismiss").sees("Say why this pattern needs nothing more")
    manager.answers(reason="All of it is the same fall.").presses("Dismiss").sees("The pattern is dismissed").looks()
    manager.goes("/overview/patterns/?state=dismissed").sees("All of it is the same fall.").looks()
