"""Adding and changing organisations; starting and ending agreements."""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from mash.trail.services import Actor, System, record
from mash.trail.verbs import Verb

from .models import Agreement, Organisation
from .queries import called
from .states import Kind

CHAIN = "organisations"
SETUP = System("Set-up")


class NameTaken(Exception):
    """Another organisation is called so: two of one name would be taken for each other where somebody is asked about."""


def refuse_taken(name: str, *, but: int | None = None) -> None:
    """Stop here if an organisation other than `but` is called so. One name is given at a time: the hub's row is held meanwhile."""
    Organisation.objects.select_for_update().filter(kind=Kind.HUB).first()
    if called(name, but=but):
        raise NameTaken(f"There is an organisation called {name} already. Change that one, or choose another name.")


@transaction.atomic
def add_organisation(*, name: str, kind: Kind, parent: Organisation | None = None, by: Actor = SETUP, **contact: str) -> Organisation:
    """A new team, agency or provider, with the group that will hold its grants."""
    refuse_taken(name)
    group = Group.objects.create(name=name)
    organisation = Organisation.objects.create(name=name, kind=kind, parent=parent, group=group, **contact)
    record(Verb.ORGANISATION_ADDED, chain=CHAIN, by=by, subject=name, detail={"kind": kind})
    return organisation


@transaction.atomic
def change_organisation(*, organisation_id: int, said: Mapping[str, str], by: Actor) -> Organisation:
    """Another name, kind or contact, from now on. What was written before keeps the words it had."""
    organisation = Organisation.objects.select_for_update(of=("self",)).select_related("group").get(pk=organisation_id)
    refuse_taken(said["name"], but=organisation_id)
    for name, value in said.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(said))
    organisation.group.name = organisation.name
    organisation.group.save(update_fields=["name"])
    record(Verb.ORGANISATION_CHANGED, chain=CHAIN, by=by, subject=organisation.name, detail={"kind": organisation.kind})
    return organisation


@transaction.atomic
def start_agreement(
    *, title: str, signatories: list[Organisation], starts_on: date, ends_on: date, review_on: date, by: Actor, covers: str = ""
) -> Agreement:
    """From its first day, the adult's information may be shared with the signatories as the agreement says."""
    agreement = Agreement.objects.create(title=title, covers=covers, starts_on=starts_on, ends_on=ends_on, review_on=review_on)
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
