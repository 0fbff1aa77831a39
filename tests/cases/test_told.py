"""One list of what the adult was told, by whom and when, whoever told them."""

from uuid import uuid4

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from enquiries.services.meetings import hold_meeting, plan_meeting, record_agreement, record_attendance
from enquiries.states import Agreement, MeetingKind
from mash.cases.models import Case
from mash.cases.states import Party, Reached
from mash.cases.told import told_adult
from partners.models import Check
from partners.services.answering import answer_check
from partners.states import Answer
from referrals.states import Extent, FeedbackKind, Voice
from tests.cases.test_connections import closed
from tests.chronology.test_papers import draw, words_of
from tests.factories import make_case
from tests.house.grid import ask

pytestmark = pytest.mark.django_db
ANSWER = {"text": "Four calls.", "nature": "fact", "told": "That officers come on Friday. PC Grant rang her."}


def talk(case, by, told="The police ring on Monday."):
    said = {"party": Party.ADULT, "reached": Reached.SPOKE, "happened_at": timezone.now(), "what_was_said": "At home."}
    case.contacts.create(told=told, recorded_by=by, **said)


def met(case, by, told):
    now = timezone.now()
    plan_meeting(reference=case.reference, kind=MeetingKind.PLANNING, at=now, agenda="Safety.", adult_invited=True, by=by)
    record_attendance(reference=case.reference, number=1, name="Pat Police", organisation="Invented Police", by=by)
    record_agreement(reference=case.reference, number=1, attendee=1, agreement=Agreement.AGREED, by=by)
    hold_meeting(reference=case.reference, number=1, held_at=now, contribution="I want to stay.", minutes="Locks.", told=told, by=by)


def written(case, people, *, voice, kind=FeedbackKind.DECIDED, extent=Extent.LIMITED, text="We have decided what to do."):
    referral = case.referrals.get()
    case.referrals.update(voice=voice)
    referral.feedback.create(once_key=uuid4(), kind=kind, extent=extent, text=text, version_name="test", composed_by=people.duty_worker, composed_at=timezone.now())


def test_every_source_is_in_the_list_with_who_and_how(people):
    case = make_case(people, stage="triage")
    assert told_adult(case) == []
    talk(case, people.duty_worker)
    reference = ask(case, people, people.police)
    answer_check(reference=reference, answer=Answer.SHARED, text="Four calls.", told="Officers come on Friday.", by=people.partner)
    met(case, people.practitioner, "That the locks are changed.")
    written(case, people, voice=Voice.SELF)
    closed(Case.objects.get(pk=case.pk), people)
    told = told_adult(case)
    assert [(each.words, each.by, each.how) for each in reversed(told)] == [
        ("The police ring on Monday.", "Dana Duty", "Talk"),
        ("Officers come on Friday.", "Pat Police, Invented Police", "Partner’s answer"),
        ("That the locks are changed.", "Priya Practitioner", "Meeting"),
        ("We have decided what to do.", "Dana Duty", "Written to them"),
        ("By phone.", "Dana Duty", "Closing"),
    ]
    assert [each.at for each in told] == sorted((each.at for each in told), reverse=True)


def test_what_others_were_told_is_not_in_it(people):
    case = make_case(people, stage="triage")
    written(case, people, voice=Voice.RELATIVE)
    talk(case, people.duty_worker, told="")
    other = make_case(people, stage="triage")
    talk(other, people.duty_worker)
    assert told_adult(case) == []
    assert len(told_adult(other)) == 1


def test_it_is_one_query_however_much_was_said(people, django_assert_num_queries):
    case = make_case(people, stage="triage")
    for number in range(5):
        talk(case, people.duty_worker, told=f"Thing {number}")
    with django_assert_num_queries(1):
        assert len(told_adult(case)) == 5


@pytest.mark.parametrize("page", ["cases:case", "triage:triage"])
def test_the_summary_and_triage_show_it_and_a_stranger_sees_neither(people, client_for, page):
    case = make_case(people, stage="triage")
    url = reverse(page, args=[case.reference])
    client = client_for(people.duty_worker)
    assert "What the adult was told" not in client.get(url).content.decode()
    talk(case, people.duty_worker)
    shown = " ".join(client.get(url).content.decode().split())
    assert "What the adult was told" in shown
    assert "Talk: Dana Duty," in shown
    Case.objects.update(restricted=True)
    assert client.get(url).status_code == 404


def test_the_document_of_the_summary_says_it_word_for_word_and_is_drawn_anew_when_more_was_told(people, client_for):
    case = make_case(people, stage="triage")
    first = draw(case, people.duty_worker)
    assert "What the adult was told" not in words_of(first)
    talk(case, people.duty_worker, told="The police ring on Monday. " * 20)
    written(case, people, voice=Voice.SELF)
    second = draw(case, people.duty_worker)
    text = words_of(second)
    assert second.number == 2
    assert "What the adult was told" in text
    assert "The police ring on Monday. The police" in text
    assert "The police ring on Monday. " * 20 not in text
    assert "… Talk: Dana Duty," in text
    assert "We have decided what to do. Written to them: Dana Duty," in text
    client = client_for(people.practitioner)
    paper = reverse("cases:paper", args=[case.reference, second.reference])
    assert client.get(paper).status_code == 200
    Case.objects.update(restricted=True)
    assert client.get(paper).status_code == 404
    with pytest.raises(Http404):
        draw(case, people.duty_worker)


def test_a_partner_says_what_they_told_the_adult_and_the_hub_reads_it(people, client_for):
    case = make_case(people, stage="triage")
    reference = ask(case, people, people.police)
    client = client_for(people.partner)
    url = reverse("partners:answer_check", args=[reference, "shared"])
    assert "Did you tell the adult anything about this?" in client.get(url).content.decode()
    lost = client.post(url, ANSWER | {"text": ""}).content.decode()
    assert "That officers come on Friday." in lost
    assert client.post(url, ANSWER).status_code == 302
    assert Check.objects.get().told == ANSWER["told"]
    assert ANSWER["told"] in case.chronology.first().what
    worker = client_for(people.duty_worker)
    assert ANSWER["told"] in worker.get(reverse("cases:case", args=[case.reference])).content.decode()
    assert "The adult was told:" in worker.get(reverse("partners:check_answer", args=[case.reference, reference])).content.decode()


def test_a_partner_who_told_the_adult_nothing_leaves_it_empty(people):
    case = make_case(people, stage="triage")
    answer_check(reference=ask(case, people, people.police), answer=Answer.SHARED, text="Four calls.", by=people.partner)
    assert told_adult(case) == []
    assert "The adult was told" not in case.chronology.first().what
