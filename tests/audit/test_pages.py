"""The overview, its lists and the trail, for those who may see them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.states import CaseList
from mash.trail.models import Event
from mash.trail.verbs import Verb
from referrals.models import Arrival
from referrals.states import Channel
from tests.factories import make_case
from tests.flush import switch

OVERVIEW = "/overview/"
db = pytest.mark.django_db
committed = pytest.mark.django_db(transaction=True)


def trail_url(case) -> str:
    return reverse("audit:trail", args=[case.reference])


@db
@pytest.mark.parametrize("role", ["mash_manager", "head_of_service", "qa_manager"])
def test_managers_see_figures_that_open(people, client_for, role):
    make_case(people, read=False)
    page = client_for(getattr(people, role)).get(OVERVIEW).content.decode()
    assert "What the figures mean" in page
    assert "/overview/unseen/" in page
    assert "/overview/stage/?stage=received" in page


@db
def test_every_number_is_a_link_to_its_list(people, client_for):
    make_case(people, read=False)
    client = client_for(people.mash_manager)
    page = client.get(OVERVIEW).content.decode()
    for url in ("/overview/stage/?rag=none", "/overview/running/?clock=seen", "/overview/received/?day="):
        assert url in page
    page = client.get("/overview/intake/").content.decode()
    for url in ("/overview/received/?since=", "fate=unseen&amp;since=", "channel=public&amp;since=", "channel=public&amp;day="):
        assert url in page
    assert "sealed" in page
    listed = client.get("/overview/received/", {"fate": "unseen", "channel": "public"}).content.decode()
    assert "Not yet seen" in listed
    assert "/overview/intake/" in listed


@db
def test_the_board_sees_figures_and_no_way_in(people, client_for):
    case = make_case(people, read=False)
    page = client_for(people.board_member).get(OVERVIEW).content.decode()
    assert "reports nobody has read" in page
    for figures_only in ("/overview/", "/overview/intake/", "/overview/disputes/"):
        page = page.replace(f'href="{figures_only}"', "")
    assert 'href="/overview/' not in page
    assert "/cases/" not in page
    assert case.adult.family_name not in page
    for what in CaseList:
        assert client_for(people.board_member).get(f"/overview/{what}/").status_code == 403
    assert client_for(people.board_member).get(trail_url(case)).status_code == 403


@db
@pytest.mark.parametrize("role", ["duty_worker", "practitioner", "locality_manager", "partner", "partner_manager", "administrator"])
def test_others_are_refused_on_record(people, client_for, role):
    client = client_for(getattr(people, role))
    case = make_case(people)
    for url in (OVERVIEW, "/overview/breached/", trail_url(case)):
        assert client.get(url).status_code == 403
    refused = Event.objects.using("trail").filter(verb=Verb.REFUSED, actor_id=getattr(people, role).pk)
    assert refused.count() == 3


@db
def test_a_stranger_is_sent_to_sign_in(people, client_for):
    assert client_for().get(OVERVIEW).url.startswith("/sign-in/")


@db
def test_the_count_of_concerns_says_whether_it_balances(people, client_for):
    make_case(people, read=False)
    client = client_for(people.mash_manager)
    page = client.get("/overview/intake/").content.decode()
    assert "Does not balance" not in page
    assert "Balances" in page
    assert "none past its time" in page
    Arrival.objects.create(once_key=uuid4(), channel=Channel.EMAIL, received_at=timezone.now())
    with connection.cursor() as cursor:
        switch_arrivals(cursor, "disable")
        cursor.execute("update referrals_arrival set written_at = now() - interval '1 hour'")
        switch_arrivals(cursor, "enable")
    page = client.get("/overview/intake/", {"period": "7"}).content.decode()
    assert "Does not balance" in page
    assert "1 missing" in page


@db
def test_an_imbalance_outside_the_period_is_not_out_of_sight(people, client_for):
    long_past = timezone.now() - timedelta(days=50)
    Arrival.objects.create(once_key=uuid4(), channel=Channel.EMAIL, received_at=long_past)
    with connection.cursor() as cursor:
        switch_arrivals(cursor, "disable")
        cursor.execute("update referrals_arrival set written_at = received_at")
        switch_arrivals(cursor, "enable")
    client = client_for(people.mash_manager)
    assert "further back" in client.get("/overview/intake/").content.decode()
    assert "1 missing" in client.get("/overview/intake/?period=ever").content.decode()


def switch_arrivals(cursor, how):
    cursor.execute(f"alter table referrals_arrival {how} trigger user")


@db
def test_the_number_of_queries_does_not_grow(people, client_for):
    client = client_for(people.mash_manager)
    make_case(people, read=False)
    client.get(OVERVIEW)
    with CaptureQueriesContext(connection) as few:
        client.get(OVERVIEW)
    for _ in range(8):
        make_case(people, read=False)
        make_case(people, stage="triage")
    with CaptureQueriesContext(connection) as many:
        client.get(OVERVIEW)
    assert len(few) == len(many) <= 15


@db
@pytest.mark.parametrize("what", list(CaseList))
def test_a_list_opens_in_few_queries_and_on_record(people, client_for, what):
    client = client_for(people.mash_manager)
    for _ in range(3):
        make_case(people, read=False)
    client.get(f"/overview/{what}/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/overview/{what}/")
    assert what.label in page.content.decode()
    assert len(queries) <= 14
    listed = Event.objects.using("trail").filter(verb=Verb.LISTED, subject=f"overview {what}")
    assert listed.exists() is (b"M-" in page.content)


@db
def test_a_list_is_called_by_what_it_counts(people, client_for):
    """Two clocks of one case that run over are two lines, and not two cases."""
    case, client = make_case(people, stage="triage"), client_for(people.mash_manager)
    for about in ("W-1", "W-2"):
        case.deadlines.create(clock="reply", about=about, started_at=timezone.now() - timedelta(days=9), due_at=timezone.now() - timedelta(days=8))
    page = client.get("/overview/breached/")
    assert "<strong>2</strong> clocks," in page.content.decode()
    assert "Overdue clocks" in page.content.decode()
    assert client.get(OVERVIEW).context["figures"].overdue == 2
    assert "<strong>1</strong> case," in client.get("/overview/stage/").content.decode()


@db
def test_an_unknown_list_is_not_there(people, client_for):
    assert client_for(people.mash_manager).get("/overview/nonsense/").status_code == 404


@db
@pytest.mark.parametrize("query", ["page=nonsense", "page=99999", "stage=x&rag=y", "clock=" + "z" * 3000])
def test_strange_questions_get_a_page(people, client_for, query):
    assert client_for(people.mash_manager).get(f"/overview/breached/?{query}").status_code == 200
    assert client_for(people.mash_manager).get(f"/overview/stage/?{query}").status_code == 200


@committed
def test_the_trail_shows_changes_reads_and_refusals(people, client_for):
    case = make_case(people, stage="triage")
    client_for(people.duty_worker).get(reverse("cases:case", args=[case.reference]))
    client_for(people.administrator).get(reverse("cases:case", args=[case.reference]))
    page = client_for(people.mash_manager).get(trail_url(case)).content.decode()
    assert "This record verifies" in page
    for words in ("Case opened", "Concern rated", "Looked at", "Was refused", "Ari Admin", "page: trail"):
        assert words in page


@committed
def test_the_trail_narrows_to_changes_or_reads(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.qa_manager)
    changes = client.get(trail_url(case), {"kind": "changes"}).content.decode()
    assert "Concern rated" in changes
    assert "Looked at" not in changes
    reads = client.get(trail_url(case), {"kind": "reads"}).content.decode()
    assert "Concern rated" not in reads
    assert "Looked at" in reads


@committed
def test_a_changed_line_is_told_at_once(people, client_for):
    case = make_case(people, stage="triage")
    with connection.cursor() as cursor:
        switch(cursor.execute, "disable")
        cursor.execute("update trail_event set actor = 'x' where chain = %s and seq = 2", [f"case:{case.reference}"])
        switch(cursor.execute, "enable")
    page = client_for(people.mash_manager).get(trail_url(case)).content.decode()
    assert "This record does not verify" in page
    assert f"case:{case.reference}: link 2 was changed" in page


@committed
def test_the_trail_opens_in_few_queries(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.mash_manager)
    for _ in range(5):
        client.get(trail_url(case))
    with CaptureQueriesContext(connection) as queries:
        client.get(trail_url(case))
    assert len(queries) <= 14


@db
def test_the_trail_of_a_case_one_may_not_see_is_not_there(people, client_for):
    case = make_case(people, restricted=True)
    assert client_for(people.mash_manager).get(trail_url(case)).status_code == 404
