"""System checks: what the product refuses to serve on, and what it does without.

`serving` is what `ops/start` and gunicorn ask for before they serve; it needs the database. These two are
deployment checks, so that `migrate`, which runs as the owner of the tables, isn't refused for being it.
"""

import ctypes
from collections.abc import Sequence

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError

from mash.health import queries
from mash.health.rules import excessive_powers, lossy_settings

SERVING = "serving"
PDF_LIBRARIES = (
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
)


@register(SERVING, Tags.database, deploy=True)
def database_keeps_what_it_acknowledges(databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    if "default" not in (databases or ()):
        return []
    try:
        lossy = lossy_settings(queries.durability())
    except DatabaseError:
        return [
            Error("The database can't be reached.", hint="Is DATABASE_URL right, and the server up?", id="health.E001")
        ]
    if not lossy:
        return []
    return [
        Error(
            f"The database may lose acknowledged referrals: {', '.join(lossy)} is off.",
            hint="Turn it on in postgresql.conf (or for the role or database that sets it) and start again.",
            id="health.E002",
        )
    ]


@register(SERVING, Tags.database, deploy=True)
def application_cannot_rewrite_the_trail(databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    if "default" not in (databases or ()):
        return []
    try:
        excessive = excessive_powers(queries.powers())
    except DatabaseError:
        return []  # said by the check above
    if not excessive:
        return []
    return [
        Error(
            f"The application's database role is {' and '.join(excessive)}.",
            hint="Migrate as the owner (MIGRATE_DATABASE_URL); serve as a plain role (DATABASE_URL).",
            id="health.E003",
        )
    ]


@register()
def pdf_libraries_are_there(**_: object) -> list[CheckMessage]:
    missing = [names[0] for names in PDF_LIBRARIES if not any(_loads(name) for name in names)]
    if not missing:
        return []
    return [
        Warning(
            f"PDFs can't be made: {', '.join(missing)} is missing.",
            hint="Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. macOS: brew install pango.",
            id="health.W001",
        )
    ]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
