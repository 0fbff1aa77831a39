"""Reads the form of a page as a browser does, and saves it as the page's script does."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

SPECIAL = {"nhs_number": "", "phone": "", "postcode": "LU1 9ZZ", "born_on_year": "1940"}
"""Answers that must be of a kind."""
BOXES = ("input", "textarea", "select")


@dataclass
class Page:
    """What a browser makes of one page of a case: its frame, and the answers of its form."""

    frame: dict[str, str] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)
    hidden: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    button: dict[str, str] = field(default_factory=dict)
    action: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page, self.inside, self.action, self.select, self.area = Page(), False, "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if "data-keeps" in has:
            self.page.frame = has
        elif tag == "form":
            self.inside = bool(self.page.frame) and has.get("method") == "post" and not {"data-discard", "data-ephemeral"} & has.keys()
            self.action = has.get("action", "")
        elif self.inside and tag == "button" and has.get("name") and not self.page.button:
            self.page.button = {has["name"]: has.get("value", "")}
        elif self.inside and tag in BOXES and has.get("name"):
            self._box(tag, has)
        elif tag == "option" and self.select:
            self.page.offered[self.select].append(has.get("value", ""))
            if "selected" in has:
                self.page.answers[self.select] = [has.get("value", "")]

    def _box(self, tag: str, has: dict[str, str]) -> None:
        name, kind = has["name"], has.get("type", tag)
        if kind == "hidden":
            self.page.hidden.setdefault(name, []).append(has.get("value", ""))
            return
        self.page.kinds[name], self.page.action = kind, self.action
        kept = self.page.answers.setdefault(name, [])
        if kind in ("radio", "checkbox"):
            self.page.offered.setdefault(name, []).append(has.get("value", "on"))
            kept += [has.get("value", "on")] if "checked" in has else []
        elif tag == "select":
            self.select, self.page.offered[name] = name, []
        elif tag == "textarea":
            self.area = name
            kept.append("")
        else:
            kept.append(has.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.page.answers[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            # A browser drops the line break that a page puts before the words.
            self.page.answers[self.area][0] = self.page.answers[self.area][0].removeprefix("\r\n").removeprefix("\n")
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False


def read(content: bytes) -> Page:
    """The page as a browser has it."""
    reader = _Reader()
    reader.feed(content.decode())
    return reader.page


def other_answers(page: Page) -> dict[str, list[str]]:
    """An answer to every question of the form, each other than the one that stands there where there is a choice."""
    answers = {}
    for name, kind in page.kinds.items():
        offered = [value for value in page.offered.get(name, []) if value and [value] != page.answers[name]]
        if kind == "checkbox":
            answers[name] = [value for value in page.offered[name] if value not in page.answers[name]]
        elif kind in ("radio", "select"):
            answers[name] = offered[-1:] or page.answers[name]
        elif kind != "file":
            answers[name] = [f"Kept {len(answers)} words"] if kind in ("textarea", "text") else [f"{len(answers)}@example.org"]
    return answers


def right_answers(page: Page) -> dict[str, list[str]]:
    """An answer to every question that the form takes: something is written, the last choice is picked, days are near."""
    today = timezone.localdate()
    answers = other_answers(page)
    for name in answers:
        stem, _, part = name.rpartition("_")
        if part in ("day", "month", "year"):
            day = today - timedelta(days=1 if stem.endswith("_at") else 0)
            answers[name] = [str(getattr(day, part))]
        elif part == "time":
            answers[name] = ["10:00"]
        elif page.kinds[name] == "checkbox":
            answers[name] = page.offered[name]
        if name in SPECIAL:
            answers[name] = [SPECIAL[name]]
    return answers


def save(client: Client, reference: str, path: str, opened: Page, answers: dict[str, list[str]], **changed: object):
    """What the script of a page sends while somebody types."""
    body = {
        "path": path, "page": path, "load": uuid4().hex, "person": opened.frame["data-person"], "answers": answers,
        "seen": opened.frame["data-seen"],
    }  # fmt: skip
    url = reverse("cases:draft", args=[reference])
    return client.post(url, json.dumps(body | changed), content_type="application/json")


def save_here(client: Client, opened: Page, answers: dict[str, list[str]], **changed: object):
    """The same for a page outside any case, or the first of its forms."""
    seen = opened.hidden.get("draft_seen", [opened.frame["data-seen"]])[0]
    body = {"load": uuid4().hex, "person": opened.frame["data-person"], "answers": answers, "seen": seen}
    return client.post(opened.frame["data-keeps"], json.dumps(body | changed), content_type="application/json")
