"""Starts the fake GOV.UK Notify as a process of its own, and talks with it."""

import json
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.ops.production import unused_port
from tests.outbox.fake_notify import EMAIL_TEMPLATE, KEY, TEXT_TEMPLATE

ROOT = Path(__file__).parents[2]


class Office:
    """The fake, from outside."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    @property
    def settings(self) -> dict[str, str]:
        """What a process must be told to use it."""
        return {
            "NOTIFY_API_KEY": KEY, "NOTIFY_URL": self.url,
            "NOTIFY_EMAIL_TEMPLATE": EMAIL_TEMPLATE, "NOTIFY_TEXT_TEMPLATE": TEXT_TEMPLATE,
        }  # fmt: skip

    def mood(self, **mood: object) -> None:
        """Behave like this from now on, and otherwise well."""
        self._ask("/mood", json.dumps(mood).encode())

    def counts(self) -> dict[str, int]:
        """How often each reference was accepted."""
        return self._ask("/counts")["accepted"]

    def asked(self) -> dict[str, int]:
        """How often each reference was looked up."""
        return self._ask("/counts")["asked"]

    def taken(self) -> list[dict]:
        """Everything that was accepted."""
        return self._ask("/counts")["words"]

    def _ask(self, path: str, body: bytes | None = None) -> dict:
        with urllib.request.urlopen(self.url + path, body, timeout=10) as answer:
            return json.load(answer)


@contextmanager
def open_office():
    """A fake Notify that behaves well until it is told otherwise."""
    port = unused_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.outbox.fake_notify", str(port)], cwd=ROOT)
    office, until = Office(port), time.monotonic() + 20
    try:
        while time.monotonic() < until:
            with suppress(OSError):
                office.mood()
                break
            time.sleep(0.05)
        yield office
    finally:
        process.kill()
        process.wait()
