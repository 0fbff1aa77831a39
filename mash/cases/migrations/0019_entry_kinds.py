"""Entries from before kinds were kept are sorted by how the hub itself wrote them; what is not certain stays a step of the hub."""

from django.db import migrations

SORT = """
alter table cases_chronologyentry disable trigger cases_chronologyentry_kept;
update cases_chronologyentry e set
    kind = case
        when what ~ '^Report R-[0-9A-Z-]+ received ' then 'report'
        when what ~ ' answered “' then 'answer'
        when what ~ '^(Spoke with them|No answer|Left a safe message|Not safe to make contact|Did not want to speak): ' then 'contact'
        when what ~ '^Protective action: ' then 'protection'
        when what ~ '^Asked for help: ' then 'sought_help'
        when exists (select 1 from cases_careevent c where c.case_id = e.case_id and c.happened_at = e.happened_at and c.service = e.source)
            then 'care'
        when what ~ '^(Rated |The suggested rating stays)' then 'rating'
        when what ~ '^(Triage decided|Case closed|Case reopened|Three-point test|Set aside)' then 'decision'
        when what ~ '^(Connection (offered|with)|Instead of )' then 'connection'
        when what ~ '^(Safeguarding plan|Plan action done)' then 'plan'
        when what ~ '^Police hold' then 'hold'
        when what ~ '^(Referrer of |Holding message|Feedback to the referrer)' then 'feedback'
        else 'work' end,
    about = coalesce(substring(what from '^Report (R-[0-9A-Z-]+) received '), ''),
    agency_id = coalesce(
        (select o.id from organisations_organisation o where o.name = e.source),
        (select u.organisation_id from accounts_user u where u.id = e.recorded_by_id and e.source in (u.name, 'The hub'))
    ),
    withheld = coalesce(substring(what from ' Not to be told to the adult or family: (.*)$'), '');
set constraints all immediate;
alter table cases_chronologyentry enable trigger cases_chronologyentry_kept;
set constraints all deferred;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0018_chronology'),
    ]

    operations = [migrations.RunSQL(SORT, migrations.RunSQL.noop)]
