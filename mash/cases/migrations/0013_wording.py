import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_written_reports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='workitem',
            name='for_permission',
            field=models.CharField(choices=[('see_board', 'see the duty board'), ('key_referral', 'key in a referral'), ('read_referral', 'read a referral as its first reader, classify it or set it aside'), ('see_cases', "see the content of the hub's cases"), ('work_cases', 'work a case: contact, steps, notes, protective action, plans and meetings'), ('follow_connection', 'follow the help and the promises of a decision, also after the case has closed'), ('receive_intelligence', 'receive what the hub learns about a provider, and say what was done about it'), ('rate', 'rate a concern, and raise its rating'), ('rate_lower', 'rate below the suggested level, or confirm that somebody else may'), ('set_rule_aside', 'send a concern to triage that a routing rule sends to MASH enquiry, or confirm that'), ('decide_triage', 'decide triage and close a Green or Amber case'), ('close_case', 'close a case when nothing stands against it'), ('hold_enquiry', 'hold a MASH or section 42 enquiry and record the three-point test'), ('allocate_enquiry', 'allocate an enquiry to another practitioner'), ('override_test', 'start an enquiry without all three points'), ('close_red_without_handover', 'close a Red case without a completed handover'), ('ask_partner', 'ask a partner and read the answer'), ('refer', 'send in a concern for their agency, and follow it'), ('answer_check', 'answer for their agency, and see what was shared with it'), ('propose_handover', 'propose a handover and record its meeting'), ('accept_handover', 'accept or refuse a handover to their team'), ('compose_feedback', 'compose feedback to a referrer'), ('withhold_feedback', 'see feedback that was withheld, and why'), ('manage_agreements', 'end a sharing agreement, and settle what a lapsed one leaves open'), ('answer_alarms', 'answer an alarm: a count that does not balance, a report unread, a mailbox closed'), ('mend_messages', 'settle what becomes of a message that could not be sent'), ('see_overview', "see the manager's overview"), ('keep_terms', 'add, change or switch off the terms that are asked about before words are kept'), ('stop_clock', 'stop a clock with a reason, and let it run again'), ('propose_timescales', 'propose new timescales or a change of the calendar'), ('approve_timescales', 'approve timescales that somebody else proposed'), ('propose_matrix', 'draft a new version of the threshold matrix and propose it to the Board'), ('approve_matrix', 'approve a threshold matrix for the Board, or send it back'), ('arrange_cover', 'say who stands in for somebody who is away'), ('set_police_hold', 'record that the police asked us to wait, and lift it'), ('see_trail', 'see who did, saw or was refused what'), ('manage_keys', 'give and end the keys of referring systems'), ('manage_accounts', 'manage accounts and settings'), ('manage_agency_accounts', 'manage the accounts of their own agency')], help_text='who may answer', max_length=40),
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phrase', models.CharField(max_length=80)),
                ('why', models.CharField(max_length=300)),
                ('instead', models.CharField(max_length=300)),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['phrase', 'pk'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('phrase'), name='term_once')],
            },
        ),
        migrations.CreateModel(
            name='LetThrough',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(help_text='which page, by the name of its address', max_length=60)),
                ('field', models.CharField(help_text='the question, as the page asked it', max_length=200)),
                ('kind', models.CharField(choices=[('name', 'A name or initials of nobody on the record'), ('person', 'Age or gender unlike the record'), ('term', 'A term that may be disrespectful'), ('copy', 'Text that stands in another case'), ('opinion', 'Opinion without a source')], max_length=10)),
                ('words', models.CharField(help_text='the words that were remarked on', max_length=200)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(blank=True, help_text='empty: keyed in before there was a case', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='let_through', to='cases.case')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='let_through_with_reason'), models.CheckConstraint(condition=models.Q(('kind__in', ['name', 'person', 'term', 'copy', 'opinion'])), name='let_through_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.BigIntegerField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='cases.case')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('mark', 'case'), name='passage_once')],
            },
        ),
        migrations.CreateModel(
            name='TermChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField(default=dict, help_text='the values that were replaced: {"active": true}')),
                ('reason', models.TextField()),
                ('changed_at', models.DateTimeField(auto_now_add=True)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='cases.term')),
            ],
            options={
                'ordering': ['-changed_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='term_changed_with_reason')],
            },
        ),
    ]
