"""Partners and agreements are changed by two people; what was approved or ended is never rewritten."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEEP = """
create function partner_change_keep() returns trigger language plpgsql as $$
begin
    if old.approved_at is not null or old.ended_at is not null then
        raise exception 'a change of the partners that was answered stays as it was: % is refused', tg_op;
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger partners_partnerchange_kept before update or delete on partners_partnerchange
    for each row execute function partner_change_keep();
"""
UNDO = """
drop trigger partners_partnerchange_kept on partners_partnerchange;
drop function partner_change_keep();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_covers'),
        ('partners', '0006_what_the_adult_was_told'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PartnerChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(blank=True, help_text='why it is proposed')),
                ('proposed_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, help_text='withdrawn by the proposer, or sent back', null=True)),
                ('ended_why', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('agreement', 'New agreement'), ('new_partner', 'New partner or team'), ('partner', 'Change of')], max_length=20)),
                ('subject', models.CharField(help_text='the title of the agreement, or the name of the organisation', max_length=200)),
                ('was', models.JSONField(default=dict, help_text='the particulars before, where they change')),
                ('content', models.JSONField(help_text='what shall be: particulars, or the agreement with the numbers of its signatories')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='partners_partnerchange_two_people'), models.CheckConstraint(condition=models.Q(('kind__in', ['agreement', 'new_partner', 'partner'])), name='partner_change_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'partner'), ('partner__isnull', False)), models.Q(models.Q(('kind', 'partner'), _negated=True), ('partner__isnull', True)), _connector='OR'), name='partner_change_of_somebody'), models.UniqueConstraint(condition=models.Q(('approved_at__isnull', True), ('ended_at__isnull', True)), fields=('kind', 'subject'), name='partner_change_one_waits')],
            },
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
