import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import enquiries.states


class Migration(migrations.Migration):
    replaces = [
        ("enquiries", "0001_initial"),
    ]
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0001_tables'),
        ('documents', '0001_tables'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('state', django_fsm.FSMField(choices=[('proposed', 'Proposed'), ('met', 'Met about'), ('accepted', 'Accepted'), ('refused', 'Refused')], default=enquiries.states.HandoverState['PROPOSED'], max_length=50, protected=True)),
                ('summary', models.TextField()),
                ('proposed_at', models.DateTimeField()),
                ('met_at', models.DateTimeField(blank=True, null=True)),
                ('met_with', models.CharField(blank=True, max_length=300)),
                ('responsibilities', models.TextField(blank=True)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('refusal_reason', models.TextField(blank=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='cases.case')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='organisations.organisation')),
            ],
            options={
                'ordering': ['-proposed_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'met', 'accepted', 'refused'])), name='handover_state_known'), models.UniqueConstraint(condition=models.Q(('state__in', ['proposed', 'met'])), fields=('case',), name='handover_one_open'), models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'refused']), models.Q(('met_at__isnull', False), ('starts_on__isnull', False), models.Q(('responsibilities', ''), _negated=True)), _connector='OR'), name='handover_met_with_terms'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('refusal_reason', ''), _negated=True), _connector='OR'), name='handover_refused_with_reason')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aim', models.TextField(help_text='what the adult wants it to achieve')),
                ('contingency', models.TextField(help_text='what to do if it does not work')),
                ('agreed_at', models.DateTimeField()),
                ('agreed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='plan', to='cases.case')),
            ],
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('recommendations', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='cases.case')),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='documents.document')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='report_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Risk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('abuse_type', models.CharField(help_text='code of the matrix: PHY, DA, …', max_length=5)),
                ('place', models.CharField(choices=[('own_home', 'Own home'), ('community', 'In the community'), ('care_home', 'Care home'), ('supported', 'Supported living'), ('hospital', 'Hospital'), ('service', 'A community service'), ('online', 'Online or by phone'), ('other', 'Other')], max_length=20)),
                ('words', models.TextField()),
                ('assessment', models.CharField(blank=True, choices=[('identified_action', 'Risk identified and action taken'), ('identified_no_action', 'Risk identified and no action taken'), ('inconclusive_action', 'Assessment inconclusive and action taken'), ('inconclusive_no_action', 'Assessment inconclusive and no action taken'), ('not_identified_action', 'No risk identified and action taken'), ('not_identified_no_action', 'No risk identified and no action taken'), ('ceased', "Enquiry ceased at the adult's request")], max_length=30)),
                ('outcome', models.CharField(blank=True, choices=[('remains', 'Risk remains'), ('reduced', 'Risk reduced'), ('removed', 'Risk removed')], max_length=20)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='cases.case')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='cases.sourceofharm')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='StatementVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(blank=True, help_text='why it is proposed')),
                ('proposed_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, help_text='withdrawn by the proposer, or sent back', null=True)),
                ('ended_why', models.TextField(blank=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('starts_at', models.DateTimeField(blank=True, help_text='when it was approved to come into force', null=True)),
                ('in_force_from', models.DateTimeField(blank=True, null=True)),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('text', models.TextField()),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-in_force_from', '-pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='enquiries_statementversion_two_people'), models.UniqueConstraint(models.Value(1), condition=models.Q(('in_force_from__isnull', False), ('superseded_at__isnull', True)), name='enquiries_statementversion_one_in_force'), models.UniqueConstraint(models.Value(1), condition=models.Q(('ended_at__isnull', True), ('in_force_from__isnull', True), ('proposed_at__isnull', False)), name='enquiries_statementversion_one_proposed'), models.CheckConstraint(condition=models.Q(('in_force_from__isnull', True), models.Q(('ended_at__isnull', True), models.Q(('proposed_at__isnull', True), ('approved_at__isnull', False), _connector='OR')), _connector='OR'), name='enquiries_statementversion_in_force_approved')],
            },
        ),
        migrations.CreateModel(
            name='ThreePointTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('has_needs', models.BooleanField()),
                ('has_needs_reason', models.TextField()),
                ('at_risk', models.BooleanField()),
                ('at_risk_reason', models.TextField()),
                ('cannot_protect', models.BooleanField()),
                ('cannot_protect_reason', models.TextField()),
                ('override', models.CharField(blank=True, choices=[('repeat', 'Repeat incidents, three or more'), ('escalating', 'Escalating harm'), ('admissions', 'Recurring hospital admissions due to neglect or abuse'), ('serious_harm', 'Serious harm'), ('public_safety', 'Public safety'), ('other', 'Other')], max_length=20)),
                ('judgement', models.TextField(blank=True)),
                ('discussion', models.CharField(blank=True, help_text='the multi-agency discussion on record, in words', max_length=300)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='three_point_tests', to='cases.case')),
                ('decision', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='three_point_test', to='cases.decision')),
                ('override_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('override', ''), models.Q(models.Q(('judgement', ''), _negated=True), models.Q(('discussion', ''), _negated=True), ('override_by__isnull', False)), _connector='OR'), name='test_override_is_reasoned')],
            },
        ),
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mash', 'MASH enquiry'), ('section_42', 'Section 42 enquiry'), ('non_statutory', 'Non-statutory enquiry')], max_length=20)),
                ('state', django_fsm.FSMField(choices=[('open', 'Open'), ('concluded', 'Concluded')], default=enquiries.states.EnquiryState['OPEN'], max_length=50, protected=True)),
                ('route', models.CharField(choices=[('local_authority', 'By the local authority'), ('caused', 'Caused to be made by another agency')], default=enquiries.states.Route['LOCAL_AUTHORITY'], max_length=20)),
                ('crime_investigated', models.BooleanField(default=False)),
                ('basis', models.CharField(blank=True, choices=[('section_42', 'Section 42 enquiry'), ('other', 'Other enquiry')], max_length=20)),
                ('scope', models.TextField(blank=True, help_text='what is to be found out, and by when')),
                ('started_at', models.DateTimeField()),
                ('concluded_at', models.DateTimeField(blank=True, null=True)),
                ('findings', models.TextField(blank=True)),
                ('outcomes_met', models.CharField(blank=True, choices=[('met', 'Met'), ('partly', 'Partly met'), ('not_met', 'Not met'), ('none_expressed', 'The adult expressed none')], max_length=20)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='cases.case')),
                ('caused_agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-started_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['open', 'concluded'])), name='enquiry_state_known'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('case',), name='enquiry_one_open'), models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('concluded_at__isnull', False), models.Q(('findings', ''), _negated=True)), _connector='OR'), name='enquiry_concluded_with_findings')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('strategy', 'Strategy discussion'), ('planning', 'Planning meeting'), ('professionals', "Professionals' meeting"), ('outcome', 'Outcome meeting')], max_length=20)),
                ('state', django_fsm.FSMField(choices=[('planned', 'Planned'), ('held', 'Held')], default=enquiries.states.MeetingState['PLANNED'], max_length=50, protected=True)),
                ('at', models.DateTimeField()),
                ('agenda', models.TextField()),
                ('adult_invited', models.BooleanField(default=True)),
                ('not_invited', models.CharField(blank=True, choices=[('adult_declined', 'The adult did not want to come'), ('public_protection', 'Public protection'), ('best_interests', 'Best interests, after a capacity assessment'), ('seen_separately', 'Seen separately, and their views are fed in')], max_length=20)),
                ('not_invited_words', models.TextField(blank=True)),
                ('supports', models.CharField(blank=True, help_text='supports offered and accepted', max_length=300)),
                ('contribution', models.TextField(blank=True, help_text="the adult's contribution, read first")),
                ('minutes', models.TextField(blank=True)),
                ('held_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='cases.case')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='enquiries.statementversion')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held'])), name='meeting_state_known'), models.CheckConstraint(condition=models.Q(('adult_invited', True), models.Q(models.Q(('not_invited', ''), _negated=True), models.Q(('not_invited_words', ''), _negated=True)), _connector='OR'), name='meeting_not_inviting_needs_reason'), models.CheckConstraint(condition=models.Q(('state', 'planned'), models.Q(('held_at__isnull', False), ('statement__isnull', False), models.Q(('minutes', ''), _negated=True)), _connector='OR'), name='meeting_held_with_statement_and_minutes')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name='PlanAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField()),
                ('agency', models.CharField(max_length=150)),
                ('person', models.CharField(max_length=150)),
                ('due_on', models.DateField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_words', models.TextField(blank=True)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='enquiries.plan')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('organisation', models.CharField(max_length=150)),
                ('agreement', models.CharField(choices=[('not_asked', 'Not asked yet'), ('agreed', 'Agreed'), ('refused', 'Did not agree, and left')], default=enquiries.states.Agreement['NOT_ASKED'], max_length=12)),
                ('recorded_at', models.DateTimeField(blank=True, null=True)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='enquiries.meeting')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'name', 'organisation'), name='attendance_once')],
            },
        ),
    ]
