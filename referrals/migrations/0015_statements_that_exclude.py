"""What statements exclude each other, and which added words are looked at again: a new version of those as shipped."""

from pathlib import Path

import yaml
from django.db import migrations, models
from django.utils import timezone

DATA = Path(__file__).parents[1] / "data" / "statements.yaml"
SHIPPED, NEXT = "2026-1 (as shipped)", "2026-2 (as shipped)"


def supersede(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    """Only what was shipped: a version that the council has approved is the council's to change."""
    versions, statement = apps.get_model("referrals", "StatementVersion"), apps.get_model("referrals", "Statement")
    before = versions.objects.filter(name=SHIPPED, in_force_from__isnull=False, superseded_at__isnull=True).first()
    if before is None:
        return
    at, data = timezone.now(), yaml.safe_load(DATA.read_text())
    before.superseded_at = at
    before.save(update_fields=["superseded_at"])
    pairs = [[row["code"], other] for row in data["exclude"] for other in row["beside"]]
    version = versions.objects.create(name=NEXT, in_force_from=at, excludes=pairs, look_again=data["look_again"])
    rows = statement.objects.filter(version=before).order_by("position", "pk").values("code", "text", "extent", "kinds", "voices", "position")
    statement.objects.bulk_create(statement(version=version, **row) for row in rows)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0014_not_safeguarding")]
    operations = [
        migrations.AddField("statementversion", "excludes", models.JSONField(
            blank=True, default=list, help_text='what is never said together: [["code", "code"]]')),
        migrations.AddField("statementversion", "look_again", models.JSONField(
            blank=True, default=dict, help_text='words to look at again if somebody adds them: {"health": ["dement*"]}')),
        migrations.RunPython(supersede, migrations.RunPython.noop),
    ]
