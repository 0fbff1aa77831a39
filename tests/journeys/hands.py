"""A person's hands: answering the questions of a page by their names, and looking at it before going on."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import axe

LONDON = ZoneInfo("Europe/London")
PASSWORD = "an invented passphrase"


class Person:
    """Somebody at a browser. Every page they press a button on is looked over by axe first."""

    def __init__(self, page: Page, address: str, *, checked: bool = True) -> None:
        self.page, self.address, self.checked = page, address, checked

    def goes(self, path: str, *, status: int = 200) -> "Person":
        response = self.page.goto(self.address + path)
        assert response.status == status, f"{path}: {response.status}"
        return self

    def signs_in(self, email: str) -> "Person":
        self.goes("/sign-in/").answers(login=email, password=PASSWORD)
        return self.presses("Sign in")

    def answers(self, **answers: object) -> "Person":
        for name, value in answers.items():
            self._answer(name, value)
        return self

    def presses(self, label: str, *, exact: bool = True) -> "Person":
        self.looks()
        self.page.locator("main").get_by_role("button", name=label, exact=exact).first.click()
        return self

    def follows(self, label: str, *, exact: bool = False) -> "Person":
        self.looks()
        named = self.page.get_by_role("link", name=label, exact=exact)
        named.or_(self.page.locator("a[role=button]").filter(has_text=label)).first.click()
        return self

    def opens_tab(self, label: str) -> "Person":
        self.looks()
        self.page.get_by_label("This case").get_by_role("link", name=label).first.click()
        return self

    def sees(self, *words: str) -> "Person":
        """The words are there, and the page's scripts have done their part."""
        for text in words:
            expect(self.page.locator("body")).to_contain_text(text)
        self.page.wait_for_load_state()
        return self

    def does_not_see(self, *words: str) -> "Person":
        for text in words:
            expect(self.page.locator("body")).not_to_contain_text(text)
        return self

    def looks(self) -> "Person":
        """Nothing is broken on this page: axe, width, unknown variables."""
        self.page.wait_for_load_state()
        assert "UNKNOWN VARIABLE" not in self.page.content(), self.page.url
        if self.checked:
            axe(self.page)
        return self

    def _answer(self, name: str, value: object) -> None:
        if isinstance(value, datetime):
            local = value.astimezone(LONDON)
            self._answer(name, local.date())
            self.page.fill(f'[name="{name}_time"]', f"{local:%H:%M}")
        elif isinstance(value, date):
            for part in ("day", "month", "year"):
                self.page.fill(f'[name="{name}_{part}"]', str(getattr(value, part)))
        else:
            self._give(self.page.locator(f'main [name="{name}"]:not([type="hidden"])'), value)

    def _give(self, found: Locator, value: object) -> None:
        expect(found.first).to_be_visible()
        kind = found.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind == "select":
            found.select_option(label=value) if isinstance(value, str) else found.select_option(index=value)
        elif kind in ("radio", "checkbox"):
            for wanted in [value] if isinstance(value, str) else value:
                found.and_(self.page.locator(f'[value="{wanted}"]')).check()
        else:
            found.fill(str(value))
