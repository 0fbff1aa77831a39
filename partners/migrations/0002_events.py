"""Dated events out of answers, bound to their check for good."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0018_chronology'),
        ('partners', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given', models.BooleanField(help_text='by the agency itself; else somebody of the hub took it out of the words')),
                ('answered', models.ForeignKey(help_text='the check whose answer tells of it', on_delete=django.db.models.deletion.PROTECT, related_name='events', to='partners.check')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='check_event', to='cases.chronologyentry')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.RunSQL(
            "create trigger partners_checkevent_kept before update or delete on partners_checkevent for each row execute function row_keep();",
            "drop trigger partners_checkevent_kept on partners_checkevent;",
        ),
    ]
