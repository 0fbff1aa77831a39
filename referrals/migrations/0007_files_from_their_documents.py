"""A file of a report is found from its document."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0003_searched_too'),
        ('referrals', '0006_searched'),
    ]

    operations = [
        migrations.AlterField(
            model_name='referralfile',
            name='document',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='referral_file', to='documents.document'),
        ),
    ]
