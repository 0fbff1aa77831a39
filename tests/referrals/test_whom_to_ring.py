"""Nobody is sent to a telephone that nobody answers, and whoever is in danger is told of 999 first."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Deadline
from mash.cases.states import Clock
from referrals.models import Referral, Reply
from referrals.queries import status_of
from referrals.services.reading import read_referrals
from tests.factories import make_case
from tests.referrals.test_feedback_pages import keys, reply
from tests.referrals.test_public_pages import fill, hidden, told, url

pytestmark = pytest.mark.django_db
OPEN = datetime(2026, 11, 25, 16, 59, tzinfo=ZoneInfo("Europe/London"))
SHUT = datetime(2026, 11, 25, 17, 5, tzinfo=ZoneInfo("Europe/London"))
NUMBER = "01632 960999"


def receipt(client, due_at, **answers):
    """The receipt of a report that is to be read by then."""
    fill(client, **answers)
    client.post(url("check"), hidden(client.get(url("check"))))
    Deadline.objects.filter(clock=Clock.SEEN).update(due_at=due_at)
    page = client.get(url("sent")).content.decode()
    return page[page.index("<main") : page.index("</main")]


def line(page):
    """What is said for the case that nobody reads it in time."""
    return page[page.index("If the status page does not say") :].partition("</p>")[0]


def test_in_open_hours_it_is_the_hub(people, client_for):
    assert "01582 547730" in line(receipt(client_for(), OPEN))


def test_past_closing_and_without_another_number_it_is_999_and_101(people, client_for):
    page = receipt(client_for(), SHUT, danger={"danger": "yes"})
    assert 'href="tel:999"' in line(page)
    assert 'href="tel:101"' in line(page)
    assert "Nobody answers our telephone at that time: its hours are Monday to Friday, 9am to 5pm" in page
    assert "In working hours, ring us on" in page


def test_past_closing_it_is_the_number_of_those_hours(people, client_for, settings):
    settings.OUT_OF_HOURS_PHONE = NUMBER
    said = line(receipt(client_for(), SHUT))
    assert NUMBER in said
    assert "01582 547730" not in said
    assert NUMBER not in line(receipt(client_for(), OPEN))


def test_whoever_is_in_danger_sees_999_before_anything_else(people, client_for):
    page = receipt(client_for(), SHUT, danger={"danger": "yes"})
    assert page.index("mash-emergency") < page.index("We have received it")
    calm = receipt(client_for(), SHUT)
    assert calm.index("mash-emergency") > calm.index("We have received it")
    assert page.count("mash-emergency__title") == calm.count("mash-emergency__title") == 1


def test_about_oneself_no_other_life_is_spoken_of(people, client_for):
    other, own = receipt(client_for(), OPEN), receipt(client_for(), OPEN, who={"voice": "self"})
    assert "another person's life" in other
    assert "another person's life" not in own
    assert "You can always ask us for more when we speak" in own


def test_once_read_nobody_is_told_to_wait(people, client_for):
    client = client_for()
    receipt(client, OPEN)
    read_referrals(reference=Referral.objects.get().case.reference, by=people.duty_worker)
    page = client.get(url("sent")).content.decode()
    assert "If the status page does not say" not in page
    assert "If it gets worse, ring" in page


# writing again


def write(client_for, case, **said):
    page = client_for().post(reverse("referrals:reply"), keys(case) | reply(**said)).content.decode()
    return page[page.index("<main") :]


def clock():
    return timezone.localtime(Deadline.objects.get(clock=Clock.REPLY, about=Reply.objects.get().reference).due_at)


@pytest.mark.parametrize("rag", ["red", "green"])
def test_danger_is_answered_with_the_time_by_which_somebody_reads_it(people, client_for, rag):
    case = make_case(people, stage="triage", rag=rag)
    page = write(client_for, case, danger="yes")
    by = f"will read it by {clock():%H:%M} on {clock():%A} {clock().day} {clock():%B %Y}"
    assert page.count(by) == 2, "in the answer, and in the list of what happened"
    assert 'class="mash-emergency"' in page
    again = client_for().post(reverse("referrals:status"), keys(case)).content.decode()
    assert by in again


@pytest.mark.parametrize("answers", [{"danger": "no"}, {"danger": "not_sure"}])
def test_of_a_calm_reply_no_time_tells_how_the_case_is_rated(people, client_for, answers):
    pages = [write(client_for, make_case(people, stage="triage", rag=rag), **answers) for rag in ("red", "green")]
    for page in pages:
        assert "Received. Not read yet<" in page
        assert "will read it by" not in page


@pytest.mark.parametrize("answers", [{"danger": "yes"}, {"danger": "no"}])
def test_a_report_that_waits_is_read_with_its_urgent_reply(people, client_for, answers):
    case = make_case(people, read=False)
    late = timezone.now() + timedelta(days=1)
    report = case.referrals.get()
    Deadline.objects.filter(clock=Clock.SEEN, about=report.reference).delete()
    Deadline.objects.create(case=case, clock=Clock.SEEN, about=report.reference, started_at=timezone.now(), due_at=late)
    write(client_for, case, **answers)
    soon = Deadline.objects.get(clock=Clock.REPLY).due_at
    assert status_of(report).due_at == (soon if answers["danger"] == "yes" else late)


def test_the_reply_names_whom_to_ring_when_nobody_reads_it_in_time(people, client_for, monkeypatch):
    case = make_case(people)
    monkeypatch.setattr("referrals.queries.is_open", lambda moment: False)
    assert 'href="tel:101"' in line(write(client_for, case, danger="yes"))
    monkeypatch.setattr("referrals.queries.is_open", lambda moment: True)
    assert "01582 547730" in line(write(client_for, case, danger="yes"))


# the status page's form


def test_the_reference_is_filled_in_where_it_was_sent_and_the_code_never(people, client_for):
    client = client_for()
    receipt(client, OPEN)
    page = client.get(url("status")).content.decode()
    assert f'value="{Referral.objects.get().reference}"' in page
    assert 'name="code"' in page
    assert "<code>" not in page
    assert Referral.objects.get().reference not in client_for().get(url("status")).content.decode()
    client.get(reverse("exit"))
    assert Referral.objects.get().reference not in client.get(url("status")).content.decode()


@pytest.mark.parametrize("typed", [lambda r: r[2:], lambda r: r[2:].replace("-", " ").lower(), lambda r: r])
def test_the_first_letter_of_the_reference_may_be_left_out(people, client_for, typed):
    opened = keys(make_case(people))
    page = client_for().post(url("status"), opened | {"reference": typed(opened["reference"])}).content.decode()
    assert "Your enquiry" in page
    assert "We found nothing" in client_for().post(url("status"), opened | {"reference": "0000-0000"}).content.decode()


def test_there_is_nothing_to_disagree_with_before_a_decision_was_told(people, client_for):
    case = make_case(people)
    before = client_for().post(url("status"), keys(case)).content.decode()
    assert "I disagree with the decision" not in before
    assert "if you do not agree" not in before
    assert "Choose one of the answers given" in write(client_for, case, kind="disagree")
    assert not Reply.objects.exists()
    told(case.referrals.get(), people, "decided")
    assert "I disagree with the decision" in client_for().post(url("status"), keys(case)).content.decode()
    write(client_for, case, kind="disagree")
    assert Reply.objects.get().kind == "disagree"


def test_the_way_back_is_on_both_pages(people, client_for):
    case = make_case(people)
    assert "govuk-back-link" in client_for().get(url("status")).content.decode()
    assert "govuk-back-link" in client_for().post(url("status"), keys(case)).content.decode()
