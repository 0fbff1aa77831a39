"""The list of terms as shipped; what was let through and how the list changed is history that nobody rewrites."""

from pathlib import Path

import yaml
from django.db import migrations

DATA = Path(__file__).parents[1] / "data" / "terms.yaml"
KEEP = """
create function wording_keep() returns trigger language plpgsql as $$
begin
    raise exception 'what was let through, and how the list changed, stays: % on % is refused', tg_op, tg_table_name;
end $$;
create trigger cases_letthrough_kept before update or delete on cases_letthrough
    for each row execute function wording_keep();
create trigger cases_termchange_kept before update or delete on cases_termchange
    for each row execute function wording_keep();
"""
UNDO = """
drop trigger cases_termchange_kept on cases_termchange;
drop trigger cases_letthrough_kept on cases_letthrough;
drop function wording_keep();
"""


def load(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    term = apps.get_model("cases", "Term")
    rows = yaml.safe_load(DATA.read_text())
    term.objects.bulk_create(term(phrase=phrase, why=why, instead=instead) for phrase, why, instead in rows)


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_wording")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop), migrations.RunSQL(KEEP, UNDO)]
