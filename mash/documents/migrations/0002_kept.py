"""A document that the hub drew is kept byte for byte: the database lets nobody change or remove it."""

from django.db import migrations

KEEP = """
create function document_keep() returns trigger language plpgsql as $$
begin
    if not old.uploaded then
        raise exception 'a document that was drawn is kept byte for byte: % is refused', tg_op;
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger documents_document_kept before update or delete on documents_document
    for each row execute function document_keep();
"""
UNDO = """
drop trigger documents_document_kept on documents_document;
drop function document_keep();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_tables'),
    ]

    operations = [migrations.RunSQL(KEEP, UNDO)]
