"""Each record has a reference that may stand in an address, and what was corrected on it is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import mash.people.models
from mash.people.models import new_adult_reference

KEEP = """
create function adult_change_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'what was corrected stays on record: % on % is refused', tg_op, tg_table_name;
end $$;
create trigger people_adultchange_kept before update or delete on people_adultchange
    for each row execute function adult_change_refuse();
"""
UNDO = """
drop trigger people_adultchange_kept on people_adultchange;
drop function adult_change_refuse();
"""


def name_each(apps: object, schema_editor: object) -> None:
    """The records that were there before get a reference of their own, each another."""
    adults = apps.get_model("people", "Adult")
    for pk in adults.objects.filter(reference__isnull=True).order_by("pk").values_list("pk", flat=True):
        adults.objects.filter(pk=pk).update(reference=new_adult_reference())


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("adult", "reference", models.CharField(max_length=12, null=True)),
        migrations.RunPython(name_each, migrations.RunPython.noop),
        migrations.AlterField(
            "adult", "reference", models.CharField(default=mash.people.models.new_adult_reference, max_length=12, unique=True)
        ),
        migrations.CreateModel(
            name="AdultChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.JSONField(help_text='the values that were replaced: {"born_on": "1941-02-17"}')),
                ("reason", models.TextField()),
                ("changed_at", models.DateTimeField(auto_now_add=True)),
                ("adult", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="people.adult")),
                ("changed_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-changed_at", "-pk"],
                "constraints": [models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="adult_change_with_reason")],
            },
        ),
        migrations.RunSQL(KEEP, UNDO),
    ]
