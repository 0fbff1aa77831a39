"""Which system of an agency brought a report is shown beside it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('referrals', '0003_shipped'),
    ]

    operations = [
        migrations.AddField(
            model_name='referral',
            name='system',
            field=models.CharField(blank=True, help_text="the agency's system whose key brought it", max_length=200),
        ),
    ]
