"""The trail's lock: one function writes it, triggers refuse every change."""

from django.db import migrations

APPEND = """
create function trail_append(
    p_chain text, p_at text, p_actor_id bigint, p_actor text, p_verb text, p_subject text, p_detail text
) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_seq bigint;
    v_previous text;
    v_detail_sha text := encode(sha256(convert_to(p_detail, 'UTF8')), 'hex');
    v_hash text;
begin
    -- The row lock on the head puts writers of one chain in line; other chains never wait.
    insert into trail_head as h (chain, seq, hash) values (p_chain, 1, '')
        on conflict (chain) do update set seq = h.seq + 1
        returning seq, hash into v_seq, v_previous;
    v_hash := encode(sha256(convert_to(concat_ws(chr(31), v_previous, p_chain, v_seq::text, p_at,
        coalesce(p_actor_id::text, ''), p_actor, p_verb, p_subject, v_detail_sha), 'UTF8')), 'hex');
    insert into trail_event (chain, seq, at, actor_id, actor, verb, subject, detail_sha256, hash)
        values (p_chain, v_seq, p_at, p_actor_id, p_actor, p_verb, p_subject, v_detail_sha, v_hash);
    insert into trail_detail (chain, seq, text) values (p_chain, v_seq, p_detail);
    update trail_head set hash = v_hash where chain = p_chain;
    return v_seq;
end $$;
revoke all on function trail_append(text, text, bigint, text, text, text, text) from public;

create function trail_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'the trail is append-only: % on % is refused', tg_op, tg_table_name;
end $$;
create trigger trail_event_kept before update or delete on trail_event for each row execute function trail_refuse();
create trigger trail_event_whole before truncate on trail_event for each statement execute function trail_refuse();
create trigger trail_detail_kept before update or delete on trail_detail for each row execute function trail_refuse();
create trigger trail_detail_whole before truncate on trail_detail for each statement execute function trail_refuse();
create trigger trail_head_kept before delete on trail_head for each row execute function trail_refuse();
create trigger trail_head_whole before truncate on trail_head for each statement execute function trail_refuse();
"""

UNDO = """
drop trigger trail_event_kept on trail_event;
drop trigger trail_event_whole on trail_event;
drop trigger trail_detail_kept on trail_detail;
drop trigger trail_detail_whole on trail_detail;
drop trigger trail_head_kept on trail_head;
drop trigger trail_head_whole on trail_head;
drop function trail_refuse();
drop function trail_append(text, text, bigint, text, text, text, text);
"""


class Migration(migrations.Migration):
    replaces = [
        ("trail", "0002_append_only"),
        ("trail", "0003_refusals_by_case"),
    ]
    dependencies = [("trail", "0001_tables")]
    operations = [migrations.RunSQL(APPEND, UNDO)]
