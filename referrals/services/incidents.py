"""Care providers log what does not look like a safeguarding concern by itself, so that it adds up (requirement S224)."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.accounts.services import permit
from mash.cases.access import refuse
from mash.cases.chronology_states import EntryKind
from mash.cases.services.cases import log_case, tell
from mash.once import OtherWords
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..desk_rules import Incident
from ..models import Referral
from ..queries import as_made
from ..rules import Details, Report
from ..states import Channel, Danger, SetAside, Voice, Way
from .accepting import keep_report, look_at_words, record_arrival

WHY = "Its author sees no safeguarding concern in it by itself. No clock runs; patterns count it."


class IncidentRefused(Exception):
    """It can't be logged so; the message says what to do instead."""


def log_incident(*, once_key: UUID, incident: Incident, danger: Danger, by: User, author_only: bool = False) -> Referral:
    """It is kept and counted with what others report, and whoever answers for the adult can find it. Nobody is promised
    an answer. The same key with the same words gives the same entry; with others it raises OtherWords.

    Danger, or doubt about it, is never only logged.
    """
    permit(by, Permission.REFER, subject="log_incident")
    if not by.logs_incidents:
        refuse(by, "log_incident", "log_incident")
    if danger != Danger.NO:
        raise IncidentRefused("Send it as a concern: somebody must look at it now. Your words go with it.")
    try:
        return _log(once_key=once_key, incident=incident, author_only=author_only, by=by)
    except IntegrityError:
        kept = Referral.objects.filter(once_key=once_key).first()
        if kept is None:
            raise
        if (as_made(kept), kept.author_only) != (_report(incident, by), author_only):
            raise OtherWords(kept) from None
        return kept


@transaction.atomic(durable=True)
def _log(*, once_key: UUID, incident: Incident, author_only: bool, by: User) -> Referral:
    """Arrival, closed case, words and trail: all of them are kept on disk when this returns, or none."""
    at = timezone.now()
    record_arrival(once_key=once_key, channel=Channel.LOG, received_at=at)
    case = log_case(received_at=at, by=by)
    report = _report(incident, by)
    referral = keep_report(
        case, report, once_key=once_key, channel=Channel.LOG, received_at=at, keyed_by_id=by.pk,
        agency_id=by.organisation_id, author_only=author_only, set_aside=SetAside.LOGGED, set_aside_reason=WHY, set_aside_by=by,
    )  # fmt: skip
    what = f"Incident {referral.reference} logged by {by.organisation.name}. {WHY}"
    tell(case, what, source=by.organisation.name, by=by, at=at, kind=EntryKind.REPORT, about=referral.reference, agency_id=by.organisation_id)
    detail = {"referral": referral.reference, "channel": Channel.LOG, "danger": Danger.NO}
    look_at_words(referral, report)
    record(Verb.REFERRAL_ACCEPTED, chain=f"case:{case.reference}", by=by, subject=case.reference, detail=detail)
    return referral


def _report(incident: Incident, by: User) -> Report:
    """The entry as a report, signed with its author's account, so that it is one when somebody takes it up."""
    service = by.organisation.name
    when = date_format(timezone.localtime(incident.happened_at), "l j F Y, H:i")
    details = Details(
        organisation=service, adult_born_on=incident.adult_born_on, when_it_happened=when, actions_taken=incident.done,
        others_told="\n".join(incident.staff), source_provider=", ".join(filter(None, (service, incident.place)))[:200],
    )  # fmt: skip
    return Report(
        worry=incident.words, danger=Danger.NO, adult_known=bool(incident.adult_name), adult_name=incident.adult_name,
        adult_whereabouts=", ".join(filter(None, (incident.place, service))), voice=Voice.PROFESSIONAL, referrer_name=by.name,
        referrer_role=by.role_label, referrer_email=by.email, reply_by=Way.PORTAL, details=details,
    )  # fmt: skip
