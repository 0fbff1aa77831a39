"""One concern, from a neighbour's worry to section 42, handover, feedback and its end; then the manager looks back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from mash.accounts.models import User
from mash.cases.models import Case
from mash.outbox.relay import deliver
from mash.outbox.services import take_message
from referrals.models import Referral
from tests.journeys import desk
from tests.journeys.hands import PASSWORD, Person
from tests.journeys.walk import reports_a_concern


@pytest.fixture
def signed_in(town, live_server, open_browser):
    """A person of a role at their own screen."""
    for user in User.objects.order_by("pk"):
        user.set_password(PASSWORD)
        user.save()

    def at_their_desk(role: str, size: str) -> Person:
        return Person(open_browser(size), live_server.url).signs_in(f"{role}@example.org")

    return at_their_desk


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_concern_travels_to_its_end(size, signed_in, live_server, open_browser):
    public = Person(open_browser(size), live_server.url)
    report, code = reports_a_concern(public)
    reference = Referral.objects.get().case.reference

    duty = signed_in("duty_worker", size)
    desk.reads_and_finds_the_adult(duty, reference)
    desk.rates_red(duty, reference)

    practitioner = signed_in("practitioner", size)
    desk.takes_the_enquiry(practitioner, reference)
    desk.gathers(practitioner, reference)
    desk.asks_the_police(practitioner, reference)
    desk.answers_for_the_police(signed_in("partner", size))
    desk.reads_the_answer(practitioner, reference)
    desk.says_what_the_police_said(practitioner, reference)
    desk.records_risk(practitioner, reference)
    desk.meets(practitioner, reference)
    desk.plans(practitioner, reference)
    desk.tests_three_points(practitioner, reference)
    desk.starts_section_42(practitioner, reference)
    desk.makes_a_report(practitioner, reference)
    desk.proposes_handover(practitioner, reference)
    locality = signed_in("locality_manager", size)
    desk.accepts_handover(locality, reference)
    desk.concludes(locality, reference)
    desk.gives_feedback(practitioner, reference)
    while message := take_message():
        deliver(message)()
    assert report in mail.outbox[-1].body
    assert not any(word in mail.outbox[-1].body for word in ("Maureen", "nephew", "bank card"))
    public.goes("/status/").answers(reference=report, code=code).presses("Show").sees("decided").looks()
    desk.closes(practitioner, reference, outcome="Further section 42 enquiry")
    desk.reopens(practitioner, reference)

    manager = signed_in("mash_manager", size)
    manager.goes("/overview/").sees("Open cases by stage and rating").looks()
    manager.goes(f"/cases/{reference}/trail/").sees("Case reopened", "Case closed").looks()
    call_command("verify_trail")
    assert Case.objects.get().stage == "triage"
    assert timezone.now() - Case.objects.get().opened_at < timedelta(hours=1)


def test_an_amber_concern_ends_in_triage(signed_in, live_server, open_browser):
    public = Person(open_browser(), live_server.url)
    report, code = reports_a_concern(public, danger="not_sure")
    reference = Referral.objects.get().case.reference
    duty = signed_in("duty_worker", "desktop")
    desk.reads_and_finds_the_adult(duty, reference)
    desk.rates_amber(duty, reference)
    desk.gathers(duty, reference)
    desk.settles_the_rest(duty, reference)
    desk.decides_triage(duty, reference)
    duty.goes(f"/cases/{reference}/close/").sees("Feedback is owed")
    desk.gives_feedback(duty, reference)
    duty.goes(f"/cases/{reference}/close/").sees("It closes as triage decided: Early help or signposting")
    desk.closes(duty, reference, outcomes_met="partly")
    duty.goes("/board/").does_not_see(reference)
    public.goes("/status/").answers(reference=report, code=code).presses("Show").does_not_see("Maureen").looks()
