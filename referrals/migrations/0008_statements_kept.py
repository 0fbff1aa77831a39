"""The statements that referrers were told in are history: the database lets nobody rewrite them."""

from django.db import migrations

KEEP = """
create trigger referrals_statementversion_kept before update or delete on referrals_statementversion
    for each row execute function version_keep();

create function statement_keep() returns trigger language plpgsql as $$
begin
    if exists (select from referrals_statementversion where id = old.version_id and in_force_from is not null) then
        raise exception 'a version that was in force never changes: % on % is refused', tg_op, tg_table_name;
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger referrals_statement_kept before update or delete on referrals_statement
    for each row execute function statement_keep();
"""
UNDO = """
drop trigger referrals_statement_kept on referrals_statement;
drop function statement_keep();
drop trigger referrals_statementversion_kept on referrals_statementversion;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_files_from_their_documents"), ("cases", "0002_kept")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
