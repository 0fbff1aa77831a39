"""A message is kept as it came."""

from django.db import migrations

KEEP = """
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
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0006_mail")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
