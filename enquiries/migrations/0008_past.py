"""The enquiry's own pages change in place too: the database keeps how they stood, as it does of the case (cases 0039)."""

from importlib import import_module

from django.db import migrations

TABLES = {
    "enquiries_risk": ("case_id", "told.recorded_at"), "enquiries_enquiry": ("case_id", "told.started_at"),
    "enquiries_meeting": ("case_id", "coalesce(told.held_at, clock_timestamp())"), "enquiries_plan": ("case_id", "told.agreed_at"),
    "enquiries_planaction": ("plan_id", "(select agreed_at from enquiries_plan where id = told.plan_id)"),
}  # fmt: skip
watched = import_module("mash.cases.migrations.0039_past").watched


class Migration(migrations.Migration):

    dependencies = [
        ("enquiries", "0007_what_the_adult_was_told"),
        ("cases", "0039_past"),
    ]

    operations = watched(TABLES)
