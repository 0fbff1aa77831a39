"""Connections that are followed: a reference, who makes them, their history, and when somebody asks whether they began."""

from pathlib import Path

import django.db.models.deletion
import django_fsm
import yaml
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

import mash.cases.states
from mash.references import new_reference

DATA = Path(__file__).parents[1] / "data" / "timescales.yaml"
NEW = {"connection", "connection_news"}
KEEP = """
create function connection_move_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'What became of a connection is kept as it was written.';
end $$;
create trigger cases_connectionmove_kept before update or delete on cases_connectionmove
    for each row execute function connection_move_refuse();
"""


def give_references(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    connections = apps.get_model("cases", "Connection").objects
    for pk in connections.filter(reference="").values_list("pk", flat=True):
        connections.filter(pk=pk).update(reference=new_reference("N"))


def add_clocks(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    """Installations that run already get the clocks of connections; a council's own timescales are left."""
    versions = apps.get_model("cases", "TimescaleVersion").objects
    now = timezone.now()
    running = versions.filter(in_force_from__isnull=False, superseded_at__isnull=True).first()
    if running is None or NEW & {row["clock"] for row in running.data["timescales"]}:
        return
    shipped = yaml.safe_load(DATA.read_text())
    data = running.data | {part: [*running.data[part], *_new(shipped[part])] for part in ("clocks", "timescales")}
    versions.filter(pk=running.pk).update(superseded_at=now)
    versions.create(name=f"{running.name[:50]}, connections added", data=data, in_force_from=now)


def _new(rows: list[dict]) -> list[dict]:
    return [row for row in rows if row["clock"] in NEW]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_rating_in_depth'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConnectionMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('offered', 'Offered'), ('accepted', 'Accepted'), ('started', 'Started'), ('bounced', 'Bounced')], help_text='as it was from then on', max_length=20)),
                ('why', models.CharField(blank=True, choices=[('full', 'The service is full, or the wait is too long'), ('criteria', "The service says they don't meet its criteria"), ('no_answer', 'The service does not answer'), ('not_reached', 'The service could not reach the adult'), ('declined', 'The adult does not want it'), ('ended', 'It began, and ended before it helped'), ('other', 'Something else')], help_text='of a bounce', max_length=20)),
                ('words', models.TextField()),
                ('moved_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='connection',
            name='consent',
            field=models.CharField(blank=True, choices=[('yes', 'Yes'), ('limited', 'Yes, with limits'), ('no', 'No'), ('not_asked', 'Not asked')], max_length=12),
        ),
        migrations.AddField(
            model_name='connection',
            name='contact',
            field=models.CharField(blank=True, help_text='how the adult and the service reach each other', max_length=300),
        ),
        migrations.AddField(
            model_name='connection',
            name='instead_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='cases.connection'),
        ),
        migrations.AddField(
            model_name='connection',
            name='look_at',
            field=models.DateTimeField(blank=True, help_text='without news by then, somebody is asked whether it began', null=True),
        ),
        migrations.AddField(
            model_name='connection',
            name='made_by',
            field=models.CharField(blank=True, choices=[('adult', 'The adult themselves'), ('hub', 'We refer them'), ('carer', 'A carer, relative or friend'), ('professional', 'A professional who knows them')], max_length=12),
        ),
        migrations.AddField(
            model_name='connection',
            name='reference',
            field=models.CharField(default='', max_length=12),
        ),
        migrations.AddField(
            model_name='connection',
            name='why_without',
            field=models.TextField(blank=True, help_text='why they were referred without their yes'),
        ),
        migrations.AlterField(
            model_name='connection',
            name='state',
            field=django_fsm.FSMField(choices=[('offered', 'Offered'), ('accepted', 'Accepted'), ('started', 'Started'), ('bounced', 'Bounced')], default=mash.cases.states.ConnectionState['OFFERED'], max_length=50, protected=True),
        ),
        migrations.AlterField(
            model_name='deadline',
            name='clock',
            field=models.CharField(choices=[('seen', 'Seen by a person'), ('rating', 'RAG rating'), ('check', 'Partner check answer'), ('triage_decision', 'Triage decision'), ('s42_decision', 'Section 42 decision'), ('planning', 'Planning discussion'), ('enquiry', 'Enquiry complete'), ('enquiry_look', 'Enquiry looked at'), ('plan_review', 'Plan review'), ('acknowledged', 'Referrer acknowledged'), ('feedback', 'Feedback to the referrer'), ('holding', 'Holding message to the referrer'), ('reply', "Referrer's reply looked at"), ('worker_accepts', 'Allocated worker accepts'), ('receipt', 'Other service has the report'), ('late_answer', 'Late answer looked at'), ('handover_meeting', 'Handover meeting'), ('handover_acceptance', 'Handover accepted'), ('dispute', 'Dispute decided'), ('connection', 'Connection answered for'), ('connection_news', 'News of a connection')], max_length=30),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='for_permission',
            field=models.CharField(choices=[('see_board', 'see the duty board'), ('key_referral', 'key in a referral'), ('read_referral', 'read a referral as its first reader, classify it or set it aside'), ('see_cases', "see the content of the hub's cases"), ('work_cases', 'work a case: contact, steps, notes, protective action, plans and meetings'), ('follow_connection', 'follow the help that an adult was connected with, also after the case has closed'), ('rate', 'rate a concern, and raise its rating'), ('rate_lower', 'rate below the suggested level, or confirm that somebody else may'), ('set_rule_aside', 'send a concern to triage that a routing rule sends to MASH enquiry, or confirm that'), ('decide_triage', 'decide triage and close a Green or Amber case'), ('close_case', 'close a case when nothing stands against it'), ('hold_enquiry', 'hold a MASH or section 42 enquiry and record the three-point test'), ('allocate_enquiry', 'allocate an enquiry to another practitioner'), ('override_test', 'start an enquiry without all three points'), ('close_red_without_handover', 'close a Red case without a completed handover'), ('ask_partner', 'ask a partner and read the answer'), ('refer', 'send in a concern for their agency, and follow it'), ('answer_check', 'answer for their agency, and see what was shared with it'), ('propose_handover', 'propose a handover and record its meeting'), ('accept_handover', 'accept or refuse a handover to their team'), ('compose_feedback', 'compose feedback to a referrer'), ('withhold_feedback', 'see feedback that was withheld, and why'), ('manage_agreements', 'end a sharing agreement, and settle what a lapsed one leaves open'), ('answer_alarms', 'answer an alarm: a count that does not balance, a report unread, a mailbox closed'), ('mend_messages', 'settle what becomes of a message that could not be sent'), ('see_overview', "see the manager's overview"), ('stop_clock', 'stop a clock with a reason, and let it run again'), ('propose_timescales', 'propose new timescales or a change of the calendar'), ('approve_timescales', 'approve timescales that somebody else proposed'), ('propose_matrix', 'draft a new version of the threshold matrix and propose it to the Board'), ('approve_matrix', 'approve a threshold matrix for the Board, or send it back'), ('arrange_cover', 'say who stands in for somebody who is away'), ('set_police_hold', 'record that the police asked us to wait, and lift it'), ('see_trail', 'see who did, saw or was refused what'), ('manage_keys', 'give and end the keys of referring systems'), ('manage_accounts', 'manage accounts and settings'), ('manage_agency_accounts', 'manage the accounts of their own agency')], help_text='who may answer', max_length=40),
        ),
        migrations.AlterField(
            model_name='workitem',
            name='kind',
            field=models.CharField(choices=[('late_answer', 'A late answer: does this change the decision?'), ('dead_message', 'A message could not be sent'), ('confirm_rating', 'Confirm a lower rating'), ('call_partner', 'Ring the partner'), ('lapsed_agreement', 'An agreement has lapsed while a check is open'), ('referrer_reply', 'The referrer has written again'), ('ring_referrer', 'Ring the referrer'), ('post_letter', 'Print and post a letter'), ('unsafe_feedback', 'Telling this referrer may not be safe'), ('unchecked_file', 'A file could not be checked'), ('count_wrong', 'The count of concerns does not balance'), ('unseen_too_long', 'A report has waited too long for its first reader'), ('mailbox', "The hub's mailbox cannot be read"), ('passed_on', 'Passed on to another service: has it arrived?'), ('danger_set_aside', 'A report of danger now was set aside or passed on'), ('worker_asked', 'A new report about an adult whom you work with'), ('shift_waiting', 'A shift list that nobody has accepted'), ('stopped_clock', 'A clock has stood longer than it was to'), ('change_proposed', 'A change waits for approval'), ('connection_bounced', 'Help that was offered came to nothing: what instead?'), ('connection_quiet', 'Help was offered: has it begun?')], max_length=20),
        ),
        migrations.RunPython(give_references, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='connection',
            name='reference',
            field=models.CharField(max_length=12, unique=True),
        ),
        migrations.AddIndex(
            model_name='connection',
            index=models.Index(condition=models.Q(('look_at__isnull', False)), fields=['look_at'], name='connection_to_look_at'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['offered', 'accepted', 'started', 'bounced'])), name='connection_state_known'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.CheckConstraint(condition=models.Q(('look_at__isnull', True), ('state__in', ['offered', 'accepted']), _connector='OR'), name='connection_looked_at_under_way'),
        ),
        migrations.AddField(
            model_name='connectionmove',
            name='connection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='cases.connection'),
        ),
        migrations.AddField(
            model_name='connectionmove',
            name='moved_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='connectionmove',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'bounced'), models.Q(('why', ''), _negated=True)), models.Q(models.Q(('state', 'bounced'), _negated=True), ('why', '')), _connector='OR'), name='connection_move_bounce_has_reason'),
        ),
        migrations.RunPython(add_clocks, migrations.RunPython.noop),
        migrations.RunSQL(KEEP, "drop trigger cases_connectionmove_kept on cases_connectionmove; drop function connection_move_refuse();"),
    ]
