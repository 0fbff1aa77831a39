"""A person who fills in the public form and does not give up before it is acknowledged."""

import http.client
import random
import re
import time
from dataclasses import dataclass, field
from uuid import UUID

from bench.browser import Answer, Browser
from tests.ops.production import HOST, PROXY

FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
REFERENCE = re.compile(r"R-[0-9A-Z]{4}-[0-9A-Z]{4}")
SENT = "/report/sent/"
GIVE_UP_AFTER = 120


class Lost(Exception):
    """No answer came, or one that is none: what became of the request is not known."""


@dataclass
class Sending:
    """One report as its sender remembers it: when each attempt began, and the reference once there was one."""

    number: int
    worry: str
    email: str
    once: UUID | None = None
    began: list[float] = field(default_factory=list)
    repeated: int = 0
    reference: str = ""


class ProxiedBrowser(Browser):
    """A browser behind the reverse proxy, which never sends a form a second time by itself."""

    def _response(self, method, path, body, headers):
        origin = {"Origin": f"https://{HOST}"} if method == "POST" else {}
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.address, timeout=20)
            self.connection.request(method, path, body or None, PROXY | origin | headers)
            return self.connection.getresponse()
        except (OSError, http.client.HTTPException) as fault:
            self.leave()
            raise Lost(type(fault).__name__) from fault

    def leave(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def ask(self, method, path, fields=None, page=""):
        """One request; anything but a page or a redirect counts as lost."""
        try:
            answer = self.get(path) if method == "GET" else self.post(path, fields, page)
        except (OSError, http.client.HTTPException, TypeError) as fault:  # cut off in mid-page: no token in it
            self.leave()
            raise Lost(type(fault).__name__) from fault
        if answer.status not in (200, 302):
            raise Lost(str(answer.status))
        return answer


@dataclass
class Walker:
    """Walks one report after another; `at_send` is told when a report is about to be sent."""

    address: str
    rng: random.Random
    at_send: object
    faults: dict[str, int] = field(default_factory=dict)

    def walk(self, number: int) -> Sending:
        sending = Sending(
            number, f"CANARY-WORRY-{number} her nephew keeps her bank card.", f"robin{number}@example.org"
        )
        until = time.monotonic() + GIVE_UP_AFTER
        while not sending.reference:
            assert time.monotonic() < until, f"report {number} was never acknowledged: {self.faults}"
            try:
                self._once_through(sending)
            except Lost as lost:
                self.faults[str(lost)] = self.faults.get(str(lost), 0) + 1
                time.sleep(self.rng.uniform(0.05, 0.3))
        return sending

    def _once_through(self, sending: Sending) -> None:
        """The questions, until there is a form to send; then that same form, again and again."""
        browser = ProxiedBrowser(self.address)
        try:
            self._answer(browser, sending)
            page = browser.ask("GET", "/report/check/").body
            fields = {name: value for name, value in FIELD.findall(page) if name != "csrfmiddlewaretoken"}
            if "once" not in fields:
                raise Lost("no form")
            sending.once = UUID(fields["once"])
            self._send(browser, fields, page, sending)
        finally:
            browser.leave()

    def _answer(self, browser: Browser, sending: Sending) -> None:
        answers = {
            "who": {"voice": "relative"},
            "worry": {"worry": sending.worry},
            "danger": {"danger": self.rng.choice(["no", "yes", "not_sure"])},
            "adult": {
                "adult_name": f"CANARY-NAME-{sending.number}",
                "adult_whereabouts": "CANARY-ADDRESS 12 Example Row",
            },
            "needs": {"adult_knows": "no"},
            "safety": {},
            "you": {"referrer_email": sending.email, "safe_to_reply": "yes", "reply_by": "email"},
        }
        for step, fields in answers.items():
            self._insist(lambda step=step, fields=fields: self._question(browser, step, fields))

    def _question(self, browser: Browser, step: str, fields: dict[str, str]) -> None:
        page = browser.ask("GET", f"/report/{step}/").body
        if browser.ask("POST", f"/report/{step}/", fields, page).status != 302:
            raise Lost("question not taken")

    def _insist(self, attempt):
        until = time.monotonic() + GIVE_UP_AFTER
        while True:
            try:
                return attempt()
            except Lost as lost:
                self.faults[str(lost)] = self.faults.get(str(lost), 0) + 1
                if time.monotonic() > until:
                    raise
                time.sleep(self.rng.uniform(0.05, 0.3))

    def _send(self, browser: Browser, fields: dict[str, str], page: str, sending: Sending) -> None:
        """The same form with the same key until the page with the reference is on the screen."""

        def attempt() -> str:
            sending.began.append(time.time())
            self.at_send()
            if browser.ask("POST", "/report/check/", fields, page).location != SENT:
                raise Lost("not sent")
            return self._reference(browser.ask("GET", SENT))

        reference = self._insist(attempt)
        if sending.number % 5 == 0:  # sent again by a person who is not sure: the same reference comes back
            sending.repeated += 1
            assert self._insist(attempt) == reference
        sending.reference = reference

    def _reference(self, answer: Answer) -> str:
        found = REFERENCE.search(answer.body)
        if not found:
            raise Lost("no reference")
        return found[0]
