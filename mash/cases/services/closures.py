"""Days that differ from the rule: a MASH Manager proposes one, the Head of Service approves it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from mash.accounts.governing import approve, propose, send_back, waiting, withdraw
from mash.accounts.models import User
from mash.accounts.roles import Permission

from ..access import permit
from ..calendar import forget, read_now
from ..models import Closure
from ..states import ClosureKind
from ..working_time import is_working_day
from .proposals import answer_proposal, ask_to_approve


class PointlessClosure(Exception):
    """The day is so already, or can't be so; the message says which."""


@transaction.atomic
def propose_closure(*, day: date, kind: ClosureKind, reason: str, by: User) -> Closure:
    """A day on which nobody will be there to act for an adult, or on which somebody will after all. Nothing changes yet."""
    permit(by, Permission.PROPOSE_TIMESCALES, subject="calendar")
    _refuse_pointless(day, kind)
    closure = propose(
        Closure, rivals=Closure.objects.filter(day=day, approved_at__isnull=True, ended_at__isnull=True),
        day=day, kind=kind, reason=reason, by=by,
    )  # fmt: skip
    question = f"{by} proposes for {_said(closure)}. Approve it, or send it back."
    ask_to_approve(question, about=f"closure {closure.pk}", may=Permission.APPROVE_TIMESCALES, by=by)
    return closure


@transaction.atomic
def approve_closure(*, closure_id: int, by: User) -> Closure:
    """A second person agrees: new clocks count the day so at once, and running ones are counted anew by the next sweep."""
    permit(by, Permission.APPROVE_TIMESCALES, subject="calendar")
    closure = approve(waiting(Closure, closure_id), by=by)
    _answer(closure, by)
    transaction.on_commit(forget)
    return closure


@transaction.atomic
def send_back_closure(*, closure_id: int, why: str, by: User) -> Closure:
    """The day stays as it was, and whoever proposed the change reads why."""
    permit(by, Permission.APPROVE_TIMESCALES, subject="calendar")
    closure = send_back(waiting(Closure, closure_id), why=why, by=by)
    _answer(closure, by)
    return closure


@transaction.atomic
def withdraw_closure(*, closure_id: int, by: User) -> Closure:
    """Whoever proposed the change takes it back before it is approved."""
    permit(by, Permission.PROPOSE_TIMESCALES, subject="calendar")
    closure = withdraw(waiting(Closure, closure_id), by=by)
    _answer(closure, by)
    return closure


def _refuse_pointless(day: date, kind: ClosureKind) -> None:
    calendar = read_now()
    if day < timezone.localdate():
        raise PointlessClosure("The day has passed: due times that have passed are never moved.")
    if day.weekday() not in calendar.table.hours.weekdays:
        raise PointlessClosure("The hub doesn't work on that day of the week. Weekdays are part of the timescales.")
    works = is_working_day(day, calendar.table.hours, calendar.is_shut)
    if works == (kind == ClosureKind.OPEN):
        raise PointlessClosure("The hub is open on that day already." if works else "The hub is shut on that day already.")


def _answer(closure: Closure, by: User) -> None:
    called = f"your change for {_said(closure)}"
    answer_proposal(closure, called, about=f"closure {closure.pk}", may=Permission.PROPOSE_TIMESCALES, by=by)


def _said(closure: Closure) -> str:
    day = closure.day
    return f"{day:%A} {day.day} {day:%B %Y} ({ClosureKind(closure.kind).label.lower()})"
