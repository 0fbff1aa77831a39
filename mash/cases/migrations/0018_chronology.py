"""Entries say what they are, whose they are and how exactly their day is known; the hub weighs them beside."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP = "".join(
    f"create trigger {table}_kept before update or delete on {table} for each row execute function row_keep();\n"
    for table in ("cases_weighing", "cases_entrylink")
)
UNDO = "drop trigger cases_weighing_kept on cases_weighing;\ndrop trigger cases_entrylink_kept on cases_entrylink;"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_needs_and_markers'),
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='chronologyentry',
            name='about',
            field=models.CharField(blank=True, help_text='reference of the report or check that it belongs to', max_length=40),
        ),
        migrations.AddField(
            model_name='chronologyentry',
            name='agency',
            field=models.ForeignKey(blank=True, help_text='whose knowledge it is', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='chronologyentry',
            name='kind',
            field=models.CharField(choices=[('report', 'Report'), ('contact', 'Contact'), ('event', 'Event told by a partner'), ('answer', "Partner's answer"), ('note', 'Note'), ('care', 'Care and health'), ('sought_help', 'Asked for help'), ('protection', 'Protective action'), ('rating', 'Rating'), ('decision', 'Decision'), ('connection', 'Connection'), ('meeting', 'Meeting'), ('plan', 'Plan'), ('hold', 'Police hold'), ('feedback', 'Feedback to a referrer'), ('work', 'Step of the hub')], default='work', max_length=12),
        ),
        migrations.AddField(
            model_name='chronologyentry',
            name='precision',
            field=models.CharField(choices=[('minute', 'Day and time'), ('day', 'Day'), ('about', 'About that day'), ('month', 'Month'), ('year', 'Year'), ('unknown', 'Not known')], default='minute', help_text='how exactly the time is known', max_length=8),
        ),
        migrations.AddField(
            model_name='chronologyentry',
            name='quote',
            field=models.TextField(blank=True, help_text='the words of the answer that it was taken from'),
        ),
        migrations.AddField(
            model_name='chronologyentry',
            name='sureness',
            field=models.CharField(blank=True, choices=[('sure', 'Sure'), ('fairly', 'Fairly sure'), ('unsure', 'Not sure')], help_text='how sure its source is', max_length=8),
        ),
        migrations.AddField(
            model_name='chronologyentry',
            name='withheld',
            field=models.TextField(blank=True, help_text='why the adult or family must not be told'),
        ),
        migrations.AlterField(
            model_name='chronologyentry',
            name='happened_at',
            field=models.DateTimeField(help_text='of less than a day: its first moment'),
        ),
        migrations.CreateModel(
            name='Weighing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confidence', models.CharField(choices=[('confirmed', 'Confirmed by another source'), ('single', 'Single source'), ('doubtful', 'Doubtful')], max_length=10)),
                ('words', models.TextField()),
                ('weighed_at', models.DateTimeField(auto_now_add=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='weighings', to='cases.chronologyentry')),
                ('weighed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='EntryLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(choices=[('same', 'They tell of the same event'), ('contradicts', 'They contradict each other'), ('apart', 'Neither: an earlier mark was a mistake')], max_length=12)),
                ('words', models.TextField()),
                ('linked_at', models.DateTimeField(auto_now_add=True)),
                ('linked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('one', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='cases.chronologyentry')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links_back', to='cases.chronologyentry')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='entry_link_in_order')],
            },
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
