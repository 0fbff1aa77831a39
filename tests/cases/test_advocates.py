"""An advocate who is owed is asked for until there is one, or somebody says why there is none."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.adult_states import Advocate
from mash.cases.models import Advocacy, Case
from mash.cases.queries import what_is_open
from mash.cases.rules import AdvocacySaid, Without
from mash.cases.services import advocates
from mash.cases.services.advocates import record_advocacy, sweep_advocates
from mash.cases.services.cases import reopen_case
from mash.cases.services.closing import NotYet, close_case
from mash.cases.services.locking import Stale
from mash.cases.states import DecisionKind, Difficulty, Outcome, Stage, Tri, WorkKind
from mash.trail.models import Event
from tests.factories import make_case, settle_all

pytestmark = pytest.mark.django_db
AWAITED = AdvocacySaid(Tri.YES, (Difficulty.RETAIN,), Tri.NO, advocate=Advocate.REFERRED)
NAMED = AdvocacySaid(Tri.YES, (Difficulty.RETAIN,), Tri.NO, advocate=Advocate.NAMED, name="Ola Voice, 01632 960333")
WHY = "She died in hospital before one was found."
ENDING = {"adult_told": "By phone.", "protection": "None needed.", "rationale": "Enough.", "would_change": "Another report."}


def say(case, by, said):
    return record_advocacy(reference=case.reference, said=said, seen=case.advocacies.values_list("pk", flat=True).first() or 0, by=by)


def asked(case):
    return case.work_items.filter(kind=WorkKind.ADVOCATE_OWED, answered_at=None)


@pytest.fixture
def overdue(monkeypatch):
    """Whatever is recorded now has had its working days."""
    monkeypatch.setattr(advocates, "_long_enough_ago", lambda now: now)


SAID = [
    (AWAITED, True), (NAMED, False), (AdvocacySaid(Tri.NO), False), (AdvocacySaid(Tri.DONT_KNOW), False),
    (AdvocacySaid(Tri.YES, (Difficulty.WEIGH,), Tri.YES, "Her sister Ann"), False),
    (AdvocacySaid(Tri.YES, (Difficulty.WEIGH,), Tri.DONT_KNOW, advocate=Advocate.NOT_YET, words="No time."), True),
    (AdvocacySaid(Tri.YES, (Difficulty.WEIGH,), Tri.NO, advocate=Advocate.DECLINED, words="She wants none."), False),
]  # fmt: skip


@pytest.mark.parametrize(("said", "owed"), SAID)
def test_one_is_owed_by_the_rule_and_by_the_database_alike(people, said, owed):
    case = make_case(people, stage="triage")
    assert not what_is_open(case).owes_advocate
    say(case, people.duty_worker, said)
    assert (said.owes_advocate, what_is_open(case).owes_advocate) == (owed, owed)
    assert ("an independent advocate" in what_is_open(case).in_words()) == owed


def test_the_newest_record_holds(people):
    case = make_case(people, stage="triage")
    for said, owed in ((AWAITED, True), (NAMED, False), (AWAITED, True)):
        say(case, people.duty_worker, said)
        assert what_is_open(case).owes_advocate == owed


def test_after_two_working_days_whoever_holds_the_case_is_asked_once(people, overdue):
    case = make_case(people, stage="triage", owner=people.practitioner)
    say(case, people.duty_worker, AWAITED)
    before = Event.objects.filter(chain=f"case:{case.reference}").count()
    assert (sweep_advocates(), sweep_advocates()) == (1, 0)
    assert asked(case).get().owner == people.practitioner
    assert Event.objects.filter(chain=f"case:{case.reference}").count() == before + 1


@pytest.mark.parametrize(("now", "then"), [
    ("2026-11-26 10:00", "2026-11-24 10:00"), ("2026-11-30 10:00", "2026-11-26 10:00"), ("2026-11-29 10:00", "2026-11-26 10:00"),
    ("2026-12-29 10:00", "2026-12-23 10:00"),
])  # fmt: skip
def test_two_working_days_are_counted_back_over_weekends_and_bank_holidays(db, now, then):
    assert advocates._long_enough_ago(datetime.fromisoformat(f"{now}+00:00")) == datetime.fromisoformat(f"{then}+00:00")


def test_before_that_on_a_closed_case_and_where_one_is_named_nobody_is_asked(people, monkeypatch):
    early = make_case(people, stage="triage")
    say(early, people.duty_worker, AWAITED)
    assert sweep_advocates() == 0
    say(early, people.duty_worker, AdvocacySaid(Tri.NO))
    monkeypatch.setattr(advocates, "_long_enough_ago", lambda now: now)
    done, closed = make_case(people, stage="triage"), make_case(people, stage="triage")
    for said in (AWAITED, NAMED):
        say(done, people.duty_worker, said)
    say(closed, people.duty_worker, AWAITED)
    Case.objects.filter(pk=closed.pk).update(stage=Stage.CLOSED, closed_at=timezone.now(), outcome=Outcome.ADVICE)
    assert sweep_advocates() == 0


def test_recording_it_answers_the_task_and_owed_still_it_is_asked_again(people, overdue, client_for):
    case = make_case(people, stage="triage", owner=people.duty_worker)
    say(case, people.duty_worker, AWAITED)
    sweep_advocates()
    assert reverse("triage:advocacy", args=[case.reference]) in client_for(people.duty_worker).get("/tasks/").content.decode()
    say(case, people.duty_worker, AWAITED)
    assert not asked(case).exists()
    assert sweep_advocates() == 1
    say(case, people.duty_worker, NAMED)
    assert not asked(case).exists()
    assert "named: Ola Voice" in case.work_items.filter(kind=WorkKind.ADVOCATE_OWED).order_by("-pk").first().answer


@pytest.fixture
def ending(people, overdue):
    case = make_case(people, stage="decided", owner=people.duty_worker)
    settle_all(case, people.duty_worker, people.mash_manager)
    case.deadlines.open().update(called_off_at=timezone.now())
    say(case, people.duty_worker, AWAITED)
    sweep_advocates()
    return Case.objects.get(pk=case.pk)


def close(case, by, **more):
    return close_case(reference=case.reference, version=case.version, outcome=Outcome.ADVICE, by=by, **ENDING | more)


def test_closing_asks_why_and_keeps_it_and_opening_again_asks_anew(people, ending):
    with pytest.raises(NotYet) as refused:
        close(ending, people.duty_worker, without=Without(advocate=" "))
    assert ["independent advocate" in blocker.words for blocker in refused.value.blockers] == [True]
    assert asked(ending).exists()
    closed = close(ending, people.duty_worker, without=Without(advocate=WHY))
    kept = ending.decisions.get(kind=DecisionKind.CLOSING)
    assert (kept.outstanding, kept.snapshot["without_advocate"]) == (["an independent advocate"], WHY)
    assert ["Closed without an advocate because", WHY] in kept.snapshot["told"]
    assert not asked(ending).exists()
    reopen_case(reference=closed.reference, version=closed.version, reason="He is back.", by=people.duty_worker)
    assert asked(ending).get().owner == people.duty_worker


def test_with_an_advocate_no_reason_is_needed_and_none_is_kept(people, ending):
    say(ending, people.duty_worker, NAMED)
    closed = close(ending, people.duty_worker, without=Without(advocate=WHY))
    assert ending.decisions.get(kind=DecisionKind.CLOSING).snapshot["without_advocate"] == ""
    reopen_case(reference=closed.reference, version=closed.version, reason="He is back.", by=people.duty_worker)
    assert not asked(ending).exists()


def test_the_page_of_closing_asks_only_where_one_is_owed(people, client_for, ending):
    client, url = client_for(people.duty_worker), reverse("cases:close_case", args=[ending.reference])
    assert "Why there is no advocate" in client.get(url).content.decode()
    words = ENDING | {"version": ending.version, "outcome": "advice"}
    refused = client.post(url, words).content.decode()
    assert "Say why the case closes without an advocate" in refused
    assert "By phone." in refused
    assert client.post(url, words | {"without_advocate_reason": WHY}).status_code == 302
    other = make_case(people, stage="decided")
    assert "Why there is no advocate" not in client.get(reverse("cases:close_case", args=[other.reference])).content.decode()


def test_what_came_of_the_advocate_is_added_without_typing_all_again(people, client_for):
    case = make_case(people, stage="triage")
    say(case, people.duty_worker, NAMED)
    client, url = client_for(people.duty_worker), reverse("triage:advocacy", args=[case.reference])
    assert "Nobody has recorded yet what the advocate did" in client.get(reverse("triage:triage", args=[case.reference])).content.decode()
    assert "Ola Voice, 01632 960333" in client.get(url).content.decode()
    said = {"difficulty": "yes", "areas": ["retain"], "appropriate": "no", "advocate": "named", "name": "Ola Voice, 01632 960333"}
    met = said | {"seen": case.advocacies.get().pk, "outcome": "Met her twice. She wants to stay at home."}
    assert client.post(url, met).status_code == 302
    shown = client.get(reverse("triage:triage", args=[case.reference])).content.decode()
    assert "She wants to stay at home." in shown
    assert client.post(url, met).status_code == 409, "somebody recorded it meanwhile"
    nobody = {"seen": case.advocacies.first().pk, "difficulty": "no", "outcome": "Met her twice."}
    assert "Name the advocate who did or said this" in client.post(url, nobody).content.decode()


def test_whoever_comes_second_is_told_and_nothing_is_written_over(people):
    case = make_case(people, stage="triage")
    say(case, people.duty_worker, NAMED)
    with pytest.raises(Stale):
        record_advocacy(reference=case.reference, said=AWAITED, seen=0, by=people.practitioner)
    assert Advocacy.objects.get().advocate == Advocate.NAMED
