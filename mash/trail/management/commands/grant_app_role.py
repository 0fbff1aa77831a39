"""`manage.py grant_app_role`: gives the plain role what the application needs, and nothing of the trail but its door.

Run by the owner after each migration. Repeating it is harmless.
"""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

TRAIL = ("trail_event", "trail_detail", "trail_head")


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options: object) -> None:
        role = connection.ops.quote_name(settings.APP_ROLE)
        with connection.cursor() as cursor:
            cursor.execute("select current_user")
            if cursor.fetchone()[0] == settings.APP_ROLE:
                self.stdout.write("One role for all: the trail's triggers protect it, its privileges can't.")
                return
            for statement in statements(role):
                cursor.execute(statement)


def statements(role: str) -> list[str]:
    """The grants, in order: everything, then the trail taken back."""
    return [
        f"grant usage on schema public to {role}",
        f"grant select, insert, update, delete on all tables in schema public to {role}",
        f"grant usage, select on all sequences in schema public to {role}",
        *(f"revoke insert, update, delete, truncate on {table} from {role}" for table in TRAIL),
        f"grant execute on function trail_append(text, text, bigint, text, text, text, text) to {role}",
    ]
