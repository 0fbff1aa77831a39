"""Documents that are drawn of a case, kept as they were drawn."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0023_searched'),
        ('documents', '0002_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='chronologyentry',
            name='kind',
            field=models.CharField(choices=[('report', 'Report'), ('contact', 'Contact'), ('event', 'Event told by a partner'), ('answer', "Partner's answer"), ('note', 'Note'), ('need', 'Need'), ('care', 'Care and health'), ('sought_help', 'Asked for help'), ('protection', 'Protective action'), ('rating', 'Rating'), ('decision', 'Decision'), ('connection', 'Connection'), ('meeting', 'Meeting'), ('plan', 'Plan'), ('hold', 'Police hold'), ('feedback', 'Feedback to a referrer'), ('work', 'Step of the hub')], default='work', max_length=12),
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('referral', 'Referral as received'), ('chronology', 'Chronology'), ('summary', 'Case summary'), ('minutes', 'Minutes of a meeting'), ('plan', 'Safeguarding plan')], max_length=12)),
                ('about', models.CharField(blank=True, help_text='which report, meeting or selection; empty: the whole case', max_length=40)),
                ('audience', models.CharField(choices=[('hub', 'The hub: everything'), ('adult', 'The adult or their family'), ('partners', 'Partner agencies')], default='hub', max_length=10)),
                ('number', models.PositiveIntegerField(help_text='of its versions: 1, 2, …')),
                ('content', models.JSONField(help_text='everything that it says')),
                ('content_sha256', models.CharField(max_length=64)),
                ('drawn_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='cases.case')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-drawn_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('case', 'kind', 'about', 'audience', 'number'), name='paper_version_once')],
            },
        ),
        migrations.RunSQL(
            "create trigger cases_paper_kept before update or delete on cases_paper for each row execute function row_keep();",
            "drop trigger cases_paper_kept on cases_paper;",
        ),
    ]
