"""Walks every page that each kind of person can reach, and notes every address and every form it finds there."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from django.urls import Resolver404, get_resolver, resolve, reverse

WORDS = {"day": "2", "month": "3", "year": "2026", "time": "10:15"}
# Looked at, they would end the walk.
NEVER = ("account_logout", "exit")


@dataclass
class Form:
    """A form as a page offers it: where it goes, and for each field the values it may take."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class Reader(HTMLParser):
    """Links and forms of one page."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.links, self.forms, self._select = path, [], [], ""

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if tag == "form":
            self.forms.append(Form(found.get("action") or self.path, found.get("method", "get").lower()))
        if not self.forms:
            return
        fields, name = self.forms[-1].fields, found.get("name")
        if tag == "select":
            self._select = name
        if tag == "option" and found.get("value"):
            fields.setdefault(self._select, []).append(found["value"])
        if tag == "textarea" and name:
            fields.setdefault(name, []).append("Invented words.")
        if tag in ("input", "button") and name and name != "csrfmiddlewaretoken":
            fields.setdefault(name, []).append(found.get("value") or self._typed(name))
            fields[name] += ["2099"] if name.endswith("_year") else []

    def _typed(self, name):
        last = name.rpartition("_")[2]
        return WORDS.get(last, "on" if "tick" in name else "Invented")


def url_names(resolver=None, space=""):
    """Every address of the product by name: whoever adds one adds it here."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from url_names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield space + pattern.name


@dataclass
class Survey:
    """What was found: addresses by (person, path), and forms by what they ask."""

    pages: dict[tuple[str, str], str] = field(default_factory=dict)
    forms: dict[tuple, tuple[str, Form]] = field(default_factory=dict)
    queries: dict[str, set[str]] = field(default_factory=dict)
    reached: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def walk(self, who, client, starts, each):
        """Breadth first from some addresses; of each kind of address only the first few."""
        waiting, seen = list(starts), set()
        while waiting:
            path, _, query = waiting.pop(0).partition("?")
            name = name_of(path)
            if not name or path in seen or name in NEVER or self.reached[who, name] >= each:
                continue
            seen.add(path)
            self.reached[who, name] += 1
            self.pages[who, path] = name
            self.queries.setdefault(name, set()).update(key for key, _ in parse_qsl(query))
            waiting += self._look(who, client, path + (f"?{query}" if query else ""))

    def _look(self, who, client, address):
        return self.look_at(who, client.get(address))

    def look_at(self, who, response):
        """Note the forms of one answer and return where it leads."""
        path = response.request["PATH_INFO"]
        if response.status_code >= 500:
            self.faults.append(f"{who} {path}: {response.status_code}")
        if response.headers.get("Location"):
            return [urlsplit(response.headers["Location"]).path]
        if "html" not in response.headers["Content-Type"]:
            return []
        reader = Reader(path)
        reader.feed(response.content.decode())
        for form in reader.forms:
            self._note(who, form, path)
        return [urlsplit(link)._replace(scheme="", netloc="", fragment="").geturl() for link in reader.links]

    def _note(self, who, form, path):
        action = form.action.partition("?")[0]
        name = name_of(action)
        if form.method == "get":
            self.queries.setdefault(name_of(path), set()).update(form.fields)
        elif name:
            self.forms.setdefault((name, tuple(sorted(form.fields))), (who, Form(action, "post", form.fields)))

    def names(self):
        return set(self.pages.values()) | {name for name, _ in self.forms}

    def complete(self, who, client, names, by_hand):
        """Look at addresses that no page led to, made of the parts that others had. What can't be made is returned."""
        seen = [*(path for _, path in self.pages), *(form.action for _, form in self.forms.values())]
        parts = [resolve(path).kwargs for path in seen]
        for name in sorted(names - self.names()):
            needed = needed_for(name)
            likest = max(parts, key=lambda known, needed=needed: len(needed & known.keys()))
            found = {key: value for key, value in (by_hand | likest).items() if key in needed}
            if found.keys() == needed:
                path = reverse(name, kwargs=found)
                self.pages[who, path] = name
                self._look(who, client, path)
        return names - self.names()


def needed_for(name: str) -> set[str]:
    """What an address of this name is made of."""
    *spaces, last = name.split(":")
    resolver = get_resolver()
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    return set(resolver.reverse_dict[last][0][0][1])


def name_of(path: str) -> str:
    """The name of the address, or nothing when it leads out of the product."""
    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return found.view_name or ""
