"""Words that professionals and partners sent, and that somebody looks at again."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0031_required_actions'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Remarked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(db_index=True, help_text='the report or the check, by its reference', max_length=12)),
                ('field', models.CharField(help_text='the question that they answer', max_length=200)),
                ('kind', models.CharField(choices=[('name', 'A name or initials of nobody on the record'), ('person', 'Age or gender unlike the record'), ('term', 'A term that may be disrespectful'), ('copy', 'Text that stands in another case'), ('opinion', 'Opinion without a source')], max_length=10)),
                ('words', models.CharField(help_text='the words that were remarked on', max_length=200)),
                ('why', models.TextField(help_text='why, and what can be said instead')),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('agency', models.ForeignKey(blank=True, help_text='whose words they are, if signed in', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarked', to='cases.case')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
    ]
