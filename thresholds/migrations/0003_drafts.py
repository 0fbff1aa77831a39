"""A version begins as a draft, and the database lets nobody rewrite one that was in force."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP = """
create trigger thresholds_matrixversion_kept before update or delete on thresholds_matrixversion
    for each row execute function version_keep();
"""
UNDO = "drop trigger thresholds_matrixversion_kept on thresholds_matrixversion"


class Migration(migrations.Migration):

    dependencies = [
        ('thresholds', '0002_shipped'),
        ('cases', '0002_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='matrixversion',
            name='drafted_at',
            field=models.DateTimeField(blank=True, help_text='when the draft was last changed', null=True),
        ),
        migrations.AddField(
            model_name='matrixversion',
            name='drafted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='matrixversion',
            name='edition',
            field=models.PositiveIntegerField(default=1, help_text='grows with each change of a draft; forms carry the one they saw'),
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
