"""The public pages beside the form, in a browser: nothing that axe knows to be wrong, and never wider than a phone."""

import pytest

from tests.journeys.conftest import axe
from tests.journeys.hands import Person

pytestmark = pytest.mark.usefixtures("town")
PAGES = {"/privacy/": 200, "/accessibility/": 200, "/thresholds/": 200, "/thresholds/try/": 200, "/sign-in/": 200, "/status/": 200, "/no-such-page/": 404}


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_they_can_be_read_and_left(live_server, open_browser, size, javascript):
    person = Person(open_browser(size, javascript=javascript), live_server.url, checked=javascript)
    for path, status in PAGES.items():
        person.goes(path, status=status)
        if javascript:
            axe(person.page)
        assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_way_to_sign_in_is_found_from_the_first_page(live_server, open_browser):
    person = Person(open_browser("phone"), live_server.url)
    person.goes("/report/").follows("Sign in (council staff and partner agencies)").sees("Email address", "Password")
