"""Keeping adults' records."""

from datetime import date

from django.db import transaction

from mash.trail.services import Actor, record
from mash.trail.verbs import Verb

from .models import Adult
from .rules import sound_of
from .states import SafeBy


@transaction.atomic
def create_adult(
    *,
    by: Actor,
    given_name: str = "",
    family_name: str = "",
    known_as: str = "",
    born_on: date | None = None,
    nhs_number: str = "",
    las_id: str = "",
    phone: str = "",
    description: str = "",
    address: str = "",
    postcode: str = "",
) -> Adult:
    """Start a record of an adult whom nobody on record is."""
    adult = Adult.objects.create(
        given_name=given_name, family_name=family_name, known_as=known_as, born_on=born_on, nhs_number=nhs_number,
        las_id=las_id, phone=phone, description=description, sound=sound_of(given_name, family_name),
    )  # fmt: skip
    if address or postcode:
        adult.addresses.create(text=address, postcode=postcode)
    record(Verb.ADULT_CREATED, chain=f"adult:{adult.pk}", by=by, subject=str(adult.pk))
    return adult


@transaction.atomic
def record_safe_contact(*, adult_id: int, safe_by: SafeBy, safe_when: str, communication_needs: str, by: Actor) -> Adult:
    """How the adult can be reached without putting them at risk; every later contact is shown it."""
    adult = Adult.objects.select_for_update().get(pk=adult_id)
    adult.safe_by, adult.safe_when, adult.communication_needs = safe_by, safe_when, communication_needs
    adult.save(update_fields=["safe_by", "safe_when", "communication_needs"])
    record(Verb.ADULT_CHANGED, chain=f"adult:{adult.pk}", by=by, subject=str(adult.pk), detail={"safe_by": safe_by})
    return adult


@transaction.atomic
def record_las_id(*, adult_id: int, las_id: str, by: Actor) -> Adult:
    """The adult's id on LAS, so that both records can be found from each other (standard step 2)."""
    adult = Adult.objects.select_for_update().get(pk=adult_id)
    adult.las_id = las_id
    adult.save(update_fields=["las_id"])
    record(Verb.ADULT_CHANGED, chain=f"adult:{adult.pk}", by=by, subject=str(adult.pk), detail={"las_id": bool(las_id)})
    return adult
