"""Makes the README's pictures from a running demo: `./run` in one window, this in another.

Usage: .venv/bin/python ops/pictures.py [address]
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
QUIET = ["--no-sandbox", "--disable-background-networking", "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=127.0.0.1;localhost"]
DEMO = ("duty@demo.example.org", "demo kettle orange river")


def main(address: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        public_form(browser, address)
        duty_board(browser, address)
        browser.close()


def public_form(browser: Browser, address: str) -> None:
    """The first question, on a phone."""
    page = browser.new_page(viewport={"width": 420, "height": 800})
    page.goto(f"{address}/report/worry/")
    page.screenshot(path=FOLDER / "worry.png")


def duty_board(browser: Browser, address: str) -> None:
    """The board, at a desk."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/sign-in/")
    page.fill("[name=login]", DEMO[0])
    page.fill("[name=password]", DEMO[1])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/board/")
    page.screenshot(path=FOLDER / "board.png")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
