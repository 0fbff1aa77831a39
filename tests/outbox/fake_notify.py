"""A GOV.UK Notify of our own: the three addresses that its client uses, and every way in which the real one can misbehave.

`python -m tests.outbox.fake_notify PORT` serves until it is killed. How it behaves is posted to /mood:
`status` answers with it and takes nothing; `hang` accepts and never answers; `drop` accepts a share and cuts the line;
`lose` cuts the line of a share and takes nothing; `late` is how many seconds pass before a look-up shows what was accepted;
`blind` is the status that look-ups are answered with; `failed` is the status that what was accepted ends in.
/counts says how often each reference was accepted, and how often it was asked for.
"""

import json
import random
import socket
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"invented-{SERVICE}-{SECRET}"
EMAIL_TEMPLATE, TEXT_TEMPLATE = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3", "f33517ff-2a88-4f6e-b855-c550268ce08a"
PERSONALISED = {"sms": {"body"}, "email": {"subject", "body"}}
MOOD = {"status": 0, "hang": False, "drop": 0.0, "lose": 0.0, "late": 0.0, "blind": 0, "failed": ""}


class Notify(ThreadingHTTPServer):
    """What was accepted, in order, with the moment it was; what was asked for."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int) -> None:
        self.mood, self.accepted, self.asked = dict(MOOD), [], Counter()
        self.lock, self.random = threading.Lock(), random.Random(port)
        super().__init__(("127.0.0.1", port), Answer)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that were killed in the middle are what this is for."""


class Answer(BaseHTTPRequestHandler):
    """One request. As with the real one, the same reference twice is two messages."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802
        if self.path == "/counts":
            return self._say(200, self._counts())
        if self.server.mood["blind"]:
            return self._error(self.server.mood["blind"])
        if not self._signed():
            return self._error(403)
        reference = parse_qs(urlsplit(self.path).query).get("reference", [""])[0]
        self.server.asked[reference] += 1
        shown_since = time.time() - self.server.mood["late"]
        with self.server.lock:
            found = [sent for sent in self.server.accepted if sent["reference"] == reference and sent["at"] <= shown_since]
        status = self.server.mood["failed"] or "delivered"
        return self._say(200, {"notifications": [{"reference": reference, "status": status} for _ in found], "links": {}})

    def do_POST(self) -> None:  # noqa: N802
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        mood = self.server.mood
        if self.path == "/mood":
            mood.update(MOOD | sent)
            return self._say(200, mood)
        if mood["status"]:
            return self._error(mood["status"])
        if self.server.random.random() < mood["lose"]:
            return self._cut()
        kind = self.path.rpartition("/")[2]
        wrong = 403 if not self._signed() else 400 if not well_formed(kind, sent) else 0
        if wrong:
            return self._error(wrong)
        with self.server.lock:
            self.server.accepted.append(sent | {"kind": kind, "at": time.time()})
        if mood["hang"]:
            time.sleep(3600)
        if self.server.random.random() < mood["drop"]:
            return self._cut()
        return self._say(201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "reference": sent["reference"]})

    def _signed(self) -> bool:
        try:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            return jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})["iss"] == SERVICE
        except (AttributeError, KeyError, jwt.PyJWTError):
            return False

    def _counts(self) -> dict:
        with self.server.lock:
            accepted = list(self.server.accepted)
        return {"accepted": Counter(s["reference"] for s in accepted), "asked": self.server.asked, "words": accepted}

    def _error(self, status: int) -> None:
        """The real one repeats what it was given in its errors."""
        self._say(status, {"status_code": status, "errors": [{"error": "Error", "message": f"not so: {self.path}"}]})

    def _say(self, status: int, answer: dict) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *words: object) -> None:
        """Quiet."""


def well_formed(kind: str, sent: dict) -> bool:
    """The right template, its words, and somebody to send it to."""
    template = {"sms": TEXT_TEMPLATE, "email": EMAIL_TEMPLATE}.get(kind)
    to = sent.get("phone_number") or sent.get("email_address") or ""
    reachable = to.startswith("+447") if kind == "sms" else "@" in to and not to.startswith("nobody")
    return sent.get("template_id") == template and set(sent.get("personalisation", ())) == PERSONALISED[kind] and reachable


if __name__ == "__main__":
    Notify(int(sys.argv[1])).serve_forever()
