"""Disputes, answered tasks, documents, and what adults say of themselves are searched."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations

import mash.searched


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0024_papers'),
        ('documents', '0003_searched_too'),
        ('organisations', '0001_initial'),
        ('outbox', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='approach',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words'), name='approach_searched'),
        ),
        migrations.AddIndex(
            model_name='dispute',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('reference', 'what', 'why', 'sought', 'meanwhile', 'adults_view', 'why_no_view'), name='dispute_searched'),
        ),
        migrations.AddIndex(
            model_name='disputemove',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words', 'changes', 'told', 'other_head'), name='dispute_move_searched'),
        ),
        migrations.AddIndex(
            model_name='identity',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words'), name='identity_searched'),
        ),
        migrations.AddIndex(
            model_name='paper',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('reference'), name='paper_searched'),
        ),
        migrations.AddIndex(
            model_name='redress',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('protection', 'protection_how', 'support', 'support_how', 'redress', 'redress_how', 'source'), name='redress_searched'),
        ),
        migrations.AddIndex(
            model_name='trauma',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('helps', 'avoid', 'source'), name='trauma_searched'),
        ),
        migrations.AddIndex(
            model_name='trauma',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words'), name='trauma_words_searched'),
        ),
        migrations.AddIndex(
            model_name='workitem',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('question', 'answer'), name='work_item_searched'),
        ),
        mash.searched.always_by_index(
            'approach_searched',
            'dispute_searched',
            'dispute_move_searched',
            'identity_searched',
            'paper_searched',
            'redress_searched',
            'trauma_searched',
            'trauma_words_searched',
            'work_item_searched',
        ),
    ]
