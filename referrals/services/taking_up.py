"""A report that was set aside turns out to be a concern after all: it is the desk's again, with the time it had."""

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.models import Case
from mash.cases.services.cases import reopen_case, tell
from mash.cases.services.clocks import owe, start_clock, start_owed
from mash.cases.services.locking import locked_case, outdate
from mash.cases.services.work_items import settle_work_items
from mash.cases.states import Clock, Stage, WorkKind
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Referral
from ..states import SetAside
from .reading import ReportRefused, read_referrals, read_report, report_on


@transaction.atomic
def take_up_again(*, reference: str, report: str, why: str, by: User) -> Referral:
    """It should not have been set aside: the adult's case is open again, and somebody must rate it."""
    case = locked_case(reference=reference, by=by, permission=Permission.READ_REFERRAL)
    if report_on(case, report).set_aside == SetAside.LOGGED:
        read_referrals(reference=reference, by=by)  # nobody had to before: whoever takes it up has its words before them
    referral = read_report(case, report)
    if not referral.set_aside:
        raise ReportRefused("This report is not set aside. Somebody has taken it up again.")
    if referral.awaits_receipt:
        raise ReportRefused("It was passed on, and a receipt is awaited. Record that they will not take it: it is ours then.")
    ours_again(case, referral, f"Report {report} is a concern after all: {why}", source=by.name, by=by)
    record(Verb.REFERRAL_TAKEN_UP, chain=f"case:{reference}", by=by, subject=reference, detail={"referral": report})
    return referral


def ours_again(case: Case, referral: Referral, words: str, *, source: str, by: User) -> None:
    """The setting aside is undone, the case is open and must be rated, and an answer is owed. Part of the caller's
    transaction and trail.
    """
    referral.set_aside, referral.set_aside_reason, referral.set_aside_by, referral.classed = "", "", None, ""
    referral.save(update_fields=["set_aside", "set_aside_reason", "set_aside_by", "classed"])
    if case.stage == Stage.CLOSED:
        case = reopen_case(reference=case.reference, version=case.version, reason=words, by=by)
    else:
        start_clock(case, Clock.RATING)
        outdate(case)
        tell(case, words, source=source, by=by)
    if not case.deadlines.open().filter(clock=Clock.FEEDBACK, about=referral.reference).exists():
        owe(case, Clock.FEEDBACK, about=referral.reference)
        if case.decided_at:
            start_owed(case, Clock.FEEDBACK, at=timezone.now())
    settle_work_items(WorkKind.DANGER_SET_ASIDE, about=referral.reference, answer=words, by=by, case=case)
