"""Following the help that an adult was connected with: it is never a dead end, and what bounces comes back."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.references import new_reference
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..access import refuse
from ..calendar import current
from ..chronology_states import EntryKind
from ..models import Case, Connection
from ..reckoning import reckon
from ..rules import Offer
from ..states import Bounce, Clock, ConnectionState, Instead, WorkKind
from ..work_items import CONNECTION_QUESTIONS
from .asking import ask_due
from .cases import reopen_case, tell
from .clocks import meet_clock, start_clock
from .locking import locked_case, outdate
from .work_items import raise_work_item, settle_work_items

SWEEP = System("Sweep")


class ConnectionMoved(Exception):
    """Somebody else recorded something of this connection meanwhile. Carries it as it is now."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        super().__init__("Somebody has recorded news of this connection meanwhile.")


@transaction.atomic
def offer_connection(*, reference: str, offer: Offer, by: User) -> Connection:
    """Help that was offered to the adult; followed until it starts or bounces, never a dead end."""
    case = locked_case(reference=reference, by=by, permission=Permission.FOLLOW_CONNECTION)
    connection = connect(case, offer, by)
    record(Verb.CONNECTION_OFFERED, chain=f"case:{reference}", by=by, subject=reference, detail={"connection": connection.reference})
    return connection


def connect(case: Case, offer: Offer, by: User, *, instead_of: Connection | None = None) -> Connection:
    """Offer help within another use case: a decision, or the answer to help that came to nothing."""
    now = timezone.now()
    connection = case.connections.create(
        reference=new_reference("N"), service=offer.service, what_for=offer.what_for, made_by=offer.made_by or "",
        contact=offer.contact, consent=offer.consent or "", why_without=offer.why_without, instead_of=instead_of,
        look_at=_look_at(now), recorded_by=by,
    )  # fmt: skip
    who = f" ({offer.made_by.label})" if offer.made_by else ""
    _keep(connection, offer.what_for or "Offered", by, now)
    tell(case, f"Connection offered: {offer.service}{who}" + (f", for {offer.what_for}" if offer.what_for else ""), source=by.name, by=by, at=now, kind=EntryKind.CONNECTION)
    return connection


@transaction.atomic
def move_connection(
    *, reference: str, connection: str, seen: ConnectionState, to: ConnectionState, words: str, why: Bounce | None = None, by: User
) -> Connection:
    """What became of the help: accepted, begun, or come to nothing. What bounced comes back as a task and runs a clock,
    on a closed case too: somebody says what is done for the adult instead.
    """
    case, row = _locked(reference, connection, seen, by)
    now = timezone.now()
    edges = {ConnectionState.ACCEPTED: row.accept, ConnectionState.STARTED: row.start, ConnectionState.BOUNCED: row.bounce}
    edges[to](_look_at(now))
    row.save()
    _keep(row, words, by, now, why=why)
    _settle(case, row, f"{to.label}: {words}", by)
    if to == ConnectionState.BOUNCED:
        _ask(case, row, WorkKind.CONNECTION_BOUNCED, f"{row.service}: {why.label.lower()}. What is done for the adult instead?", by)
    tell(case, f"Connection with {row.service}: {to.label.lower()}{f' ({why.label})' if why else ''}. {words}", source=by.name, by=by, at=now, kind=EntryKind.CONNECTION)
    _record(Verb.CONNECTION_MOVED, case, row, by, to=to, why=why)
    return row


@transaction.atomic
def keep_waiting(*, reference: str, connection: str, seen: ConnectionState, words: str, by: User) -> Connection:
    """Somebody looked: the help has not begun yet, and is still to be waited for. The question comes again."""
    case, row = _locked(reference, connection, seen, by)
    now = timezone.now()
    row.look_at = _look_at(now)
    row.save(update_fields=["look_at"])
    _keep(row, words, by, now)
    _settle(case, row, f"Still waiting: {words}", by)
    tell(case, f"Connection with {row.service}: still waiting. {words}", source=by.name, by=by, at=now, kind=EntryKind.CONNECTION)
    _record(Verb.CONNECTION_MOVED, case, row, by, to=row.state, why=None)
    return row


@transaction.atomic
def answer_bounce(
    *, reference: str, connection: str, instead: Instead, words: str, offer: Offer | None = None, by: User
) -> Connection:  # fmt: skip
    """What is done for the adult now that help came to nothing: other help, a fresh look at the risk, or a reason for
    neither. A closed case is reopened for the fresh look; an open one awaits a confirming rating.
    """
    case, row = _locked(reference, connection, ConnectionState.BOUNCED, by)
    waiting = case.work_items.filter(kind=WorkKind.CONNECTION_BOUNCED, about=row.reference, answered_at__isnull=True)
    if not waiting.exists():
        raise ConnectionMoved(row)
    answer = f"{instead.label}: {offer.service}. {words}" if offer and instead == Instead.ANOTHER else f"{instead.label}. {words}"
    _settle(case, row, answer, by)
    tell(case, f"Instead of {row.service}: {answer}", source=by.name, by=by, kind=EntryKind.CONNECTION)
    _record(Verb.CONNECTION_ANSWERED, case, row, by, instead=instead)
    if instead == Instead.ANOTHER:
        return connect(case, offer, by, instead_of=row)
    if instead == Instead.LOOK_AGAIN:
        _look_again(case, f"{row.service}: {words}", by)
    return row


def _look_again(case: Case, words: str, by: User) -> None:
    if case.closed_at:
        reopen_case(reference=case.reference, version=case.version, reason=words, by=by)
    else:
        start_clock(case, Clock.RATING)
        outdate(case)


def sweep_connections() -> int:
    """Help that was offered and of which nobody has heard: somebody is asked, once, whether it began."""
    return ask_due(due=_unheard, ask=_ask_for_news)


def _unheard() -> QuerySet[Connection]:
    return Connection.objects.filter(look_at__lte=timezone.now()).select_related("recorded_by").order_by("look_at", "pk")


def _ask_for_news(case: Case, row: Connection) -> None:
    row.look_at = None
    row.save(update_fields=["look_at"])
    question = f"{row.service} was offered, and nobody has said whether it began. Ask the adult or the service."
    _ask(case, row, WorkKind.CONNECTION_QUIET, question, SWEEP)


def _ask(case: Case, row: Connection, kind: WorkKind, question: str, by: User | System) -> None:
    start_clock(case, Clock.CONNECTION, about=row.reference)
    raise_work_item(
        kind, question=question[:300], for_permission=Permission.FOLLOW_CONNECTION, case=case, about=row.reference,
        owner=case.owner or row.recorded_by, by=by,
    )  # fmt: skip


def _settle(case: Case, row: Connection, answer: str, by: User) -> None:
    for kind in CONNECTION_QUESTIONS:
        settle_work_items(kind, about=row.reference, answer=answer, by=by, case=case)
    meet_clock(case, Clock.CONNECTION, about=row.reference)


def _locked(reference: str, connection: str, seen: ConnectionState, by: User) -> tuple[Case, Connection]:
    """The case and the connection, locked, if it still stands as the page showed it."""
    case = locked_case(reference=reference, by=by, permission=Permission.FOLLOW_CONNECTION)
    row = case.connections.select_for_update(of=("self",)).filter(reference=connection).first()
    if row is None:
        refuse(by, reference, "connection")
    if row.state != seen:
        raise ConnectionMoved(row)
    return case, row


def _look_at(at: datetime) -> datetime | None:
    calendar = current()
    return reckon(calendar.table, Clock.CONNECTION_NEWS, None, "", at, calendar.is_shut)


def _keep(row: Connection, words: str, by: User, at: datetime, *, why: Bounce | None = None) -> None:
    row.moves.create(state=row.state, why=why or "", words=words, moved_by=by, moved_at=at)


def _record(verb: Verb, case: Case, row: Connection, by: User, **detail: object) -> None:
    detail |= {"connection": row.reference}
    record(verb, chain=f"case:{case.reference}", by=by, subject=case.reference, detail=detail)
