"""Keeping adults' records."""

from datetime import date

from django.db import IntegrityError, transaction

from mash.accounts.models import User
from mash.trail.services import Actor, record
from mash.trail.verbs import Verb

from .models import Address, Adult
from .rules import sound_of
from .states import SafeBy

IDENTITY = ("given_name", "family_name", "known_as", "born_on", "nhs_number", "las_id", "phone", "description")
DESCRIBED = ("gender", "gender_words", "pronouns")


class NumberTaken(Exception):
    """This NHS number is on another record: both may be one person, or somebody has misheard a digit."""

    def __init__(self, nhs_number: str) -> None:
        self.nhs_number = nhs_number
        super().__init__("This NHS number is on another record already.")


class CorrectionRefused(Exception):
    """The record can't be corrected so; the message says what to do."""


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
    gender: str = "",
    gender_words: str = "",
    pronouns: str = "",
    address: str = "",
    postcode: str = "",
) -> Adult:
    """Start a record of an adult whom nobody on record is."""
    adult = Adult(
        given_name=given_name, family_name=family_name, known_as=known_as, born_on=born_on, nhs_number=nhs_number,
        las_id=las_id, phone=phone, description=description, sound=sound_of(given_name, family_name),
        gender=gender, gender_words=gender_words, pronouns=pronouns,
    )  # fmt: skip
    _save(adult)
    if address or postcode:
        adult.addresses.create(text=address, postcode=postcode)
    record(Verb.ADULT_CREATED, chain=f"adult:{adult.pk}", by=by, subject=str(adult.pk))
    return adult


def _save(adult: Adult) -> None:
    """The table decides whose the NHS number is, so that of two who write it at one moment one is told."""
    try:
        with transaction.atomic():
            adult.save()
    except IntegrityError as fault:
        if "adult_nhs_number_once" not in str(fault):
            raise
        raise NumberTaken(adult.nhs_number) from None


def correct_record(
    *, adult_id: int, seen: int, reason: str, by: User, address: str, postcode: str, **identity: object
) -> Adult:
    """Put right what stands on the record; what stood there before is kept. Part of the caller's transaction."""
    adult = Adult.objects.select_for_update().get(pk=adult_id)
    if adult.changes.count() != seen:
        raise CorrectionRefused("Somebody else corrected this record while you were working on it. Look at it again first.")
    asked = (*IDENTITY, *(name for name in DESCRIBED if name in identity))
    before = {name: getattr(adult, name) for name in asked if identity[name] != getattr(adult, name)}
    place = adult.addresses.first() or Address(adult=adult)
    here = {"address": place.text, "postcode": place.postcode}
    moved = here != {"address": address, "postcode": postcode}
    if moved:
        before |= here
        place.text, place.postcode = address, postcode
        place.save()
    if not before:
        raise CorrectionRefused("Nothing is different from the record. Change what is wrong, or go back.")
    for name in asked:
        setattr(adult, name, identity[name])
    adult.sound = sound_of(adult.given_name, adult.family_name)
    _save(adult)
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in before.items()}
    adult.changes.create(before=kept, reason=reason, changed_by=by)
    record(Verb.ADULT_CHANGED, chain=f"adult:{adult.pk}", by=by, subject=str(adult.pk), detail={"corrected": sorted(before)})
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
