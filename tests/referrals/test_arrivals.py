"""What arrived is counted before anybody is told that we have it, and the count can't be taken back."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from referrals.models import Arrival, Particulars
from referrals.rules import Details, Report
from referrals.services.accepting import PUBLIC_FORM, accept_referral, record_arrival
from referrals.states import Channel, Danger

pytestmark = pytest.mark.django_db(transaction=True)


def send(key, **more):
    report = Report(worry="He has no food in the house.", danger=Danger.NO, **more)
    return accept_referral(once_key=key, report=report, channel=Channel.PUBLIC, by=PUBLIC_FORM)


def test_a_report_and_its_arrival_are_written_together_and_once(town):
    key = uuid4()
    assert send(key) == send(key)
    assert Arrival.objects.get().once_key == key


def test_a_door_that_counted_first_is_not_counted_twice(town):
    key = uuid4()
    record_arrival(once_key=key, channel=Channel.EMAIL, received_at=timezone.now())
    send(key)
    assert Arrival.objects.get().channel == Channel.EMAIL


@pytest.mark.parametrize("change", [lambda found: found.update(channel="api"), lambda found: found.delete()])
def test_an_arrival_is_neither_changed_nor_removed(town, change):
    send(uuid4())
    with pytest.raises(DatabaseError, match="stays counted"), transaction.atomic():
        change(Arrival.objects.all())
    assert Arrival.objects.get().channel == Channel.PUBLIC


def test_what_a_professional_adds_is_kept_as_it_was_said(town):
    details = Details(organisation="Larkfield Surgery", abuse_types=("PHY", "NEG"), injuries="Bruises on both arms")
    kept = Particulars.objects.get(referral=send(uuid4(), details=details))
    assert (kept.organisation, kept.abuse_types, kept.injuries) == ("Larkfield Surgery", ["PHY", "NEG"], details.injuries)


def test_a_report_without_details_has_no_particulars(town):
    assert not hasattr(send(uuid4()), "particulars")
