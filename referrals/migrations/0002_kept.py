"""What arrived is counted once and for all, and a message is kept as it came."""

from django.db import migrations

KEEP = """
create function arrival_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'what arrived stays counted: % on % is refused', tg_op, tg_table_name;
end $$;
create trigger referrals_arrival_kept before update or delete on referrals_arrival
    for each row execute function arrival_refuse();

create function mail_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'a message is kept as it came: % on % is refused', tg_op, tg_table_name;
end $$;
create trigger referrals_mail_kept before delete or update of raw, sha256, once_key on referrals_mail
    for each row execute function mail_refuse();
"""
UNDO = """
drop trigger referrals_mail_kept on referrals_mail;
drop function mail_refuse();

drop trigger referrals_arrival_kept on referrals_arrival;
drop function arrival_refuse();
"""


class Migration(migrations.Migration):
    replaces = [
        ("referrals", "0002_what_the_pages_ask"),
    ]
    dependencies = [("referrals", "0001_tables")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
