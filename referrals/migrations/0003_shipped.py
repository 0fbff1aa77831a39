"""The statements as shipped: assumptions, in force until the council approves its own."""

from pathlib import Path

import yaml
from django.db import migrations
from django.utils import timezone

DATA = Path(__file__).parents[1] / "data" / "statements.yaml"


def load(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    data = yaml.safe_load(DATA.read_text())
    pairs = [[row["code"], other] for row in data["exclude"] for other in row["beside"]]
    version = apps.get_model("referrals", "StatementVersion").objects.create(
        name="2026-1 (as shipped)", in_force_from=timezone.now(), excludes=pairs, look_again=data["look_again"]
    )
    rows = data["statements"]
    statement = apps.get_model("referrals", "Statement")
    statement.objects.bulk_create(
        statement(version=version, position=position, **row) for position, row in enumerate(rows, start=1)
    )


class Migration(migrations.Migration):
    replaces = [
        ("referrals", "0003_statements"),
        ("referrals", "0004_every_channel"),
        ("referrals", "0005_arrivals_stay"),
        ("referrals", "0006_mail"),
        ("referrals", "0007_mail_stays"),
        ("referrals", "0008_passed_on"),
        ("referrals", "0009_proposals"),
        ("referrals", "0010_replies_and_cautions"),
        ("referrals", "0011_saved_drafts"),
        ("referrals", "0012_files_flagged"),
        ("referrals", "0013_email_in_plain_spelling"),
        ("referrals", "0014_not_safeguarding"),
        ("referrals", "0015_statements_that_exclude"),
    ]
    dependencies = [("referrals", "0002_kept")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
