"""Decision reports become written reports of the case, at Level 3, as they were signed."""

from django.db import migrations


def move(apps, schema_editor) -> None:  # noqa: ANN001 (Django's own signature)
    written = apps.get_model("cases", "WrittenReport").objects
    for report in apps.get_model("enquiries", "Report").objects.order_by("pk"):
        written.create(
            case_id=report.case_id, number=report.number, level=3, written_by_id=report.made_by_id, written_at=report.made_at,
            recommendations=[{"what": report.recommendations, "who": "", "by_on": ""}], signed_by_id=report.made_by_id,
            signed_at=report.made_at, document_id=report.document_id,
        )  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ('enquiries', '0003_tests_kept'),
        ('cases', '0012_written_reports'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name='Report'),
    ]
