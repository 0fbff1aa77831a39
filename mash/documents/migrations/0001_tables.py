import uuid

import django_fsm
from django.db import migrations, models

import mash.documents.states


class Migration(migrations.Migration):
    replaces = [
        ("documents", "0001_initial"),
        ("documents", "0002_uploads"),
        ("documents", "0003_uploads_named"),
    ]
    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, help_text='names it to whoever sent it', unique=True)),
                ('name', models.CharField(help_text="a neutral file name, with no one's name in it", max_length=150)),
                ('original_name', models.CharField(blank=True, default='', help_text='as the sender called it', max_length=255)),
                ('content_type', models.CharField(max_length=80)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('state', django_fsm.FSMField(choices=[('clean', 'Checked: no virus found'), ('unscanned', 'Not scanned for viruses'), ('quarantined', 'Waiting for the virus check'), ('infected', 'Virus found'), ('refused', 'Could not be taken')], default=mash.documents.states.State['QUARANTINED'], max_length=50, protected=True)),
                ('refusal', models.CharField(blank=True, default='', help_text='a word of Refusal', max_length=20)),
                ('finding', models.CharField(blank=True, default='', help_text='what the scanner calls the virus', max_length=100)),
                ('uploaded', models.BooleanField(default=False, help_text='came from outside, and goes again if nothing holds it')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('scan_tried_at', models.DateTimeField(blank=True, null=True)),
                ('scanned_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['quarantined', 'unscanned'])), fields=['scan_tried_at'], name='document_unscanned'), models.Index(condition=models.Q(('uploaded', True)), fields=['made_at'], name='document_uploaded')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['clean', 'unscanned', 'quarantined', 'infected', 'refused'])), name='document_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('size', 0), ('state', 'refused'), models.Q(('refusal', ''), _negated=True)), models.Q(models.Q(('state', 'refused'), _negated=True), ('refusal', '')), _connector='OR'), name='document_refused_with_reason')],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
    ]
