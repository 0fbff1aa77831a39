"""Why a concern was rated as it was, as far as a professional who reported it may read it: in the words of the matrix alone."""

from mash.cases.models import Case, Rating
from mash.cases.states import Rag
from thresholds.matrix import Fact, Matrix
from thresholds.queries import version_named

from .models import Particulars, Referral
from .rules import Line
from .states import Danger, Extent, FeedbackKind, Voice

WHY = "why"
"""Suggested with the outcome (rules.py)."""


def line_of_reasons(case: Case, referral: Referral) -> list[Line]:
    """The statement with the reasons, for professionals who may be told the outcome and for nobody else (S72: consistent and
    transparent decisions, with reasons that a partner can read); none where nothing was rated.

    It says the level, and of the matrix only what this referrer reported themselves and the worker found too. An indicator,
    a lift or a count of earlier concerns could tell what others said. The last sentence stands always, and so tells nothing.
    """
    rating = case.ratings.select_related("decision").first()
    version = version_named(rating.decision.versions.get("matrix", "")) if rating else None
    if rating is None or version is None:
        return []
    text = _words(rating, version[1], referral).replace("$", "$$")
    return [Line(WHY, text, (FeedbackKind.DECIDED, FeedbackKind.CLOSED), Extent.FULL, (Voice.PROFESSIONAL,))]


def _words(rating: Rating, matrix: Matrix, referral: Referral) -> str:
    level = next((each.name for each in matrix.levels if each.number == rating.level), "")
    named = f"level {rating.level}{f', “{level}”' if level else ''} ({Rag(rating.rag).label})"
    kinds = _kinds(rating, referral)
    of_types = [kind.name for kind in matrix.types if kind.code in kinds]
    facts = _facts(rating, referral)
    rules = [rule.name for rule in matrix.routing if facts & set(rule.when.facts) or kinds & set(rule.when.types)]
    return " ".join((
        f"We rated it by our threshold matrix: {named}.",
        *([f"Of what you named, we looked at: {', '.join(of_types)}."] if of_types else []),
        *([f"Rules of the matrix that what you told us touches: {', '.join(rules)}."] if rules else []),
        "If anything else led to this, we cannot share it.",
    ))  # fmt: skip


def _kinds(rating: Rating, referral: Referral) -> set[str]:
    """Kinds of harm that the referrer named, and the rating too."""
    said = _particulars(referral)
    return set(said.abuse_types if said else ()) & set(rating.types)


def _facts(rating: Rating, referral: Referral) -> set[Fact]:
    """What the referrer said, and whoever rated it answered too."""
    said = _particulars(referral)
    reported = {
        Fact.DANGER_NOW: referral.danger, Fact.CHILD_AFFECTED: said.children_at_risk if said else "",
        Fact.POSITION_OF_TRUST: said.source_in_trust if said else "",
    }  # fmt: skip
    answered = rating.decision.snapshot.get("facts", {})
    return {fact for fact, word in reported.items() if word == Danger.YES and answered.get(fact.value)}


def _particulars(referral: Referral) -> Particulars | None:
    return getattr(referral, "particulars", None)
