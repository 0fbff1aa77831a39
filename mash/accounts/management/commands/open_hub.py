"""`manage.py open_hub`: makes the hub and its first administrator on an empty installation, and nothing on any other."""

from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mash.accounts.roles import Role
from mash.accounts.services import create_account
from mash.organisations.queries import hub_exists
from mash.organisations.services import add_organisation
from mash.organisations.states import Kind
from mash.trail.services import System


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True, help="the administrator's email address")
        parser.add_argument("--name", required=True, help="the administrator's name")

    def handle(self, email: str, name: str, **options: object) -> None:
        if hub_exists():
            raise CommandError("The hub is open already. Its administrator invites people on the page “Accounts”.")
        password = getpass("Passphrase of the administrator (15 characters or more): ")
        try:
            validate_password(password)
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        by = System("open_hub")
        hub = add_organisation(name="Luton Adults MASH", kind=Kind.HUB)
        create_account(email=email, name=name, role=Role.ADMINISTRATOR, organisation=hub, password=password, by=by)
        self.stdout.write(f"The hub is open. {name} can sign in and invite the others.")
