"""The next attempt to reach somebody: whoever holds the case is asked at the time that was set for it."""

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.trail.services import System

from ..chronology_states import EntryKind
from ..models import Case, Contact, WorkItem
from ..states import Party, Reached, Stage, WorkKind
from .asking import ask_due
from .cases import tell
from .work_items import raise_work_item, settle_work_items

SWEEP = System("Sweep")
HEARD = (Reached.SPOKE, Reached.DECLINED)
"""Ways an attempt ends in which somebody was reached."""


def sweep_attempts() -> int:
    """An adult who was not reached is not forgotten: the time of the next attempt has come, and nobody has tried since."""
    return ask_due(due=_due, ask=_ask)


def settle_attempts(case: Case, contact: Contact, by: User) -> None:
    """Somebody tried again: the question is answered by what came of it. Part of the caller's transaction and trail."""
    for about in case.work_items.filter(kind=WorkKind.TRY_AGAIN, answered_at=None).values_list("about", flat=True):
        if case.contacts.filter(pk=about.removeprefix("C-"), party=contact.party).exists():
            answer = f"Tried again: {Reached(contact.reached).label.lower()}"
            settle_work_items(WorkKind.TRY_AGAIN, about=about, answer=answer, by=by, case=case)


def tell_contact(case: Case, contact: Contact, by: User) -> None:
    """What somebody said stands in the chronology as told by them. An attempt that reached nobody is the hub's own act: it
    breaks no silence, for nobody has heard of the adult by it. Part of the caller's transaction and trail.
    """
    reached, party = Reached(contact.reached), Party(contact.party)
    whom = contact.with_whom if contact.with_whom and party != Party.ADULT else party.label
    words = f"{reached.label}: {contact.what_was_said}"
    if reached in HEARD:
        tell(case, words, source=whom, by=by, at=contact.happened_at, kind=EntryKind.CONTACT)
    else:
        tell(case, f"Tried to reach: {whom}. {words}", source=by.name, by=by, at=contact.happened_at)


def _due() -> QuerySet[Contact]:
    since = Contact.objects.filter(case=OuterRef("case"), party=OuterRef("party"), recorded_at__gt=OuterRef("recorded_at"))
    asked = WorkItem.objects.filter(case=OuterRef("case"), kind=WorkKind.TRY_AGAIN, about=Concat(Value("C-"), Cast(OuterRef("pk"), CharField())))
    due = Contact.objects.filter(try_again_at__lte=timezone.now()).exclude(case__stage=Stage.CLOSED)
    return due.filter(~Q(Exists(since)), ~Q(Exists(asked))).select_related("recorded_by").order_by("try_again_at", "pk")


def _ask(case: Case, contact: Contact) -> None:
    whom = Party(contact.party).label.lower()
    raise_work_item(
        WorkKind.TRY_AGAIN, question=f"It is time to try again to reach: {whom}. Last time: {Reached(contact.reached).label.lower()}.",
        for_permission=Permission.WORK_CASES, case=case, about=f"C-{contact.pk}", owner=case.owner or contact.recorded_by, by=SWEEP,
    )  # fmt: skip
