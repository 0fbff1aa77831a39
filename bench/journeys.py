"""What is measured: the pages that a duty worker lives on, and the two forms that must never be slow."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

from bench.browser import TOKEN, VERSION, Browser
from mash.demo.accounts import PASSWORD, email_of
from triage.states import Factor

REPORT = {
    "worry": "My neighbour never has her bank card since her nephew moved in. " * 5, "danger": "no",
    "adult_name": "Invented Adult", "adult_whereabouts": "14 Example Row", "voice": "relative",
}  # fmt: skip
RATING = {
    "safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes",
    **{f"factor_{factor}": "no_concern" for factor in Factor}, "types": ["FIN"], "signs_FIN": ["FIN2c"], "rag": "amber",
    "urgency": "U3", "rationale": "Fits what was ticked.", "would_change": "A word from the bank.",
} | {f"gate_G{n}": "yes" for n in (2, 3, 4, 5, 6, 7, 9)}  # fmt: skip


@dataclass
class Journey:
    """One thing that is asked for again and again, and how to ask for it once."""

    name: str
    ask: Callable[[Browser], float]


def journeys(cases: Iterator[str], to_rate: Iterator[str]) -> list[Journey]:
    """All that is measured, on references of open cases that are handed out for ever."""
    return [
        Journey("board", lambda browser: _page(browser, "/board/")),
        Journey("case page", lambda browser: _page(browser, f"/cases/{next(cases)}/")),
        Journey("rating page", lambda browser: _page(browser, f"/cases/{next(cases)}/rating/")),
        Journey("rating, submitted", lambda browser: _rate(browser, next(to_rate))),
        Journey("public report, sent", _send_report),
    ]


def measure(journey: Journey, browsers: list[Browser], times: int) -> list[float]:
    """Seconds of each answer, the browsers asking at the same time."""

    def ask_again(browser: Browser) -> list[float]:
        return [journey.ask(browser) for _ in range(max(times // len(browsers), 1))]

    with ThreadPoolExecutor(len(browsers)) as pool:
        return [seconds for found in pool.map(ask_again, browsers) for seconds in found]


def signed_in(address: str, count: int) -> list[Browser]:
    """So many screens of the duty worker."""
    browsers = [Browser(address) for _ in range(count)]
    for browser in browsers:
        browser.sign_in(email_of("manager"), PASSWORD)
    return browsers


def _page(browser: Browser, path: str) -> float:
    answer = browser.get(path)
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return answer.seconds


def _rate(browser: Browser, reference: str) -> float:
    path = f"/cases/{reference}/rating/"
    page = browser.get(path).body
    answer = browser.post(path, RATING | {"version": VERSION.search(page)[1], "to": "done"}, page)
    if answer.status != 302:
        raise SystemExit(f"Rating {reference} answered {answer.status}")
    return answer.seconds


def _send_report(_browser: Browser) -> float:
    """Each report comes from a browser of its own, as reports do."""
    browser = Browser(_browser.address)
    page = browser.get("/report/worry/").body
    answer = browser.post("/report/check/", REPORT | {"once": str(uuid4())}, page)
    if answer.status != 302 or not TOKEN.search(page):
        raise SystemExit(f"A report answered {answer.status}")
    return answer.seconds
