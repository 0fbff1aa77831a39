"""Files that somebody sent: what is known of them, and a token to name them by. Earlier PDFs are our own, so clean."""

import django_fsm
from django.db import migrations, models

FILL = "update documents_document set token = gen_random_uuid(), size = length(content)"
STATES = [
    ("clean", "Checked: no virus found"), ("unscanned", "Not scanned for viruses"),
    ("quarantined", "Waiting for the virus check"), ("infected", "Virus found"), ("refused", "Could not be taken"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        migrations.AddField("document", "token", models.UUIDField(null=True)),
        migrations.AddField(
            "document",
            "original_name",
            models.CharField(blank=True, default="", help_text="as the sender called it", max_length=255),
        ),
        migrations.AddField("document", "size", models.PositiveIntegerField(default=0), preserve_default=False),
        migrations.AddField(
            "document", "state", django_fsm.FSMField(choices=STATES, default="clean", max_length=50, protected=True)
        ),
        migrations.AddField(
            "document",
            "refusal",
            models.CharField(blank=True, default="", help_text="a word of Refusal", max_length=20),
        ),
        migrations.AddField(
            "document",
            "finding",
            models.CharField(blank=True, default="", help_text="what the scanner calls the virus", max_length=100),
        ),
        migrations.AddField(
            "document",
            "uploaded",
            models.BooleanField(default=False, help_text="came from outside, and goes again if nothing holds it"),
        ),
        migrations.AddField("document", "scan_tried_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("document", "scanned_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
