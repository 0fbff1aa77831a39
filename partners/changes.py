"""Partners and teams, and what is to change about them: shaped for their pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mash.accounts.states import Standing
from mash.cases.text_rules import Change
from mash.cases.timescale_queries import PEOPLE, TONES
from mash.organisations.models import Agreement, Organisation
from mash.organisations.queries import agencies, changeable, with_live_agreement
from mash.organisations.states import TEAMS, Kind

from .models import PartnerChange
from .rules import HEALTH, fingerprint
from .states import ChangeKind

PARTICULARS = {
    "name": "Name", "kind": "Kind", "contact_name": "Single point of contact", "contact_phone": "Telephone",
    "contact_email": "Email address", "out_of_hours_phone": "Telephone out of hours",
}  # fmt: skip
AGREED = {
    "title": "Title", "signatories": "Signed by", "covers": "What it covers", "starts_on": "From", "ends_on": "Until", "review_on": "Review",
}  # fmt: skip
LATEST = 50


@dataclass(frozen=True)
class ChangeView:
    """One change: what it says, what it does as things stand today, and what became of it."""

    change: PartnerChange
    standing: Standing
    label: str
    tone: str
    rows: list[Change]
    effects: list[str]


@dataclass(frozen=True)
class PartnerView:
    """One organisation: how it can be reached, how many people have an account, and whether it may be shared with today."""

    partner: Organisation
    kind: str
    people: int
    covered: bool


def particulars(partner: Organisation) -> dict[str, str]:
    """What can be changed of an organisation, as it stands."""
    return {name: getattr(partner, name) for name in PARTICULARS}


def mark_of(was: Mapping[str, str]) -> str:
    """By which a form says which particulars it showed."""
    return fingerprint([[[name, value] for name, value in was.items()]])


def particulars_of(partner_id: int) -> dict[str, str] | None:
    """The same by its number; nothing where there is no such organisation, or none that can be changed."""
    found = changeable().filter(pk=partner_id).first()
    return particulars(found) if found else None


def partners() -> list[PartnerView]:
    """Every organisation outside the council."""
    rows = list(_with_people(agencies()))
    live = with_live_agreement({row.pk for row in rows})
    return [PartnerView(row, Kind(row.kind).label, row.accounts, row.pk in live) for row in rows]


def teams() -> list[PartnerView]:
    """The council's own teams beside the hub: nothing needs to be signed with them."""
    return [PartnerView(row, Kind(row.kind).label, row.accounts, True) for row in _with_people(changeable().filter(kind__in=TEAMS))]


def signatory_choices() -> list[tuple[str, str]]:
    """Who could sign an agreement."""
    return [(str(agency.pk), agency.name) for agency in agencies()]


def renewal_of(agreement_id: str) -> dict[str, Any]:
    """What a new agreement begins with when it renews another; nothing where there is none."""
    found = Agreement.objects.prefetch_related("signatories").filter(pk=agreement_id).first() if agreement_id.isdecimal() else None
    if found is None:
        return {}
    return {"title": found.title, "covers": found.covers, "signatories": [str(each.pk) for each in found.signatories.all()]}


def waiting() -> list[ChangeView]:
    """What somebody has proposed and nobody has answered."""
    return [_view(row, [], []) for row in _changes().waiting()]


def changes_made() -> list[ChangeView]:
    """The latest fifty changes, the newest first, without what they say."""
    return [_view(row, [], []) for row in _changes()[:LATEST]]


def change_view(change_id: int) -> ChangeView | None:
    """One change with all that it says, and what it would do while it waits."""
    row = _changes().filter(pk=change_id).first()
    if row is None:
        return None
    kind = ChangeKind(row.kind)
    effects = effects_of(kind, row.content, row.was) if row.standing == Standing.PROPOSED else []
    return _view(row, says(kind, row.content, row.was), effects)


def says(kind: ChangeKind, said: Mapping[str, Any], was: Mapping[str, Any]) -> list[Change]:
    """What a change says, value by value: of an organisation on record only what differs."""
    if kind == ChangeKind.AGREEMENT:
        words = _agreement_in_words(said)
        return [Change(label, "", words[name]) for name, label in AGREED.items()]
    return [
        Change(label, _in_words(name, was.get(name, "")), _in_words(name, said[name]))
        for name, label in PARTICULARS.items() if was.get(name, "") != said[name]
    ]  # fmt: skip


def effects_of(kind: ChangeKind, said: Mapping[str, Any], was: Mapping[str, Any]) -> list[str]:
    """What a change does as things stand today, line by line."""
    if kind == ChangeKind.AGREEMENT:
        return _opens(said)
    return _changes_of_one(said, was) if was else _comes_in(Kind(said["kind"]))


def _agreement_in_words(said: Mapping[str, Any]) -> dict[str, str]:
    signed = agencies().filter(pk__in=said["signatories"])
    days = {name: _day(said[name]) for name in ("starts_on", "ends_on", "review_on")}
    return {"title": said["title"], "covers": said["covers"], "signatories": ", ".join(row.name for row in signed)} | days


def _opens(said: Mapping[str, Any]) -> list[str]:
    """For each signatory what the agreement opens; who is covered already sees no difference today."""
    signed = list(_with_people(agencies().filter(pk__in=said["signatories"])))
    live = with_live_agreement({row.pk for row in signed})
    begun = date.fromisoformat(said["starts_on"]) <= timezone.localdate()
    when = "at once" if begun else f"from {_day(said['starts_on'])}"
    opens = [
        f"{row.name}: covered by another agreement already." if row.pk in live
        else f"{row.name}: {when} it can be asked about adults, and {_opens_for(row.accounts)}."
        for row in signed
    ]  # fmt: skip
    return [*opens, f"After {_day(said['ends_on'])} the portal shuts again to whoever no other agreement covers."]


def _comes_in(kind: Kind) -> list[str]:
    accounts = "Accounts can be made for its people."
    if kind == Kind.LOCALITY_TEAM:
        return [accounts, "Cases can be handed over to it as soon as one of its people has an account."]
    if kind in TEAMS:
        return [accounts, "It holds no cases, and nothing needs to be signed with it."]
    return [_asked_as(kind), f"{accounts} It can be asked about nobody until an agreement with it is in force."]


def _changes_of_one(said: Mapping[str, Any], was: Mapping[str, Any]) -> list[str]:
    changed = {name for name in PARTICULARS if was[name] != said[name]}
    lines = {
        "name": "The new name stands on every page from now on. Decisions and documents that were kept have the old one.",
        "kind": _asked_as(Kind(said["kind"])),
        "contact_email": "Emails that a question waits go to the new address from now on. They say nothing about any adult."
        if said["contact_email"] else "Nobody is told by email any more that a question waits.",
    }  # fmt: skip
    found = [line for name, line in lines.items() if name in changed]
    reached = changed & {"contact_name", "contact_phone", "out_of_hours_phone"}
    return [*found, *(["Workers see the new contact on the pages of every case from now on."] if reached else [])]


def _asked_as(kind: Kind) -> str:
    number = "it sees NHS numbers, to find the person" if kind in HEALTH else "it sees no NHS numbers"
    return f"It is asked the questions for “{kind.label}”, and {number}."


def _opens_for(people: int) -> str:
    if not people:
        return "nobody there has an account for the portal yet"
    return f"the portal opens for {people} {'person' if people == 1 else 'people'} with an account"


def _in_words(name: str, value: str) -> str:
    return Kind(value).label if name == "kind" and value else value or "—"


def _day(kept: str) -> str:
    return f"{date.fromisoformat(kept):%-d %B %Y}"


def _view(row: PartnerChange, rows: Iterable[Change], effects: Iterable[str]) -> ChangeView:
    stands = row.standing
    label = "Approved" if stands == Standing.IN_FORCE else stands.label
    return ChangeView(row, stands, label, TONES[stands], list(rows), list(effects))


def _with_people(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    return rows.annotate(accounts=Count("people", filter=Q(people__is_active=True))).order_by("name")


def _changes() -> QuerySet[PartnerChange]:
    return PartnerChange.objects.select_related(*PEOPLE)
