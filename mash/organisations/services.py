"""Adding organisations; starting and ending agreements."""

from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from mash.trail.services import Actor, record
from mash.trail.verbs import Verb

from .models import Agreement, Organisation
from .states import Kind

CHAIN = "organisations"


@transaction.atomic
def add_organisation(*, name: str, kind: Kind, parent: Organisation | None = None, **contact: str) -> Organisation:
    """A new team, agency or provider, with the group that will hold its grants."""
    group = Group.objects.create(name=name)
    return Organisation.objects.create(name=name, kind=kind, parent=parent, group=group, **contact)


@transaction.atomic
def start_agreement(
    *, title: str, signatories: list[Organisation], starts_on: date, ends_on: date, review_on: date, by: Actor
) -> Agreement:
    """From its first day, the adult's information may be shared with the signatories as the agreement says."""
    agreement = Agreement.objects.create(title=title, starts_on=starts_on, ends_on=ends_on, review_on=review_on)
    agreement.signatories.set(signatories)
    names = [o.name for o in signatories]
    record(Verb.AGREEMENT_STARTED, chain=CHAIN, by=by, subject=title, detail={"signatories": names, "ends_on": ends_on})
    return agreement


@transaction.atomic
def end_agreement(*, agreement_id: int, by: Actor) -> Agreement:
    """The portal shuts to the signatories on their next click."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement_id)
    agreement.ended_at = agreement.ended_at or timezone.now()
    agreement.save(update_fields=["ended_at"])
    record(Verb.AGREEMENT_ENDED, chain=CHAIN, by=by, subject=agreement.title)
    return agreement
