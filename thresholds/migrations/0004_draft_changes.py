"""Each change of a draft keeps who made it, to which part, and which codes it gave."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('thresholds', '0003_drafts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DraftChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField()),
                ('section', models.CharField(choices=[('matrix', 'Name and note'), ('levels', 'Levels'), ('menu', 'What can be chosen at the end'), ('types', 'Types and indicators'), ('gates', 'Gates'), ('lifts', 'Lifts'), ('repeat', 'Repeats'), ('settings', 'Settings'), ('routing', 'Routing rules'), ('whole', 'The whole matrix, as a file or text')], max_length=10)),
                ('part', models.CharField(blank=True, help_text='the type or rule, by its name, where the section is a list of such', max_length=200)),
                ('differing', models.PositiveIntegerField(help_text='differences from the version that was in force then')),
                ('made', models.JSONField(default=list, help_text='codes that this change gave; no other thing may ever have them')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='thresholds.matrixversion')),
            ],
            options={
                'ordering': ['-edition'],
                'constraints': [models.UniqueConstraint(fields=('version', 'edition'), name='one_change_for_each_edition')],
            },
        ),
    ]
