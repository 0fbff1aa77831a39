import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import partners.states


class Migration(migrations.Migration):
    replaces = [
        ("partners", "0001_initial"),
        ("partners", "0002_once_and_not_to_family"),
        ("partners", "0003_answers_in_plain_words"),
    ]
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('cases', '0001_tables'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Check',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True)),
                ('state', django_fsm.FSMField(choices=[('asked', 'Asked'), ('answered', 'Answered'), ('read', 'Answer read'), ('withdrawn', 'Withdrawn')], default=partners.states.CheckState['ASKED'], max_length=50, protected=True)),
                ('questions', models.TextField()),
                ('purpose', models.CharField(max_length=300)),
                ('basis', models.CharField(choices=[('safeguarding', 'Safeguarding an adult at risk'), ('consent', 'The adult agreed'), ('vital_interests', 'Vital interests: life or serious harm'), ('crime', 'Preventing or detecting crime')], max_length=20)),
                ('basis_reason', models.TextField(blank=True)),
                ('shown', models.JSONField(help_text='exactly what the agency sees: [["Name", "…"], …]')),
                ('once', models.UUIDField(default=uuid.uuid4, help_text='key of the form: sending it twice asks once')),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('nothing_held', 'We hold nothing'), ('shared', 'We hold information and can share it'), ('cannot_share', 'We hold information but cannot share it'), ('not_ours', 'This is not for us'), ('ring_me', 'Please ring me')], max_length=20)),
                ('answer_text', models.TextField(blank=True)),
                ('not_to_family', models.TextField(blank=True, help_text='what the adult or family must not be told, and why')),
                ('cannot_share_reason', models.TextField(blank=True)),
                ('ring_number', models.CharField(blank=True, max_length=40)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_late', models.BooleanField(default=False, help_text='after the decision it was asked for')),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='organisations.organisation')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='cases.case')),
                ('read_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'answered', 'read', 'withdrawn'])), name='check_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['answered', 'read']), _negated=True), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='check_answered_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'cannot_share'), _negated=True), models.Q(('cannot_share_reason', ''), _negated=True), _connector='OR'), name='check_refusal_has_reason'), models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('case', 'agency'), name='check_one_open'), models.UniqueConstraint(fields=('once', 'agency'), name='check_sent_once')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
    ]
