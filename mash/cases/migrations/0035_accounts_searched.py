"""How accounts were weighed and compared is searched."""

import django.contrib.postgres.indexes
from django.db import migrations

import mash.searched


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0034_see_tasks'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='entrylink',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words'), name='entry_link_searched'),
        ),
        migrations.AddIndex(
            model_name='weighing',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('words'), name='weighing_searched'),
        ),
        mash.searched.always_by_index('entry_link_searched', 'weighing_searched'),
    ]
