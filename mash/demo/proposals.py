"""What is changed by two people in the demo: in force and replaced, done, sent back, and waiting for an answer."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import count, islice

from django.utils import timezone

from mash.accounts.models import Governed, User
from mash.cases.calendar import read_now
from mash.cases.models import Closure, TimescaleVersion
from mash.cases.services.closures import approve_closure, propose_closure, send_back_closure
from mash.cases.services.texts import approve_text, propose_text, send_back_text
from mash.cases.services.timescales import propose_timescales, send_back_timescales
from mash.cases.states import ClosureKind
from mash.cases.text_queries import running
from mash.cases.texts import StandardText
from mash.cases.timescale_changes import values_of
from mash.cases.timescale_queries import version_in_force
from mash.cases.working_time import is_working_day
from mash.organisations.models import Organisation
from mash.organisations.states import Kind
from partners.changes import mark_of, particulars
from partners.models import PartnerChange
from partners.services.changing import approve_change, propose_change, send_back_change
from partners.states import ChangeKind
from partners.texts import QUESTIONS
from referrals.texts import FEEDBACK

HOUSING = """Who holds the tenancy, and who is known to live or stay there?
Are there arrears, complaints or antisocial behaviour, by or against the adult?
Has access been refused, or is there hoarding, damage or a fire risk?
Which repairs are outstanding that bear on the adult's safety?"""


def propose_times(people: Mapping[str, User]) -> None:
    """A day on which the hub is shut, another that stays as it is, and timescales sent back and proposed anew. Nothing if it has been done."""
    if Closure.objects.exists():
        return
    manager, head = people["manager"], people["head"]
    training, party = islice(_working_days_from(timezone.localdate() + timedelta(days=90)), 2)
    shut = propose_closure(day=training, kind=ClosureKind.SHUT, reason="The whole hub is trained together.", by=manager)
    approve_closure(closure_id=shut.pk, by=head)
    stays = propose_closure(day=party, kind=ClosureKind.SHUT, reason="The team goes out together.", by=manager)
    send_back_closure(closure_id=stays.pk, why="Somebody must be here. Go in two halves.", by=head)
    longer = _propose_times({"amount__check__green__": 5}, "General practices say that three days are too few.", manager)
    send_back_timescales(version_id=longer.pk, why="They answer in two on average. Ask the three that do not what keeps them.", by=head)
    _propose_times({"confirmed__seen__any__": True}, "Agreed by the senior management team.", manager)


def _propose_times(changed: Mapping[str, object], reason: str, by: User) -> TimescaleVersion:
    running = version_in_force()
    return propose_timescales(base_id=running.pk, values=values_of(running.data) | changed, reason=reason, by=by)


def _working_days_from(day: date) -> Iterator[date]:
    calendar = read_now()
    days = (day + timedelta(days=n) for n in count())
    return (each for each in days if is_working_day(each, calendar.table.hours, calendar.is_shut))


def propose_partners(people: Mapping[str, User], organisations: Mapping[str, Organisation]) -> None:
    """A surgery with another contact, an agency sent back, and the housing agreement renewed, which waits. Nothing if it has been done."""
    if PartnerChange.objects.exists():
        return
    manager, head, admin, today = people["manager"], people["head"], people["admin"], timezone.localdate()
    was = particulars(organisations["larkfield"])
    other = propose_change(
        kind=ChangeKind.PARTNER, content=was | {"contact_name": "Safeguarding nurse"}, reason="Their lead has moved on.",
        partner_id=organisations["larkfield"].pk, seen=mark_of(was), by=admin,
    )  # fmt: skip
    approve_change(change_id=other.pk, by=head)
    club = dict.fromkeys(was, "") | {"name": "Luton Vale Lunch Club", "kind": Kind.VOLUNTARY.value}
    new = propose_change(kind=ChangeKind.NEW_PARTNER, content=club, reason="They often know who is not coming any more.", by=manager)
    send_back_change(change_id=new.pk, why="Who answers the telephone there? Find a single point of contact first.", by=head)
    days = {name: (today + timedelta(days=n)).isoformat() for name, n in {"starts_on": 0, "ends_on": 364, "review_on": 300}.items()}
    renewed = {
        "title": "Housing sharing agreement, renewed", "signatories": [organisations["homes"].pk],
        "covers": "Tenancy, repairs and visits that bear on an adult's safety. Public task: Care Act 2014, sections 6 and 42.",
    }  # fmt: skip
    propose_change(kind=ChangeKind.AGREEMENT, content=renewed | days, reason="Signed by both on Monday.", by=manager)


def propose_changes(people: Mapping[str, User]) -> None:
    """One text in its second version, one proposal sent back, one that waits. Nothing if it has been done."""
    if FEEDBACK.model.objects.filter(proposed_at__isnull=False).exists():
        return
    manager, head, admin = people["manager"], people["head"], people["admin"]
    asked = _propose(QUESTIONS, {"housing": HOUSING}, "Housing asked us to ask about repairs too.", manager)
    approve_text(text=QUESTIONS, version_id=asked.pk, starts_at=None, by=head)
    short = _propose(FEEDBACK, {"private": "We cannot share details."}, "Shorter.", admin)
    send_back_text(text=FEEDBACK, version_id=short.pk, why="It sounds as if nothing were being done. Keep the last two sentences.", by=head)
    reworded = {
        "still-working": "We have not forgotten it. Somebody here is still working on it.",
        "again-by": "You hear from us again by $again_by, even if there is no news.",
    }  # fmt: skip
    _propose(FEEDBACK, reworded, "Referrers told us that they did not know whether to wait.", manager)


def _propose(text: StandardText, changed: Mapping[str, str], reason: str, by: User) -> Governed:
    base = running(text)
    words = {piece.key: piece.words for piece in text.pieces(base)} | changed
    return propose_text(text=text, base_id=base.pk, words=words, reason=reason, by=by)
