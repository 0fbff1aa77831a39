"""The list of what an agency sent: its facts stand apart, and its state is a word and not a bar."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.referrals.test_referring import send

pytestmark = pytest.mark.django_db


def test_who_sent_it_when_and_who_may_see_it_stand_apart(people, client_for):
    report = send(people.partner, author_only=True)
    page = client_for(people.partner).get(reverse("referrals:own_referrals")).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    at = timezone.localtime(report.received_at)
    assert f"Received {at.day} {at:%B %Y}, {at:%H:%M} by {people.partner} · only you can see this" in words
    assert '<span><span class="moj-badge' in page, "a badge of its own width, not of the card's"
