import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_decisions_kept'),
        ('referrals', '0004_system_named'),
    ]

    operations = [
        migrations.AddField(
            model_name='referral',
            name='joined_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='referrals_left', to='cases.case'),
        ),
        migrations.AddField(
            model_name='referral',
            name='joined_at',
            field=models.DateTimeField(blank=True, help_text='when it came here from another case', null=True),
        ),
    ]
