"""The organisations of an invented Luton, their agreements and their people."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.services import create_account
from mash.organisations.models import Organisation
from mash.organisations.services import add_organisation, start_agreement
from mash.organisations.states import Kind
from mash.trail.services import System

from .accounts import PASSWORD, PEOPLE, email_of

SEEDER = System("Demo")
# name, kind, contact's name, telephone (numbers that Ofcom keeps for drama), out of hours
ORGANISATIONS: dict[str, tuple[str, Kind, str, str, str]] = {
    "hub": ("Luton Adults MASH", Kind.HUB, "Duty desk", "01632 960100", "01632 960101"),
    "north": ("North Locality Adult Community Team", Kind.LOCALITY_TEAM, "Tomasz Wilk", "01632 960110", ""),
    "south": ("South Locality Adult Community Team", Kind.LOCALITY_TEAM, "Ngozi Bell", "01632 960120", ""),
    "contracts": ("Contracts management", Kind.COUNCIL_TEAM, "Contracts officer", "01632 960125", ""),
    "police": ("Chiltern Vale Police", Kind.POLICE, "Safeguarding hub desk", "01632 960130", "01632 960131"),
    "trust": ("Chiltern Vale Mental Health Trust", Kind.MENTAL_HEALTH, "Single point of access", "01632 960140", "01632 960141"),
    "larkfield": ("Larkfield Surgery", Kind.GP, "Safeguarding lead", "01632 960150", ""),
    "saxon": ("Saxon Brook Medical Centre", Kind.GP, "Practice manager", "01632 960155", ""),
    "hospital": ("Luton Vale Hospital", Kind.HOSPITAL, "Adult safeguarding team", "01632 960160", "01632 960161"),
    "childrens": ("Luton Vale Children's Services", Kind.CHILDRENS, "Children's front door", "01632 960170", "01632 960171"),
    "homes": ("Saxon Brook Homes", Kind.HOUSING, "Tenancy support lead", "01632 960180", ""),
    "recovery": ("Riverbank Recovery Service", Kind.SUBSTANCE_USE, "Duty keyworker", "01632 960190", ""),
    "neighbours": ("Luton Vale Good Neighbours", Kind.VOLUNTARY, "Volunteer coordinator", "01632 960195", ""),
    "hollybrook": ("Hollybrook Care Home", Kind.CARE_PROVIDER, "Registered manager", "01632 960197", ""),
}  # fmt: skip
SIGNED = ["police", "trust", "larkfield", "saxon", "hospital", "childrens", "recovery"]


@dataclass(frozen=True)
class Town:
    """What the stories of the demo play in."""

    organisations: dict[str, Organisation]
    people: dict[str, User]


@transaction.atomic
def build_town() -> Town:
    """Organisations, one live agreement, one that has lapsed, and the accounts."""
    organisations = {
        key: add_organisation(
            name=name, kind=kind, contact_name=contact, contact_phone=phone, out_of_hours_phone=late,
            contact_email=f"safeguarding@{key}.example.org",
        )
        for key, (name, kind, contact, phone, late) in ORGANISATIONS.items()
    }  # fmt: skip
    today = timezone.localdate()
    start_agreement(
        title="Luton Adults MASH information sharing agreement", signatories=[organisations[key] for key in SIGNED],
        starts_on=today - timedelta(days=120), ends_on=today + timedelta(days=245),
        review_on=today + timedelta(days=200), by=SEEDER,
    )  # fmt: skip
    start_agreement(
        title="Housing sharing agreement", signatories=[organisations["homes"]], starts_on=today - timedelta(days=400),
        ends_on=today - timedelta(days=12), review_on=today - timedelta(days=60), by=SEEDER,
    )
    people = {
        key: create_account(
            email=email_of(key), name=name, role=role, organisation=organisations[where], password=PASSWORD, by=SEEDER
        )
        for key, role, name, where in PEOPLE
    }
    return Town(organisations, people)


def is_ours() -> bool:
    """Whether what stands in the database is the demo's town."""
    return User.objects.filter(email=email_of("admin")).exists()


def known_town() -> Town:
    """The town as an earlier run built it."""
    organisations = {o.name: o for o in Organisation.objects.order_by("pk")}
    users = {user.email: user for user in User.objects.select_related("organisation").order_by("pk")}
    return Town(
        {key: organisations[row[0]] for key, row in ORGANISATIONS.items()},
        {key: users[email_of(key)] for key, *_ in PEOPLE},
    )
