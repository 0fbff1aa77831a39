"""What changes in place is kept as it stood: the database writes the history of these tables by itself, and lets nobody rewrite
it. A look back is then right at any moment, and not only where a decision kept the record.
"""

from django.db import migrations, models

# By its own clock; `mash.then` lets the demo tell of days gone by.
KEEP = """
create function past_keep() returns trigger language plpgsql as $$
declare
    stands jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
    known jsonb := coalesce(stands, to_jsonb(old));
    moment timestamptz := coalesce(nullif(current_setting('mash.then', true), '')::timestamptz, clock_timestamp());
begin
    if tg_op = 'UPDATE' and stands = to_jsonb(old) then
        return null;
    end if;
    insert into cases_past ("table", row_id, parent_id, at, row)
    values (tg_table_name, (known->>'id')::bigint, (known->>tg_argv[0])::bigint, moment, stands);
    return null;
end $$;
create trigger cases_past_kept before update or delete on cases_past for each row execute function row_keep();
"""
TABLES = {
    "cases_case": "id", "people_adult": "id", "cases_step": "case_id", "cases_workitem": "case_id", "cases_deadline": "case_id",
}  # fmt: skip
# Each table with the column of what its rows hang on.
BEGIN = """
insert into cases_past ("table", row_id, parent_id, at, row, began_at)
select '{table}', {table}.id, {table}.{parent}, clock_timestamp(), to_jsonb({table}.*), clock_timestamp() from {table};
"""
WATCH = """
create trigger {table}_past after insert or update or delete on {table} for each row execute function past_keep('{parent}');
"""
UNDO = "drop trigger {table}_past on {table};"


def watched(tables):
    """The operations that begin the history of these tables, with the rows that are there as they stand."""
    return [
        migrations.RunSQL((BEGIN + WATCH).format(table=table, parent=parent), UNDO.format(table=table))
        for table, parent in tables.items()
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0038_more_terms'),
        ('people', '0005_searched'),
    ]

    operations = [
        migrations.CreateModel(
            name='Past',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(help_text='"cases_step"', max_length=63)),
                ('row_id', models.BigIntegerField()),
                ('parent_id', models.BigIntegerField(help_text='what the row hangs on: its case, or the plan of an action', null=True)),
                ('at', models.DateTimeField(help_text='from when on it stood so')),
                ('row', models.JSONField(help_text='its columns; empty: it was taken away', null=True)),
                ('began_at', models.DateTimeField(blank=True, help_text='of a row that was there already: when this history began to be kept', null=True)),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['table', 'parent_id', 'at'], name='past_of_parent'), models.Index(fields=['table', 'row_id', '-at', '-id'], name='past_of_row')],
            },
        ),
        migrations.RunSQL(KEEP, "drop function past_keep() cascade"),
        *watched(TABLES),
    ]
