"""When a contact was: never long before the concern that it is about; and what is known of whoever reported it."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Contact
from mash.cases.rules import KEYED_LATE, contact_problem
from mash.cases.services.records import ContactRefused, log_contact
from mash.cases.states import Party, Reached
from mash.trail.models import Event
from referrals.services.cautions import set_caution
from referrals.states import Safety
from tests.factories import make_case

pytestmark = pytest.mark.django_db
REPORTED = datetime(2026, 11, 20, 9, 0, tzinfo=timezone.get_default_timezone())
ADULT = {"reached": "no_answer", "what_was_said": "Rang twice."}
OTHER = {"party": "referrer", "reached": "spoke", "what_was_said": "Says the same."}


def url(name, case):
    return reverse(f"triage:{name}", args=[case.reference])


def moment(at):
    at = timezone.localtime(at)
    return {"happened_at_day": at.day, "happened_at_month": at.month, "happened_at_year": at.year, "happened_at_time": f"{at:%H:%M}"}


def test_a_contact_may_be_keyed_some_days_before_the_report_and_no_earlier():
    assert contact_problem(REPORTED - KEYED_LATE, REPORTED) == ""
    assert contact_problem(REPORTED + timedelta(days=400), REPORTED) == ""
    assert contact_problem(REPORTED - KEYED_LATE - timedelta(minutes=1), REPORTED).startswith("Is the year right?")
    assert "20 November 2026" in contact_problem(datetime(2020, 11, 26, 9, 0, tzinfo=REPORTED.tzinfo), REPORTED)


@pytest.mark.parametrize(("page", "words"), [("log_contact", OTHER), ("speak_with_adult", ADULT)])
def test_a_contact_of_years_ago_is_asked_about_and_nothing_typed_is_lost(people, client_for, page, words):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    before = Event.objects.filter(chain=f"case:{case.reference}").count()
    sent = words | {"safe_by": "not_asked"}
    shown = client.post(url(page, case), sent | moment(case.opened_at - timedelta(days=6 * 365))).content.decode()
    assert "Is the year right? That is before this concern was reported" in shown
    assert words["what_was_said"] in shown
    assert not Contact.objects.filter(case=case).exists()
    assert Event.objects.filter(chain=f"case:{case.reference}").count() == before
    assert client.post(url(page, case), sent | moment(case.opened_at - timedelta(days=1))).status_code == 302
    assert Contact.objects.filter(case=case).count() == 1


def test_the_service_refuses_it_too(people):
    case = make_case(people, stage="triage")
    said = {"reference": case.reference, "party": Party.CARER, "with_whom": "", "reached": Reached.SPOKE, "what_was_said": "-", "by": people.duty_worker}
    with pytest.raises(ContactRefused, match="Is the year right"):
        log_contact(happened_at=case.opened_at - timedelta(days=60), **said)
    log_contact(happened_at=case.opened_at, **said)


def test_every_question_of_when_something_happened_offers_now_and_fills_in_nothing(people, client_for):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    pages = [url(name, case) for name in ("log_contact", "speak_with_adult", "consult")]
    pages += [reverse(f"cases:{name}", args=[case.reference]) for name in ("protect", "add_note", "record_care_event")]
    for page in pages:
        shown = client.get(page)
        assert shown.content.count(b"data-now=") == 1, page
        name = next(name for name in ("happened_at", "held_at", "taken_at") if name in shown.context["form"].fields)
        assert not shown.context["form"][name].value(), page
    assert b"data-now=" not in client.get(reverse("cases:as_known", args=[case.reference])).content


def test_who_reported_it_stands_beside_the_contact_with_whether_a_call_is_safe(people, client_for, django_assert_max_num_queries):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    report = case.referrals.get()
    case.referrals.update(referrer_phone="01632 960 114", referrer_role="Neighbour")
    with django_assert_max_num_queries(16):
        shown = client.get(url("log_contact", case)).content.decode()
    for words in ("Robin Reporter", "Neighbour", "01632 960 114", "robin@example.org", "Safe to reply"):
        assert words in shown
    case.referrals.update(contact_is_safe=False)
    assert "They did not say that it is safe." in client.get(url("log_contact", case)).content.decode()
    set_caution(
        reference=case.reference, report=report.reference, safety=Safety.MAY_BE_SOURCE, reason="Her nephew wrote it.",
        review_on=timezone.localdate() + timedelta(days=7), by=people.mash_manager,
    )  # fmt: skip
    shown = client.get(url("log_contact", case)).content.decode()
    assert "The referrer may be the source of harm." in shown
    assert "Her nephew wrote it." not in shown


def test_a_report_that_nobody_has_read_names_nobody_there(people, client_for):
    case = make_case(people, stage="triage")
    case.referrals.update(read_at=None, read_by=None)
    assert "Robin Reporter" not in client_for(people.duty_worker).get(url("log_contact", case)).content.decode()
