"""The statements as shipped: assumptions, in force until the council approves its own."""

from pathlib import Path

import yaml
from django.db import migrations
from django.utils import timezone

DATA = Path(__file__).parents[1] / "data" / "statements.yaml"


def load(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    version = apps.get_model("referrals", "StatementVersion").objects.create(
        name="2026-1 (as shipped)", in_force_from=timezone.now()
    )
    rows = yaml.safe_load(DATA.read_text())["statements"]
    statement = apps.get_model("referrals", "Statement")
    statement.objects.bulk_create(
        statement(version=version, position=position, **row) for position, row in enumerate(rows, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_what_the_pages_ask")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
