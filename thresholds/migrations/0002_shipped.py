"""The threshold matrix as shipped: assumptions, in force until the Board puts its own in its place."""

from pathlib import Path

import yaml
from django.db import migrations
from django.utils import timezone

DATA = Path(__file__).parents[1] / "data" / "matrix.yaml"


def load(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    version = apps.get_model("thresholds", "MatrixVersion")
    version.objects.create(
        name="2026-1 (as shipped)", data=yaml.safe_load(DATA.read_text()), in_force_from=timezone.now()
    )


class Migration(migrations.Migration):
    replaces = [
        ("thresholds", "0002_matrix"),
        ("thresholds", "0003_proposals"),
    ]
    dependencies = [("thresholds", "0001_tables")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
