"""Indexes of the words that are searched."""

import django.contrib.postgres.indexes
from django.db import migrations

import mash.searched


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_searched_words'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='address',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('text', 'postcode'), name='address_searched'),
        ),
        migrations.AddIndex(
            model_name='adult',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('given_name', 'family_name', 'known_as', 'nhs_number', 'las_id', 'phone', 'description', 'communication_needs', 'safe_when'), name='adult_searched'),
        ),
        mash.searched.always_by_index(
            'address_searched',
            'adult_searched',
        ),
    ]
