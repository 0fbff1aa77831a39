"""A pattern that was dismissed too lightly: whoever oversees the hub sees who did it and why, and asks to look again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case, PatternAlert, PatternDismissal
from mash.cases.pattern_queries import listed_patterns, patterns_on
from mash.cases.services import patterns as services
from mash.cases.services.patterns import DismissalRefused, dismiss_pattern, reopen_pattern
from mash.cases.states import PatternState
from mash.trail.models import Event
from tests.cases.planted_town import Planted
from triage.services.patterns import sweep_patterns

pytestmark = pytest.mark.django_db


@pytest.fixture
def planted(people):
    return Planted(people)


@pytest.fixture
def dismissed(planted):
    """Three concerns about one adult, and the pattern that they make, dismissed by a duty worker."""
    adult = planted.adult()
    cases = [planted.concern(adult, days) for days in (40, 20, 3)]
    sweep_patterns()
    alert = PatternAlert.objects.get()
    dismiss_pattern(reference=cases[-1].reference, pattern=alert.reference, edition=1, reason="One fall, told three times.", by=planted.people.duty_worker)
    return cases, alert


def again(cases, alert, by, *, edition=1, reason="Three falls in six weeks are not one."):
    return reopen_pattern(reference=cases[-1].reference, pattern=alert.reference, edition=edition, reason=reason, by=by)


def address(name, case, alert):
    return reverse(f"cases:{name}", args=[case.reference, alert.reference])


def lines(case):
    return list(Event.objects.filter(chain=f"case:{case.reference}").values_list("verb", flat=True))


def test_it_stands_again_with_who_asked_why_and_the_trail(planted, dismissed):
    cases, alert = dismissed
    before = lines(cases[-1])
    kept = again(cases, alert, planted.people.mash_manager)
    assert lines(cases[-1]) == [*before, "pattern_reopened"]
    assert kept.reopened_by == planted.people.mash_manager
    assert len(patterns_on(planted.people.duty_worker, [cases[-1].pk])[cases[-1].pk]) == 1
    told = listed_patterns(planted.people.mash_manager).object_list[0].dismissals[0]
    assert (told.by, told.reopened_by, told.reopened_reason) == ("Dana Duty", "Morgan Manager", "Three falls in six weeks are not one.")
    assert "falls" not in cases[-1].chronology.first().what


def test_it_can_be_dismissed_again_after_that_and_both_answers_stay(planted, dismissed):
    cases, alert = dismissed
    again(cases, alert, planted.people.mash_manager)
    dismiss_pattern(reference=cases[0].reference, pattern=alert.reference, edition=1, reason="The GP has seen her.", by=planted.people.practitioner)
    assert PatternDismissal.objects.filter(alert=alert).count() == 2
    assert listed_patterns(planted.people.mash_manager, state=PatternState.DISMISSED).paginator.count == 1


@pytest.mark.parametrize("role", ["duty_worker", "practitioner", "qa_manager", "partner", "administrator"])
def test_only_who_oversees_the_hub_asks_for_it(planted, dismissed, role):
    cases, alert = dismissed
    with pytest.raises((PermissionDenied, Http404)):
        again(cases, alert, getattr(planted.people, role))
    assert again(cases, alert, planted.people.head_of_service).reopened_by == planted.people.head_of_service


def test_what_stands_already_or_changed_meanwhile_is_refused(planted, dismissed):
    cases, alert = dismissed
    with pytest.raises(DismissalRefused, match="records changed"):
        again(cases, alert, planted.people.mash_manager, edition=2)
    again(cases, alert, planted.people.mash_manager)
    with pytest.raises(DismissalRefused, match="looked at again already"):
        again(cases, alert, planted.people.head_of_service)


def test_nobody_answers_for_a_record_that_is_hidden_from_them(planted, dismissed, client_for):
    cases, alert = dismissed
    Case.objects.filter(pk=cases[0].pk).update(restricted=True)
    manager = planted.people.mash_manager
    with pytest.raises((DismissalRefused, Http404, PermissionDenied)):
        again(cases, alert, manager)
    assert client_for(manager).get(address("reopen_pattern", cases[0], alert)).status_code == 404
    assert "One fall" not in client_for(manager).get(reverse("audit:patterns") + "?state=dismissed").content.decode()


def test_without_its_line_nothing_happened(planted, dismissed, monkeypatch):
    cases, alert = dismissed
    monkeypatch.setattr(services, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        again(cases, alert, planted.people.mash_manager)
    assert PatternDismissal.objects.get().reopened_by is None


def test_the_list_says_since_when_whose_and_leads_to_looking_again(planted, dismissed, client_for):
    cases, alert = dismissed
    Case.objects.filter(pk=cases[0].pk).update(owner=planted.people.practitioner)
    client = client_for(planted.people.mash_manager)
    page = client.get(reverse("audit:patterns") + "?state=dismissed").content.decode()
    today = timezone.localdate()
    for words in (f"Found on {today.day} {today:%B %Y}", "owner: Priya Practitioner", "owner: nobody yet", "by Dana Duty", "One fall, told three times."):
        assert words in page
    url = address("reopen_pattern", cases[-1], alert)
    assert f'href="{url}"' in page
    assert f'href="{url}"' not in client.get(reverse("audit:patterns")).content.decode()
    reader = client_for(planted.people.qa_manager).get(reverse("audit:patterns") + "?state=dismissed").content.decode()
    assert "One fall, told three times." in reader
    assert f'href="{url}"' not in reader


def test_the_page_asks_why_and_keeps_what_was_typed(planted, dismissed, client_for, django_assert_max_num_queries):
    cases, alert = dismissed
    client, url = client_for(planted.people.mash_manager), address("reopen_pattern", cases[-1], alert)
    client.get(url)
    with django_assert_max_num_queries(15):
        shown = client.get(url).content.decode()
    assert "One fall, told three times." in shown
    assert "Say why this pattern is to be looked at again" in client.post(url, {"edition": 1, "reason": ""}).content.decode()
    late = client.post(url, {"edition": 7, "reason": "Three falls."}).content.decode()
    assert "records changed" in late
    assert "Three falls." in late
    assert client.post(url, {"edition": 1, "reason": "Three falls."}).url == reverse("audit:patterns")
    assert "nobody has dismissed it as it stands" in client.get(url).content.decode()
    assert "To look again, because:</strong>" in client.get(reverse("cases:case", args=[cases[-1].reference])).content.decode()


def test_strangers_find_nothing_and_workers_may_not(planted, dismissed, client_for):
    cases, alert = dismissed
    for role, status in (("partner", 404), ("board_member", 404), ("administrator", 404), ("locality_manager", 404), ("duty_worker", 403), ("qa_manager", 403)):
        assert client_for(getattr(planted.people, role)).get(address("reopen_pattern", cases[-1], alert)).status_code == status, role
