import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import mash.outbox.states


class Migration(migrations.Migration):
    replaces = [
        ("outbox", "0001_initial"),
        ("outbox", "0002_queued_by"),
        ("outbox", "0003_channels"),
        ("outbox", "0004_carriers"),
        ("outbox", "0005_stopped_messages"),
        ("outbox", "0006_email_in_plain_spelling"),
    ]
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('channel', models.CharField(choices=[('email', 'Email'), ('text', 'Text message'), ('letter', 'Letter'), ('portal', 'Partner portal')], default=mash.outbox.states.Channel['EMAIL'], max_length=20)),
                ('carrier', models.CharField(blank=True, choices=[('smtp', 'Mail server'), ('notify', 'GOV.UK Notify'), ('post', 'Post'), ('portal', 'Partner portal')], help_text='chosen when first taken, and then kept', max_length=20)),
                ('recipient', models.CharField(help_text='address, number, or name and postal address', max_length=400)),
                ('subject', models.CharField(max_length=120)),
                ('body', models.TextField()),
                ('about', models.CharField(blank=True, db_index=True, help_text='reference of the case or referral', max_length=40)),
                ('state', django_fsm.FSMField(choices=[('waiting', 'Waiting to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('in_doubt', 'May have been sent'), ('to_post', 'To be posted'), ('dead', 'Could not be sent'), ('withdrawn', 'Stopped before it left')], default=mash.outbox.states.State['WAITING'], max_length=50, protected=True)),
                ('queued_at', models.DateTimeField(auto_now_add=True)),
                ('not_before_at', models.DateTimeField(auto_now_add=True)),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('fault', models.CharField(blank=True, help_text='the kind of fault, never the text of the message', max_length=200)),
                ('work_item_raised', models.BooleanField(default=False)),
                ('queued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['in_doubt', 'waiting'])), fields=['state', 'not_before_at'], name='message_due'), models.Index(condition=models.Q(('state', 'sending')), fields=['taken_at'], name='message_sending')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sending', 'sent', 'in_doubt', 'to_post', 'dead', 'withdrawn'])), name='message_state_known')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
    ]
