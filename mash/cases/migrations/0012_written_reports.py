"""Written reports at Levels 2 and 3; what was signed is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP = """
create function written_report_keep() returns trigger language plpgsql as $$
begin
    if old.signed_at is not null then
        raise exception 'a report that was signed is kept as it is, a new number puts it right: % is refused', tg_op;
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger cases_writtenreport_kept before update or delete on cases_writtenreport
    for each row execute function written_report_keep();
"""
UNDO = "drop trigger cases_writtenreport_kept on cases_writtenreport;\ndrop function written_report_keep();"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_decisions_kept'),
        ('documents', '0002_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='WrittenReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('level', models.PositiveSmallIntegerField(help_text='of response: 2 in triage, 3 in an enquiry')),
                ('analysis', models.TextField(blank=True)),
                ('recommendations', models.JSONField(default=list, help_text='for action: [{"what": "…", "who": "…", "by_on": "2026-12-01"}]')),
                ('edition', models.PositiveIntegerField(default=1, help_text='grows with each change of a draft; forms carry the one they saw')),
                ('written_at', models.DateTimeField()),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='written_reports', to='cases.case')),
                ('document', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='written_report_number_once'), models.UniqueConstraint(condition=models.Q(('signed_at__isnull', True)), fields=('case',), name='written_report_one_draft'), models.CheckConstraint(condition=models.Q(('level__in', [2, 3])), name='written_report_level_known'), models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', True), ('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('document__isnull', False), ('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='written_report_signed_with_document')],
            },
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
