"""Tasks: which wait for somebody, and what was answered."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import MAY, Role

from .access import visible_cases
from .disputes import disputes_with
from .models import Case, Deadline, WorkItem
from .reckoning import DANGER_NOW
from .states import WorkKind

DISPUTE_TASKS = (WorkKind.DISPUTE, WorkKind.DISPUTE_ANSWERED)
"""Tasks that say with whom a dispute is: there is never more than one of them open for each."""

CONNECTION_QUESTIONS = (WorkKind.CONNECTION_BOUNCED, WorkKind.CONNECTION_QUIET)
"""What is asked about help that was offered."""

TOLD = (WorkKind.RATING_ANSWERED, WorkKind.CHANGE_ANSWERED)
"""What somebody asked was answered: they are told, and only have to read it."""


def work_items_for(user: User) -> QuerySet[WorkItem]:
    """Open tasks that this person's role may answer, those of cases they cannot see left out. Those on which somebody is
    in `danger` come first, then those raised first.
    """
    waiting = _tasks_of(user).filter(answered_at__isnull=True).annotate(danger=_of_danger())
    return waiting.select_related("case", "message", "owner").order_by("-danger", "raised_at", "pk")


def late_answers(user: User, case: Case) -> QuerySet[WorkItem]:
    """The tasks on this case that ask whether a partner's late answer changes the decision: it is settled there, and by
    nothing else.
    """
    return work_items_for(user).filter(case=case, kind=WorkKind.LATE_ANSWER)


def _of_danger() -> Exists:
    """A task about a report, a reply or a rating whose clock runs because somebody is in danger now."""
    return Exists(Deadline.objects.open().filter(case=OuterRef("case"), about=OuterRef("about"), when=DANGER_NOW))


def _tasks_of(user: User) -> QuerySet[WorkItem]:
    seen = Q(case__isnull=True) | Q(case__in=visible_cases(user))
    return WorkItem.objects.filter(seen, _of_role(user), _not_of_another(user) | _disputes_of(user))


def _of_role(user: User) -> Q:
    return Q(for_permission__in=[str(p) for p in MAY[Role(user.role)]])


def _not_of_another(user: User) -> Q:
    """Only the worker who was asked can answer whether they take a report, rate what was drawn for them, or say what they
    make of the answer to their dispute; a dispute itself waits for whoever may hear it. What somebody is told is theirs to read.
    """
    return ~Q(kind__in=[WorkKind.WORKER_ASKED, WorkKind.BLIND_RATING, *DISPUTE_TASKS, *TOLD]) | Q(owner=user)


def _disputes_of(user: User) -> Q:
    heard = disputes_with(user).values("reference")
    return Q(kind=WorkKind.DISPUTE_ANSWERED, owner__isnull=True) | Q(kind=WorkKind.DISPUTE, about__in=heard)


def answered_for(user: User) -> Q:
    """Of the cases that this person sees, the tasks whose answers they read: those that their role may answer. What was said
    in a dispute is read there.
    """
    return Q(answered_at__isnull=False) & _of_role(user) & _not_of_another(user) & ~Q(kind__in=DISPUTE_TASKS)


def answered_tasks(user: User, case: Case) -> QuerySet[WorkItem]:
    """What was asked and answered on this case, the newest first."""
    return case.work_items.filter(answered_for(user)).select_related("answered_by").order_by("-answered_at", "-pk")


@dataclass(frozen=True)
class LetterTask:
    """A letter that waits to be posted, or what became of it."""

    letter: UUID
    about: str
    recipient: str
    written_on: date
    answer: str
    answered_by: User | None


def letter_task(user: User, letter: UUID) -> LetterTask | None:
    """The letter, if this person may post it."""
    tasks = _tasks_of(user).filter(kind=WorkKind.POST_LETTER, message__reference=letter)
    item = tasks.select_related("message", "answered_by").first()
    if item is None:
        return None
    written_on = timezone.localdate(item.message.queued_at)
    return LetterTask(letter, item.about, item.message.recipient, written_on, item.answer, item.answered_by)
