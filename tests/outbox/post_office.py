"""A real mail server, made to behave well or badly."""

import socket
import threading
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes

from aiosmtpd.controller import Controller


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


@contextmanager
def open_post():
    """The mail server and the port it listens on."""
    handler = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield handler, port
    finally:
        controller.stop(no_assert=True)
