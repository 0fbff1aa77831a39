"""Invented messages: good ones, ten ways of being malformed, and what machines write."""

import os
import time
from itertools import count
from pathlib import Path

NUMBERS = count(1)
HEAD = "From: {who}\r\nTo: mash@example.org\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{number}@example.org>\r\n"
TOP = HEAD.format(who="Robin Reporter <robin@example.org>", number="top")
WORDS = "I am worried about my neighbour. She has bruises on both arms."


def mail(text: str = WORDS, *, who: str = "Robin Reporter <robin@example.org>", subject: str = "Worried", **headers: str) -> bytes:
    """A plain message. Further headers by name, with _ for -."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    top = HEAD.format(who=who, number=next(NUMBERS)) + f"Subject: {subject}\r\n" + lines
    body = text.replace("\n", "\r\n")
    return f'{top}Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n'.encode()


def made_of(kind: str, *parts: str, top: str = TOP + "Subject: Worried\r\n", end: bool = True) -> bytes:
    """A message of several parts, each with its own top."""
    inner = "".join(f"--BB\r\n{part}\r\n" for part in parts)
    return f'{top}MIME-Version: 1.0\r\nContent-Type: {kind}; boundary="BB"\r\n\r\n{inner}{"--BB--" if end else ""}\r\n'.encode()


PLAIN = f"Content-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}"
BASE64 = "Content-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"


def nested(depth: int) -> bytes:
    text = f"\r\n\r\n{WORDS}"
    for number in range(depth):
        text = f'\r\nContent-Type: multipart/mixed; boundary="B{number}"\r\n\r\n--B{number}{text}\r\n--B{number}--'
    return f"{TOP}Subject: Deep{text}\r\n".encode()


MALFORMED: dict[str, bytes] = {
    "unknown and wrong letters": TOP.encode() + b"Content-Type: text/plain; charset=klingon-9\r\n\r\nShe said \xff\xfe\x81 " + WORDS.encode(),
    "broken boundaries": made_of("multipart/mixed", PLAIN, end=False).replace(b"--BB\r\n", b"--CC\r\n"),
    "no sender and no date": b"Subject: Help\r\n\r\n" + WORDS.encode(),
    "NUL bytes": mail().replace(b"bruises", b"bru\x00ises"),
    "8-bit top lines": b"From: J\xf6rg <joerg@example.org>\r\nSubject: \xfcber\xe4ll\r\nDate: gestern\r\n\r\n" + WORDS.encode(),
    "base64 cut off": made_of("multipart/mixed", PLAIN, BASE64 + "JVBERi0xLjQKJ!!"),
    "absurdly nested": nested(400),
    "forged top lines": TOP.encode() + b"Subject: =?utf-8?q?Worried=0D=0ABcc=3A_all=40example=2Eorg?=\r\n\r\n" + WORDS.encode(),
    "a giant top line": TOP.encode() + b"Subject: " + b"worried " * 200_000 + b"\r\n\r\n" + WORDS.encode(),
    "no body, and a kind that is none": b"From: nobody\r\nSubject: Help\r\nContent-Type: words\r\nDate: now",
}  # fmt: skip

AWAY = mail("I am on leave until Monday.", subject="Automatic reply: Your enquiry R-0000-0001", Auto_Submitted="auto-replied")
EMPTY = mail("", subject="")


def bounce(of: str) -> bytes:
    """A mail server brings one of our messages back."""
    report = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; robin@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    carried = f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{of}>\r\nSubject: Your enquiry\r\n"
    top = HEAD.format(who="Mail system <mailer-daemon@mx.example.org>", number=next(NUMBERS)) + "Subject: Undelivered\r\nReturn-Path: <>\r\n"
    said = "Content-Type: text/plain\r\n\r\nYour message could not be delivered."
    return made_of("multipart/report; report-type=delivery-status", said, report, carried, top=top)


class Postbox:
    """A maildir that mail is delivered to as mail servers do it: written in full beside, then moved."""

    def __init__(self, home: Path) -> None:
        self.home = home
        for name in ("tmp", "new", "cur"):
            (home / name).mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        return f"maildir://{self.home}"

    def deliver(self, raw: bytes) -> str:
        key = f"{int(time.time())}.{next(NUMBERS)}_{os.getpid()}.mx"
        being_written = self.home / "tmp" / key
        being_written.write_bytes(raw)
        being_written.chmod(0o666)
        being_written.rename(self.home / "new" / key)
        return key

    def unread(self) -> list[str]:
        files = [*(self.home / "new").iterdir(), *(self.home / "cur").iterdir()]
        return [file.name for file in files if "S" not in file.name.partition(":2,")[2]]

    def read(self) -> list[str]:
        return [file.name for file in (self.home / "cur").iterdir() if "S" in file.name.partition(":2,")[2]]
