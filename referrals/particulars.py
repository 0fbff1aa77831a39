"""What a report adds to its first words, grouped for whoever reads it. What was not said takes no room."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from nhs_number import is_valid

from mash.people.telling import spaced
from thresholds.queries import matrix_in_force

from .models import Particulars, Referral

GROUPS = {
    "What happened": {
        "abuse_types": "Kinds of harm", "when_it_happened": "When, and for how long", "frequency": "How often",
        "injuries": "Injuries and effects", "previous_concerns": "Concerns before", "actions_taken": "Done already",
        "police_reference": "Police reference", "incident_reference": "Incident reference",
    },
    "Identity, needs and support": {
        "adult_born_on": "Date of birth", "nhs_number": "NHS number", "care_needs": "Care and support needs",
        "communication_needs": "Communication needs", "representative": "Representative or advocate",
    },
    "Wishes, consent and capacity": {
        "desired_outcomes": "What the adult wants", "consent": "Consent to this report", "consent_reason": "Why, about consent",
        "capacity": "Can decide about this report", "capacity_reason": "Why, about capacity",
    },
    "Others": {
        "source_in_trust": "Source of harm in a position of trust", "source_provider": "Provider or organisation",
        "others_at_risk": "Other adults at risk", "children_at_risk": "Children at risk", "others_told": "Involved and told",
        "do_not_share_with": "Must not learn of it",
    },
    "The referrer's organisation": {"organisation": "Organisation", "safeguarding_lead": "Manager or safeguarding lead"},
}  # fmt: skip
URGENT = {"children_at_risk": ("yes", "not_sure"), "source_in_trust": ("yes",)}
"""Answers that whoever reads must not pass over."""


@dataclass(frozen=True)
class Group:
    """Rows under one heading."""

    title: str
    rows: list[dict[str, Any]]


def added(referral: Referral) -> list[Group]:
    """The particulars of one report that were said."""
    found = getattr(referral, "particulars", None)
    if found is None:
        return []
    groups = [Group(title, [_row(found, *each) for each in names.items() if getattr(found, each[0])]) for title, names in GROUPS.items()]
    return [group for group in groups if group.rows]


def children_at_risk(referral: Referral) -> bool:
    """Whether whoever reported said that children may be at risk: then the Children's MASH must hear of it too."""
    found = getattr(referral, "particulars", None)
    return found is not None and found.children_at_risk in URGENT["children_at_risk"]


def _row(found: Particulars, name: str, label: str) -> dict[str, Any]:
    said = getattr(found, name)
    mark = name == "do_not_share_with" or said in URGENT.get(name, ())
    return {"label": label, "value": _words(found, name, said), "mark": mark}


def _words(found: Particulars, name: str, said: Any) -> str:
    if name == "abuse_types":
        names = {kind.code: kind.name for kind in matrix_in_force()[1].types}
        return "\n".join(names.get(code, code) for code in said)
    if name == "adult_born_on":
        return date_format(said, "j F Y")
    if name == "nhs_number":
        return spaced(said) if is_valid(said) else f"{spaced(said)} (the check digit does not fit: ask for it again)"
    display = getattr(found, f"get_{name}_display", None)
    return display() if display else said
