"""Protective action is one link away wherever a case is listed, for whoever may take it."""

import pytest
from django.urls import reverse

from mash.cases.access import may_protect
from mash.cases.models import Case
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import WorkKind
from mash.trail.services import System
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def link(case):
    return f'href="{reverse("cases:protect", args=[case.reference])}"'


def pages(client, case):
    """Each list on which the case stands, as this person reads it; none where they may not open it."""
    found = client.post(reverse("cases:search"), {"sought": case.adult.family_name})
    ways = {
        "tasks": client.get(reverse("triage:tasks")), "shift": client.get(reverse("cases:shift")),
        "adult": client.get(reverse("cases:adult", args=[case.adult.reference])), "search": client.get(found.url) if found.status_code == 302 else found,
    }  # fmt: skip
    return {name: page.content.decode() for name, page in ways.items() if page.status_code == 200 and case.reference in page.content.decode()}


def asked(case):
    """The same case on every list: a task, and something that the next shift must know."""
    raise_work_item(WorkKind.LATE_ANSWER, question="Does it change?", for_permission="ask_partner", by=System("test"), case=case)
    return Case.objects.select_related("adult").get(pk=case.pk)


def test_it_stands_beside_the_case_on_every_list(people, client_for):
    case = asked(make_case(people, stage="triage"))
    shown = pages(client_for(people.duty_worker), case)
    assert set(shown) == {"tasks", "shift", "adult", "search"}
    assert [name for name, page in shown.items() if link(case) not in page] == []


def test_not_on_a_closed_case(people, client_for):
    case = asked(make_case(people, stage="closed"))
    shown = pages(client_for(people.duty_worker), case)
    assert set(shown) == {"tasks", "shift", "adult", "search"}
    assert [name for name, page in shown.items() if link(case) in page] == []


def test_not_for_somebody_who_only_reads(people, client_for):
    case = asked(make_case(people, stage="triage"))
    shown = pages(client_for(people.qa_manager), case)
    assert "search" in shown
    assert [name for name, page in shown.items() if link(case) in page] == []


def test_a_team_that_was_only_offered_the_case_does_not_act_on_it_yet(people, django_assert_num_queries):
    case = asked(make_case(people, stage="triage"))
    with django_assert_num_queries(0):
        assert may_protect(people.duty_worker, case)
        assert not may_protect(people.locality_manager, case)


def test_where_a_report_says_the_adult_is_stands_on_the_page(people, client_for):
    case, client = make_case(people, adult=False), client_for(people.duty_worker)
    page = reverse("cases:protect", args=[case.reference])
    assert b"No report that somebody has read says where they are" in client.get(page).content
    case.referrals.update(adult_whereabouts="14 Example Row, the back door", adult_other="Red coat", referrer_role="Neighbour")
    shown = client.get(page).content.decode()
    for words in ("14 Example Row, the back door", "Red coat", "Neighbour", f"In report {case.referrals.get().reference}"):
        assert words in shown


def test_a_report_that_nobody_has_read_is_opened_where_that_is_recorded(people, client_for):
    case = make_case(people, adult=False, read=False)
    case.referrals.update(adult_whereabouts="14 Example Row")
    shown = client_for(people.duty_worker).get(reverse("cases:protect", args=[case.reference])).content.decode()
    assert "14 Example Row" not in shown
    assert "1 report nobody has read yet" in shown


ANYWHERE = ("triage:board", "referrals:key_referral", "referrals:advice_calls", "referrals:incident_log", "thresholds:guide", "cases:drafts")


def head_of(page):
    return page.content.decode().split("</header>")[0]


@pytest.mark.parametrize("name", ANYWHERE)
def test_from_any_page_one_way_leads_to_it(people, client_for, name):
    way = f'href="{reverse("cases:protect_someone")}"'
    assert head_of(client_for(people.duty_worker).get(reverse(name))).count(way) == 1
    read = client_for(people.qa_manager).get(reverse(name))
    assert read.status_code == 403 or way not in head_of(read)


def test_a_page_of_a_case_has_its_own_and_no_second_one(people, client_for):
    way = f'href="{reverse("cases:protect_someone")}"'
    client = client_for(people.duty_worker)
    case, closed = make_case(people, stage="triage"), make_case(people, stage="closed")
    page = client.get(reverse("cases:case", args=[case.reference])).content.decode()
    assert link(case) in page
    assert way not in page
    assert way in client.get(reverse("cases:case", args=[closed.reference])).content.decode()


def test_the_way_finds_whoever_is_on_record_and_takes_up_whoever_is_not(people, client_for, django_assert_max_num_queries):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("cases:protect_someone")).content.decode()
    assert [part for part in ("tel:999", reverse("referrals:key_referral"), reverse("cases:search")) if part not in page] == []
    found = client.get(client.post(reverse("cases:search"), {"sought": case.adult.family_name}).url).content.decode()
    assert link(case) in found


def test_a_team_that_keys_in_no_report_tells_the_hub(people, client_for):
    page = client_for(people.locality_manager).get(reverse("cases:protect_someone")).content.decode()
    assert "Tell the hub at once" in page
    assert reverse("referrals:key_referral") not in page


def test_only_for_those_who_may(people, client_for):
    assert client_for(people.qa_manager).get(reverse("cases:protect_someone")).status_code == 403
