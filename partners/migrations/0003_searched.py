"""Indexes of the words that are searched."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations

import mash.searched


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0023_searched'),
        ('organisations', '0001_initial'),
        ('partners', '0002_events'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='check',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('reference', 'questions', 'purpose', 'basis_reason', 'answer_text', 'not_to_family', 'cannot_share_reason'), name='check_searched'),
        ),
        mash.searched.always_by_index(
            'check_searched',
        ),
    ]
