"""The wording that was read at a meeting is history: the database lets nobody rewrite it."""

from django.db import migrations

KEEP = """
create trigger enquiries_statementversion_kept before update or delete on enquiries_statementversion
    for each row execute function version_keep();
"""
UNDO = "drop trigger enquiries_statementversion_kept on enquiries_statementversion"


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0005_searched"), ("cases", "0002_kept")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
