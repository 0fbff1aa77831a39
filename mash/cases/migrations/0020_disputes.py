"""Disputes about decisions, and what was said of each."""

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import mash.cases.dispute_states

KEEP = "create trigger cases_disputemove_kept before update or delete on cases_disputemove for each row execute function row_keep();"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0019_entry_kinds'),
        ('organisations', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='workitem',
            name='for_permission',
            field=models.CharField(choices=[('see_board', 'see the duty board'), ('key_referral', 'key in a referral'), ('read_referral', 'read a referral as its first reader, classify it or set it aside'), ('see_cases', "see the content of the hub's cases"), ('work_cases', 'work a case: contact, steps, notes, protective action, plans and meetings'), ('follow_connection', 'follow the help and the promises of a decision, also after the case has closed'), ('keep_markers', 'set, review and end warning markers, also after the case has closed'), ('receive_intelligence', 'receive what the hub learns about a provider, and say what was done about it'), ('rate', 'rate a concern, and raise its rating'), ('rate_lower', 'rate below the suggested level, or confirm that somebody else may'), ('set_rule_aside', 'send a concern to triage that a routing rule sends to MASH enquiry, or confirm that'), ('decide_triage', 'decide triage and close a Green or Amber case'), ('close_case', 'close a case when nothing stands against it'), ('hold_enquiry', 'hold a MASH or section 42 enquiry and record the three-point test'), ('allocate_enquiry', 'allocate an enquiry to another practitioner'), ('override_test', 'start an enquiry without all three points'), ('close_red_without_handover', 'close a Red case without a completed handover'), ('ask_partner', 'ask a partner and read the answer'), ('refer', 'send in a concern for their agency, and follow it'), ('answer_check', 'answer for their agency, and see what was shared with it'), ('propose_handover', 'propose a handover and record its meeting'), ('accept_handover', 'accept or refuse a handover to their team'), ('compose_feedback', 'compose feedback to a referrer'), ('withhold_feedback', 'see feedback that was withheld, and why'), ('manage_agreements', 'end a sharing agreement, and settle what a lapsed one leaves open'), ('answer_alarms', 'answer an alarm: a count that does not balance, a report unread, a mailbox closed'), ('mend_messages', 'settle what becomes of a message that could not be sent'), ('see_overview', "see the manager's overview"), ('keep_terms', 'add, change or switch off the terms that are asked about before words are kept'), ('stop_clock', 'stop a clock with a reason, and let it run again'), ('propose_timescales', 'propose new timescales or a change of the calendar'), ('approve_timescales', 'approve timescales that somebody else proposed'), ('propose_matrix', 'draft a new version of the threshold matrix and propose it to the Board'), ('approve_matrix', 'approve a threshold matrix for the Board, or send it back'), ('use_lab', 'have ratings made again blindly, and see by person how often the suggested level is left'), ('arrange_cover', 'say who stands in for somebody who is away'), ('raise_dispute', 'dispute a decision, or that there is none'), ('decide_dispute', 'answer a dispute: the MASH Manager first, then the Head of Service'), ('set_police_hold', 'record that the police asked us to wait, and lift it'), ('see_trail', 'see who did, saw or was refused what'), ('manage_keys', 'give and end the keys of referring systems'), ('manage_accounts', 'manage accounts and settings'), ('manage_agency_accounts', 'manage the accounts of their own agency')], help_text='who may answer', max_length=40),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='kind',
            field=models.CharField(choices=[('late_answer', 'A late answer: does this change the decision?'), ('dead_message', 'A message could not be sent'), ('confirm_rating', 'Confirm a lower rating'), ('call_partner', 'Ring the partner'), ('lapsed_agreement', 'An agreement has lapsed while a check is open'), ('referrer_reply', 'The referrer has written again'), ('ring_referrer', 'Ring the referrer'), ('post_letter', 'Print and post a letter'), ('unsafe_feedback', 'Telling this referrer may not be safe'), ('unchecked_file', 'A file could not be checked'), ('count_wrong', 'The count of concerns does not balance'), ('unseen_too_long', 'A report has waited too long for its first reader'), ('mailbox', "The hub's mailbox cannot be read"), ('passed_on', 'Passed on to another service: has it arrived?'), ('danger_set_aside', 'A report of danger now was set aside or passed on'), ('worker_asked', 'A new report about an adult whom you work with'), ('shift_waiting', 'A shift list that nobody has accepted'), ('stopped_clock', 'A clock has stood longer than it was to'), ('change_proposed', 'A change waits for approval'), ('blind_rating', 'Concerns to rate a second time'), ('connection_bounced', 'Help that was offered came to nothing: what instead?'), ('connection_quiet', 'Help was offered: has it begun?'), ('action_owed', 'Something was promised by a day: is it done?'), ('provider_told', 'About a provider: what did contracts management do?'), ('contracts_late', 'Contracts management has not said what it did'), ('try_again', 'Time for the next attempt to reach somebody'), ('response_owed', 'Several needs are not met: who leads, and who does what?'), ('response_look', 'A response of several services: does it work?'), ('marker_review', 'A warning marker: does it still hold?'), ('dispute', 'A dispute to answer'), ('dispute_answered', 'A dispute was answered: is the answer accepted?'), ('dispute_upheld', 'A dispute was upheld: is the change made?')], max_length=20),
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('about', models.CharField(choices=[('decision', 'A decision'), ('not_decided', 'A decision that has not been made'), ('handover', 'The handover to a locality team')], max_length=12)),
                ('what', models.CharField(blank=True, help_text='which decision has not been made', max_length=300)),
                ('why', models.TextField()),
                ('sought', models.TextField(help_text='what should happen instead')),
                ('safety_at_stake', models.BooleanField(help_text='it is to be answered on the same day')),
                ('meanwhile', models.TextField(help_text='what keeps the adult safe until it is settled')),
                ('adults_view', models.TextField(blank=True)),
                ('why_no_view', models.TextField(blank=True, help_text="why the adult's view is not known")),
                ('source', models.CharField(blank=True, help_text='the check, report or handover from which it was raised', max_length=12)),
                ('for_referrer', models.BooleanField(default=False, help_text='a referrer disagrees, and somebody took that up for them')),
                ('raised_at', models.DateTimeField()),
                ('level', models.PositiveSmallIntegerField(help_text='1 MASH Manager, 2 Head of Service')),
                ('why_level', models.CharField(blank=True, help_text='why the first level was passed over', max_length=200)),
                ('state', django_fsm.FSMField(choices=[('raised', 'Waits for an answer'), ('answered', 'Answered'), ('accepted', 'Accepted'), ('ended', 'Ended'), ('withdrawn', 'Withdrawn')], default=mash.cases.dispute_states.DisputeState['RAISED'], max_length=50, protected=True)),
                ('settled_at', models.DateTimeField(blank=True, help_text='accepted, withdrawn, or the last answer read', null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='cases.case')),
                ('confirmed_by', models.ForeignKey(blank=True, help_text='the senior of a rating', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='cases.decision')),
                ('made_by', models.ForeignKey(blank=True, help_text='of what is disputed', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('raised_from', models.ForeignKey(help_text='their team or agency then', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'ordering': ['-raised_at', '-pk'],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='DisputeMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(help_text='at which it was said')),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld: something changes'), ('partly', 'Partly upheld: some of it changes'), ('not_upheld', 'Not upheld: it stays as it is'), ('passed_on', 'Not settled: it goes to the Head of Service')], help_text='of an answer', max_length=12)),
                ('says', models.CharField(blank=True, choices=[('accepts', 'The answer is accepted'), ('takes_up', 'It is not accepted: it goes to the Head of Service'), ('disagrees', 'It has been read, and is still not agreed with'), ('withdraws', 'It is withdrawn')], help_text='of whoever raised it', max_length=12)),
                ('words', models.TextField()),
                ('changes', models.TextField(blank=True, help_text='what changes, and who sees to it; of a handover: what was agreed')),
                ('told', models.TextField(blank=True, help_text='what a partner may be told')),
                ('other_head', models.CharField(blank=True, help_text='Head of Service of the other side of a handover', max_length=150)),
                ('moved_at', models.DateTimeField()),
                ('dispute', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='cases.dispute')),
                ('moved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['raised', 'answered', 'accepted', 'ended', 'withdrawn'])), name='dispute_state_known'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', [1, 2])), name='dispute_level_known'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(('meanwhile', ''), _negated=True), name='dispute_safe_meanwhile'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('adults_view', ''), _negated=True), models.Q(('why_no_view', ''), _negated=True), _connector='OR'), name='dispute_adults_view_or_why_not'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about', 'decision'), _negated=True), ('decision__isnull', False), _connector='OR'), name='dispute_of_a_decision'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['raised', 'answered'])), fields=('case', 'raised_by', 'about', 'decision', 'source'), name='dispute_raised_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='disputemove',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', ''), ('says', ''), _connector='XOR'), name='dispute_move_is_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='disputemove',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='dispute_move_in_words'),
        ),
        migrations.RunSQL(KEEP, "drop trigger cases_disputemove_kept on cases_disputemove;"),
    ]
