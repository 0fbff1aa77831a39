"""The matrix changes without a file: a manager writes it in the browser, tries it and proposes it, the Board approves, a worker rates by it."""

import pytest

from mash.accounts.models import User
from tests.factories import make_case
from tests.journeys import desk
from tests.journeys.hands import PASSWORD, Person
from thresholds.models import MatrixVersion
from thresholds.queries import forget
from triage.states import Factor

NEW = "A carer boasts of hurting the adult."


@pytest.fixture
def signed_in(people, live_server, open_browser):
    """A person of a role at their own screen."""
    forget()
    for user in User.objects.order_by("pk"):
        user.set_password(PASSWORD)
        user.save()

    def at_their_desk(role: str, size: str, *, javascript: bool) -> Person:
        return Person(open_browser(size, javascript=javascript), live_server.url, checked=javascript).signs_in(f"{role}@example.org")

    yield at_their_desk
    forget()


@pytest.mark.parametrize(("size", "javascript"), [("desktop", True), ("phone", False)])
def test_an_indicator_goes_from_the_manager_s_browser_to_the_worker_s(size, javascript, people, signed_in):
    manager = signed_in("mash_manager", size, javascript=javascript)
    manager.goes("/thresholds/versions/").follows("2026-1").presses("Draft a new version from this one").sees("Change draft")
    version = MatrixVersion.objects.latest("pk")
    changing = f"/thresholds/versions/{version.pk}/change/"
    for section in ("matrix", "levels", "menu", "gates", "repeat", "settings", "routing", "routing/of/R3"):
        manager.goes(f"{changing}{section}/").looks()
    manager.goes(changing).follows("types and indicators").follows("Physical abuse")
    manager.answers(**{"rows-5-words": "Small marks keep appearing."}).presses("Add an indicator to Level 3")
    manager.presses("Keep this type").sees("Kept. 1 difference from 2026-1")
    manager.follows("Physical abuse").presses("Add an indicator to Level 3")
    manager.answers(**{"rows-5-words": NEW}).presses("Keep this type").sees("Kept. 2 differences from 2026-1")
    tries_it(manager.goes(changing).sees("History of the draft", NEW))
    manager.goes(changing).follows("Propose it to the Board").answers(reason="The Board asked for it.").presses("Propose it").looks()
    board = signed_in("board_member", size, javascript=javascript)
    board.goes("/thresholds/versions/").follows("Look at it and answer").sees(NEW).follows("Approve").sees("Try a concern against it", NEW)
    board.answers(begins="now").presses("Approve for the Board").sees("Concerns are rated by it from now on").looks()
    rates_by_it(signed_in("duty_worker", size, javascript=javascript), make_case(people).reference, version)


def tries_it(manager: Person) -> None:
    manager.follows("Try a concern against it").answers(**desk.FIRST, types=["PHY"]).presses("Continue")
    manager.answers(signs_PHY=["PHY3f"]).presses("See the suggestion")
    manager.sees("2026-1 (as shipped) doesn't know PHY3f", "2026-2 suggests", "2026-1 (as shipped) suggests").looks()


def rates_by_it(duty: Person, reference: str, version: MatrixVersion) -> None:
    duty.goes(f"/cases/{reference}/rating/").sees(f"Threshold matrix {version}")
    duty.answers(**desk.FIRST, types=["PHY"]).presses("Continue").sees(NEW, "Small marks keep appearing.")
    duty.answers(signs_PHY=["PHY3f"]).presses("Continue")
    duty.answers(**{f"factor_{factor}": "no_concern" for factor in Factor}).presses("See the suggestion").sees("Red", NEW)
    duty.answers(rag="red", urgency="U3", rationale="He says so himself.", would_change="Nothing.").presses("Record the rating").sees("Rated Red.")
