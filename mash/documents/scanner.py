"""Asks ClamAV about a file, over its socket, and never waits long."""

import socket
from dataclasses import dataclass
from io import BytesIO

from clamav_client.clamd import ClamdError, ClamdUnixSocket
from django.conf import settings

SECONDS = 8


class NoAnswer(Exception):
    """ClamAV is not reachable, not quick enough, or says nothing that can be understood."""


@dataclass(frozen=True)
class Verdict:
    """What ClamAV says of a file; without a finding it is clean."""

    finding: str = ""


class _Socket(ClamdUnixSocket):
    """The client's own waits for ever where a frozen daemon no longer takes calls."""

    def _init_socket(self) -> None:
        self.clamd_socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.clamd_socket.settimeout(self.timeout)
        self.clamd_socket.connect(self.unix_socket)


def scan(content: bytes) -> Verdict:
    """Its verdict, or NoAnswer: only a plain "OK" is clean."""
    try:
        answers = list(_Socket(settings.CLAMD_SOCKET, timeout=SECONDS).instream(BytesIO(content)).values())
    except (ClamdError, OSError, ValueError) as fault:
        raise NoAnswer(type(fault).__name__) from fault
    match answers:
        case [("OK", None)]:
            return Verdict()
        case [("FOUND", str(finding))]:
            return Verdict(finding[:100])
    raise NoAnswer("no verdict")
