"""A small browser without pictures: cookies, one connection, and how long each answer took."""

import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="([^"]+)"')


@dataclass
class Answer:
    """One answer and the seconds until its last byte."""

    status: int
    body: str
    seconds: float
    location: str = ""


@dataclass
class Browser:
    """One person at one screen."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, answers: dict[str, object], page: str) -> Answer:
        """Send a form of `page`, whose token it carries."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN.search(page)[1]} | answers, doseq=True)
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def sign_in(self, email: str, password: str) -> None:
        page = self.get("/sign-in/").body
        answer = self.post("/sign-in/", {"login": email, "password": password}, page)
        if answer.status != 302:
            raise SystemExit(f"{email} could not sign in: {answer.status}")

    def _ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | (headers or {})
        begun = time.perf_counter()
        try:
            response = self._response(method, path, body, sent)
        except (ConnectionResetError, BrokenPipeError):
            # The server lets go of a connection that was idle for some seconds: as any browser does, open another.
            self.connection = None
            response = self._response(method, path, body, sent)
        text = response.read().decode(errors="replace")
        took = time.perf_counter() - begun
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return Answer(response.status, text, took, response.getheader("Location", ""))

    def _response(self, method: str, path: str, body: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        self.connection.request(method, path, body or None, headers)
        return self.connection.getresponse()
