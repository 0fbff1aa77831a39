"""An invented Luton: organisations, agreements and one account per role."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Role
from mash.accounts.services import create_account
from mash.organisations.models import Agreement, Organisation
from mash.organisations.services import add_organisation, start_agreement
from mash.organisations.states import Kind
from mash.trail.services import Actor

ORGANISATIONS = {
    "hub": ("Adults MASH", Kind.HUB),
    "locality": ("North Locality Team", Kind.LOCALITY_TEAM),
    "other_locality": ("South Locality Team", Kind.LOCALITY_TEAM),
    "police": ("Invented Police", Kind.POLICE),
    "trust": ("Invented Mental Health Trust", Kind.MENTAL_HEALTH),
    "gp": ("Larkfield Surgery", Kind.GP),
    "housing": ("Invented Homes", Kind.HOUSING),
}
PEOPLE = {
    Role.DUTY_WORKER: ("Dana Duty", "hub"),
    Role.PRACTITIONER: ("Priya Practitioner", "hub"),
    Role.MASH_MANAGER: ("Morgan Manager", "hub"),
    Role.HEAD_OF_SERVICE: ("Harper Head", "hub"),
    Role.QA_MANAGER: ("Quinn Quality", "hub"),
    Role.LOCALITY_MANAGER: ("Lou Locality", "locality"),
    Role.PARTNER: ("Pat Police", "police"),
    Role.PARTNER_MANAGER: ("Parker Police", "police"),
    Role.CONTRACTS_OFFICER: ("Chris Contracts", "hub"),
    Role.BOARD_MEMBER: ("Blake Board", "hub"),
    Role.ADMINISTRATOR: ("Ari Admin", "hub"),
}


@dataclass
class Town:
    """What a test starts from."""

    organisations: dict[str, Organisation]
    people: dict[str, User]
    agreement: Agreement

    @classmethod
    def build(cls, by: Actor) -> "Town":
        organisations = {key: add_organisation(name=name, kind=kind) for key, (name, kind) in ORGANISATIONS.items()}
        people = {
            str(role): create_account(
                email=f"{role}@example.org", name=name, role=role, organisation=organisations[where], password=None, by=by
            )
            for role, (name, where) in PEOPLE.items()
        }
        today = timezone.localdate()
        signatories = [organisations[key] for key in ("police", "trust", "gp", "housing")]
        agreement = start_agreement(
            title="Invented sharing agreement", signatories=signatories, starts_on=today - timedelta(days=30),
            ends_on=today + timedelta(days=300), review_on=today + timedelta(days=200), by=by,
        )  # fmt: skip
        return cls(organisations, people, agreement)
