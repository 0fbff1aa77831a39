"""With whom a dispute waits, and who may say what becomes of it: one rule for every page, count, task and service."""

from collections import defaultdict

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from mash.accounts.models import Cover, User
from mash.accounts.queries import covers_on, who_may
from mash.accounts.roles import PARTNER_ROLES, Permission, Role

from .access import visible_cases
from .dispute_rules import LEVELS, why_not_here
from .dispute_states import DisputeState
from .models import Case, Dispute, DisputeMove

CHECK_STANDS = ("asked", "answered", "read")
"""A check that was withdrawn shows the agency nothing any more (partners/states.py)."""


def disputes_with(user: User) -> QuerySet[Dispute]:
    """The disputes that wait for this person's answer: at the level of their role or of somebody for whom they stand in
    today, on cases that exist for them, and never one of their own.
    """
    if not user.may(Permission.DECIDE_DISPUTE):
        return Dispute.objects.none()
    levels = Q()
    for level, role in LEVELS.items():
        levels |= Q(level=level) if user.role == role else Q(level=level) & Q(Exists(_standing_in(user, role)))
    waiting = Dispute.objects.filter(levels, state=DisputeState.RAISED, case__in=visible_cases(user))
    answered = DisputeMove.objects.filter(dispute=OuterRef("pk"), moved_by=user).exclude(outcome="")
    own = Q(raised_by=user, for_referrer=False) | Q(made_by=user) | Q(confirmed_by=user)
    return waiting.exclude(own).exclude(Exists(answered))


def _standing_in(user: User, role: Role) -> QuerySet[Cover]:
    today = localdate()
    return Cover.objects.filter(
        stand_in=user, away__role=role, away__is_active=True, from_on__lte=today, until_on__gte=today, ended_at__isnull=True
    )


def deciders(dispute: Dispute) -> list[User]:
    """Who is there today to answer it at the level where it stands."""
    return deciders_of(dispute.case).get(dispute.pk, [])


def deciders_of(case: Case) -> dict[int, list[User]]:
    """The same for every dispute of a case: as many queries as there are managers, however many disputes."""
    away, found = covers_on(localdate()), defaultdict(list)
    for person in who_may(Permission.DECIDE_DISPUTE):
        if person.pk not in away:
            for pk in disputes_with(person).filter(case=case).values_list("pk", flat=True):
                found[pk].append(person)
    return found


def why_nobody(dispute: Dispute) -> str:
    """Why nobody answers it at the level where it stands."""
    role = LEVELS[dispute.level]
    holders = who_may(Permission.DECIDE_DISPUTE).filter(role=role).values_list("pk", flat=True)
    answered = dispute.moves.exclude(outcome="").values_list("moved_by", flat=True)
    raiser = None if dispute.for_referrer else dispute.raised_by_id
    parties = {raiser, dispute.made_by_id, dispute.confirmed_by_id, *answered} - {None}
    return why_not_here(role.label, holders=set(holders), parties=parties)


def may_respond(dispute: Dispute, user: User) -> bool:
    """Who may say whether an answer is accepted: whoever raised it, their team or agency, any worker for a referrer; and,
    for somebody who has gone, the Head of Service. Never whoever gave the answer.
    """
    if any(move.outcome and move.moved_by_id == user.pk for move in dispute.moves.all()):
        return False
    if dispute.raised_by_id == user.pk:
        return True
    if user.is_partner or user.may(Permission.ACCEPT_HANDOVER):
        return dispute.raised_from_id == user.organisation_id
    return dispute.for_referrer or user.role == Role.HEAD_OF_SERVICE


def agency_case(actor: User, source: str) -> QuerySet[Case]:
    """The case about which this person's agency was asked by this check, or to which it sent this report. Nothing of it is
    shown to them; they may say that they disagree.
    """
    agency = actor.organisation_id
    shared = Q(referrals__author_only=False) | Q(referrals__keyed_by=actor)
    sent = Case.objects.filter(shared, referrals__reference=source, referrals__agency=agency)
    asked = visible_cases(actor).filter(checks__reference=source, checks__agency=agency, checks__state__in=CHECK_STANDS)
    return Case.objects.filter(Q(pk__in=sent.values("pk")) | Q(pk__in=asked.values("pk")))


def agency_disputes(actor: User, source: str) -> QuerySet[Dispute]:
    """What this person's agency disputes of what it was asked or sent, and nothing that anybody else does."""
    own = Dispute.objects.filter(raised_from=actor.organisation_id, raised_by__role__in=PARTNER_ROLES)
    return own.filter(source=source, case__in=agency_case(actor, source))
