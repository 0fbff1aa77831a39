"""Blind second ratings: drawn at random, made without knowing the first, and never changing a case."""

from dataclasses import asdict
from random import Random
from secrets import randbelow
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import permit, refuse, visible_cases
from mash.cases.services.work_items import raise_work_item, reword_work_item, settle_work_items
from mash.cases.states import Rag, WorkKind
from mash.trail.services import record
from mash.trail.verbs import Verb
from thresholds.queries import version_named
from thresholds.rules import Facts, suggest, urgency_of
from triage.services.urgency import kept_urgency

from .models import BlindRating, BlindSample
from .queries import pool, raters, since_of
from .states import LabPeriod

CHAIN = "lab"


class NothingToDraw(Exception):
    """No rating fits, so no sample was drawn."""


class NotWhole(Exception):
    """What this version of the matrix asks is not answered whole."""


class RatedBefore(Exception):
    """This second rating has been given, or declined."""


@transaction.atomic
def draw_sample(*, once_key: UUID, rater_id: int, period: LabPeriod, size: int, by: User) -> BlindSample:
    """A second worker is asked to rate some concerns again, picked at random, so that the hub learns whether an adult's
    rating depends on who happens to make it.
    """
    permit(by, Permission.USE_LAB, subject="sample")
    rater, since = raters().select_for_update().get(pk=rater_id), since_of(period)
    drawn = BlindSample.objects.filter(once_key=once_key).first()
    if drawn:
        return drawn
    found, seed = pool(by, rater, since), randbelow(2**31)
    if not found:
        raise NothingToDraw
    sample = BlindSample.objects.create(
        once_key=once_key, rater=rater, drawn_by=by, drawn_at=timezone.now(), since_at=since, drawn_from=len(found), seed=seed
    )
    picked = picks(found, size, seed)
    BlindRating.objects.bulk_create(BlindRating(sample=sample, decision_id=pk, position=n) for n, pk in enumerate(picked, start=1))
    raise_work_item(
        WorkKind.BLIND_RATING, question=_question(len(picked)), for_permission=Permission.RATE, by=by, about=_about(sample), owner=rater
    )
    detail = {"rater": rater.pk, "size": len(picked), "drawn_from": len(found), "seed": seed}
    record(Verb.SAMPLE_DRAWN, chain=CHAIN, by=by, subject=_about(sample), detail=detail)
    return sample


def picks(found: list[int], size: int, seed: int) -> list[int]:
    """So many of them at random; the same seed picks the same again."""
    return Random(seed).sample(found, min(size, len(found)))  # noqa: S311 (chance, no secret)


@transaction.atomic
def rate_blind(*, blind_id: int, facts: Facts, rag: Rag, rationale: str, by: User, urgency: str = "") -> BlindRating:
    """What the second worker makes of the concern, by the version of the matrix that the first had. The case stays as it is.

    `urgency`: the code of how soon somebody must act, where that version asks.
    """
    row = _mine(blind_id, by)
    _, matrix = version_named(row.decision.versions["matrix"])
    suggestion, soon = suggest(matrix, facts), urgency_of(matrix, urgency)
    if matrix.urgencies and soon is None:
        raise NotWhole("Choose how soon somebody must act")
    row.rag, row.suggested, row.rationale = rag, suggestion.rag, rationale
    row.snapshot = {"facts": asdict(facts), "suggestion": asdict(suggestion)} | kept_urgency(soon, suggestion, "")
    return _keep(row, by, Verb.RATED_AGAIN)


@transaction.atomic
def decline_blind(*, blind_id: int, why: str, by: User) -> BlindRating:
    """The second worker knows the adult or the case, and says so: it is left out of the agreement."""
    row = _mine(blind_id, by)
    row.declined_why = why
    return _keep(row, by, Verb.RATING_AGAIN_DECLINED)


def _mine(blind_id: int, by: User) -> BlindRating:
    """The row, locked, if it was given to this person, they may see its case, and it still waits."""
    permit(by, Permission.RATE, subject="sample")
    rows = BlindRating.objects.select_for_update(of=("self",)).select_related("sample", "decision")
    row = rows.filter(pk=blind_id, sample__rater=by, decision__case__in=visible_cases(by)).first()
    if row is None:
        refuse(by, "sample", "rate_blind")
    if row.answered_at:
        raise RatedBefore
    return row


def _keep(row: BlindRating, by: User, verb: Verb) -> BlindRating:
    row.answered_at = timezone.now()
    row.save()
    left = row.sample.ratings.filter(answered_at__isnull=True).count()
    if left:
        reword_work_item(WorkKind.BLIND_RATING, about=_about(row.sample), question=_question(left))
    else:
        settle_work_items(WorkKind.BLIND_RATING, about=_about(row.sample), answer="All of them are answered.", by=by)
    record(verb, chain=CHAIN, by=by, subject=_about(row.sample), detail={"position": row.position})
    return row


def _question(left: int) -> str:
    """What the task of a sample asks for: what is left of it."""
    return f"Rate {left} earlier concern{'s' if left > 1 else ''} a second time, without looking at how they were rated."


def _about(sample: BlindSample) -> str:
    return f"sample {sample.pk}"
