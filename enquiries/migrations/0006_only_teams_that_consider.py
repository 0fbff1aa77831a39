"""A team whose worker is asked for an answer reaches the case by the request itself: the right to consider a case is left
to teams that a handover was proposed to.
"""

from django.db import migrations


def only_who_considers(apps, schema_editor):
    grants = apps.get_model("cases", "CaseGroupGrant").objects.filter(permission__codename="consider")
    under_way = apps.get_model("enquiries", "Handover").objects.filter(state__in=["proposed", "met"])
    teams = set(under_way.values_list("case_id", "to_team__group_id"))
    for grant in grants:
        if (grant.content_object_id, grant.group_id) not in teams:
            grant.delete()


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0005_proposals"), ("cases", "0022_joined_and_danger_set_aside"), ("organisations", "0001_initial")]

    operations = [migrations.RunPython(only_who_considers, migrations.RunPython.noop)]
