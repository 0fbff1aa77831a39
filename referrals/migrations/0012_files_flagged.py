"""A file that stays closed is asked about once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0011_saved_drafts'),
    ]

    operations = [
        migrations.AddField(
            model_name='referralfile',
            name='flagged_as',
            field=models.CharField(blank=True, choices=[('clean', 'Checked: no virus found'), ('unscanned', 'Not scanned for viruses'), ('quarantined', 'Waiting for the virus check'), ('infected', 'Virus found'), ('refused', 'Could not be taken')], default='', help_text='a task was raised for it in this state', max_length=20),
        ),
    ]
