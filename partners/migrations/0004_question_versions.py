"""The questions to partners get versions, of which two people decide."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0003_searched'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionVersion',
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
                ('prompts', models.JSONField(help_text='by kind of agency: {"police": ["Are there open investigations?"]}')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-in_force_from', '-pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='partners_questionversion_two_people'), models.UniqueConstraint(models.Value(1), condition=models.Q(('in_force_from__isnull', False), ('superseded_at__isnull', True)), name='partners_questionversion_one_in_force'), models.UniqueConstraint(models.Value(1), condition=models.Q(('ended_at__isnull', True), ('in_force_from__isnull', True), ('proposed_at__isnull', False)), name='partners_questionversion_one_proposed'), models.CheckConstraint(condition=models.Q(('in_force_from__isnull', True), models.Q(('ended_at__isnull', True), models.Q(('proposed_at__isnull', True), ('approved_at__isnull', False), _connector='OR')), _connector='OR'), name='partners_questionversion_in_force_approved')],
            },
        ),
    ]
