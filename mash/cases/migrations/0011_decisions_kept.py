"""What was decided, and what was known, is kept as it was written: the database lets nobody rewrite it."""

from django.db import migrations, models

ROWS = [
    "cases_rating", "cases_contact", "cases_wishes", "cases_capacity", "cases_consent", "cases_consultation",
    "cases_chronologyentry", "cases_protectiveaction", "cases_advocacy",
]  # fmt: skip
KEEP = """
create function decision_keep() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.document_id is not null or new.document_id is null
        or to_jsonb(new) - 'document_id' is distinct from to_jsonb(old) - 'document_id'
    then
        raise exception 'a decision is kept as it was made, a new one puts it right: % is refused', tg_op;
    end if;
    return new;
end $$;
create trigger cases_decision_kept before update or delete on cases_decision
    for each row execute function decision_keep();

create function row_keep() returns trigger language plpgsql as $$
begin
    raise exception 'what was recorded stays as it was written: % on % is refused', tg_op, tg_table_name;
end $$;
""" + "".join(
    f"create trigger {table}_kept before update or delete on {table} for each row execute function row_keep();\n" for table in ROWS
)
UNDO = (
    "".join(f"drop trigger {table}_kept on {table};\n" for table in ROWS)
    + "drop function row_keep();\ndrop trigger cases_decision_kept on cases_decision;\ndrop function decision_keep();"
)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_voice'),
    ]

    operations = [
        migrations.AlterField(
            model_name='decision',
            name='kind',
            field=models.CharField(choices=[('rating', 'RAG rating'), ('triage', 'Triage decision'), ('three_point', 'Three-point test'), ('enquiry', 'Enquiry decision'), ('sharing', 'Sharing decision'), ('closing', 'Closing'), ('reopening', 'Reopening')], max_length=20),
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
