"""The questions as shipped, in force until the council approves its own; and what was in force is never rewritten."""

from pathlib import Path

import yaml
from django.db import migrations
from django.utils import timezone

DATA = Path(__file__).parents[1] / "data" / "questions.yaml"
KEEP = """
create trigger partners_questionversion_kept before update or delete on partners_questionversion
    for each row execute function version_keep();
"""
UNDO = "drop trigger partners_questionversion_kept on partners_questionversion"


def load(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    prompts = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    apps.get_model("partners", "QuestionVersion").objects.create(
        name="2026-1 (as shipped)", prompts=prompts, in_force_from=timezone.now()
    )


class Migration(migrations.Migration):
    dependencies = [("partners", "0004_question_versions"), ("cases", "0002_kept")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop), migrations.RunSQL(KEEP, UNDO)]
