"""The enquiry's own pages change in place too: the database keeps how they stood, as it does of the case (cases 0039)."""

from importlib import import_module

from django.db import migrations

TABLES = {
    "enquiries_risk": "case_id", "enquiries_enquiry": "case_id", "enquiries_meeting": "case_id", "enquiries_plan": "case_id",
    "enquiries_planaction": "plan_id",
}  # fmt: skip
watched = import_module("mash.cases.migrations.0039_past").watched


class Migration(migrations.Migration):

    dependencies = [
        ("enquiries", "0007_what_the_adult_was_told"),
        ("cases", "0039_past"),
    ]

    operations = watched(TABLES)
