"""Indexes of the words that are searched."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations

import mash.searched


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0022_held_and_taken_over'),
        ('documents', '0002_kept'),
        ('organisations', '0001_initial'),
        ('people', '0005_searched'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='advocacy',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('person', 'name', 'words'), name='advocacy_searched'),
        ),
        migrations.AddIndex(
            model_name='capacity',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('decision', 'evidence', 'support'), name='capacity_searched'),
        ),
        migrations.AddIndex(
            model_name='careevent',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('service', 'words', 'attempts'), name='care_event_searched'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('reference'), name='case_searched'),
        ),
        migrations.AddIndex(
            model_name='chosenaction',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words', 'who', 'answer'), name='chosen_action_searched'),
        ),
        migrations.AddIndex(
            model_name='chronologyentry',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('what', 'quote', 'source', 'withheld'), name='chronology_searched'),
        ),
        migrations.AddIndex(
            model_name='connection',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('reference', 'service', 'what_for', 'contact', 'why_without'), name='connection_searched'),
        ),
        migrations.AddIndex(
            model_name='connectionmove',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words'), name='connection_move_searched'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('limits', 'basis_reason'), name='consent_searched'),
        ),
        migrations.AddIndex(
            model_name='consultation',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('question', 'advice', 'agencies'), name='consultation_searched'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('with_whom', 'what_was_said', 'made_safe', 'told'), name='contact_searched'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('outcome', 'rationale', 'would_change'), name='decision_searched'),
        ),
        migrations.AddIndex(
            model_name='marker',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('advice', 'evidence', 'source'), name='marker_searched'),
        ),
        migrations.AddIndex(
            model_name='need',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words', 'helped_by', 'contact', 'source'), name='need_searched'),
        ),
        migrations.AddIndex(
            model_name='policehold',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('asked_by', 'police_reference', 'reason', 'lifted_reason'), name='police_hold_searched'),
        ),
        migrations.AddIndex(
            model_name='protectiveaction',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('what', 'by_whom'), name='protective_action_searched'),
        ),
        migrations.AddIndex(
            model_name='providerintelligence',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('reference', 'provider', 'what', 'why_named', 'answer'), name='provider_intelligence_searched'),
        ),
        migrations.AddIndex(
            model_name='responselook',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words'), name='response_look_searched'),
        ),
        migrations.AddIndex(
            model_name='responsepart',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('service', 'what'), name='response_part_searched'),
        ),
        migrations.AddIndex(
            model_name='sending',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('reference', 'words', 'answer', 'withdrawn_why'), name='sending_searched'),
        ),
        migrations.AddIndex(
            model_name='sourceofharm',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('name', 'relationship', 'contact_with_others'), name='source_of_harm_searched'),
        ),
        migrations.AddIndex(
            model_name='step',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words'), name='step_searched'),
        ),
        migrations.AddIndex(
            model_name='systemresponse',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('lead_agency', 'lead_person', 'aim'), name='system_response_searched'),
        ),
        migrations.AddIndex(
            model_name='wishes',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('own_words', 'desired_outcomes', 'why_not_asked'), name='wishes_searched'),
        ),
        migrations.AddIndex(
            model_name='writtenreport',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('analysis', 'recommendations[]'), name='written_report_searched'),
        ),
        mash.searched.always_by_index(
            'advocacy_searched',
            'capacity_searched',
            'care_event_searched',
            'case_searched',
            'chosen_action_searched',
            'chronology_searched',
            'connection_searched',
            'connection_move_searched',
            'consent_searched',
            'consultation_searched',
            'contact_searched',
            'decision_searched',
            'marker_searched',
            'need_searched',
            'police_hold_searched',
            'protective_action_searched',
            'provider_intelligence_searched',
            'response_look_searched',
            'response_part_searched',
            'sending_searched',
            'source_of_harm_searched',
            'step_searched',
            'system_response_searched',
            'wishes_searched',
            'written_report_searched',
        ),
    ]
