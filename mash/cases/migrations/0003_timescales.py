"""The timescales as shipped: assumptions, in force until the council puts its own in their place."""

from pathlib import Path

import yaml
from django.db import migrations
from django.utils import timezone

DATA = Path(__file__).parents[1] / "data" / "timescales.yaml"


def load(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    version = apps.get_model("cases", "TimescaleVersion")
    version.objects.create(
        name="2026-1 (as shipped)", data=yaml.safe_load(DATA.read_text()), in_force_from=timezone.now()
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
