"""Finding organisations and asking whether an agency may be shared with today."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from .models import Agreement, Organisation
from .states import Kind


def hub() -> Organisation:
    """The Adults MASH itself: every case begins with it."""
    return Organisation.objects.get(kind=Kind.HUB)


def organisation(pk: int) -> Organisation | None:
    """One organisation, or nothing."""
    return Organisation.objects.filter(pk=pk).first()


def locality_teams() -> QuerySet[Organisation]:
    """The teams a case can be handed to."""
    return Organisation.objects.filter(kind=Kind.LOCALITY_TEAM)


def agencies() -> QuerySet[Organisation]:
    """Everyone outside the council, whether or not an agreement is in force."""
    return Organisation.objects.exclude(kind__in=[Kind.HUB, Kind.LOCALITY_TEAM, Kind.COUNCIL_TEAM])


def changeable() -> QuerySet[Organisation]:
    """Everything but the hub itself: teams of the council, agencies and providers."""
    return Organisation.objects.exclude(kind=Kind.HUB)


def called(name: str, *, but: int | None = None) -> bool:
    """Whether an organisation, other than `but`, is called so, however it is written."""
    return Organisation.objects.filter(name__iexact=name).exclude(pk=but).exists()


def has_live_agreement(organisation_id: int) -> bool:
    """Asked on every request of a partner: an agreement that lapsed today shuts the next click."""
    return Agreement.objects.live(timezone.localdate()).filter(signatories=organisation_id).exists()


def with_live_agreement(among: Iterable[int]) -> set[int]:
    """Those of some organisations that have an agreement in force today."""
    live = Agreement.objects.live(timezone.localdate()).filter(signatories__in=list(among))
    return set(live.values_list("signatories", flat=True)) & set(among)


def agreements_with(agency_ids: Iterable[int]) -> list[str]:
    """The titles of the agreements in force today that bind any of these organisations."""
    live = Agreement.objects.live(timezone.localdate()).filter(signatories__in=list(agency_ids))
    return sorted(set(live.values_list("title", flat=True)))


def hub_exists() -> bool:
    """Whether this installation has been opened."""
    return Organisation.objects.filter(kind=Kind.HUB).exists()
