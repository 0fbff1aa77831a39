import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mash.people.models
import mash.people.states


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
    ]
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Adult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=mash.people.models.new_adult_reference, max_length=12, unique=True)),
                ('given_name', models.CharField(blank=True, max_length=100)),
                ('family_name', models.CharField(blank=True, max_length=100)),
                ('known_as', models.CharField(blank=True, max_length=100)),
                ('sound', models.CharField(blank=True, db_index=True, help_text='how the names sound, for finding', max_length=60)),
                ('born_on', models.DateField(blank=True, db_index=True, null=True)),
                ('nhs_number', models.CharField(blank=True, max_length=10)),
                ('las_id', models.CharField(blank=True, help_text="id on LAS, the council's adult record system", max_length=30)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('description', models.TextField(blank=True, help_text='how to recognise or find an adult whose name is not known')),
                ('communication_needs', models.TextField(blank=True)),
                ('safe_by', models.CharField(choices=[('not_asked', 'Not asked yet'), ('phone', 'Phone'), ('text', 'Text message'), ('email', 'Email'), ('letter', 'Letter'), ('in_person', 'In person only'), ('through', 'Through someone they trust'), ('none', 'No safe way is known')], default=mash.people.states.SafeBy['NOT_ASKED'], max_length=20)),
                ('safe_when', models.CharField(blank=True, help_text='safe times, words to use, whom to avoid', max_length=200)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('nhs_number', ''), _negated=True), fields=('nhs_number',), name='adult_nhs_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('postcode', models.CharField(blank=True, db_index=True, max_length=10)),
                ('from_on', models.DateField(blank=True, null=True)),
                ('until_on', models.DateField(blank=True, null=True)),
                ('adult', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='people.adult')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AdultChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField(help_text='the values that were replaced: {"born_on": "1941-02-17"}')),
                ('reason', models.TextField()),
                ('changed_at', models.DateTimeField(auto_now_add=True)),
                ('adult', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='people.adult')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-changed_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='adult_change_with_reason')],
            },
        ),
    ]
