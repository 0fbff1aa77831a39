"""The names of files are searched."""

import django.contrib.postgres.indexes
from django.db import migrations

import mash.searched


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_kept'),
        # The functions that the index calls are made there.
        ('people', '0004_searched_words'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='document',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('name', 'original_name'), name='document_searched'),
        ),
        mash.searched.always_by_index('document_searched'),
    ]
