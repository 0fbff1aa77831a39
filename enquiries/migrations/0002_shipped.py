"""The information protection statement as shipped: an assumption, in force until the council puts its own in its place."""

from pathlib import Path

import yaml
from django.db import migrations
from django.utils import timezone

DATA = Path(__file__).parents[1] / "data" / "statement.yaml"


def load(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    data = yaml.safe_load(DATA.read_text())
    version = apps.get_model("enquiries", "StatementVersion")
    version.objects.create(name=data["name"], text=data["text"], in_force_from=timezone.now())


class Migration(migrations.Migration):
    replaces = [
        ("enquiries", "0002_initial"),
        ("enquiries", "0003_statement"),
        ("enquiries", "0004_states_known"),
        ("enquiries", "0005_proposals"),
        ("enquiries", "0006_only_teams_that_consider"),
    ]
    dependencies = [("enquiries", "0001_tables")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
