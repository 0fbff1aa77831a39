"""When somebody is asked for what the matrix asks for: reckoned once, not at every look. What is open already is asked for now."""

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("cases", "0032_remarked")]

    operations = [
        migrations.AddField(
            "requiredaction", "due_at",
            models.DateTimeField(default=timezone.now, help_text="when somebody is asked for it if it is still open"), preserve_default=False,
        ),
        migrations.RemoveIndex("requiredaction", "required_to_ask_about"),
        migrations.AddIndex(
            "requiredaction",
            models.Index(
                fields=["due_at"], name="required_to_ask_about",
                condition=models.Q(answered_at__isnull=True, asked_at__isnull=True),
            ),
        ),
    ]  # fmt: skip
