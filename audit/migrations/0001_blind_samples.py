"""Blind samples, and the second ratings in them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BlindSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('once_key', models.UUIDField(help_text="the form's idempotency key: a replay finds this row", unique=True)),
                ('drawn_at', models.DateTimeField()),
                ('since_at', models.DateTimeField(blank=True, help_text='only ratings from then on; empty: all', null=True)),
                ('drawn_from', models.PositiveIntegerField(help_text='how many ratings there were to draw from')),
                ('seed', models.BigIntegerField(help_text='with it, the same draw from the same ratings can be made again')),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rater', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-drawn_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BlindRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('rag', models.CharField(blank=True, choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green')], max_length=5)),
                ('suggested', models.CharField(blank=True, choices=[('red', 'Red'), ('amber', 'Amber'), ('green', 'Green')], max_length=5)),
                ('rationale', models.TextField(blank=True)),
                ('snapshot', models.JSONField(blank=True, default=dict, help_text="the second worker's facts, and what the matrix suggested from them")),
                ('declined_why', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.ForeignKey(help_text="the first worker's rating", on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.decision')),
                ('sample', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='audit.blindsample')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('sample', 'decision'), name='blind_rating_once_in_sample'), models.UniqueConstraint(fields=('sample', 'position'), name='blind_rating_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('declined_why', ''), ('rag', '')), models.Q(('answered_at__isnull', False), ('declined_why', ''), models.Q(('rag', ''), _negated=True), models.Q(('suggested', ''), _negated=True), models.Q(('rationale', ''), _negated=True)), models.Q(('answered_at__isnull', False), ('rag', ''), models.Q(('declined_why', ''), _negated=True)), _connector='OR'), name='blind_rating_answered_or_declined')],
            },
        ),
    ]
