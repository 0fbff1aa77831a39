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
    replaces = [
        ("cases", "0003_timescales"),
        ("cases", "0004_allocate_enquiry"),
        ("cases", "0005_states_known"),
        ("cases", "0006_clocks_of_feedback"),
        ("cases", "0007_timescales_of_feedback"),
        ("cases", "0008_answer_alarms"),
        ("cases", "0009_arrived_as"),
        ("cases", "0010_changing_clocks"),
        ("cases", "0011_clock_history_stays"),
        ("cases", "0012_letters"),
        ("cases", "0013_passed_on"),
        ("cases", "0014_police_hold"),
        ("cases", "0015_reply_in_danger"),
        ("cases", "0016_every_kind_of_task"),
        ("cases", "0017_shift_changes"),
        ("cases", "0018_allocated_worker"),
        ("cases", "0019_clock_of_receipts"),
        ("cases", "0020_timescale_of_receipts"),
        ("cases", "0021_withdrawn_requests"),
        ("cases", "0022_joined_and_danger_set_aside"),
    ]
    dependencies = [("cases", "0002_kept")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
