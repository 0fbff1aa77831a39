"""What arrived is counted once and for all; referrals from before are counted too."""

from django.db import migrations

KEEP = """
create function arrival_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'what arrived stays counted: % on % is refused', tg_op, tg_table_name;
end $$;
create trigger referrals_arrival_kept before update or delete on referrals_arrival
    for each row execute function arrival_refuse();
"""
UNDO = """
drop trigger referrals_arrival_kept on referrals_arrival;
drop function arrival_refuse();
"""
# "Paper or walk-in" was one channel, and stays paper.
COUNT_EARLIER = """
insert into referrals_arrival (once_key, channel, received_at, written_at)
select once_key, channel, received_at, keyed_at from referrals_referral on conflict do nothing;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_every_channel")]
    operations = [
        migrations.RunSQL(COUNT_EARLIER, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, UNDO),
    ]
