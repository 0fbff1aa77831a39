"""Indexes of the words that are searched."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations

import mash.searched


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0023_searched'),
        ('organisations', '0001_initial'),
        ('outbox', '0001_tables'),
        ('referrals', '0005_joined'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='feedback',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('text'), name='feedback_searched'),
        ),
        migrations.AddIndex(
            model_name='particulars',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('organisation', 'safeguarding_lead', 'nhs_number', 'police_reference', 'incident_reference', 'care_needs', 'when_it_happened', 'frequency', 'injuries', 'previous_concerns', 'others_told', 'consent_reason', 'capacity_reason', 'desired_outcomes', 'actions_taken', 'others_at_risk', 'source_provider', 'representative', 'communication_needs', 'do_not_share_with'), name='particulars_searched'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('reference', 'worry', 'adult_name', 'adult_whereabouts', 'adult_other', 'source_words', 'safe_contact', 'referrer_name', 'referrer_role', 'referrer_email', 'referrer_phone', 'referrer_address'), name='referral_searched'),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('reference', 'words'), name='reply_searched'),
        ),
        mash.searched.always_by_index(
            'feedback_searched',
            'particulars_searched',
            'referral_searched',
            'reply_searched',
        ),
    ]
