"""The adult's voice: attempts, safety, what they were told, and who supports them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mash.cases.adult_states import Advocate
from mash.cases.models import Case
from mash.cases.rules import AdvocacySaid, advocacy_found, advocacy_problems
from mash.cases.services import advocates
from mash.cases.services.advocates import record_advocacy
from mash.cases.services.records import log_contact, record_consultation
from mash.cases.states import Difficulty, Party, Reached, StepName, Tri
from mash.people.models import Adult
from mash.people.states import SafeBy
from mash.trail.models import Event
from tests.factories import make_case

pytestmark = pytest.mark.django_db
OWED = AdvocacySaid(Tri.YES, (Difficulty.RETAIN,), Tri.NO, advocate=Advocate.NAMED, name="Ola Voice, 01632 960333")
YESTERDAY = timezone.localtime() - timedelta(days=1)
WHEN = {f"happened_at_{part}": getattr(YESTERDAY, part) for part in ("day", "month", "year")} | {"happened_at_time": "10:30"}


def url(name, case):
    return reverse(f"triage:{name}", args=[case.reference])


@pytest.mark.parametrize(
    ("said", "missing", "found"),
    [
        (AdvocacySaid(Tri.NO), set(), "no advocate is owed"),
        (AdvocacySaid(Tri.DONT_KNOW), set(), "not known yet"),
        (AdvocacySaid(Tri.YES), {"areas", "appropriate"}, "is owed"),
        (AdvocacySaid(Tri.YES, (Difficulty.WEIGH,), Tri.YES), {"person"}, "supported by"),
        (AdvocacySaid(Tri.YES, (Difficulty.WEIGH,), Tri.YES, "Her sister Ann"), set(), "supported by Her sister Ann"),
        (AdvocacySaid(Tri.YES, (Difficulty.WEIGH,), Tri.NO), {"advocate"}, "owed, not asked for yet"),
        (AdvocacySaid(Tri.YES, (Difficulty.WEIGH,), Tri.DONT_KNOW), {"advocate"}, "owed"),
        (AdvocacySaid(Tri.YES, (Difficulty.WEIGH,), Tri.NO, advocate=Advocate.NAMED), {"name"}, "named"),
        (AdvocacySaid(Tri.YES, (Difficulty.WEIGH,), Tri.NO, advocate=Advocate.DECLINED), {"words"}, "does not want one"),
        (AdvocacySaid(Tri.YES, (Difficulty.WEIGH,), Tri.NO, advocate=Advocate.NOT_YET), {"words"}, "not asked for yet"),
        (AdvocacySaid(Tri.YES, (Difficulty.WEIGH,), Tri.NO, advocate=Advocate.REFERRED), set(), "none named yet"),
        (OWED, set(), "named: Ola Voice"),
    ],
)  # fmt: skip
def test_an_advocate_is_owed_where_nobody_appropriate_supports(said, missing, found):
    assert set(advocacy_problems(said)) == missing
    assert found in advocacy_found(said)


def test_a_later_record_of_advocacy_holds_and_the_first_stays(people, client_for):
    case = make_case(people, stage="triage")
    before = Event.objects.filter(chain=f"case:{case.reference}").count()
    record_advocacy(reference=case.reference, said=AdvocacySaid(Tri.DONT_KNOW), seen=0, by=people.duty_worker)
    record_advocacy(reference=case.reference, said=OWED, seen=case.advocacies.get().pk, by=people.practitioner)
    assert [row.difficulty for row in case.advocacies.all()] == ["yes", "dont_know"]
    assert Event.objects.filter(chain=f"case:{case.reference}").count() == before + 2
    shown = client_for(people.duty_worker).get(url("triage", case)).content
    assert b"Ola Voice" in shown
    assert b"not known yet whether" not in shown


def test_the_page_of_advocacy_asks_for_what_is_missing_and_keeps_the_words(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    assert b"nobody has asked yet whether the adult needs support" in client.get(url("triage", case)).content
    lost = client.post(url("advocacy", case), {"seen": 0, "difficulty": "yes", "words": "She forgets the day."})
    for words in (b"Choose in what the adult has difficulty", b"Choose whether there is an appropriate person", b"She forgets the day."):
        assert words in lost.content
    said = {"seen": 0, "difficulty": "yes", "areas": ["retain"], "appropriate": "yes", "person": "Her sister Ann"}
    assert client.post(url("advocacy", case), said).url == url("triage", case)
    assert case.advocacies.get().areas == ["retain"]


@pytest.mark.parametrize("role", ["qa_manager", "contracts_officer", "locality_manager", "partner", "administrator"])
def test_others_record_no_advocacy(people, role):
    case = make_case(people, stage="triage")
    with pytest.raises((PermissionDenied, Http404)):
        record_advocacy(reference=case.reference, said=OWED, seen=0, by=getattr(people, role))
    assert not case.advocacies.exists()


def test_without_a_trail_no_advocacy_is_kept(people, monkeypatch):
    case = make_case(people, stage="triage")

    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    monkeypatch.setattr(advocates, "record", fail)
    with pytest.raises(RuntimeError):
        record_advocacy(reference=case.reference, said=OWED, seen=0, by=people.duty_worker)
    assert not case.advocacies.exists()


def attempt(case, people, reached=Reached.NO_ANSWER, hours=0):
    at = timezone.now() - timedelta(hours=10 - hours)
    words = {"party": Party.ADULT, "with_whom": "", "reached": reached, "happened_at": at, "what_was_said": "Rang."}
    log_contact(reference=case.reference, by=people.duty_worker, **words)


def test_after_three_attempts_another_way_is_asked_for(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    for hours in range(2):
        attempt(case, people, hours=hours)
    assert b"attempts have not reached the adult" not in client.get(url("triage", case)).content
    attempt(case, people, hours=3)
    for page in ("triage", "speak_with_adult"):
        shown = client.get(url(page, case)).content
        assert b"3 attempts have not reached the adult" in shown
        assert b"welfare check" in shown
        assert b"isengag" not in shown
    attempt(case, people, Reached.SPOKE, hours=4)
    assert b"attempts have not reached the adult" not in client.get(url("triage", case)).content


def test_where_no_safe_way_is_known_the_worker_says_how_it_was_made_safe(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    words = {"reached": "no_answer", "what_was_said": "Rang from the surgery.", **WHEN}
    assert client.post(url("speak_with_adult", case), words).status_code == 302
    Adult.objects.filter(pk=case.adult_id).update(safe_by=SafeBy.NONE)
    lost = client.post(url("speak_with_adult", case), words)
    assert b"Say how you made sure that it was safe" in lost.content
    assert b"Rang from the surgery." in lost.content
    safe = words | {"made_safe": "The GP called her in alone.", "channel": "somebody", "safe_by": "none"}
    assert client.post(url("speak_with_adult", case), safe).status_code == 302
    assert b"The GP called her in alone." in client.get(url("triage", case)).content


def test_what_the_adult_was_told_stands_in_one_place(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    words = {
        "reached": "spoke", "what_was_said": "At home.", "safe_by": "phone", "own_words": "Stop him.", "to_referral": "yes",
        "to_sharing": "yes", "told": "The police ring on Monday.", **WHEN,
    }  # fmt: skip
    assert client.post(url("speak_with_adult", case), words).status_code == 302
    shown = client.get(url("triage", case)).content
    assert b"What the adult was told" in shown
    assert b"The police ring on Monday." in shown


def test_the_next_attempt_is_kept(people, client_for):
    case = make_case(people, stage="triage")
    again = {"try_again_at_day": "1", "try_again_at_month": "12", "try_again_at_year": "2030", "try_again_at_time": "09:00"}
    words = {"party": "referrer", "reached": "no_answer", "channel": "phone", "what_was_said": "Rang.", **WHEN, **again}
    client = client_for(people.duty_worker)
    assert client.post(url("log_contact", case), words).status_code == 302
    shown = client.get(url("triage", case)).content
    assert b"1 December 2030" in shown
    assert b"Telephone" in shown


def test_a_practitioners_advice_is_kept_and_a_seniors_settles_the_step(people):
    case = make_case(people, stage="triage")
    words = {"reference": case.reference, "question": "Now?", "advice": "Yes.", "agencies": "", "held_at": timezone.now()}
    record_consultation(senior=people.practitioner, by=people.duty_worker, **words)
    assert not case.steps.filter(name=StepName.CONSULTATION).exists()
    record_consultation(senior=people.mash_manager, by=people.duty_worker, **words)
    assert case.steps.get(name=StepName.CONSULTATION).state == "done"
    assert Case.objects.get(pk=case.pk).consultations.count() == 2


def test_each_open_step_asks_its_question_and_a_done_one_says_when(people, client_for):
    case = make_case(people, stage="triage")
    shown = client_for(people.duty_worker).get(url("triage", case)).content.decode()
    assert "Who sees this adult and has not been asked?" in shown
    assert "What is the worst that could happen" not in shown
    assert f"{timezone.localtime():%B %Y}" in shown


def test_nothing_is_because_of_an_impairment_that_is_not_there(people, client_for):
    """MCA 2005 s 2(1); and each missing answer is asked for by its own name (WCAG 3.3.1)."""
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    words = {
        "reached": "spoke", "what_was_said": "At home.", "safe_by": "phone", "own_words": "Stop him.", "to_referral": "yes", "to_sharing": "yes",
        "decision": "to lend him money", "support": "Plain words.", "evidence": "Could not say what a loan is.", "can_understand": "no", **WHEN,
    }  # fmt: skip
    missing = client.post(url("speak_with_adult", case), words).content.decode()
    assert "Say whether they can use or weigh it" in missing
    assert "Say whether there is an impairment" in missing
    answered = words | {"can_retain": "yes", "can_weigh": "yes", "can_communicate": "yes", "because_of_it": "yes"}
    assert "Without an impairment nothing can be because of it" in client.post(url("speak_with_adult", case), answered | {"impairment": "no"}).content.decode()
    assert client.post(url("speak_with_adult", case), answered | {"impairment": "yes"}).status_code == 302


def test_a_safe_way_that_somebody_else_recorded_meanwhile_is_never_overwritten_unread(people, client_for):
    case = make_case(people, stage="triage")
    client, other = client_for(people.duty_worker), client_for(people.practitioner)
    seen = {each: each.get(url("speak_with_adult", case)).context["form"]["safe_was"].value() for each in (client, other)}
    words = {
        "reached": "spoke", "what_was_said": "At home.", "safe_by": "phone", "own_words": "Stop him.", "to_referral": "yes", "to_sharing": "yes", **WHEN,
    }  # fmt: skip
    first = words | {"safe_when": "Mornings, he is at work", "safe_was": seen[other]}
    assert other.post(url("speak_with_adult", case), first).status_code == 302
    late = words | {"safe_when": "Any time", "safe_was": seen[client]}
    told = client.post(url("speak_with_adult", case), late)
    assert b"Somebody recorded while you wrote: Phone, Mornings, he is at work." in told.content
    assert b"Any time" in told.content
    assert Adult.objects.get(pk=case.adult_id).safe_when == "Mornings, he is at work"
    assert case.contacts.count() == 1
    again = late | {"safe_was": told.context["form"]["safe_was"].value()}
    assert client.post(url("speak_with_adult", case), again).status_code == 302
    assert Adult.objects.get(pk=case.adult_id).safe_when == "Any time"
