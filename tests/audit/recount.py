"""The lab's counts made again in SQL, from the rows alone: none of the product's Python takes part."""

from typing import Any

from django.db import connection

LAST = """
kept as (
    select distinct on (r.case_id) r.case_id, r.suggested as then_rag, r.types as kinds, d.snapshot -> 'facts' as f,
        d.snapshot #>> '{suggestion,route}' as then_route, c.adult_id, c.restricted
    from cases_rating r join cases_decision d on d.id = r.decision_id join cases_case c on c.id = r.case_id
    where (r.senior_id is null or r.senior_id <> d.decided_by_id) and (%(since)s::timestamptz is null or d.decided_at >= %(since)s)
        and (%(all)s or not c.restricted)
    order by r.case_id, d.decided_at desc, r.id desc
)"""
AGAIN = """
m as (select data as x from thresholds_matrixversion where id = %(version)s),
ind as (select t ->> 'code' as kind, i ->> 'code' as code, (i ->> 'level')::int as level
    from m, jsonb_array_elements(x -> 'types') t, jsonb_array_elements(t -> 'indicators') i),
whole as (select *, f ?& array['types', 'indicators', 'gates', 'lifts'] as told from kept),
known as (select *, told
        and not exists (select from jsonb_array_elements_text(f -> 'indicators') a where a not in (select code from ind))
        and not exists (select from jsonb_array_elements_text(f -> 'types') a where a not in (select kind from ind)) as runs from whole),
parts as (select k.*,
    (select coalesce(max(level), 1) from ind where f -> 'indicators' ? code) as by_ind,
    exists (select from m, jsonb_array_elements(x -> 'gates') g where f -> 'gates' ->> (g ->> 'code') is distinct from 'yes') as gated,
    jsonb_array_length(f -> 'lifts') > 0 or exists (select from m, jsonb_array_elements(x -> 'settings') s
        where s ->> 'code' = f ->> 'setting' and (s ->> 'lowers_bar')::bool and s ->> 'lift' is not null) as lifted,
    array(select r from m, jsonb_array_elements(x -> 'routing') r where
        exists (select from jsonb_array_elements_text(coalesce(r #> '{when,facts}', '[]')) a where (f ->> a)::bool)
        or exists (select from jsonb_array_elements_text(coalesce(r #> '{when,types}', '[]')) a where f -> 'types' ? a
            or a in (select kind from ind where f -> 'indicators' ? code))
        or exists (select from jsonb_array_elements_text(coalesce(r #> '{when,indicators}', '[]')) a where f -> 'indicators' ? a)
        or exists (select from jsonb_array_elements_text(coalesce(r #> '{when,lifts}', '[]')) a where f -> 'lifts' ? a)
        or exists (select from jsonb_array_elements_text(coalesce(r #> '{when,gates_no}', '[]')) a where f -> 'gates' ->> a = 'no')) as rules
    from known k),
levels as (select p.*, least(3, greatest(by_ind, case when gated then (select (x ->> 'gates_least_level')::int from m) else 1 end,
        (select coalesce(max((r ->> 'least_level')::int), 1) from unnest(rules) r)) + lifted::int) as level from parts p),
again as (select l.*, case when runs then (select v ->> 'rag' from m, jsonb_array_elements(x -> 'levels') v where (v ->> 'number')::int = level) end
    as now_rag, exists (select from unnest(rules) r where r ->> 'route' = 'mash_enquiry') as progresses from levels l),
moved as (select a.*, case when now_rag is null then null when now_rag = 'red' or progresses then 'mash_enquiry' else 'triage' end as now_route,
    case when now_rag is null then 'unknown'
        when array_position(array['green', 'amber', 'red'], now_rag) > array_position(array['green', 'amber', 'red'], then_rag::text) then 'higher'
        when array_position(array['green', 'amber', 'red'], now_rag) < array_position(array['green', 'amber', 'red'], then_rag::text) then 'lower'
        when then_route is not null and then_route <> case when now_rag = 'red' or progresses then 'mash_enquiry' else 'triage' end then 'route'
        else 'same' end as move,
    (select coalesce(o.name, case q.voice when 'relative' then 'Relative, friend or neighbour' when 'professional' then 'Professional or volunteer'
            when 'not_said' then 'Not said' end)
        from referrals_referral q left join organisations_organisation o on o.id = q.agency_id
        where q.case_id = a.case_id and q.set_aside = '' order by q.received_at, q.id limit 1) as partner,
    coalesce((select substring(upper(replace(postcode, ' ', '')) from '^(.{2,4}).{3}$') from people_address p
        where p.adult_id = a.adult_id and until_on is null order by p.id desc limit 1), 'Not known') as area
    from again a)"""
TAKEN_APART = {
    "type": "select value, move, count(*) from moved, jsonb_array_elements_text(kinds) value group by 1, 2",
    "setting": "select coalesce(f ->> 'setting', ''), move, count(*) from moved group by 1, 2",
    "partner": "select partner, move, count(*) from moved group by 1, 2",
    "area": "select area, move, count(*) from moved group by 1, 2",
}
CHOICES = """
with rows as (
    select r.id, r.case_id, r.types, d.decided_by_id, d.decided_at, coalesce(d.snapshot ->> 'asked', r.rag) as asked, r.suggested,
        coalesce(d.snapshot ->> 'asked_route' = 'triage' and d.snapshot #>> '{suggestion,route}' = 'mash_enquiry', false) as aside,
        (select coalesce(o.name, case q.voice when 'relative' then 'Relative, friend or neighbour' when 'professional' then 'Professional or volunteer'
            when 'not_said' then 'Not said' end)
            from referrals_referral q left join organisations_organisation o on o.id = q.agency_id
            where q.case_id = r.case_id and q.set_aside = '' order by q.received_at, q.id limit 1) as partner
    from cases_rating r join cases_decision d on d.id = r.decision_id join cases_case c on c.id = r.case_id
    where (r.senior_id is null or r.senior_id <> d.decided_by_id) and (%(all)s or not c.restricted)
), ranked as (
    select rows.*, array_position(array['green', 'amber', 'red'], asked::text) - array_position(array['green', 'amber', 'red'], suggested::text) as step
    from rows
), named as (
    select k.*, case when step > 0 then 'raised' when step = 0 and not aside then 'followed'
        when w.id is null then 'lowered' when w.answered_at is null then 'waiting'
        when w.answer = 'Overtaken by a new rating.' then 'overtaken'
        when exists (select from cases_rating s join cases_decision e on e.id = s.decision_id where s.case_id = k.case_id
            and s.senior_id = w.answered_by_id and e.decided_at = w.answered_at) then 'agreed'
        else 'refused' end as choice
    from ranked k left join cases_workitem w on w.kind = 'confirm_rating' and w.about = k.id::text
) """
CHOSEN_BY = {
    "person": "select decided_by_id::text, choice, count(*) from named group by 1, 2",
    "type": "select value, choice, count(*) from named, jsonb_array_elements_text(types) value group by 1, 2",
    "partner": "select partner, choice, count(*) from named group by 1, 2",
}


def ask(sql: str, **given: Any) -> list[tuple]:
    """The rows of one question."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()


def moved(question: str, *, version: int, everything: bool, since: object = None) -> list[tuple]:
    """A question about concerns suggested anew by a version."""
    return ask(f"with {LAST}, {AGAIN} {question}", version=version, all=everything, since=since)


def chosen(question: str, *, everything: bool) -> list[tuple]:
    """A question about what workers made of suggestions."""
    return ask(CHOICES + question, all=everything)
