"""Whom a report names in the answers that ask for somebody: to its other words, they are who is on record."""

from collections.abc import Mapping
from typing import Any

NAMES = ("referrer_name", "safeguarding_lead")
SAID = (
    "adult_name", "adult_other", "adult_whereabouts", "source_words", "referrer_name", "organisation", "safeguarding_lead", "others_told",
    "others_at_risk", "representative", "do_not_share_with", "source_provider", "safe_contact", "place",
)  # fmt: skip
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "mister", "dr"})


def on_form(said: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The adult's given and family name, nothing where it is not known who it is; others' names; and all words in which
    somebody may be named.
    """
    parts = [part for part in str(said.get("adult_name") or "").split() if part.casefold().strip(".") not in TITLES]
    adult = (" ".join(parts[:-1]), parts[-1]) if parts else ()
    others = tuple(str(said[name]) for name in NAMES if said.get(name))
    return adult, others, tuple(str(said[name]) for name in SAID if said.get(name))
