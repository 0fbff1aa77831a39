"""A real browser: phone and desktop, with and without JavaScript, axe on every page."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# Playwright runs a loop in this thread; Django is used beside it on purpose, until the last table is flushed.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text()
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 375, "height": 740}}
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=127.0.0.1;localhost",
]  # fmt: skip
# What is right is not told: to describe it takes axe three times as long as to find what is wrong.
WRONG = """async (tags) => {
  const found = await axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']});
  return found.violations.map((wrong) => `${wrong.id}: ${wrong.nodes[0].html.slice(0, 120)}`);
}"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A live server answers from threads: journeys need real commits."""
    for item in items:
        if "journeys" in item.nodeid:
            item.add_marker(pytest.mark.django_db(transaction=True, databases=["default", "trail"]))


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """The machine's own Chromium, which calls nobody. As with the product's pool, a line that it keeps open keeps its connection
    to the database: a new one costs more than most pages.
    """
    for each in connections.settings.values():
        each["CONN_MAX_AGE"] = 60
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield found
        found.close()
        connections.close_all()


@pytest.fixture
def open_browser(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A fresh person at a screen: open_browser("phone", javascript=False)."""
    contexts: list[BrowserContext] = []

    def fresh(size: str = "desktop", *, javascript: bool = True) -> Page:
        context = browser.new_context(viewport=SIZES[size], java_script_enabled=javascript, locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield fresh
    for context in contexts:
        context.close()


def axe(page: Page) -> None:
    """Nothing that axe knows to be wrong; and nothing wider than the screen. A click ends when the next page has begun to arrive:
    on a busy machine there is nothing of it to look at yet.
    """
    page.wait_for_load_state()
    page.evaluate(AXE)
    problems = page.evaluate(WRONG, WCAG)
    assert problems == [], f"{page.url}: {problems}"
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, f"{page.url} is {wider} px wider than the screen"
