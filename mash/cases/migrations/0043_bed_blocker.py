"""A bed blocked by boxes is no insult: the term shipped as "bed block*" asks about people alone. What managers changed stays."""

from django.db import migrations

WHY = ("Nobody blocks a bed by being ill.", "Say that they are well enough to leave, and what they wait for.")


def narrow(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    term = apps.get_model("cases", "Term")
    shipped = term.objects.filter(phrase="bed block*", active=True, changes__isnull=True).first()
    if not shipped:
        return
    known = {phrase.lower() for phrase in term.objects.values_list("phrase", flat=True)}
    missing = [phrase for phrase in ("bed blocker*", "bed blocking") if phrase not in known]
    term.objects.bulk_create(term(phrase=phrase, why=WHY[0], instead=WHY[1]) for phrase in missing)
    shipped.delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0042_a_draft_knows_its_pages")]
    operations = [migrations.RunPython(narrow, migrations.RunPython.noop)]
