"""What the adult was told, beside the answer or the minutes."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models

import mash.searched


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0027_answers_told'),
        ('enquiries', '0006_statement_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='meeting',
            name='meeting_searched',
        ),
        migrations.AddField(
            model_name='meeting',
            name='told',
            field=models.TextField(blank=True, help_text='what the adult was told of it, by whom'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('agenda', 'not_invited_words', 'contribution', 'minutes', 'told'), name='meeting_searched'),
        ),
        mash.searched.always_by_index('meeting_searched'),
    ]
