"""Recording what an adult needs, and what several services together do about it."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..access import refuse
from ..adult_rules import NeedSaid, ResponseSaid, need_problems, response_problem
from ..around import unmet_on
from ..chronology_states import EntryKind
from ..models import Case, Need, SystemResponse
from ..states import Clock, WorkKind
from .asking import ask_due
from .cases import tell
from .clocks import meet_clock, start_clock
from .locking import Stale, locked_case
from .owed_responses import ask_who_leads
from .work_items import raise_work_item, settle_work_items

SWEEP = System("Sweep")


class ResponseRefused(Exception):
    """It can't be recorded so; the message says what to do instead."""


@transaction.atomic
def record_need(*, reference: str, said: NeedSaid, seen: int, by: User) -> Need:
    """What is known of one kind of need, beside what was known before. From the second need that nobody meets on, somebody
    is asked who leads. `seen`: the newest answer of this kind that the page showed.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.WORK_CASES)
    if newest(case.needs.filter(kind=said.kind)) != seen:
        raise Stale(case)
    if problems := need_problems(said):
        raise ResponseRefused(next(iter(problems.values())))
    row = case.needs.create(
        kind=said.kind, state=said.state, words=said.words, helped_by=said.helped_by, contact=said.contact, met=said.met or "",
        source=said.source, nature=said.nature, recorded_by=by,
    )  # fmt: skip
    told = [f"{said.kind.label}: {said.state.label.lower()}", said.words, said.met.label if said.met else ""]
    tell(case, ". ".join(part.strip(" .") for part in told if part), source=said.source, by=by, nature=said.nature, kind=EntryKind.NEED)
    ask_who_leads(case, by)
    record(Verb.NEED_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail={"need": said.kind})
    return row


def newest(rows: object) -> int:
    """The key of the newest of some rows; 0 when there is none."""
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def record_response(*, reference: str, said: ResponseSaid, seen: int, by: User) -> SystemResponse:
    """Who leads, what each service does about each need, and when it is looked at again. It takes the place of the response
    before. On a closed case too: what was promised goes on. `seen`: the response that stood when the page was opened.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.FOLLOW_CONNECTION)
    if newest(case.system_responses) != seen:
        raise Stale(case)
    if problem := response_problem(said, unmet_on(case), timezone.localdate()):
        raise ResponseRefused(problem)
    before = case.system_responses.filter(ended_at__isnull=True).first()
    if before:
        _end(case, before, "Another response takes its place.", by)
    row = case.system_responses.create(
        lead_agency=said.lead_agency, lead_person=said.lead_person, aim=said.aim, look_on=said.look_on, recorded_by=by
    )
    for part in said.parts:
        row.parts.create(need=part.need, service=part.service, what=part.what, by_on=part.by_on)
    each = "; ".join(f"{part.service}: {part.what}, by {part.by_on:%-d %B %Y}" for part in said.parts)
    tell(case, f"System response, led by {said.lead_person}, {said.lead_agency}. {each}", source=by.name, by=by)
    ask_who_leads(case, by)
    detail = {"needs": [str(part.need) for part in said.parts], "look_on": said.look_on.isoformat()}
    record(Verb.RESPONSE_RECORDED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return row


@transaction.atomic
def look_at_response(*, reference: str, response_id: int, seen: int, words: str, next_on: date | None, by: User) -> SystemResponse:
    """Whether it works: it goes on to another day, or it has ended. Needs that are still unmet then ask who leads anew.
    `seen`: the newest look that the page showed.
    """
    case = locked_case(reference=reference, by=by, permission=Permission.FOLLOW_CONNECTION)
    row = case.system_responses.select_for_update(of=("self",)).filter(pk=response_id).first()
    if row is None:
        refuse(by, reference, "look_at_response")
    if row.ended_at or newest(row.looks) != seen:
        raise Stale(case)
    if next_on and next_on <= timezone.localdate():
        raise ResponseRefused("Enter a day after today on which it is looked at again")
    row.looks.create(words=words, next_on=next_on, looked_by=by, looked_at=timezone.now())
    if next_on:
        row.look_on, row.asked_at = next_on, None
        row.save(update_fields=["look_on", "asked_at"])
        _settle(case, row, words, by)
    else:
        _end(case, row, words, by)
    tell(case, f"System response {'goes on' if next_on else 'ended'}: {words}", source=by.name, by=by)
    ask_who_leads(case, by)
    record(Verb.RESPONSE_LOOKED_AT, chain=f"case:{reference}", by=by, subject=reference, detail={"goes_on": bool(next_on)})
    return row


def _end(case: Case, row: SystemResponse, answer: str, by: User) -> None:
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _settle(case, row, answer, by)


def _settle(case: Case, row: SystemResponse, answer: str, by: User) -> None:
    settle_work_items(WorkKind.RESPONSE_LOOK, about=row.about, answer=answer, by=by, case=case)
    meet_clock(case, Clock.CONNECTION, about=row.about)


def sweep_responses() -> int:
    """The day has come on which a response is looked at again: somebody is asked, once, whether it works."""
    return ask_due(due=_to_look_at, ask=_ask_whether_it_works)


def _to_look_at() -> QuerySet[SystemResponse]:
    due = SystemResponse.objects.filter(look_on__lte=timezone.localdate(), asked_at__isnull=True, ended_at__isnull=True)
    return due.select_related("recorded_by").order_by("look_on", "pk")


def _ask_whether_it_works(case: Case, row: SystemResponse) -> None:
    row.asked_at = timezone.now()
    row.save(update_fields=["asked_at"])
    start_clock(case, Clock.CONNECTION, about=row.about)
    question = f"{row.lead_person}, {row.lead_agency}, leads several services. Does each do its part, and does it help?"
    raise_work_item(
        WorkKind.RESPONSE_LOOK, question=question[:300], for_permission=Permission.FOLLOW_CONNECTION, case=case, about=row.about,
        owner=case.owner or row.recorded_by, by=SWEEP,
    )  # fmt: skip
