"""What was corrected on a record is kept."""

from django.db import migrations

KEEP = """
create function adult_change_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'what was corrected stays on record: % on % is refused', tg_op, tg_table_name;
end $$;
create trigger people_adultchange_kept before update or delete on people_adultchange
    for each row execute function adult_change_refuse();
"""
UNDO = """
drop trigger people_adultchange_kept on people_adultchange;
drop function adult_change_refuse();
"""


class Migration(migrations.Migration):
    replaces = [
        ("people", "0002_references_and_corrections"),
        ("people", "0003_email_in_plain_spelling"),
    ]
    dependencies = [("people", "0001_tables")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
