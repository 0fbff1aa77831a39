"""How soon somebody must act: said with the rating, run as a clock of its own, met by what is done, and shown."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mash.cases.decided import decision_shown
from mash.cases.models import Case, Decision
from mash.cases.queries import UrgencyView, header_of
from mash.cases.record import record_at
from mash.cases.services.cases import reopen_case, take_protective_action
from mash.cases.services.clocks import due_of, explain_breach
from mash.cases.services.locking import Stale
from mash.cases.services.records import log_contact
from mash.cases.shifts import unresolved
from mash.cases.states import Clock, Party, Rag, Reached, ShiftReason, Stage
from mash.cases.summary import summary_content
from mash.cases.working_time import Pace
from mash.people.states import SafeBy
from mash.trail.models import Detail, Event
from mash.trail.verbs import Verb
from tests.factories import facts, make_case
from tests.thresholds.test_versions import approve, draft, propose
from tests.triage.test_pages import RATED, answers
from tests.triage.test_rating import confirm, rate
from tests.triage.test_self_check import ask
from thresholds.facts import Fact
from thresholds.queries import forget, version_in_force
from triage.queries.board import board_cases, board_hours, board_page, board_rows
from triage.rules import Conversation
from triage.services import RatingRefused, decide_triage, rate_concern, speak_with_adult
from triage.states import RiskNow

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 27, 16, 30, tzinfo=UTC)
AGAIN = {"rationale": "Looked at again.", "would_change": "A word from the GP."}


def owed(case):
    """The clock of the first step, if it runs."""
    return case.deadlines.open().filter(clock=Clock.FIRST_STEP).first()


@pytest.fixture
def urgent(people):
    """A Green concern on which somebody must act quickly."""
    return rate(make_case(people), people.duty_worker, Rag.GREEN, urgency="U2")


@pytest.fixture
def without(people):
    """A version of the matrix that asks nothing about urgency, like those from before it was asked, is in force."""
    data = {name: value for name, value in version_in_force().data.items() if name != "urgencies"}
    approve(propose(draft(people, data), people.mash_manager), people.board_member)
    forget()
    yield
    forget()


@pytest.mark.parametrize(
    ("rag", "code", "due"),
    [
        (Rag.GREEN, "U1", datetime(2026, 3, 27, 17, 30, tzinfo=UTC)), (Rag.RED, "U1", datetime(2026, 3, 27, 17, 30, tzinfo=UTC)),
        # Half an hour on Friday, three and a half on Monday morning, by summer time. Red makes no clock hours of it.
        (Rag.GREEN, "U2", datetime(2026, 3, 30, 11, 30, tzinfo=UTC)), (Rag.RED, "U2", datetime(2026, 3, 30, 11, 30, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_first_step_is_due_by_the_urgency_whatever_the_colour(people, time_machine, rag, code, due):
    time_machine.move_to(FRIDAY, tick=False)
    case = rate(make_case(people), people.duty_worker, rag, urgency=code)
    assert (case.rag, owed(case).due_at, owed(case).started_at) == (rag, due, FRIDAY)


def test_in_the_usual_time_starts_no_clock(people):
    case = rate(make_case(people), people.duty_worker, Rag.RED, urgency="U3")
    assert owed(case) is None
    assert (case.urgency, case.pace) == ("In the usual time", Pace.USUAL)


@pytest.mark.parametrize("code", ["", "U9"])
def test_whoever_rates_must_say_how_soon(people, code):
    case = make_case(people)
    with pytest.raises(RatingRefused) as refused:
        rate(case, people.duty_worker, urgency=code)
    assert refused.value.field == "urgency"
    assert Case.objects.get(pk=case.pk).stage == Stage.RECEIVED
    assert rate(case, people.duty_worker, urgency="U2").urgency == "Quickly"


def test_later_than_not_knowing_asks_for_needs_a_reason(people):
    case, unknown = make_case(people), {"unknown": (Fact.DANGER_NOW,)}
    for why in ("", "   "):
        with pytest.raises(RatingRefused, match="Say why it can wait longer than “Quickly”") as refused:
            rate(case, people.duty_worker, Rag.AMBER, urgency="U3", why_later=why, **unknown)
    assert refused.value.field == "why_later"
    case = rate(case, people.duty_worker, Rag.AMBER, urgency="U3", why_later="Her sister saw her this morning.", **unknown)
    kept = case.decisions.first().snapshot["urgency"]
    assert (kept["code"], kept["why_later"], kept["suggested"]["code"]) == ("U3", "Her sister saw her this morning.", "U2")


@pytest.mark.parametrize("code", ["U2", "U3"])
def test_danger_now_can_not_wait_for_any_reason(people, code):
    """Whoever thinks that it can says first that the adult is safe: a sentence does not stop the clock."""
    case = make_case(people)
    with pytest.raises(RatingRefused, match="“At once” can't wait, because of what was answered: Somebody is in danger now") as refused:
        rate(case, people.duty_worker, Rag.RED, danger_now=True, urgency=code, why_later="The police are with her.")
    assert refused.value.field == "urgency"
    assert rate(case, people.duty_worker, Rag.RED, urgency=code).decisions.first().snapshot["urgency"]["code"] == code


def test_as_soon_as_danger_asks_for_needs_none(people):
    assert rate(make_case(people), people.duty_worker, Rag.RED, danger_now=True, urgency="U1").pace == Pace.ANY_HOUR


def test_an_older_version_asks_nothing_and_breaks_nothing(people, without):
    case = rate(make_case(people), people.duty_worker, Rag.RED, urgency="", danger_now=True)
    assert (case.urgency, case.pace, owed(case)) == ("", "", None)
    assert "urgency" not in case.decisions.first().snapshot


def test_the_decision_keeps_it_in_the_words_of_its_version(urgent):
    kept = urgent.decisions.first().snapshot["urgency"]
    assert (kept["said"], kept["pace"], kept["hours"], kept["suggested"]) == ("Quickly, within 4 working hours", "working_hours", 4, None)


def again(case, by, code, rag=Rag.GREEN):
    case = Case.objects.get(pk=case.pk)
    return rate(case, by, rag, urgency=code)


def test_said_again_the_clock_runs_on(people, urgent, time_machine):
    before = owed(urgent)
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    again(urgent, people.duty_worker, "U2", Rag.RED)
    assert (owed(urgent).pk, owed(urgent).due_at) == (before.pk, before.due_at)


def test_sooner_runs_from_now_and_never_to_a_later_time(people, time_machine):
    time_machine.move_to(datetime(2026, 3, 25, 10, 0, tzinfo=UTC), tick=False)
    case = rate(make_case(people), people.duty_worker, Rag.GREEN, urgency="U2")
    time_machine.move_to(datetime(2026, 3, 25, 11, 0, tzinfo=UTC), tick=False)
    again(case, people.duty_worker, "U1")
    assert owed(case).due_at == datetime(2026, 3, 25, 12, 0, tzinfo=UTC)
    late = rate(make_case(people), people.duty_worker, Rag.GREEN, urgency="U2")
    time_machine.move_to(datetime(2026, 3, 25, 14, 40, tzinfo=UTC), tick=False)
    again(late, people.duty_worker, "U1")
    assert owed(late).due_at == datetime(2026, 3, 25, 15, 0, tzinfo=UTC)


def test_later_runs_from_its_start(people, time_machine):
    time_machine.move_to(datetime(2026, 3, 25, 10, 0, tzinfo=UTC), tick=False)
    case = rate(make_case(people), people.duty_worker, Rag.GREEN, urgency="U1")
    time_machine.move_to(datetime(2026, 3, 25, 10, 30, tzinfo=UTC), tick=False)
    again(case, people.duty_worker, "U2")
    assert owed(case).due_at == datetime(2026, 3, 25, 14, 0, tzinfo=UTC)


def test_in_the_usual_time_calls_it_off(people, urgent):
    case = again(urgent, people.duty_worker, "U3")
    assert owed(case) is None
    assert case.deadlines.get(clock=Clock.FIRST_STEP).called_off_at


def test_a_lower_colour_changes_nothing_of_it(people):
    """The Green that was asked for is agreed: how soon somebody must act stays as it was said."""
    case = rate(make_case(people), people.duty_worker, Rag.GREEN, suggested=Rag.AMBER, senior=people.mash_manager, urgency="U1")
    before = owed(case).due_at
    confirm(case, people.mash_manager, True)
    case = Case.objects.get(pk=case.pk)
    assert (case.rag, case.urgency, owed(case).due_at) == (Rag.GREEN, "At once", before)


def test_a_protective_action_is_a_first_step(people, urgent):
    at = timezone.now()
    take_protective_action(reference=urgent.reference, what="A neighbour stays.", by_whom="Dana", taken_at=at, by=people.duty_worker)
    assert owed(urgent) is None
    assert urgent.deadlines.get(clock=Clock.FIRST_STEP).met_at == at


def spoke(case, by, *, reached=Reached.SPOKE, party=Party.REFERRER, at=None):
    log_contact(
        reference=case.reference, party=party, with_whom="Somebody", reached=reached, happened_at=at or timezone.now(),
        what_was_said="Words.", by=by,
    )  # fmt: skip


@pytest.mark.parametrize("party", Party)
def test_a_talk_is_a_first_step(people, urgent, party):
    spoke(urgent, people.duty_worker, party=party)
    assert owed(urgent) is None


def test_speaking_with_the_adult_is_a_first_step(people, urgent):
    said = Conversation(
        reached=Reached.SPOKE, happened_at=timezone.now(), what_was_said="On the phone.", safe_by=SafeBy.PHONE, own_words="I am well.",
    )  # fmt: skip
    speak_with_adult(reference=urgent.reference, said=said, by=people.duty_worker)
    assert owed(urgent) is None


@pytest.mark.parametrize("reached", [each for each in Reached if each != Reached.SPOKE])
def test_an_attempt_that_reached_nobody_is_none(people, urgent, reached):
    spoke(urgent, people.duty_worker, reached=reached)
    assert owed(urgent)


def test_what_was_done_before_the_rating_is_no_step_after_it(people, urgent):
    spoke(urgent, people.duty_worker, at=owed(urgent).started_at - timedelta(minutes=5))
    assert owed(urgent)
    spoke(urgent, people.duty_worker, at=owed(urgent).started_at.replace(second=0, microsecond=0))
    assert owed(urgent) is None


def test_what_was_done_in_time_and_written_down_late_was_in_time(people, urgent, time_machine):
    clock = owed(urgent)
    done = clock.due_at - timedelta(minutes=10)
    time_machine.move_to(clock.due_at + timedelta(hours=2))
    spoke(urgent, people.duty_worker, at=done)
    clock.refresh_from_db()
    assert clock.met_at == done < clock.due_at


def test_going_on_to_an_enquiry_is_no_first_step(people, urgent, client_for):
    """Nobody has done anything for the adult by deciding who looks further."""
    words = {"since_rating": "Nothing has.", "rationale": "More must be known.", "would_change": "A word from the GP."}
    decide_triage(reference=urgent.reference, version=urgent.version, outcome=None, risk_now=RiskNow.ACT, by=people.duty_worker, **words)
    case = Case.objects.get(pk=urgent.pk)
    assert case.stage == Stage.MASH_ENQUIRY
    assert owed(case) is not None
    assert header_of(case).urgency.acted_on is False
    spoke(case, people.duty_worker)
    assert header_of(Case.objects.get(pk=urgent.pk)).urgency.acted_on is True


def test_a_breach_is_asked_about_and_the_calendar_reckons_it_alike(people, urgent, time_machine):
    clock = owed(urgent)
    assert due_of(clock, ()) == clock.due_at
    time_machine.move_to(clock.due_at + timedelta(minutes=5))
    assert header_of(urgent).clocks[0].state == "overdue"
    explain_breach(reference=urgent.reference, clock=Clock.FIRST_STEP, reason="The line was engaged.", by=people.duty_worker)
    clock.refresh_from_db()
    assert (clock.breach_reason, clock.met_at) == ("The line was engaged.", None)


def test_the_trail_names_the_urgency_by_its_code_alone(urgent):
    event = Event.objects.get(verb=Verb.CONCERN_RATED, chain=f"case:{urgent.reference}")
    assert json.loads(Detail.objects.get(chain=event.chain, seq=event.seq).text)["urgency"] == "U2"


def test_it_can_not_be_stopped(people, urgent, client_for):
    said = client_for(people.mash_manager).get(reverse("cases:clocks", args=[urgent.reference])).content.decode()
    assert "Somebody must act first, and that waits for nothing" in said


def test_a_closed_or_reopened_case_shows_no_urgency_of_its_first_time(people):
    case = make_case(people, stage="closed")
    Case.objects.filter(pk=case.pk).update(urgency="Quickly", pace=Pace.WORKING_HOURS)
    closed = Case.objects.get(pk=case.pk)
    assert header_of(closed).urgency is None
    reopen_case(reference=closed.reference, version=closed.version, reason="It is back.", by=people.mash_manager)
    assert Case.objects.get(pk=closed.pk).urgency == ""


def row_of(user, case):
    page = board_page(user, board_cases(user, board_hours()), "1")
    return next(row for row in board_rows(user, list(page)) if row.reference == case.reference)


def test_the_board_and_the_header_show_it_in_words(people, urgent, client_for):
    row = row_of(people.duty_worker, urgent)
    assert row.urgency == UrgencyView("Quickly", "working_hours", acted_on=False)
    assert row.next_step == "Act first: speak to somebody, or protect the adult"
    client = client_for(people.duty_worker)
    for page in (reverse("triage:board"), reverse("cases:case", args=[urgent.reference])):
        said = client.get(page).content.decode()
        assert "Act: quickly" in said
        assert "First step" in said
    spoke(urgent, people.duty_worker)
    row = row_of(people.duty_worker, urgent)
    assert row.urgency == UrgencyView("Quickly", "working_hours", acted_on=True)
    assert row.next_step != "Act first: speak to somebody, or protect the adult"
    assert "Quickly: acted on" in client.get(reverse("triage:board")).content.decode()


def test_the_usual_time_is_not_marked(people):
    case = rate(make_case(people), people.duty_worker, Rag.AMBER, urgency="U3")
    assert (row_of(people.duty_worker, case).urgency, header_of(case).urgency) == (None, None)


def test_the_next_shift_is_told_of_it(people, urgent):
    """A Green concern is not on the list for its colour."""
    (item,) = unresolved(people.duty_worker)
    assert item.reasons == [ShiftReason.FIRST_STEP]
    spoke(urgent, people.duty_worker)
    assert unresolved(people.duty_worker) == []


def rating_page(case):
    return reverse("triage:rate_concern", args=[case.reference])


def test_the_page_asks_with_nothing_chosen_and_keeps_what_is_said(people, client_for):
    case, client = make_case(people), client_for(people.duty_worker)
    page = client.post(rating_page(case), answers(case, to="decide"), follow=True)
    form = page.context["form"]
    first, second, last = (label for _, label in form.fields["urgency"].choices)
    assert first.startswith("At once, within 1 hour, day or night: by ")
    assert second.startswith("Quickly, within 4 working hours: by ")
    assert last == "In the usual time. Nothing gets worse by waiting for it."
    assert not form["urgency"].value()
    assert "why_later" not in form.fields
    missing = client.post(rating_page(case), answers(case, to="rate", **{**RATED, "urgency": ""}))
    assert "Choose how soon somebody must act" in missing.content.decode()
    assert RATED["rationale"] in missing.content.decode()
    done = client.post(rating_page(case), answers(case, to="rate", **{**RATED, "urgency": "U2"}))
    assert done.status_code == 302
    assert Case.objects.get(pk=case.pk).urgency == "Quickly"


def test_the_page_says_what_danger_asks_for_and_why(people, client_for):
    case, client = make_case(people), client_for(people.duty_worker)
    danger = answers(case, to="decide", safe_now="no")
    said = client.post(rating_page(case), danger, follow=True).content.decode()
    assert "Somebody should act <strong>within 1 hour, day or night</strong> (at once), whatever the level, because: Somebody is in danger now." in said
    later = client.post(rating_page(case), danger | {"to": "rate", **RATED, "rag": "red"}).content.decode()
    assert "“At once” can&#x27;t wait, because of what was answered: Somebody is in danger now." in later
    assert 'name="why_later"' not in later
    assert client.post(rating_page(case), danger | {"to": "rate", **RATED, "rag": "red", "urgency": "U1"}).status_code == 302


def test_the_page_asks_why_it_can_wait_where_nobody_knows(people, client_for):
    case, client = make_case(people), client_for(people.duty_worker)
    unknown = answers(case, to="decide", safe_now="dont_know")
    unsaid = client.post(rating_page(case), unknown | {"to": "rate", **RATED})
    assert "Say why it can wait longer than “Quickly”" in unsaid.content.decode()
    done = client.post(rating_page(case), unknown | {"to": "rate", **RATED, "why_later": "Her sister is with her."})
    assert done.status_code == 302
    card = client.get(rating_page(case)).content.decode()
    assert "<strong>In the usual time</strong>. Why no sooner:" in card
    assert "Her sister is with her." in card


def test_an_older_version_s_page_asks_nothing(people, client_for, without):
    case, client = make_case(people), client_for(people.duty_worker)
    page = client.post(rating_page(case), answers(case, to="decide"), follow=True)
    assert "urgency" not in page.context["form"].fields
    said = {k: v for k, v in RATED.items() if k != "urgency"}
    assert client.post(rating_page(case), answers(case, to="rate", **said)).status_code == 302


def test_the_decision_s_page_its_document_and_the_look_back_say_it(people, urgent, client_for):
    page = client_for(people.duty_worker).get(reverse("cases:decision", args=[urgent.reference, 1])).content.decode()
    assert "Somebody must act: <strong>Quickly, within 4 working hours</strong>. No fact suggested how soon." in page
    shown = decision_shown(urgent.decisions.get(), 1)
    document = render_to_string("pdf/decision.html", {"decision": shown, "reference": urgent.reference, **shown})
    assert "Quickly, within 4 working hours" in document
    assert record_at(urgent, timezone.now())[0]["ratings"][0]["urgency"] == "Quickly, within 4 working hours"
    assert summary_content(urgent)["rating"]["urgency"] == "Quickly, within 4 working hours"


def test_the_self_check_says_how_soon_and_to_call_999(client):
    for safe, soon in (("no", "within 1 hour, day or night"), ("dont_know", "within 4 working hours")):
        page = ask(client, "decide", safe_now=safe).content.decode()
        assert soon in page
        assert 'href="tel:999"' in page
    assert "Somebody should act" not in ask(client, "decide").content.decode()


def test_two_who_rate_at_once_start_one_clock(people):
    case = make_case(people)
    version = case.version
    rate(case, people.duty_worker, Rag.GREEN, urgency="U2")
    with pytest.raises(Stale):
        rate_concern(
            reference=case.reference, version=version, facts=facts(Rag.GREEN), seriousness=(), rag=Rag.GREEN, urgency="U1",
            by=people.practitioner, **AGAIN,
        )  # fmt: skip
    assert Decision.objects.filter(case=case).count() == 1
    assert case.deadlines.filter(clock=Clock.FIRST_STEP).count() == 1
