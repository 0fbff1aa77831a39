"""Columns for what the pages ask: the risk of contact, whom a statement suits, a key per message to a referrer."""

from uuid import uuid4

from django.db import migrations, models

import referrals.states

DANGER = [(str(member), member.label) for member in referrals.states.Danger]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial")]
    operations = [
        migrations.RemoveField("referral", "decided_at"),
        migrations.RemoveField("statement", "kind"),
        migrations.AddField(
            "statement",
            "kinds",
            models.JSONField(default=list, help_text='which messages it fits: ["decided", "closed"]'),
        ),
        migrations.AddField(
            "statement",
            "voices",
            models.JSONField(default=list, help_text='whom it may be said to: ["professional"]; empty: anyone'),
        ),
        migrations.AddField(
            "feedback",
            "once_key",
            models.UUIDField(
                default=uuid4, unique=True, help_text="the form's idempotency key: a replay finds this row"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "referral",
            "contact_risk",
            models.CharField(
                blank=True, choices=DANGER, max_length=10, help_text="could contacting the adult put them at risk"
            ),
        ),
        migrations.AddField(
            "referral",
            "safe_contact",
            models.TextField(blank=True, help_text="safe ways and times to reach the adult, as the referrer says"),
        ),
        migrations.AlterField(
            "referral",
            "adult_other",
            models.TextField(blank=True, help_text="age, description, where they may be found"),
        ),
    ]
