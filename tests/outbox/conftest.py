"""A real mail server, made to behave well or badly."""

import socket
import threading
from collections import Counter
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from mash.outbox.services import queue_message
from mash.trail.services import System


class Post:
    """Takes mail, and does with it what the test asks: take, refuse, postpone, drop (after taking), hang."""

    def __init__(self) -> None:
        self.mood = "take"
        self.taken: list = []
        self.hung = threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ANN001, ANN201, N802
        answer = {"refuse": "550 no such box", "postpone": "451 try later"}.get(self.mood, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: ANN001, ANN201, N802
        self.taken.append(message_from_bytes(envelope.content))
        if self.mood == "drop":
            server.transport.abort()
        if self.mood == "hang":
            self.hung.set()
            await server.loop.create_future()
        return "250 OK"

    def counts(self) -> Counter:
        return Counter(mail["Message-ID"] for mail in self.taken)


@pytest.fixture
def post(settings):
    """The mail server that the relay is pointed at."""
    handler = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop(no_assert=True)


@pytest.fixture
def queue():
    """Queue one neutral message."""

    def queued(**more):
        asked = {
            "recipient": "police@example.org", "template": "check_asked", "about": "M-0000-0001", "by": System("test"),
            "context": {"reference": "K-0000-0001", "due": "Monday at 12:00"},
        }  # fmt: skip
        return queue_message(**(asked | more))

    return queued
