"""What is known of one case when it is rated and when triage is decided."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mash.cases.models import Case, Decision, Rating, SourceOfHarm, WorkItem
from mash.cases.queries import Open, capacities_of, steps_of
from mash.cases.states import Clock, ConsentAnswer, DecisionKind, Stage, WorkKind
from thresholds.queries import version_named
from thresholds.rules import Repeats

DAYS_IN_MONTH = 365.25 / 12


def repeats_of(case: Case, months: int) -> Repeats:
    """Concerns about this adult, and about the same named sources of harm, within the matrix's window; this one included."""
    since = timezone.now() - timedelta(days=months * DAYS_IN_MONTH)
    adult = Q(adult=case.adult_id) if case.adult_id else Q(pk__in=[])
    source, service = _shares(case, organisation=False), _shares(case, organisation=True)
    recent = Case.objects.filter(adult | source | service, opened_at__gte=since).exclude(outcome="set_aside")
    counts = {key: Count("pk", filter=q) for key, q in (("adult", adult), ("source", source), ("service", service))}
    return Repeats(**recent.aggregate(**counts))


def _shares(case: Case, *, organisation: bool) -> Q:
    """Cases that name a source of harm, or a service, which this case names too."""
    names = SourceOfHarm.objects.filter(case=case, is_organisation=organisation).values("name")
    return Q(pk__in=SourceOfHarm.objects.filter(name__in=names).values("case"))


def history_of_ratings(case: Case) -> QuerySet[Rating]:
    """Every rating of a case, the newest first, with who decided it and why."""
    return case.ratings.select_related("decision__decided_by", "senior").order_by("-pk")


def ratings_in_words(case: Case) -> list[Rating]:
    """The same with the names of the types, in the words of the version that each was made by. A rating that names none
    which is kept here, such as one brought over from elsewhere, shows codes.
    """
    ratings = list(history_of_ratings(case))
    for rating in ratings:
        rating.matrix_id, matrix = version_named(rating.decision.versions.get("matrix", "")) or (None, None)
        names = {kind.code: kind.name for kind in matrix.types} if matrix else {}
        rating.named_types = [names.get(code, code) for code in rating.types]
    return ratings


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


def evidence_of(case: Case) -> dict[str, Any]:
    """What has been gathered so far, for the pages of triage."""
    return {
        "contacts": list(case.contacts.select_related("recorded_by")),
        "wishes": case.wishes.first(),
        "consent": case.consents.first(),
        "capacities": capacities_of(case),
        "consultations": list(case.consultations.select_related("senior")),
        "connections": list(case.connections.all()),
    }


def triage_decision(case: Case) -> Decision | None:
    """The newest decision of triage."""
    return case.decisions.filter(kind=DecisionKind.TRIAGE).select_related("decided_by").first()
