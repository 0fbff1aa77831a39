"""Indexes of the words that are searched."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations

import mash.searched


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0023_searched'),
        ('enquiries', '0004_written_reports'),
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='attendance',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('name', 'organisation'), name='attendance_searched'),
        ),
        migrations.AddIndex(
            model_name='enquiry',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('scope', 'findings'), name='enquiry_searched'),
        ),
        migrations.AddIndex(
            model_name='handover',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('reference', 'summary', 'met_with', 'responsibilities', 'refusal_reason'), name='handover_searched'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('agenda', 'not_invited_words', 'contribution', 'minutes'), name='meeting_searched'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('aim', 'contingency'), name='plan_searched'),
        ),
        migrations.AddIndex(
            model_name='planaction',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('what', 'agency', 'person', 'done_words'), name='plan_action_searched'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words'), name='risk_searched'),
        ),
        migrations.AddIndex(
            model_name='threepointtest',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('has_needs_reason', 'at_risk_reason', 'cannot_protect_reason', 'judgement', 'discussion'), name='three_point_test_searched'),
        ),
        mash.searched.always_by_index(
            'attendance_searched',
            'enquiry_searched',
            'handover_searched',
            'meeting_searched',
            'plan_searched',
            'plan_action_searched',
            'risk_searched',
            'three_point_test_searched',
        ),
    ]
