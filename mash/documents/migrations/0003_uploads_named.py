"""Every file has a token of its own, and no state but a known one. Apart from the filling: a table is not changed under rows."""

import uuid

import django_fsm
from django.db import migrations, models

import mash.documents.states


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_uploads"),
    ]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="state",
            field=django_fsm.FSMField(
                choices=[
                    ("clean", "Checked: no virus found"),
                    ("unscanned", "Not scanned for viruses"),
                    ("quarantined", "Waiting for the virus check"),
                    ("infected", "Virus found"),
                    ("refused", "Could not be taken"),
                ],
                default=mash.documents.states.State["QUARANTINED"],
                max_length=50,
                protected=True,
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="token",
            field=models.UUIDField(
                default=uuid.uuid4, editable=False, help_text="names it to whoever sent it", unique=True
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("state__in", ["quarantined", "unscanned"])),
                fields=["scan_tried_at"],
                name="document_unscanned",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(condition=models.Q(("uploaded", True)), fields=["made_at"], name="document_uploaded"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["clean", "unscanned", "quarantined", "infected", "refused"])),
                name="document_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("size", 0), ("state", "refused"), models.Q(("refusal", ""), _negated=True)),
                    models.Q(models.Q(("state", "refused"), _negated=True), ("refusal", "")),
                    _connector="OR",
                ),
                name="document_refused_with_reason",
            ),
        ),
    ]
