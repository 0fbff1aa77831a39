"""A partner disagrees from the portal, and learns of the answer what may be told, and nothing else."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from mash.cases.dispute_rules import Claim
from mash.cases.dispute_states import DisputeAbout, DisputeOutcome, DisputeSays, DisputeState
from mash.cases.models import Case
from mash.cases.services.disputes import DisputeRefused, raise_dispute
from mash.outbox.models import Message
from partners.services.asking import withdraw_check
from tests.cases.disputed import answered, disputed, mails, said
from tests.factories import make_referral, rated

pytestmark = pytest.mark.django_db
RAISED = {
    "about": "decision", "why": "We were called there four times.", "sought": "A visit today.", "safety_at_stake": "yes",
    "meanwhile": "A patrol passes at night.", "adults_view": "", "why_no_view": "We have not met her.",
}  # fmt: skip
SECRET = "Her sister told us in confidence."


@pytest.fixture
def case(people):
    from mash.cases.states import Rag
    from tests.factories import make_case

    return rated(make_case(people, owner=people.duty_worker), Rag.AMBER, people.duty_worker, enquiry=False)


@pytest.fixture
def theirs(case, check, people):
    """A dispute of the police about a check."""
    claim = Claim(about=DisputeAbout.DECISION, source=check.reference, **{k: v for k, v in RAISED.items() if k not in ("about", "safety_at_stake")}, safety_at_stake=True)
    return raise_dispute(reference=case.reference, claim=claim, by=people.partner)


def page(check):
    return reverse("partners:portal_dispute", args=[check.reference])


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_an_agency_that_was_asked_disagrees(case, check, people, client_for):
    client = client_for(people.partner)
    assert page(check) in client.get(reverse("partners:portal_check", args=[check.reference])).content.decode()
    done = client.post(page(check), RAISED, follow=True)
    assert "We have recorded that you disagree" in words(done)
    dispute = case.disputes.get()
    assert (dispute.raised_from, dispute.source, dispute.level, dispute.for_referrer) == (people.police, check.reference, 1, False)
    assert dispute.decision == case.decisions.exclude(kind="sharing").get()
    assert case.deadlines.running().get(clock="dispute").when == "safety_at_stake"


def test_what_is_missing_is_said_and_the_words_stay(case, check, people, client_for):
    shown = client_for(people.partner).post(page(check), RAISED | {"meanwhile": ""})
    assert "Say what keeps the adult safe" in words(shown)
    assert "We were called there four times." in shown.content.decode()
    assert not case.disputes.exists()


def test_they_read_what_may_be_told_and_nothing_else(case, check, theirs, people, client_for):
    with pytest.raises(DisputeRefused, match="partner may be told"):
        answered(theirs, people.mash_manager)
    answered(theirs, people.mash_manager, words=SECRET, told="We visit today at four.")
    assert mails(people.partner, "your dispute was answered") == 1
    shown = words(client_for(people.partner).get(page(check)))
    assert "We visit today at four." in shown
    for hidden in (SECRET, case.reference, people.mash_manager.name, people.duty_worker.name):
        assert hidden not in shown
    assert SECRET not in "".join(Message.objects.values_list("body", flat=True))


def test_they_take_it_up_and_it_ends(case, check, theirs, people, client_for):
    client = client_for(people.partner_manager)  # a colleague may say so too
    answered(theirs, people.mash_manager, told="It stays so.")
    client.post(page(check), {"seen": 1, "says": "takes_up", "words": "She is not safe."})
    theirs.refresh_from_db()
    assert (theirs.level, theirs.state) == (2, DisputeState.RAISED)
    answered(theirs, people.head_of_service, DisputeOutcome.NOT_UPHELD, told="It stays so, because a nurse is there.")
    assert "escalation procedure" in words(client.get(page(check)))
    client.post(page(check), {"seen": 3, "says": "disagrees", "words": "We note it."})
    theirs.refresh_from_db()
    assert theirs.settled_at is not None


def test_the_same_page_twice_is_said_once(case, check, theirs, people, client_for):
    answered(theirs, people.mash_manager, told="It stays so.")
    client = client_for(people.partner)
    for _ in range(2):
        last = client.post(page(check), {"seen": 1, "says": "accepts", "words": "Thank you."})
    assert theirs.moves.exclude(says="").count() == 1
    assert last.status_code == 200


def test_the_hubs_own_disputes_are_not_theirs(case, check, people, client_for):
    disputed(case, people.practitioner)
    shown = words(client_for(people.partner).get(page(check)))
    assert "three falls" not in shown
    assert "You disagreed" not in shown


def test_another_agency_and_a_lapsed_agreement_find_nothing(case, check, theirs, people, client_for, person_of, lapse):
    stranger = person_of(people.trust)
    assert client_for(stranger).get(page(check)).status_code == 404
    with pytest.raises(Http404):
        said(theirs, stranger, DisputeSays.WITHDRAWS, source=check.reference)
    lapse()
    assert client_for(people.partner).get(page(check)).status_code == 403
    with pytest.raises(Http404):
        said(theirs, people.partner, DisputeSays.WITHDRAWS, source=check.reference)


def test_a_check_that_was_withdrawn_is_no_way_in(case, check, people):
    withdraw_check(reference=case.reference, check_reference=check.reference, by=people.duty_worker)
    with pytest.raises(Http404):
        disputed(case, people.partner, source=check.reference, number=0)


@pytest.mark.parametrize("role", ["duty_worker", "mash_manager", "board_member"])
def test_people_of_the_council_have_no_such_page(check, people, client_for, role):
    assert client_for(getattr(people, role)).get(page(check)).status_code == 404


def test_an_agency_that_sent_the_report_disagrees_without_an_agreement(case, people, client_for, lapse):
    report = make_referral(case, agency=people.police, keyed_by=people.partner, channel="partner")
    address = reverse("referrals:dispute_referral", args=[report.reference])
    lapse()
    client = client_for(people.partner)
    assert address in client.get(reverse("referrals:own_referral", args=[report.reference])).content.decode()
    client.post(address, RAISED)
    dispute = case.disputes.get()
    assert (dispute.source, dispute.for_referrer) == (report.reference, False)
    answered(dispute, people.mash_manager, told="We visit today.")
    assert "We visit today." in words(client.get(address))


def test_a_report_that_a_colleague_keeps_to_themselves_is_no_way_in(case, people, client_for):
    report = make_referral(case, agency=people.police, keyed_by=people.partner_manager, channel="partner", author_only=True)
    assert client_for(people.partner).get(reverse("referrals:dispute_referral", args=[report.reference])).status_code == 404
    with pytest.raises(Http404):
        disputed(case, people.partner, source=report.reference, number=0)
    assert disputed(case, people.partner_manager, source=report.reference, number=0)


def test_the_report_of_another_agency_is_no_way_in(case, people):
    report = make_referral(case, agency=people.trust, keyed_by=None)
    with pytest.raises((Http404, PermissionDenied)):
        disputed(case, people.partner, source=report.reference, number=0)


def test_a_restricted_case_is_disputed_by_its_agency_and_heard_by_whoever_is_named(case, check, people):
    Case.objects.filter(pk=case.pk).update(restricted=True)
    dispute = disputed(case, people.partner, source=check.reference, number=0)
    assert dispute.level == 2
    assert mails(people.mash_manager, "a dispute waits") == mails(people.head_of_service, "a dispute waits") == 0
