"""Which rows make up the record of a case, when each came to be known, and what of it a decision keeps."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.db.models.functions import JSONObject

from .models import Case


@dataclass(frozen=True)
class Part:
    """One kind of row. It is read through the case: what belongs to a stage above is reached without knowing that stage.

    `known_at`: the column that says when the row came on record; rows of a part without one change in place, and the database
    keeps how they stood (`past.py`). `since`: when it came to this case, if it came from another. `later`: columns that were
    filled at a later time, by the column with that time. `only_now`: columns that change without a date. A choice is kept in words, so that it reads as it did; what ends with `_code` stays a code.
    """

    through: str
    keep: dict[str, str]
    known_at: str = ""
    since: str = ""
    later: dict[str, tuple[str, ...]] = field(default_factory=dict)
    only_now: tuple[str, ...] = ()
    where: dict[str, Any] = field(default_factory=dict)

    def rows(self, of: QuerySet[Case], at: Any = None) -> QuerySet[Case]:
        """The rows of a case, in the order in which they were made; `at`: those that were on record by then."""
        wanted = {f"{self.through}__{name}": value for name, value in self.where.items()}
        known = Q(**{f"{self.through}__{self.known_at}__lte": at}) if at else Q()
        if at and self.since:
            came = f"{self.through}__{self.since}"
            known &= Q(**{f"{came}__isnull": True}) | Q(**{f"{came}__lte": at})
        found = of.filter(known, **{f"{self.through}__isnull": False}, **wanted)
        columns = {key: f"{self.through}__{path}" for key, path in self.keep.items()}
        return found.order_by(f"{self.through}__pk").values(row=JSONObject(**columns))


def _same(*names: str, **renamed: str) -> dict[str, str]:
    return {name: name for name in names} | renamed


BY = {"by": "recorded_by__name"}
REPORT = Part(
    "referrals", _same(
        "reference", "received_at", "channel", "voice", "danger", "adult_name", "worry", "source_words", "referrer_role",
        "read_at", "classed", "set_aside",
    ), known_at="keyed_at", since="joined_at", later={"read_at": ()}, only_now=("classed", "set_aside"),
)  # fmt: skip
PARTS = {
    "reports": REPORT,
    "ratings": Part(
        "ratings", _same(
            "rag", "level", "suggested", "types", rag_code="rag", asked="decision__snapshot__asked", senior="senior__name", at="decision__decided_at",
            by="decision__decided_by__name", rationale="decision__rationale", versions="decision__versions",
            by_type="decision__snapshot__suggestion__by_type", urgency="decision__snapshot__urgency__said",
        ), known_at="decision__decided_at",
    ),
    "decisions": Part(
        "decisions", _same("kind", "outcome", "rationale", "would_change", "outstanding", at="decided_at", by="decided_by__name"),
        known_at="decided_at",
    ),
    "sources": Part(
        "sources_of_harm", _same("name", "is_organisation", "relationship", "position_of_trust", "contact_with_others"),
        known_at="recorded_at",
    ),
    "wishes": Part("wishes", _same("own_words", "desired_outcomes", "why_not_asked", "recorded_at") | BY, known_at="recorded_at"),
    "consents": Part(
        "consents", _same("to_referral", "to_sharing", "limits", "basis", "basis_reason", "recorded_at") | BY, known_at="recorded_at"
    ),
    "capacities": Part(
        "capacities", _same(
            "decision", "evidence", "support", "recorded_at", can_understand_code="can_understand", can_retain_code="can_retain",
            can_weigh_code="can_weigh", can_communicate_code="can_communicate", impairment_code="impairment",
            because_of_it_code="because_of_it",
        ) | BY, known_at="recorded_at",
    ),
    "advocacies": Part(
        "advocacies", _same("difficulty", "appropriate", "person", "advocate", "name", "asked_on", "words", "outcome", "recorded_at") | BY,
        known_at="recorded_at",
    ),
    "contacts": Part(
        "contacts", _same("party", "with_whom", "reached", "happened_at", "what_was_said", "channel", "made_safe", "told", "try_again_at") | BY, known_at="recorded_at"
    ),
    "consultations": Part(
        "consultations", _same("question", "advice", "agencies", "held_at", senior="senior__name") | BY, known_at="recorded_at"
    ),
    "protective_actions": Part("protective_actions", _same("kind", "what", "safe_now", "by_whom", "taken_at") | BY, known_at="recorded_at"),
    "connections": Part("connections", _same("service", "what_for", "state") | BY, known_at="recorded_at", only_now=("state",)),
    "connection_moves": Part(
        "connections__moves", _same("state", "why", "words", "moved_at", service="connection__service"), known_at="moved_at"
    ),
    "actions": Part(
        "chosen_actions", _same("words", "who", "due_on", "answered_at", "answer"), known_at="decision__decided_at",
        later={"answered_at": ("answer",)},
    ),
    "required": Part(
        "required_actions", _same("name", "words", "required_at", "answered_at", "done", "with_whom", "done_at", "answer"), known_at="required_at",
        later={"answered_at": ("done", "with_whom", "done_at", "answer")},
    ),
    "intelligence": Part(
        "intelligence", _same("provider", "what", "sent_at", "answered_at", "answer"), known_at="sent_at",
        later={"answered_at": ("answer",)},
    ),
    "checks": Part(
        "checks", _same(
            "reference", "purpose", "basis", "questions", "state", "asked_at", "answered_at", "answer", "answer_text",
            "not_to_family", "told", "cannot_share_reason", "answered_late", "read_at", agency="agency__name",
        ), known_at="asked_at", only_now=("state",), later={
            "answered_at": ("answer", "answer_text", "not_to_family", "told", "cannot_share_reason", "answered_late"), "read_at": (),
        },
    ),
    "police_holds": Part(
        "police_holds", _same("hold", "reason", "since_on", "review_on", "lifted_at", "lifted_reason"), known_at="set_at",
        later={"lifted_at": ("lifted_reason",)},
    ),
    "tasks": Part("work_items", _same("kind", "question", "raised_at"), where={"answered_at__isnull": True}),
    "tests": Part(
        "three_point_tests", _same(
            "has_needs", "has_needs_reason", "at_risk", "at_risk_reason", "cannot_protect", "cannot_protect_reason", "override",
            "judgement", "discussion", override_by="override_by__name", at="decision__decided_at", by="decision__decided_by__name",
        ), known_at="decision__decided_at",
    ),
    "care": Part(
        "care_events", _same("kind", "happened_at", "service", "words", "attempts") | BY, known_at="recorded_at"
    ),
    "needs": Part(
        "needs", _same("kind", "state", "words", "helped_by", "contact", "met", "source", "nature", "recorded_at") | BY, known_at="recorded_at"
    ),
    "responses": Part(
        "system_responses", _same("lead_agency", "lead_person", "aim", "look_on", "recorded_at", "ended_at", number="id") | BY,
        known_at="recorded_at", later={"ended_at": ()}, only_now=("look_on",),
    ),
    "response_parts": Part(
        "system_responses__parts", _same("need", "service", "what", "by_on", number="response__id"), known_at="response__recorded_at"
    ),
    "response_looks": Part(
        "system_responses__looks", _same("words", "next_on", "looked_at", number="response__id", by="looked_by__name"), known_at="looked_at"
    ),
    "markers": Part(
        "markers", _same("kind", "advice", "evidence", "source", "set_at", "ended_at", "review_on", "disclosed", by="set_by__name"),
        known_at="set_at", later={"ended_at": ()}, only_now=("review_on", "disclosed"),
    ),
    "redresses": Part(
        "redresses", _same("protection", "protection_how", "support", "support_how", "redress", "redress_how", "source", "recorded_at") | BY,
        known_at="recorded_at",
    ),
    # Only that it was recorded, when and by whom: what it says is for those who work the case, and decisions are read by more.
    "identity": Part("identity", _same("recorded_at") | BY, known_at="recorded_at"),
    "traumas": Part("traumas", _same("recorded_at") | BY, known_at="recorded_at"),
    # Of what was set on other cases, what every case of the adult shows: the same rows come in here without their evidence.
    "marks": Part("adult__cases__markers", _same("kind", "advice", "set_at", "ended_at"), known_at="set_at", later={"ended_at": ()}),
    "chronology": Part(
        "chronology", _same(
            "happened_at", "what", "source", "nature", "sureness", "withheld", "quote", precision_code="precision", agency="agency__name",
        ) | BY, known_at="recorded_at",
    ),
    "steps": Part("steps", _same("name", "state", "words", "settled_at", name_code="name", by="settled_by__name")),
    "clocks": Part(
        "deadlines", _same("clock", "about", "started_at", "due_at", "stopped_at"),
        where={"met_at__isnull": True, "called_off_at__isnull": True},
    ),
    "risks": Part("risks", _same("abuse_type", "place", "words", "assessment", "outcome", source="source__name")),
    "enquiries": Part(
        "enquiries", _same(
            "kind", "state", "route", "basis", "scope", "started_at", "concluded_at", "findings", "outcomes_met",
            "crime_investigated", holder="holder__name", caused_agency="caused_agency__name",
        ),
    ),
    "meetings": Part(
        "meetings", _same("kind", "held_at", "adult_invited", "not_invited", "not_invited_words", "contribution", "told",
                          statement="statement__name"), where={"held_at__isnull": False},
    ),
    "plans": Part("plan", _same("aim", "contingency", "agreed_at", by="agreed_by__name")),
    "plan_actions": Part("plan__actions", _same("what", "agency", "person", "due_on", "done_at", "done_words")),
}  # fmt: skip
"""By the name under which a decision keeps them."""

DATED = tuple(name for name, part in PARTS.items() if part.known_at)
"""What can be shown as it stood at any moment: each row says when it came on record, and the database keeps it as it was."""
STANDING = tuple(name for name, part in PARTS.items() if not part.known_at)
"""What changes in place: as it stood at a moment, the history that the database keeps of its tables says."""


def reports_left(at: Any) -> Part:
    """Reports that were on the case at a moment and were joined to another case after it."""
    return replace(REPORT, through="referrals_left", since="", where={"joined_at__gt": at})


def in_words(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """One row with its choices as they read."""
    labels = _labels(name)
    return {key: labels[key].get(value, value) if key in labels else value for key, value in row.items()}


@lru_cache(maxsize=len(PARTS))
def _labels(name: str) -> dict[str, dict[str, str]]:
    part, found = PARTS[name], {}
    for key, path in part.keep.items():
        *through, last = [*part.through.split("__"), *path.split("__")]
        model = _reach(Case, through)
        choices = getattr(model and model._meta.get_field(last), "flatchoices", None)
        if choices and not key.endswith("_code"):
            found[key] = {str(code): str(label) for code, label in choices}
    return found


def _reach(model: type[Model] | None, steps: list[str]) -> type[Model] | None:
    """The table at the end of a path; none where the path goes into a document instead of a row."""
    for step in steps:
        model = model and model._meta.get_field(step).related_model
    return model
