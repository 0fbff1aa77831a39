"""What stands in the version of a chronology that leaves the hub, source by source: each is on record, and only some leave."""

import pytest
from django.utils import timezone
from guardian.shortcuts import assign_perm

from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case
from mash.cases.services.cases import add_note, take_protective_action
from mash.cases.services.records import log_contact
from mash.cases.states import Nature, Party, ProtectionKind, Reached
from partners.services.events import take_event
from tests.cases.disputed import disputed
from tests.cases.test_identity import redress, tell, trauma
from tests.cases.test_needs import HOUSING, keep
from tests.chronology.test_papers import drawn_chronology, words_of

pytestmark = pytest.mark.django_db
OTHERS = ["partners", "adult"]


def versions(client, case, audience):
    """The hub's version, and the one that leaves: what is kept of each and what its pages say."""
    return [f"{paper.content} {words_of(paper)}" for paper in (drawn_chronology(client, case), drawn_chronology(client, case, audience, "A meeting on Monday."))]


@pytest.mark.parametrize("audience", OTHERS)
def test_a_contact_with_somebody_who_may_not_be_known_stays(case, people, client_for, audience):
    contact(case, people)
    inside, outside = versions(client_for(people.duty_worker), case, audience)
    assert "She rang from the library" in inside
    for words in ("library", "Betty Neighbour", "Contact"):
        assert words not in outside, words


def contact(case, people):
    return log_contact(
        reference=case.reference, party=Party.REFERRER, with_whom="Betty Neighbour", happened_at=timezone.now(), reached=Reached.SPOKE,
        what_was_said="She rang from the library", by=people.duty_worker,
    )  # fmt: skip


@pytest.mark.parametrize("audience", OTHERS)
def test_the_report_and_its_referrer_stay(case, people, client_for, audience):
    report = case.referrals.get()
    case.chronology.create(happened_at=report.received_at, what=f"Report {report.reference} received", source="Referrer", kind=EntryKind.REPORT, about=report.reference)
    inside, outside = versions(client_for(people.duty_worker), case, audience)
    assert report.worry in inside
    for words in (report.worry, report.worry[:20], report.reference, "Referrer"):
        assert words not in outside, words


@pytest.mark.parametrize("audience", OTHERS)
def test_an_agency_s_answer_stays_and_what_was_taken_out_of_it_too(case, people, client_for, answered, told, audience):
    check = answered(events=[told("An event that the police told.")], text="Four calls since May, the last about shouting.")
    take_event(reference=case.reference, check_reference=check.reference, told=told("Shouting was heard."), quote="the last about shouting", by=people.duty_worker)
    inside, outside = versions(client_for(people.duty_worker), case, audience)
    for words in ("Shouting was heard.", "the last about shouting", "Four calls since May"):
        assert words in inside, words
        assert words not in outside, words
    assert "An event that the police told." in outside


@pytest.mark.parametrize("audience", OTHERS)
def test_who_the_adult_is_and_what_happened_to_them_stays_even_out_of_the_hub_s_version(case, people, client_for, audience):
    tell(case, people.duty_worker)
    trauma(case, people.duty_worker)
    redress(case, people.duty_worker)
    for text in versions(client_for(people.duty_worker), case, audience):
        for words in ("Quaker", "Sunday", "held down", "without warning"):
            assert words not in text, words


@pytest.mark.parametrize("audience", OTHERS)
def test_needs_ratings_decisions_disputes_and_steps_stay(case, people, client_for, audience):
    keep(case, HOUSING, people.duty_worker)
    disputed(case, people.practitioner)
    inside, outside = versions(client_for(people.duty_worker), case, audience)
    assert "no heating" in inside
    for words in ("no heating", "Housing and home", "Rated", "not weighed", "disput", "classified"):
        assert words not in outside, words


@pytest.mark.parametrize("audience", OTHERS)
def test_notes_and_protection_that_nobody_asked_to_keep_leave(case, people, client_for, audience):
    add_note(reference=case.reference, what="May be told.", source="Her sister", nature=Nature.FACT, happened_at=timezone.now(), by=people.duty_worker)
    take_protective_action(
        reference=case.reference, kind=ProtectionKind.POLICE, what="She was seen at home.", by_whom="Chiltern Vale Police",
        taken_at=timezone.now(), by=people.duty_worker,
    )  # fmt: skip
    _, outside = versions(client_for(people.duty_worker), case, audience)
    assert "May be told." in outside
    assert "She was seen at home." in outside
    assert ".." not in outside


@pytest.mark.parametrize("audience", OTHERS)
def test_nothing_tells_that_a_case_is_restricted_or_what_stayed(case, people, client_for, answered, audience):
    answered()
    assign_perm("cases.see_shared", people.duty_worker, case)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    inside, outside = versions(client_for(people.duty_worker), case, audience)
    assert "Restricted" in inside
    said = outside.lower().replace("'restricted': true", "")
    assert "restricted" not in said
    assert all(str(kind.label) not in outside for kind in (EntryKind.ANSWER, EntryKind.REPORT, EntryKind.CONTACT, EntryKind.RATING))
