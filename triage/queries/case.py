"""What is known of one case when it is rated and when triage is decided."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import visible_cases
from mash.cases.calendar import current
from mash.cases.models import Case, Decision, Rating, WorkItem
from mash.cases.pattern_facts import repeated_about
from mash.cases.pattern_rules import Numbers
from mash.cases.queries import Open, advocacy_of, capacities_of, steps_of
from mash.cases.reckoning import first_step_within, reckon
from mash.cases.states import Clock, ConsentAnswer, DecisionKind, Party, Rag, Stage, WorkKind
from mash.cases.told import told_adult
from thresholds.matrix import Matrix
from thresholds.queries import matrix_in_force, version_named
from thresholds.rules import Repeats, numbers_of

from ..rules import ATTEMPTS, attempts_in_vain


def repeats_of(case: Case, months: int, by: User) -> Repeats:
    """Concerns about this adult, and about the same people and providers, within the matrix's window; this one included.
    Patterns are counted by the same rule. Only what whoever rates may see is counted: of the rest the case says that it is.
    """
    found = repeated_about(case, months, visible_cases(by))
    return Repeats(adult=found.adult, source=found.source, service=found.service)


def first_steps_due(matrix: Matrix) -> dict[str, datetime]:
    """By when somebody would have to act for each urgency, if it were said now."""
    calendar, now = current(), timezone.now()
    within = {each.code: first_step_within(each.pace, each.hours) for each in matrix.urgencies}
    due = {code: reckon(calendar.table, Clock.FIRST_STEP, None, when, now, calendar.is_shut) for code, when in within.items()}
    return {code: at for code, at in due.items() if at}


def pattern_numbers() -> Numbers:
    """With what numbers patterns are looked for: those of the matrix in force."""
    return numbers_of(matrix_in_force()[1])


def ratings_in_words(case: Case) -> list[Rating]:
    """Every rating of a case, the newest first, with who decided it and why, and with the names of the types in the words of
    the version that it was made by. A rating that names none
    which is kept here, such as one brought over from elsewhere, shows codes.
    """
    ratings = list(case.ratings.select_related("decision__decided_by", "senior").order_by("-pk"))
    for rating in ratings:
        rating.matrix_id, matrix = version_named(rating.decision.versions.get("matrix", "")) or (None, None)
        names = {kind.code: kind.name for kind in matrix.types} if matrix else {}
        rating.named_types = [names.get(code, code) for code in rating.types]
    _with_answers(case, ratings)
    return ratings


def _with_answers(case: Case, ratings: list[Rating]) -> None:
    """Beside each rating that asked for less: what was asked for, and what the senior answered. An answer that agreed made a
    rating at the same time, in the senior's name; one that a new rating overtook made that of somebody else.
    """
    items = case.work_items.filter(kind=WorkKind.CONFIRM_RATING, answered_at__isnull=False).select_related("answered_by")
    answered = {item.about: item for item in items.order_by("pk")}
    agreed = {rating.decision.decided_at: rating.senior_id == rating.decision.decided_by_id for rating in ratings}
    for rating in ratings:
        rating.answer = answered.get(str(rating.pk))
        if rating.answer:
            rating.asked_label = Rag(rating.decision.snapshot["asked"]).label
            rating.came = {True: "agreed", None: "refused", False: "overtaken"}[agreed.get(rating.answer.answered_at)]


def refused_among(ratings: list[Rating]) -> list[Rating]:
    """Of ratings in words those that asked for less, and that a senior refused."""
    return [rating for rating in ratings if rating.answer and rating.came == "refused"]


def rating_hindrance(case: Case, left: Open) -> str:
    """What must be done before this case can be rated; empty when nothing."""
    if case.stage == Stage.CLOSED:
        return "This case is closed. Reopen it before you rate it."
    if Clock.SEEN in left.clocks:
        return "Read every report on this case before you rate it."
    return ""


def enquiry_begun(case: Case) -> bool:
    """Whether somebody has taken the enquiry: from then on it is concluded, not taken back."""
    return Case.objects.filter(pk=case.pk, enquiries__isnull=False).exists()


def waiting_confirmation(case: Case) -> WorkItem | None:
    """The open question whether a lower rating may stand."""
    waiting = case.work_items.filter(kind=WorkKind.CONFIRM_RATING, answered_at__isnull=True)
    return waiting.select_related("owner").first()


def not_lowered_since(case: Case) -> datetime | None:
    """When a senior refused the lower rating that was asked for last, or when it was asked for while they have yet to answer;
    nothing where none was, or another rating came since.
    """
    item = case.work_items.filter(kind=WorkKind.CONFIRM_RATING).order_by("-pk").first()
    newest = case.ratings.order_by("-pk").values_list("pk", flat=True).first()
    return (item.answered_at or item.raised_at) if item and item.about == str(newest) else None


def protected_since_rating(case: Case) -> bool:
    """Whether a protective action came on record after the rating. A senior's answer to a rating is no new one."""
    made = case.ratings.exclude(senior=F("decision__decided_by")).order_by("-pk").values_list("decision__decided_at", flat=True).first()
    return made is not None and case.protective_actions.filter(recorded_at__gte=made).exists()


def first_step_waited_for(case: Case) -> str:
    """How soon somebody was to act, if nobody has: at once, quickly; in the usual time nothing is waited for."""
    return case.urgency if case.deadlines.open().filter(clock=Clock.FIRST_STEP).exists() else ""


def senior_consulted(case: Case, since: datetime) -> bool:
    """Whether somebody who may rate lower was consulted after that moment."""
    held = case.consultations.filter(recorded_at__gt=since).select_related("senior")
    return any(each.senior.may(Permission.RATE_LOWER) for each in held)


def known_now(case: Case) -> dict[str, Any]:
    """The facts on which a triage decision rests, as they are kept with it."""
    consent, capacity, wishes = case.consents.first(), case.capacities.first(), case.wishes.first()
    return {
        "rag": case.rag,
        "always_enquiry": case.always_enquiry,
        "steps": {row["label"]: str(row["state"]) for row in steps_of(case)},
        "contacts": case.contacts.count(),
        "consent": {"referral": consent.to_referral, "sharing": consent.to_sharing, "basis": consent.basis}
        if consent
        else ConsentAnswer.NOT_ASKED.value,
        "capacity": {"decision": capacity.decision, "recorded_at": capacity.recorded_at.isoformat()} if capacity else None,
        "desired_outcomes": wishes.desired_outcomes if wishes else "",
        "consultations": case.consultations.count(),
        "connections": list(case.connections.values_list("service", flat=True)),
    }


def evidence_of(case: Case, *, party: str = "") -> dict[str, Any]:
    """What has been gathered so far, for the pages of triage. `party`: only contacts with them are listed."""
    contacts = list(case.contacts.select_related("recorded_by"))
    many = Counter(row.party for row in contacts)
    return {
        "contacts": [row for row in contacts if row.party == party or party not in many],
        "parties": [{"party": each, "label": each.label, "many": many[each]} for each in Party if each in many],
        "party": party if party in many else "",
        "in_vain": attempts_in_vain((row.party, row.reached) for row in contacts),
        "attempts": ATTEMPTS,
        "told": told_adult(case),
        "advocacy": advocacy_of(case),
        "wishes": case.wishes.first(),
        "consent": case.consents.first(),
        "capacities": capacities_of(case),
        "consultations": list(case.consultations.select_related("senior")),
        "connections": list(case.connections.all()),
    }


def triage_decision(case: Case) -> Decision | None:
    """The newest decision of triage."""
    return case.decisions.filter(kind=DecisionKind.TRIAGE).select_related("decided_by").first()


def tries_in_vain(case: Case) -> int:
    """Attempts at the adult since they were last spoken with."""
    return attempts_in_vain(case.contacts.values_list("party", "reached"))
