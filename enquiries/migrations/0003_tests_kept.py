"""A three-point test is kept as it was recorded; a new one puts it right."""

from django.db import migrations

KEEP = """
create trigger enquiries_threepointtest_kept before update or delete on enquiries_threepointtest
    for each row execute function row_keep();
"""
UNDO = "drop trigger enquiries_threepointtest_kept on enquiries_threepointtest;"


class Migration(migrations.Migration):

    dependencies = [
        ('enquiries', '0002_shipped'),
        ('cases', '0011_decisions_kept'),
    ]

    operations = [migrations.RunSQL(KEEP, UNDO)]
