"""The next attempt to reach somebody is asked for at its time, once, until somebody has tried."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case
from mash.cases.services.attempts import sweep_attempts
from mash.cases.services.records import log_contact
from mash.cases.states import Party, Reached, WorkKind
from mash.trail.models import Event
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def tried(case, by, party=Party.ADULT, reached=Reached.NO_ANSWER, *, again=None):
    return log_contact(
        reference=case.reference, party=party, with_whom="", reached=reached, happened_at=timezone.now(), what_was_said="Rang, nobody there.",
        try_again_at=again and timezone.now() + again, by=by,
    )  # fmt: skip


PAST, LATER = timedelta(minutes=-1), timedelta(hours=1)


def asked(case):
    return case.work_items.filter(kind=WorkKind.TRY_AGAIN, answered_at=None)


def test_at_its_time_whoever_holds_the_case_is_asked_once(people):
    case = make_case(people, stage="triage")
    Case.objects.filter(pk=case.pk).update(owner=people.practitioner)
    tried(case, people.duty_worker, again=PAST)
    before = Event.objects.filter(chain=f"case:{case.reference}").count()
    assert (sweep_attempts(), sweep_attempts()) == (1, 0)
    item = asked(case).get()
    assert (item.owner, item.question) == (people.practitioner, "It is time to try again to reach: the adult. Last time: no answer.")
    assert Event.objects.filter(chain=f"case:{case.reference}").count() == before + 1


def test_before_its_time_and_where_none_was_set_nobody_is_asked(people):
    case = make_case(people, stage="triage")
    tried(case, people.duty_worker, Party.REFERRER)
    tried(case, people.duty_worker, again=LATER)
    assert sweep_attempts() == 0


def test_where_nobody_holds_the_case_whoever_tried_is_asked(people):
    case = make_case(people, stage="triage")
    Case.objects.filter(pk=case.pk).update(owner=None)
    tried(case, people.duty_worker, again=PAST)
    sweep_attempts()
    assert asked(case).get().owner == people.duty_worker


def test_whoever_has_tried_since_is_not_asked(people):
    case = make_case(people, stage="triage")
    tried(case, people.duty_worker, again=PAST)
    tried(case, people.duty_worker)
    assert sweep_attempts() == 0


def test_another_attempt_answers_the_question_and_one_at_somebody_else_does_not(people):
    case = make_case(people, stage="triage")
    first = tried(case, people.duty_worker, again=PAST)
    sweep_attempts()
    tried(case, people.duty_worker, Party.REFERRER, Reached.SPOKE)
    assert asked(case).exists()
    tried(case, people.practitioner, again=PAST)
    assert not asked(case).exists()
    answered = case.work_items.get(about=f"C-{first.pk}")
    assert (answered.answer, answered.answered_by) == ("Tried again: no answer", people.practitioner)
    assert sweep_attempts() == 1, "the second attempt named a time of its own"


def test_a_closed_case_asks_nothing(people):
    at = timezone.now() + PAST
    words = {"party": Party.ADULT, "reached": Reached.NO_ANSWER, "happened_at": at, "try_again_at": at, "recorded_by": people.duty_worker}
    make_case(people, stage="closed").contacts.create(**words)
    assert sweep_attempts() == 0
    make_case(people, stage="triage").contacts.create(**words)
    assert sweep_attempts() == 1


def test_the_task_leads_to_the_log_which_can_be_read_by_party(people, client_for):
    case = make_case(people, stage="triage")
    tried(case, people.duty_worker, again=PAST)
    log_contact(reference=case.reference, party=Party.REFERRER, with_whom="", reached=Reached.SPOKE, happened_at=timezone.now(),
                what_was_said="Saw her on Monday.", by=people.duty_worker)  # fmt: skip
    sweep_attempts()
    client = client_for(people.duty_worker)
    there = reverse("triage:triage", args=[case.reference])
    assert f'href="{there}#contacts"' in client.get(reverse("triage:tasks")).content.decode()
    log = lambda query: client.get(there + query).content.decode().split('id="contacts"')[1].split("</section>")[0]  # noqa: E731
    assert "Saw her on Monday." in log("") and "Rang, nobody there." in log("")  # noqa: PT018
    assert "Saw her on Monday." not in log("?with=adult")
    assert "Rang, nobody there." in log("?with=adult")
    assert "Saw her on Monday." in log("?with=nobody")
