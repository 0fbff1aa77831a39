"""Somebody who has a keyboard and nothing else."""

from playwright.sync_api import Page

from tests.journeys.conftest import axe

IN_SIGHT = """() => {
  const box = (e) => e.getBoundingClientRect();
  const exit = box(document.querySelector('.govuk-exit-this-page__button'));
  const focused = document.activeElement, it = box(focused);
  const own = focused.classList.contains('govuk-exit-this-page__button');
  const over = !own && it.height < 120 && it.left < exit.right && it.right > exit.left && it.top < exit.bottom && it.bottom > exit.top;
  const seen = exit.top >= 0 && exit.bottom <= innerHeight && exit.left >= 0 && exit.right <= innerWidth;
  const lost = it.bottom <= 0 || it.top >= innerHeight;
  return {over, seen, lost, what: focused.outerHTML.slice(0, 120)};
}"""


class Keyboard:
    """Tab, Space and Enter; arrows within a group of choices, as everywhere."""

    def __init__(self, page: Page, *, checked: bool = True) -> None:
        self.page, self.checked = page, checked

    def tabs_to(self, selector: str) -> "Keyboard":
        """On the way nothing that has the focus may be out of sight, and the way out must be in sight."""
        for _ in range(120):
            self.page.keyboard.press("Tab")
            found = self.page.evaluate(IN_SIGHT)
            assert found["seen"], f"the way out is not in sight at {found['what']}"
            assert not found["over"], f"the way out covers {found['what']}"
            assert not found["lost"], f"out of sight: {found['what']}"
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return self
        raise AssertionError(f"{selector} cannot be reached")

    def chooses(self, name: str, value: str) -> "Keyboard":
        self.tabs_to(f'[name="{name}"]')
        self.page.keyboard.press("Space")
        for _ in range(10):
            if self.page.evaluate("document.activeElement.value") == value:
                return self
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} has no {value}")

    def types(self, name: str, text: str) -> "Keyboard":
        self.tabs_to(f'[name="{name}"]')
        self.page.keyboard.type(text)
        return self

    def presses(self, label: str) -> "Keyboard":
        if self.checked:
            axe(self.page)
        for _ in range(20):
            self.tabs_to("main button, main a[role=button]")
            if self.page.evaluate("document.activeElement.innerText").strip() == label:
                break
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self
