"""What was in force, how clocks stood and how due times moved is history: the database lets nobody rewrite it."""

from django.db import migrations

KEEP = """
create function version_keep() returns trigger language plpgsql as $$
begin
    if old.in_force_from is not null and (
        tg_op = 'DELETE' or old.superseded_at is not null
        or to_jsonb(new) - 'superseded_at' is distinct from to_jsonb(old) - 'superseded_at'
    ) then
        raise exception 'a version that was in force never changes: % on % is refused', tg_op, tg_table_name;
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger cases_timescaleversion_kept before update or delete on cases_timescaleversion
    for each row execute function version_keep();

create function closure_keep() returns trigger language plpgsql as $$
begin
    if old.approved_at is not null then
        raise exception 'an approved day never changes, a newer one replaces it: % is refused', tg_op;
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger cases_closure_kept before update or delete on cases_closure
    for each row execute function closure_keep();

create function pause_keep() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.until is not null
        or to_jsonb(new) - array['until', 'resumed_by_id', 'asked_at']
            is distinct from to_jsonb(old) - array['until', 'resumed_by_id', 'asked_at']
    then
        raise exception 'the history of a clock stays: % on % is refused', tg_op, tg_table_name;
    end if;
    return new;
end $$;
create trigger cases_pause_kept before update or delete on cases_pause
    for each row execute function pause_keep();

create function deadline_change_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the history of a clock stays: % on % is refused', tg_op, tg_table_name;
end $$;
create trigger cases_deadlinechange_kept before update or delete on cases_deadlinechange
    for each row execute function deadline_change_refuse();
"""
UNDO = """
drop trigger cases_deadlinechange_kept on cases_deadlinechange;
drop function deadline_change_refuse();
drop trigger cases_pause_kept on cases_pause;
drop function pause_keep();
drop trigger cases_closure_kept on cases_closure;
drop function closure_keep();
drop trigger cases_timescaleversion_kept on cases_timescaleversion;
drop function version_keep();
"""


class Migration(migrations.Migration):
    replaces = [
        ("cases", "0002_initial"),
    ]
    dependencies = [("cases", "0001_tables")]
    operations = [migrations.RunSQL(KEEP, UNDO)]
