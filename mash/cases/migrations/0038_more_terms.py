"""More terms that may be disrespectful, for databases whose list was loaded before them. What managers wrote stays as it is."""

from pathlib import Path

import yaml
from django.db import migrations

DATA = Path(__file__).parents[1] / "data" / "terms.yaml"
NEW = (
    "stupid woman", "stupid man", "stupid old*", "nasty woman", "nasty man", "nasty old woman", "nasty old man", "nasty piece of work",
    "silly old*", "miserable old*", "grumpy old*", "dirty old man", "mad old*", "old bag", "old hag*", "old biddy", "old codger*",
    "drama queen*", "waste of space", "crying wolf", "obviously lying", "clearly lying", "compulsive liar*", "pathological liar*",
)  # fmt: skip


def add(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    term = apps.get_model("cases", "Term")
    rows = {phrase: (why, instead) for phrase, why, instead in yaml.safe_load(DATA.read_text())}
    known = {phrase.lower() for phrase in term.objects.values_list("phrase", flat=True)}
    missing = [phrase for phrase in NEW if phrase in rows and phrase.lower() not in known]
    term.objects.bulk_create(term(phrase=phrase, why=rows[phrase][0], instead=rows[phrase][1]) for phrase in missing)


class Migration(migrations.Migration):
    dependencies = [("cases", "0037_partner_permissions")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
