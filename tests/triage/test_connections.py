"""The pages of connections, as a worker uses them."""

import pytest
from django.urls import reverse

from mash.cases.models import Case
from mash.cases.rules import Offer
from mash.cases.services.connections import move_connection, offer_connection
from mash.cases.states import Bounce, Clock, ConnectionState, ConsentAnswer, MadeBy, Stage, WorkKind
from tests.factories import make_case

pytestmark = pytest.mark.django_db
OFFER = {"service": "Invented Lunch Club", "what_for": "Company", "made_by": "hub", "consent": "yes"}


def offered(people, **more):
    case = make_case(people, **{"stage": "triage"} | more)
    made = Offer("Invented Befriending", "Company on Sundays", MadeBy.HUB, "", ConsentAnswer.YES)
    return case, offer_connection(reference=case.reference, offer=made, by=people.duty_worker)


def bounced(people, **more):
    case, row = offered(people, **more)
    words = {"seen": ConnectionState.OFFERED, "to": ConnectionState.BOUNCED, "why": Bounce.FULL, "words": "Nine months' wait."}
    move_connection(reference=case.reference, connection=row.reference, by=people.duty_worker, **words)
    return case, row


def url(name, case, row=None):
    return reverse(f"triage:{name}", args=[case.reference, *([row.reference] if row else [])])


def test_help_is_offered_for_this_adult(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    page = client.post(url("connect", case), {"service": "Invented Lunch Club"})
    for words in (b"Say what it shall do for this adult", b"Choose who takes the first step", b"Invented Lunch Club"):
        assert words in page.content
    without = client.post(url("connect", case), OFFER | {"consent": "no"})
    assert b"why it is offered without a yes" in without.content
    assert client.post(url("connect", case), OFFER).url == url("connections", case)
    assert b"Invented Lunch Club" in client.get(url("connections", case)).content


def test_agencies_and_services_seen_before_are_suggested_and_hidden_ones_are_not(people, client_for):
    offered(people)
    hidden, _ = offered(people, restricted=False)
    offer_connection(reference=hidden.reference, offer=Offer("Her sister Ann"), by=people.duty_worker)
    Case.objects.filter(pk=hidden.pk).update(restricted=True)
    page = client_for(people.practitioner).get(url("connect", make_case(people, stage="triage"))).content
    assert b'<option value="Invented Befriending">' in page
    assert b'<option value="Invented Homes">' in page
    assert b"Her sister Ann" not in page


def test_news_moves_it_and_its_history_stays(people, client_for):
    case, row = offered(people)
    client = client_for(people.duty_worker)
    page = url("connection", case, row)
    assert b'" checked' not in client.get(page).content
    lost = client.post(page, {"seen": "offered", "news": "bounced", "words": "They rang."})
    assert b"Choose why it came to nothing" in lost.content
    assert b"They rang." in lost.content
    assert b"take the reason out" in client.post(page, {"seen": "offered", "news": "started", "why": "full", "words": "-"}).content
    assert client.post(page, {"seen": "offered", "news": "accepted", "words": "Monday at ten."}).url == url("connections", case)
    shown = client.get(url("connections", case)).content
    for words in (b"Monday at ten.", b"Company on Sundays", b"Accepted"):
        assert words in shown
    old = client.post(page, {"seen": "offered", "news": "started", "words": "They came."})
    assert b"Accepted" in old.content
    assert b"They came." in old.content


def test_it_can_be_waited_for(people, client_for):
    case, row = offered(people)
    done = client_for(people.duty_worker).post(url("connection", case, row), {"seen": "offered", "news": "waiting", "words": "May."})
    assert done.url == url("connections", case)
    row.refresh_from_db()
    assert row.state == "offered"


def test_a_bounce_leads_to_what_is_done_instead(people, client_for):
    case, row = offered(people)
    client = client_for(people.duty_worker)
    said = {"seen": "offered", "news": "bounced", "why": "declined", "words": "She will not have strangers in."}
    assert client.post(url("connection", case, row), said).url == url("answer_bounce", case, row)
    tasks = client.get("/tasks/").content.decode()
    assert "What is done for the adult instead?" in tasks
    assert url("answer_bounce", case, row) in tasks
    page = client.post(url("answer_bounce", case, row), {"instead": "another", "words": "A group she knows."})
    assert b"Enter the service or help" in page.content
    answer = {"instead": "another", "words": "A group she knows.", **OFFER}
    assert client.post(url("answer_bounce", case, row), answer).url == url("connections", case)
    shown = client.get(url("connections", case)).content.decode()
    assert "Instead of Invented Befriending" in shown
    late = client_for(people.practitioner).post(url("answer_bounce", case, row), {"instead": "nothing", "words": "Let it be."})
    assert "Their answer stands" in late.content.decode()
    assert "Let it be." in late.content.decode()


def test_a_task_about_a_bounce_is_never_answered_in_passing(people, client_for):
    case, row = bounced(people)
    item = case.work_items.get(kind=WorkKind.CONNECTION_BOUNCED)
    done = client_for(people.duty_worker).post("/tasks/answer/", {"task": item.pk, "answer": "Fine."})
    assert done.url == url("answer_bounce", case, row)
    item.refresh_from_db()
    assert item.answered_at is None


def test_a_fresh_look_leads_to_the_rating(people, client_for):
    case, row = bounced(people)
    done = client_for(people.duty_worker).post(url("answer_bounce", case, row), {"instead": "look_again", "words": "It is worse."})
    assert done.url == reverse("triage:rate_concern", args=[case.reference])
    assert case.deadlines.running().filter(clock=Clock.RATING).exists()


def test_a_closed_case_says_that_it_is_reopened_and_offers_help_still(people, client_for):
    case = make_case(people, stage="closed")
    row = case.connections.get()
    client = client_for(people.duty_worker)
    said = {"seen": "offered", "news": "bounced", "why": "no_answer", "words": "Rang three times."}
    client.post(url("connection", case, row), said)
    assert b"The case is reopened" in client.get(url("answer_bounce", case, row)).content
    assert client.get(reverse("cases:case", args=[case.reference])).context["next_url"] == url("connections", case)
    assert client.get(url("connect", case)).status_code == 200
    client.post(url("answer_bounce", case, row), {"instead": "look_again", "words": "Nobody is with her."})
    assert Case.objects.get(pk=case.pk).stage == Stage.TRIAGE


@pytest.mark.parametrize("name", ["connection", "answer_bounce"])
def test_strangers_and_readers(people, client_for, name):
    case, row = bounced(people)
    for role in ("partner", "board_member", "administrator", "locality_manager"):
        assert client_for(getattr(people, role)).get(url(name, case, row)).status_code == 404
    assert client_for(people.qa_manager).get(url(name, case, row)).status_code == 403
    assert client_for(people.qa_manager).get(url("connections", case)).status_code == 200
    other = make_case(people, stage="triage")
    assert client_for(people.duty_worker).get(url(name, other, row)).status_code == 404


@pytest.mark.parametrize("name", ["connections", "connection", "answer_bounce"])
def test_a_page_opens_in_few_queries(people, client_for, name, django_assert_max_num_queries):
    case, row = bounced(people)
    for number in range(6):
        offer_connection(reference=case.reference, offer=Offer(f"Invented service {number}"), by=people.duty_worker)
    client = client_for(people.mash_manager)
    with django_assert_max_num_queries(15):
        assert client.get(url(name, case, *([] if name == "connections" else [row]))).status_code == 200


def test_managers_see_which_services_bounce(people, client_for, django_assert_max_num_queries):
    bounced(people)
    offered(people)
    hidden, _ = bounced(people)
    Case.objects.filter(pk=hidden.pk).update(restricted=True)
    client = client_for(people.mash_manager)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("triage:connections_by_service"))
    row = page.context["rows"][0]
    assert (row.service, row.counts, row.quiet) == ("Invented Befriending", {"offered": 1, "accepted": 0, "started": 0, "bounced": 1}, 0)
    assert client_for(people.duty_worker).get(reverse("triage:connections_by_service")).status_code == 403


def test_who_sees_no_cases_is_told_so_and_the_same_whether_there_is_any_or_not(people, client_for):
    """Hidden equals absent: the page of somebody who sees figures only does not tell whether there is a connection."""
    board, manager = client_for(people.board_member), client_for(people.mash_manager)
    address = reverse("triage:connections_by_service")
    before = text_of_main(board.get(address))
    assert "Your role sees figures, not single cases" in before
    assert "No connections in the cases you may see" in text_of_main(manager.get(address))
    bounced(people)
    assert text_of_main(board.get(address)) == before
    assert "No connections" not in text_of_main(manager.get(address))


def text_of_main(page):
    return page.content.decode().split("<main")[1].split("</main>")[0]
