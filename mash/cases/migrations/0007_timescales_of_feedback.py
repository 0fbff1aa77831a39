"""Installations that run on the timescales as first shipped get the clocks that came later; a council's own are left."""

from pathlib import Path

import yaml
from django.db import migrations
from django.utils import timezone

DATA = Path(__file__).parents[1] / "data" / "timescales.yaml"
FIRST, SECOND = "2026-1 (as shipped)", "2026-2 (as shipped)"
NEW = ("acknowledged", "holding", "reply", "worker_accepts")


def add(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    versions = apps.get_model("cases", "TimescaleVersion").objects
    now = timezone.now()
    running = versions.filter(in_force_from__isnull=False, superseded_at__isnull=True).first()
    if running is None or {row["clock"] for row in running.data["timescales"]} & set(NEW):
        return
    shipped = yaml.safe_load(DATA.read_text())
    data = shipped if running.name == FIRST else _with_new(running.data, shipped)
    versions.filter(pk=running.pk).update(superseded_at=now)
    name = SECOND if running.name == FIRST else f"{running.name[:60]}, clocks added"
    versions.create(name=name, data=data, in_force_from=now)


def _with_new(data: dict, shipped: dict) -> dict:
    """The council's own table, with only what it lacks."""
    return data | {
        part: [*data[part], *(row for row in shipped[part] if row["clock"] in NEW)] for part in ("clocks", "timescales")
    }


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_clocks_of_feedback")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
