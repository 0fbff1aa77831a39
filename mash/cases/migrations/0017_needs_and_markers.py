"""Needs side by side, the response of several services, and warning markers; what was written of them stays."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROWS = ["cases_need", "cases_responsepart", "cases_responselook", "cases_markerreview"]
KEEP = "".join(
    f"create trigger {table}_kept before update or delete on {table} for each row execute function row_keep();\n" for table in ROWS
)
UNDO = "".join(f"drop trigger {table}_kept on {table};\n" for table in ROWS)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_asked_again'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='workitem',
            name='for_permission',
            field=models.CharField(choices=[('see_board', 'see the duty board'), ('key_referral', 'key in a referral'), ('read_referral', 'read a referral as its first reader, classify it or set it aside'), ('see_cases', "see the content of the hub's cases"), ('work_cases', 'work a case: contact, steps, notes, protective action, plans and meetings'), ('follow_connection', 'follow the help and the promises of a decision, also after the case has closed'), ('keep_markers', 'set, review and end warning markers, also after the case has closed'), ('receive_intelligence', 'receive what the hub learns about a provider, and say what was done about it'), ('rate', 'rate a concern, and raise its rating'), ('rate_lower', 'rate below the suggested level, or confirm that somebody else may'), ('set_rule_aside', 'send a concern to triage that a routing rule sends to MASH enquiry, or confirm that'), ('decide_triage', 'decide triage and close a Green or Amber case'), ('close_case', 'close a case when nothing stands against it'), ('hold_enquiry', 'hold a MASH or section 42 enquiry and record the three-point test'), ('allocate_enquiry', 'allocate an enquiry to another practitioner'), ('override_test', 'start an enquiry without all three points'), ('close_red_without_handover', 'close a Red case without a completed handover'), ('ask_partner', 'ask a partner and read the answer'), ('refer', 'send in a concern for their agency, and follow it'), ('answer_check', 'answer for their agency, and see what was shared with it'), ('propose_handover', 'propose a handover and record its meeting'), ('accept_handover', 'accept or refuse a handover to their team'), ('compose_feedback', 'compose feedback to a referrer'), ('withhold_feedback', 'see feedback that was withheld, and why'), ('manage_agreements', 'end a sharing agreement, and settle what a lapsed one leaves open'), ('answer_alarms', 'answer an alarm: a count that does not balance, a report unread, a mailbox closed'), ('mend_messages', 'settle what becomes of a message that could not be sent'), ('see_overview', "see the manager's overview"), ('keep_terms', 'add, change or switch off the terms that are asked about before words are kept'), ('stop_clock', 'stop a clock with a reason, and let it run again'), ('propose_timescales', 'propose new timescales or a change of the calendar'), ('approve_timescales', 'approve timescales that somebody else proposed'), ('propose_matrix', 'draft a new version of the threshold matrix and propose it to the Board'), ('approve_matrix', 'approve a threshold matrix for the Board, or send it back'), ('use_lab', 'have ratings made again blindly, and see by person how often the suggested level is left'), ('arrange_cover', 'say who stands in for somebody who is away'), ('set_police_hold', 'record that the police asked us to wait, and lift it'), ('see_trail', 'see who did, saw or was refused what'), ('manage_keys', 'give and end the keys of referring systems'), ('manage_accounts', 'manage accounts and settings'), ('manage_agency_accounts', 'manage the accounts of their own agency')], help_text='who may answer', max_length=40),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='kind',
            field=models.CharField(choices=[('late_answer', 'A late answer: does this change the decision?'), ('dead_message', 'A message could not be sent'), ('confirm_rating', 'Confirm a lower rating'), ('call_partner', 'Ring the partner'), ('lapsed_agreement', 'An agreement has lapsed while a check is open'), ('referrer_reply', 'The referrer has written again'), ('ring_referrer', 'Ring the referrer'), ('post_letter', 'Print and post a letter'), ('unsafe_feedback', 'Telling this referrer may not be safe'), ('unchecked_file', 'A file could not be checked'), ('count_wrong', 'The count of concerns does not balance'), ('unseen_too_long', 'A report has waited too long for its first reader'), ('mailbox', "The hub's mailbox cannot be read"), ('passed_on', 'Passed on to another service: has it arrived?'), ('danger_set_aside', 'A report of danger now was set aside or passed on'), ('worker_asked', 'A new report about an adult whom you work with'), ('shift_waiting', 'A shift list that nobody has accepted'), ('stopped_clock', 'A clock has stood longer than it was to'), ('change_proposed', 'A change waits for approval'), ('blind_rating', 'Concerns to rate a second time'), ('connection_bounced', 'Help that was offered came to nothing: what instead?'), ('connection_quiet', 'Help was offered: has it begun?'), ('action_owed', 'Something was promised by a day: is it done?'), ('provider_told', 'About a provider: what did contracts management do?'), ('contracts_late', 'Contracts management has not said what it did'), ('try_again', 'Time for the next attempt to reach somebody'), ('response_owed', 'Several needs are not met: who leads, and who does what?'), ('response_look', 'A response of several services: does it work?'), ('marker_review', 'A warning marker: does it still hold?')], max_length=20),
        ),
        migrations.CreateModel(
            name='Marker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('workers', 'Risk to workers'), ('not_alone', 'Do not visit alone'), ('weapon', 'Weapon at the address'), ('dog', 'Dog at the address'), ('somebody', 'Risk from somebody at the address'), ('contact', 'Contact can put the adult in danger'), ('fire', 'Fire or oxygen at the address'), ('home', 'Unsafe home: structure, clutter or infection')], max_length=12)),
                ('advice', models.CharField(help_text='what to do; shown with the marker on every case of the adult', max_length=300)),
                ('evidence', models.TextField(help_text='what it rests on; read where the case may be read')),
                ('source', models.CharField(max_length=150)),
                ('disclosed', models.BooleanField(help_text='whether the person whom it is about knows of it')),
                ('why_not_disclosed', models.TextField(blank=True)),
                ('review_on', models.DateField(help_text='somebody is asked on that day whether it still holds')),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('set_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='markers', to='cases.case')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MarkerReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('disclosed', models.BooleanField(help_text='whether the person knows of it by now')),
                ('next_on', models.DateField(blank=True, null=True)),
                ('reviewed_at', models.DateTimeField()),
                ('marker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='cases.marker')),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('physical', 'Physical health'), ('mental', 'Mental health'), ('substances', 'Drugs and alcohol'), ('thinking', 'Learning, memory and thinking'), ('care', 'Care and support each day'), ('housing', 'Housing and home'), ('money', 'Money, benefits and debt'), ('justice', 'Police, courts and probation'), ('relationships', 'Relationships and loneliness'), ('caring', 'Caring for somebody else')], max_length=15)),
                ('state', models.CharField(choices=[('need', 'There is a need'), ('none', 'No need'), ('unclear', 'Asked, and still not clear')], max_length=10)),
                ('words', models.TextField(blank=True)),
                ('helped_by', models.CharField(blank=True, help_text='the service or person that helps already', max_length=150)),
                ('contact', models.CharField(blank=True, help_text='how to reach them', max_length=150)),
                ('met', models.CharField(blank=True, choices=[('yes', 'It is met'), ('partly', 'Partly met'), ('no', 'Not met'), ('dont_know', 'Nobody knows whether it is met')], max_length=10)),
                ('source', models.CharField(max_length=150)),
                ('nature', models.CharField(choices=[('fact', 'Fact'), ('opinion', 'Opinion'), ('hearsay', 'What somebody said they heard')], max_length=10)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='SystemResponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lead_agency', models.CharField(max_length=150)),
                ('lead_person', models.CharField(max_length=150)),
                ('aim', models.TextField(help_text='what the adult wants from it, and what all work towards')),
                ('look_on', models.DateField(help_text='somebody is asked on that day whether it works')),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='system_responses', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ResponsePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('need', models.CharField(choices=[('physical', 'Physical health'), ('mental', 'Mental health'), ('substances', 'Drugs and alcohol'), ('thinking', 'Learning, memory and thinking'), ('care', 'Care and support each day'), ('housing', 'Housing and home'), ('money', 'Money, benefits and debt'), ('justice', 'Police, courts and probation'), ('relationships', 'Relationships and loneliness'), ('caring', 'Caring for somebody else')], max_length=15)),
                ('service', models.CharField(max_length=150)),
                ('what', models.CharField(max_length=300)),
                ('by_on', models.DateField()),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='cases.systemresponse')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ResponseLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('next_on', models.DateField(blank=True, help_text='empty: it ended', null=True)),
                ('looked_at', models.DateTimeField()),
                ('looked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='cases.systemresponse')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='marker',
            index=models.Index(condition=models.Q(('asked_at__isnull', True), ('ended_at__isnull', True)), fields=['review_on'], name='marker_to_review'),
        ),
        migrations.AddConstraint(
            model_name='marker',
            constraint=models.CheckConstraint(condition=models.Q(('disclosed', True), models.Q(('why_not_disclosed', ''), _negated=True), _connector='OR'), name='marker_not_disclosed_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'need'), _negated=True), models.Q(models.Q(('words', ''), _negated=True), models.Q(('met', ''), _negated=True)), _connector='OR'), name='need_in_words'),
        ),
        migrations.AddIndex(
            model_name='systemresponse',
            index=models.Index(condition=models.Q(('asked_at__isnull', True), ('ended_at__isnull', True)), fields=['look_on'], name='response_to_look_at'),
        ),
        migrations.AddConstraint(
            model_name='systemresponse',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case',), name='system_response_one_stands'),
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
