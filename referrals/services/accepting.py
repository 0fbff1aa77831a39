"""A concern arrives and is the hub's."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case, Deadline
from mash.cases.services.cases import open_case, tell
from mash.cases.services.clocks import meet_clock, owe, start_clocks
from mash.cases.services.wording import keep_passages, remark_on
from mash.cases.states import Clock
from mash.cases.wording.passages import marks_of
from mash.cases.wording_queries import marks_key
from mash.once import OtherWords
from mash.references import new_reference
from mash.trail.services import Actor, System, record
from mash.trail.verbs import Verb

from ..codes import digest, secret_code
from ..models import Arrival, Particulars, Referral
from ..particulars import GROUPS
from ..queries import as_made, reach_of
from ..rules import Report
from ..states import KEYED, Channel, Danger, Voice, Way
from ..ways import way
from .files import attach_files, left_out
from .telling import ask_to_ring, send_notice

PUBLIC_FORM = System("Public form")
REFERRER = System("Referrer")
TOLD_AT_ONCE = {Channel.PUBLIC, Channel.PARTNER, Channel.API, Channel.PHONE, Channel.WALK_IN}
"""Doors at which the reference is shown on a screen, or read out by whoever keys the report in."""


def accept_referral(
    *, once_key: UUID, report: Report, channel: Channel, by: Actor, received_at: datetime | None = None,
    documents: Sequence[int] = (), agency_id: int | None = None, then: Callable[[Referral], None] | None = None,
    same: Callable[[Referral], bool] | None = None,
) -> Referral:  # fmt: skip
    """From the moment this returns, somebody must read about this adult by a time, and the referrer will hear.

    The same key with the same words gives the same referral; with others it raises OtherWords. Never call it inside
    another transaction: it would not be durable.
    `documents`: files that were taken in for it, in order. `agency_id`: the partner that follows it to its outcome.
    `then`: what belongs to the same act, such as that somebody heard it on the phone: kept with the report, or neither.
    `same`: whether what `then` kept before is what it would keep now.
    """
    try:
        return _accept(
            once_key=once_key, report=report, channel=channel, by=by, received_at=received_at or timezone.now(),
            documents=documents, agency_id=agency_id, then=then,
        )  # fmt: skip
    except IntegrityError:
        # The form was sent before, or twice at once: nothing of this attempt stays.
        kept = Referral.objects.filter(once_key=once_key).first()
        if kept is None:
            raise
        said = (as_made(kept), kept.channel, kept.received_at) == (report, channel, received_at or kept.received_at)
        if not said or left_out(kept, documents) or same and not same(kept):
            raise OtherWords(kept) from None
        return kept


def record_arrival(*, once_key: UUID, channel: Channel, received_at: datetime) -> Arrival:
    """Count one thing that came in. A door that keeps what it was handed before it can be read calls this first."""
    values = {"channel": channel, "received_at": received_at}
    return Arrival.objects.get_or_create(once_key=once_key, defaults=values)[0]


@transaction.atomic(durable=True)
def _accept(
    *, once_key: UUID, report: Report, channel: Channel, by: Actor, received_at: datetime, documents: Sequence[int],
    agency_id: int | None, then: Callable[[Referral], None] | None,
) -> Referral:  # fmt: skip
    """Arrival, case, report, files, clocks, acknowledgement and trail: all of them are kept on disk when this returns,
    or none.
    """
    record_arrival(once_key=once_key, channel=channel, received_at=received_at)
    danger_now = report.danger == Danger.YES
    case = open_case(received_at=received_at, danger_now=danger_now, by=by)
    referral = keep_report(
        case, report, once_key=once_key, channel=channel, received_at=received_at, keyed_by_id=by.pk, agency_id=agency_id,
        system=str(by)[:200] if channel == Channel.API else "",
    )  # fmt: skip
    attach_files(referral, documents)
    reference = referral.reference
    when = "danger_now" if danger_now else ""
    clocks = (Clock.SEEN, Clock.ACKNOWLEDGED)
    seen = start_clocks(case, *clocks, about=reference, at=received_at, when=when, fresh=True)[0]
    owe(case, Clock.FEEDBACK, about=reference)
    tell(case, f"Report {reference} received ({channel.label.lower()})", source="Referrer", at=received_at, kind=EntryKind.REPORT,
         about=reference, agency_id=agency_id)
    _acknowledge(case, referral, seen, by)
    detail = {"referral": reference, "channel": channel, "danger": report.danger}
    record(Verb.REFERRAL_ACCEPTED, chain=f"case:{case.reference}", by=by, subject=case.reference, detail=detail)
    if then:
        then(referral)
    if report.voice == Voice.PROFESSIONAL and channel not in KEYED:
        look_at_words(referral, report)
    return referral


def look_at_words(referral: Referral, report: Report) -> None:
    """A professional's words, looked at once they are kept; what a worker keys in was looked at before."""
    details = asdict(report.details) if report.details else {}
    labels = {name: label for group in GROUPS.values() for name, label in group.items()}
    said = {"The concern": report.worry, "May be causing harm": report.source_words}
    said |= {label: details[name] for name, label in labels.items() if isinstance(details.get(name), str)}
    remark_on(case=referral.case, about=referral.reference, said=said, answers=asdict(replace(report, details=None)) | details,
              agency_id=referral.agency_id)  # fmt: skip


def keep_report(case: Case, report: Report, *, once_key: UUID, **given: object) -> Referral:
    """The words of a report, on its case. Part of the caller's transaction and trail."""
    referral = Referral.objects.create(
        case=case, reference=new_reference("R"), once_key=once_key,
        code_sha256=digest(secret_code(once_key, settings.SECRET_KEY)), **given, **_columns(report),
    )  # fmt: skip
    if report.details:
        Particulars.objects.create(referral=referral, **asdict(report.details))
    keep_passages(reference=case.reference, marks=marks_of(report.worry, marks_key()))
    return referral


def _columns(report: Report) -> dict[str, object]:
    """What the referral itself holds of a report; the details have a table of their own."""
    columns = asdict(replace(report, details=None))
    del columns["details"]
    return columns


def _acknowledge(case: Case, referral: Referral, seen: Deadline, by: Actor) -> None:
    """Whoever saw the receipt, or heard the reference read out, knows. The others are written to or rung; where that is
    not possible or not safe, the clock runs on until a worker says what was done (workflow, section 6).
    """
    told, reach = referral.channel in TOLD_AT_ONCE, way(reach_of(referral))
    due = date_format(timezone.localtime(seen.due_at), "l j F \\a\\t H:i")
    quick = reach in (Way.EMAIL, Way.TEXT)
    if quick or reach == Way.LETTER and not told:
        told = bool(send_notice(referral, reach, "acknowledgement", by=by, due=due))
    elif reach == Way.PHONE and not told:
        ask_to_ring(case, referral, what="we have their report", by=by)
    if told:
        meet_clock(case, Clock.ACKNOWLEDGED, about=referral.reference)
