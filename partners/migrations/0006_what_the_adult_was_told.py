"""What the adult was told, beside the answer or the minutes."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations, models

import mash.searched


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0027_answers_told'),
        ('organisations', '0001_initial'),
        ('partners', '0005_questions_shipped'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='check',
            name='check_searched',
        ),
        migrations.AddField(
            model_name='check',
            name='told',
            field=models.TextField(blank=True, help_text='what the agency told the adult about it, when and by whom'),
        ),
        migrations.AddIndex(
            model_name='check',
            index=django.contrib.postgres.indexes.GinIndex(mash.searched.Searched('reference', 'questions', 'purpose', 'basis_reason', 'answer_text', 'not_to_family', 'told', 'cannot_share_reason'), name='check_searched'),
        ),
        mash.searched.always_by_index('check_searched'),
    ]
