"""What contracts management is told about a provider: of the service, of no adult and of no case."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

OF_A_CASE = re.compile(r"\b[ADFKMNPR]-[0-9A-Z]{4}-[0-9A-Z]{4}\b", re.IGNORECASE)
"""A reference of a case, or of something on one: a report, the adult, a check, a file."""


@dataclass(frozen=True)
class AboutProvider:
    """What contracts management is told about a provider: of the service, not of the adult."""

    provider: str
    what: str
    happened_on: date | None = None
    why_named: str = ""


def naming_problem(about: AboutProvider, names: Collection[str]) -> str:
    """Why this can't go to contracts management as it is; empty when it can.

    Whoever manages contracts needs to know what a service did, not to whom (data minimisation, UK GDPR article 5(1)(c)). A
    reference leads them nowhere, so that no reason lets one through.
    """
    words = set(re.findall(r"[^\W\d_]+", about.what.casefold()))
    parts = re.findall(r"[^\W\d_]{3,}", " ".join(names).casefold())
    named = [part.capitalize() for part in parts if part in words]
    given = OF_A_CASE.search(f"{about.provider} {about.what} {about.why_named}")
    problems = []
    if named and not about.why_named.strip():
        problems.append(f"This names the adult (“{named[0]}”). Take the name out, or say why contracts management must know who it is")
    if given:
        problems.append(f"This gives a reference (“{given[0]}”), and contracts management sees no case. Take it out")
    return ". ".join(problems)
