"""What an agency is shown, when an answer is late, and how an agreement stands."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from mash.organisations.states import TEAMS, Kind

from .states import Standing

# Agencies that find a person by their NHS number; others have no use for it (UK GDPR article 5(1)(c), minimisation).
HEALTH = frozenset({"gp", "mental_health", "hospital", "community_health"})
LAPSES_SOON = timedelta(days=60)
Shown = list[list[str]]


@dataclass(frozen=True)
class Ask:
    """The questions to one agency."""

    agency_id: int
    questions: str


def prompts_for(kind: str, prompts: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The prompts for one kind of agency; a kind without its own gets the general ones."""
    return prompts.get(kind) or prompts["other"]


@dataclass(frozen=True)
class Person:
    """What is known of the adult that a partner may need in order to find them."""

    name: str = ""
    known_as: str = ""
    born: str = ""
    nhs_number: str = ""
    postcode: str = ""
    address: str = ""


def what_is_shown(kind: str, person: Person, concern: str, *, with_address: bool) -> Shown:
    """Exactly what an agency of this kind sees: enough to find the adult and to answer, and no more.

    Never the rating, the referrer, or another agency's answer (workflow, section 4; local policy, an assumption until
    the council's sharing table is in force). The address only when the worker decides that it is needed.
    """
    rows = [
        ("Name", person.name or "Not known"),
        ("Also known as", person.known_as if person.known_as != person.name else ""),
        ("Date of birth", person.born or "Not known"),
        ("NHS number", person.nhs_number if kind in HEALTH else ""),
        ("Postcode area", "" if with_address and person.address else postcode_area(person.postcode)),
        ("Address", person.address if with_address else ""),
        ("The concern", concern),
    ]
    return [[label, value] for label, value in rows if value]


def postcode_area(postcode: str) -> str:
    """The first half of a postcode: enough to tell two people of one name apart."""
    letters = postcode.upper().replace(" ", "")
    return letters[:-3] if len(letters) >= 5 else ""


def fingerprint(shown: Iterable[Shown]) -> str:
    """Of what was previewed: what is sent must be what the worker saw."""
    return sha256(json.dumps(list(shown), ensure_ascii=False).encode()).hexdigest()


def renewed(signatories: Collection[int], later: Iterable[Collection[int]]) -> bool:
    """Whether everybody who signed an agreement has signed a later one that is not over: nothing of it is left to renew."""
    return set(signatories) <= set().union(*later)


def standing(today: date, *, starts_on: date, ends_on: date, ended: bool) -> Standing:
    """How an agreement stands today: it shuts the portal from the day after its end, or at once when ended early."""
    if ended:
        return Standing.ENDED
    if today > ends_on:
        return Standing.LAPSED
    if today < starts_on:
        return Standing.NOT_BEGUN
    return Standing.LAPSING if ends_on - today <= LAPSES_SOON else Standing.LIVE


def kinds_open_to(now: Kind | None) -> tuple[Kind, ...]:
    """What an organisation may be from now on: a new one anything but the hub; an agency another kind of agency; a team itself.

    A team holds cases and an agency is asked about them: neither turns into the other with what it knows.
    """
    if now in TEAMS:
        return (now,)
    return tuple(kind for kind in Kind if kind != Kind.HUB and (now is None or kind not in TEAMS))
