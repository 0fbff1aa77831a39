"""Every cell of the lab equals an independent recount in SQL, restricted cases and unknown codes among them."""

from types import SimpleNamespace

import pytest
from django.db import transaction

from audit.queries import chosen, concerns, drift, rerun, since_of
from audit.queries.moves import crossed, lacking, moved_by
from audit.queries.overrides import chosen_by
from audit.states import MOVES_BY, Choice, LabPeriod, Part
from mash.cases.models import Case
from mash.trail.services import System
from tests.audit import lab_town, recount
from tests.town import Town
from thresholds.matrix import read
from thresholds.rules import Move

pytestmark = pytest.mark.django_db
WHO = [("mash_manager", False), ("board_member", True)]
"""Who asks, and whether restricted cases count in their figures."""


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    """Built once, and gone at the end."""
    with django_db_blocker.unblock(), transaction.atomic(using="trail"), transaction.atomic():
        town = Town.build(System("test"))
        people = SimpleNamespace(**town.people, **town.organisations)
        yield SimpleNamespace(people=people, draft=lab_town.build(people))
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="trail")


@pytest.fixture
def people(scene):
    return scene.people


@pytest.fixture
def draft(scene):
    return scene.draft


@pytest.mark.parametrize("period", [LabPeriod.EVER, LabPeriod.YEAR])
@pytest.mark.parametrize(("who", "everything"), WHO)
def test_every_cell_of_who_would_move(people, draft, who, everything, period):
    found = rerun(getattr(people, who), read(draft.data), period)
    told = {"version": draft.pk, "everything": everything, "since": since_of(period)}
    again = {(then, now): n for then, now, n in recount.moved("select then_rag, now_rag, count(*) from moved group by 1, 2", **told)}
    assert {(str(then), now and str(now)): n for (then, now), n in crossed(found).items()} == again
    assert len(again) >= 7
    assert len({move for (_, move) in again}) == 4  # all three ratings, and what can't be re-run
    for part in MOVES_BY:
        cells = {(value, str(move)): n for value, counts in moved_by(found, part).items() for move, n in counts.items()}
        assert cells == {(value, move): n for value, move, n in recount.moved(recount.TAKEN_APART[part], **told)}, part


@pytest.mark.parametrize(("who", "everything"), WHO)
def test_routes_and_what_cannot_be_rerun(people, draft, who, everything):
    found = rerun(getattr(people, who), read(draft.data), LabPeriod.EVER)
    told = {"version": draft.pk, "everything": everything}
    routes = "select count(*) filter (where then_route = 'triage' and now_route = 'mash_enquiry'), count(*) filter (where then_route = 'mash_enquiry' and now_route = 'triage') from moved"
    assert [(sum(row.to_enquiry for row in found), sum(row.from_enquiry for row in found))] == recount.moved(routes, **told)
    gone = f"select count(*) filter (where told), count(*) filter (where not told or told is null) from moved where now_rag is null and (not told or f -> 'indicators' ? '{lab_town.GONE}')"
    counts = dict(lacking(found))
    assert [(counts[("indicator", lab_town.GONE)], counts[("facts", "not kept with the rating")])] == recount.moved(gone, **told)
    assert sum(counts.values()) == sum(row.again.move == Move.UNKNOWN for row in found)


@pytest.mark.parametrize(("who", "everything"), WHO)
@pytest.mark.parametrize("part", [Part.PERSON, Part.TYPE, Part.PARTNER])
def test_every_cell_of_who_decided_otherwise(people, draft, who, everything, part):
    cells = {(value, str(choice)): n for value, counts in chosen_by(chosen(getattr(people, who), LabPeriod.EVER), part).items() for choice, n in counts.items()}
    assert cells == {(value, choice): n for value, choice, n in recount.chosen(recount.CHOSEN_BY[part], everything=everything)}


def test_the_town_holds_every_choice(people, draft):
    assert {row.choice for row in chosen(people.board_member, LabPeriod.EVER)} == set(Choice)
    assert {row.again.move for row in rerun(people.board_member, read(draft.data), LabPeriod.EVER)} == set(Move)


@pytest.mark.parametrize(("who", "everything"), WHO)
def test_what_ended_below_the_threshold(people, draft, who, everything):
    green = Case.objects.filter(rag="green").first()
    closing = {"stage": "closed", "closed_at": green.opened_at}
    Case.objects.filter(pk=green.pk).update(outcome="other_social_work", **closing)
    others = list(Case.objects.exclude(rag="green").filter(restricted=False).order_by("pk").values_list("pk", flat=True)[:6])
    Case.objects.filter(pk__in=others[:4]).update(outcome="advice", **closing)
    Case.objects.filter(pk__in=others[4:]).update(outcome="further_s42", **closing)
    use = drift(concerns(getattr(people, who), LabPeriod.EVER))
    cells = {(each.partner, str(ending)): n for each in use.agencies for ending, n in each.ended.items()}
    sql = """select partner, case when stage <> 'closed' then 'open' when rag = 'green' or outcome in ('advice', 'no_concern') then 'below'
        else 'above' end, count(*) from moved join cases_case c on c.id = case_id group by 1, 2"""
    assert cells == {(partner, ending): n for partner, ending, n in recount.moved(sql, version=draft.pk, everything=everything)}
    assert {ending for _, ending in cells} == {"open", "below", "above"}


def test_a_restricted_case_counts_for_whoever_is_named_on_it_and_for_no_other(people, draft):
    from guardian.shortcuts import assign_perm

    seen = {row.rated.reference for row in rerun(people.mash_manager, read(draft.data), LabPeriod.EVER)}
    hidden = Case.objects.filter(restricted=True).first()
    assert hidden.reference not in seen
    assign_perm("cases.see_shared", people.mash_manager, hidden)
    named = {row.rated.reference for row in rerun(people.mash_manager, read(draft.data), LabPeriod.EVER)}
    assert named == seen | {hidden.reference}
