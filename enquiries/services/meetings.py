"""Meetings: planning one, who is there and agrees, and holding it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case
from mash.cases.services.cases import tell
from mash.cases.services.clocks import meet_clock
from mash.cases.services.locking import locked_case
from mash.cases.services.steps import settle
from mash.cases.states import Clock, StepName, StepState
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Attendance, Meeting
from ..queries.records import numbered, statement_in_force
from ..rules import may_hold, settles_planning
from ..states import Agreement, MeetingKind, MeetingState, NotInvited, Support
from .refusals import EnquiryRefused, refuse_if


@transaction.atomic
def plan_meeting(
    *, reference: str, kind: MeetingKind, at: datetime, agenda: str, adult_invited: bool, by: User,
    not_invited: NotInvited | str = "", not_invited_words: str = "", supports: list[Support] | None = None,
) -> Meeting:  # fmt: skip
    """A meeting about the adult, who is invited unless there is a reason on record; with what helps them take part."""
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    if not adult_invited and not (not_invited and not_invited_words.strip()):
        raise EnquiryRefused("Give the reason why the adult is not invited, from the list and in words.")
    meeting = case.meetings.create(
        kind=kind, at=at, agenda=agenda, adult_invited=adult_invited, planned_by=by,
        not_invited="" if adult_invited else not_invited, not_invited_words="" if adult_invited else not_invited_words,
        supports=", ".join(support.label for support in supports or []),
    )  # fmt: skip
    tell(case, f"{kind.label} planned for {timezone.localtime(at):%-d %B %Y, %H:%M}", source=by.name, by=by, kind=EntryKind.MEETING)
    detail = {"kind": kind, "adult_invited": adult_invited}
    record(Verb.MEETING_PLANNED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return meeting


@transaction.atomic
def record_attendance(*, reference: str, number: int, name: str, organisation: str, by: User) -> Attendance:
    """Somebody is in the room. They have not agreed to anything yet."""
    meeting = _planned(reference, number, by)[1]
    try:
        with transaction.atomic():
            attendance = meeting.attendances.create(name=name, organisation=organisation)
    except IntegrityError:
        raise EnquiryRefused(f"{name} of {organisation} is on the list already.") from None
    record(Verb.ATTENDANCE_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail={"meeting": number})
    return attendance


@transaction.atomic
def record_agreement(
    *, reference: str, number: int, attendee: int, agreement: Agreement, by: User, read: int | None = None
) -> Attendance:
    """An attendee agreed to protect the adult's information, or did not and left. The wording read is kept.

    `read`: the wording that stood on the page. Nobody is put on record as agreeing to another one.
    """
    meeting = _planned(reference, number, by)[1]
    if meeting.statement is None:
        meeting.statement = statement_in_force()
        refuse_if("The statement has new wording since you opened this page. Read it aloud, then record who agrees."
                  if read not in (None, meeting.statement.pk) else "")
        meeting.save(update_fields=["statement"])
    attendance = numbered(meeting.attendances.all(), attendee)
    attendance.agreement, attendance.recorded_at = agreement, timezone.now()
    attendance.save(update_fields=["agreement", "recorded_at"])
    detail = {"meeting": number, "attendee": attendee, "agreement": agreement, "statement": meeting.statement.name}
    record(Verb.ATTENDANCE_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return attendance


@transaction.atomic
def hold_meeting(*, reference: str, number: int, held_at: datetime, contribution: str, minutes: str, by: User, told: str = "") -> Meeting:
    """The meeting took place among people who agreed to protect the adult's information; the adult's part comes first."""
    case, meeting = _planned(reference, number, by)
    refuse_if(may_hold(list(meeting.attendances.values_list("agreement", flat=True))))
    meeting.hold(minutes, contribution, held_at, told)
    meeting.save()
    kind = MeetingKind(meeting.kind)
    if settles_planning(kind):
        settle(case, StepName.PLANNING, StepState.DONE, f"{kind.label} on {timezone.localtime(held_at):%-d %B %Y}", by)
        meet_clock(case, Clock.PLANNING, at=held_at)
    tell(case, f"{kind.label} held", source=by.name, by=by, at=held_at, kind=EntryKind.MEETING)
    record(Verb.MEETING_HELD, chain=f"case:{reference}", by=by, subject=reference, detail={"meeting": number, "kind": kind})
    return meeting


def _planned(reference: str, number: int, by: User) -> tuple[Case, Meeting]:
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    meeting = numbered(case.meetings.select_related("statement"), number)
    if meeting.state != MeetingState.PLANNED:
        raise EnquiryRefused("This meeting has been held. What was recorded stays as it is.")
    return case, meeting
