"""Pages of enquiries: they show, they act, they keep what was typed, and strangers find nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enquiries.services.meetings import plan_meeting, record_attendance
from enquiries.services.plans import add_action, agree_plan
from enquiries.services.risks import record_risk
from enquiries.states import MeetingKind, Place
from tests.cases.pages_with_forms import read

pytestmark = pytest.mark.django_db

TABS = ["enquiries:enquiry", "enquiries:meetings", "enquiries:plan", "enquiries:handover"]
ACTS = [
    "enquiries:allocate_enquiry", "enquiries:scope_enquiry", "enquiries:record_source", "enquiries:record_risk",
    "enquiries:three_point_test", "enquiries:start_enquiry", "enquiries:conclude_enquiry",
    "enquiries:plan_meeting", "enquiries:agree_plan", "enquiries:add_action", "enquiries:review_plan",
    "enquiries:propose_handover",
]  # fmt: skip
TEST = {
    "has_needs": "yes", "has_needs_reason": "Help with washing.", "at_risk": "yes", "at_risk_reason": "Bruises.",
    "cannot_protect": "yes", "cannot_protect_reason": "Relies on him.",
    "would_change": "If he moved out.",
}  # fmt: skip


def moment(name: str, at) -> dict[str, str]:
    at = timezone.localtime(at)
    return {f"{name}_day": at.day, f"{name}_month": at.month, f"{name}_year": at.year, f"{name}_time": f"{at:%H:%M}"}


def url(name: str, case, *more) -> str:
    return reverse(name, args=[case.reference, *more])


@pytest.mark.parametrize("name", [*TABS, *ACTS])
def test_every_page_opens(name, tested, people, client_for):
    response = client_for(people.mash_manager).get(url(name, tested))
    assert response.status_code == 200


@pytest.mark.parametrize("name", [*TABS, *ACTS])
@pytest.mark.parametrize("role", ["locality_manager", "partner", "board_member", "administrator"])
def test_a_stranger_finds_nothing(name, role, tested, people, client_for):
    assert client_for(getattr(people, role)).get(url(name, tested)).status_code == 404


def test_a_partner_with_a_grant_still_finds_nothing_here(tested, people, client_for):
    from guardian.shortcuts import assign_perm

    assign_perm("cases.see_shared", people.police.group, tested)
    for name in TABS:
        assert client_for(people.partner).get(url(name, tested)).status_code == 404


@pytest.mark.parametrize("name", TABS)
def test_a_tab_costs_few_queries_however_much_it_holds(name, met, people, client_for, django_assert_max_num_queries):
    client = client_for(people.mash_manager)
    client.get(url(name, met))
    with django_assert_max_num_queries(15) as few:
        client.get(url(name, met))
    fill(met, people)
    with django_assert_max_num_queries(15) as many:
        client.get(url(name, met))
    assert name == "enquiries:plan" or len(many) <= len(few) + 1


def fill(case, people) -> None:
    """Twelve of everything that the tabs list."""
    said = {"reference": case.reference, "by": people.practitioner}
    agree_plan(aim="Safe.", contingency="Ring.", **said)
    at = timezone.now()
    for number in range(1, 13):
        record_risk(abuse_type="FIN", source_id=0, place=Place.ONLINE, words="x", **said)
        add_action(what="x", agency="y", person="z", due_on=at.date(), **said)
        plan_meeting(kind=MeetingKind.OUTCOME, at=at, agenda="x", adult_invited=True, **said)
        record_attendance(number=number, name="A", organisation="B", **said)


def test_a_meeting_costs_few_queries(agreed, people, client_for, django_assert_max_num_queries):
    client = client_for(people.practitioner)
    client.get(url("enquiries:meeting", agreed, 1))
    with django_assert_max_num_queries(15):
        client.get(url("enquiries:meeting", agreed, 1))


@pytest.mark.parametrize("name", ["assess_risk", "meeting", "hold_meeting", "action_done"])
@pytest.mark.parametrize("number", [0, 9, 10**30])
def test_a_number_that_is_nobodys(name, number, tested, people, client_for):
    path = {
        "assess_risk": f"enquiry/risk/{number}/", "meeting": f"meetings/{number}/",
        "hold_meeting": f"meetings/{number}/hold/", "action_done": f"plan/action/{number}/",
    }[name]  # fmt: skip
    assert client_for(people.practitioner).get(f"/cases/{tested.reference}/{path}").status_code == 404


def test_taking_by_the_button(case, people, client_for):
    client = client_for(people.practitioner)
    assert b"Take this enquiry" in client.get(url("enquiries:enquiry", case)).content
    page = client.post(url("enquiries:take_enquiry", case), {"version": case.version}, follow=True).content.decode()
    assert "You hold this enquiry" in page
    late = client_for(people.mash_manager).post(url("enquiries:take_enquiry", case), {"version": case.version + 1}, follow=True)
    assert "Priya Practitioner already holds this enquiry" in late.content.decode()


@pytest.mark.parametrize("role", ["duty_worker", "qa_manager"])
def test_who_may_not_hold_sees_no_button_and_is_stopped(role, case, people, client_for):
    client = client_for(getattr(people, role))
    assert b"Take this enquiry" not in client.get(url("enquiries:enquiry", case)).content
    assert client.post(url("enquiries:take_enquiry", case), {"version": case.version}).status_code == 403


@pytest.mark.parametrize("given", ["", "abc", "99999999999999999999"])
def test_a_damaged_version_is_answered(given, case, people, client_for):
    answer = client_for(people.practitioner).post(url("enquiries:take_enquiry", case), {"version": given})
    assert answer.status_code in (302, 409)
    assert not case.enquiries.exists()


def test_errors_keep_what_was_typed(held, people, client_for):
    page = client_for(people.practitioner).post(
        url("enquiries:record_risk", held), {"words": "He keeps her card.", "place": "nowhere", "source_id": "x"}
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert "He keeps her card." in text
    for message in ("Choose the type of abuse", "Choose one of the answers given", "There is a problem"):
        assert message in text


def test_a_refusal_keeps_what_was_typed(with_plan, people, client_for):
    words = {"aim": "Another aim.", "contingency": "Another way."}
    text = client_for(people.practitioner).post(url("enquiries:agree_plan", with_plan), words).content.decode()
    assert "one plan, never two" in text
    assert "Another aim." in text


def test_whoever_comes_second_is_told_and_keeps_their_words(held, people, client_for):
    first, second = client_for(people.practitioner), client_for(people.mash_manager)
    said = TEST | {"version": held.version}
    assert first.post(url("enquiries:three_point_test", held), said).status_code == 302
    lost = second.post(url("enquiries:three_point_test", held), said | {"at_risk_reason": "My own words."})
    assert lost.status_code == 409
    assert "Priya Practitioner" in lost.content.decode()
    assert "My own words." in lost.content.decode()


def test_nobody_overwrites_what_a_colleague_wrote_for_the_enquiry_unseen(held, people, client_for):
    first, second, where = client_for(people.practitioner), client_for(people.mash_manager), url("enquiries:scope_enquiry", held)
    pages = [read(client.get(where).content) for client in (first, second)]
    assert first.post(where, pages[0].hidden | {"scope": "Whether her pills are missing."}).status_code == 302
    lost = second.post(where, pages[1].hidden | {"scope": "Her bank card.", "draft_seen": pages[1].frame["data-seen"]})
    assert lost.status_code == 409
    assert held.enquiries.get().scope == "Whether her pills are missing."
    text = lost.content.decode()
    assert "Her bank card." in text
    assert "RAG rating: Red" not in text, "a decision that stood on the page before overtook nobody"
    again = second.get(where)
    assert "Whether her pills are missing." in again.content.decode().partition("What stands there now")[2].partition("<form")[0]
    assert read(again.content).answers["scope"] == ["Her bank card."]
    assert second.post(where, read(again.content).hidden | {"scope": "Her pills and her bank card."}).status_code == 302
    told = [entry.what for entry in held.chronology.all() if entry.what.startswith("Objectives")]
    assert sorted(told) == ["Objectives of the enquiry: Her pills and her bank card.", "Objectives of the enquiry: Whether her pills are missing."]


def test_a_manager_starts_from_what_the_practitioner_wrote(tested, people, client_for):
    text = client_for(people.mash_manager).get(url("enquiries:three_point_test", tested)).content.decode()
    assert "Relies on him." in text
    assert "Multi-agency discussion on record" in text
    assert "Multi-agency discussion on record" not in client_for(people.practitioner).get(
        url("enquiries:three_point_test", tested)
    ).content.decode()  # fmt: skip


def test_from_the_risk_to_the_end(held, people, client_for, fresh):
    client, case = client_for(people.practitioner), held

    def post(name, said, *more, status=302):
        page = client.post(url(name, case, *more), {"version": fresh(case).version} | said)
        assert page.status_code == status, page.content.decode()[:3000]
        return page

    post("enquiries:scope_enquiry", {"scope": "The money."})
    post("enquiries:record_source", {"name": "Dean", "relationship": "nephew", "position_of_trust": "on"})
    source = case.sources_of_harm.get()
    post("enquiries:record_risk", {"abuse_type": "FIN", "source_id": source.pk, "place": "own_home", "words": "Card."})
    post("enquiries:assess_risk", {"assessment": "inconclusive_action"}, 1)
    silent = post("enquiries:three_point_test", TEST | {"would_change": ""}, status=200)
    assert b"Say what would change this decision" in silent.content
    post("enquiries:three_point_test", TEST)
    assert case.decisions.get(kind="three_point").would_change == "If he moved out."
    caused = {"kind": "section_42", "route": "caused", "scope": "Visit.", "findings": "Missing.", "rationale": "More."}
    assert b"Choose the agency" in post("enquiries:start_enquiry", caused, status=200).content
    post("enquiries:start_enquiry", caused | {"caused_agency_id": people.trust.pk})
    assert fresh(case).stage == "section_42"
    end = {"findings": "He took it.", "outcomes_met": "partly", "follows": "handover", "rationale": "Safer."}
    wrong = post("enquiries:conclude_enquiry", end | {"assessment_1": "identified_action"}, status=200)
    assert "Say what became of the risk" in wrong.content.decode()
    assert "He took it." in wrong.content.decode()
    post("enquiries:conclude_enquiry", end | {"assessment_1": "identified_action", "outcome_1": "removed"})
    assert fresh(case).decided_at
    tab = client.get(url("enquiries:enquiry", case)).content.decode()
    assert "The enquiry is concluded" in tab
    assert "Risk removed" in tab


def test_a_meeting_from_plan_to_minutes(held, people, client_for):
    client, soon = client_for(people.practitioner), timezone.now() + timedelta(days=1)
    said = {"kind": "planning", "agenda": "Safety.", "adult_invited": "no", **moment("at", soon)}
    text = client.post(url("enquiries:plan_meeting", held), said).content.decode()
    assert "Choose the reason why the adult is not invited" in text
    assert "Say in words why the adult is not invited" in text
    fine = said | {"not_invited": "adult_declined", "not_invited_words": "She said so.", "supports": ["advocate", "written"]}
    assert client.post(url("enquiries:plan_meeting", held), fine).status_code == 302
    page = url("enquiries:meeting", held, 1)
    assert "confidential" in client.get(page).content.decode()
    assert "Enter the attendee" in client.post(url("enquiries:attendance", held, 1), {"name": ""}).content.decode()
    client.post(url("enquiries:attendance", held, 1), {"name": "Ada Ashby", "organisation": "Advocate"})
    blocked = client.get(url("enquiries:hold_meeting", held, 1)).content.decode()
    assert "not been asked" in blocked
    assert "Minutes</label>" not in blocked
    read = client.get(page).content.decode().split('name="read" value="')[1].split('"')[0]
    client.post(url("enquiries:agreement", held, 1, 1), {"agreement": "not_asked", "read": read})
    assert held.meetings.get().attendances.get().agreement == "not_asked"
    client.post(url("enquiries:agreement", held, 1, 1), {"agreement": "agreed", "read": read})
    minutes = {"contribution": "In writing.", "minutes": "A visit.", **moment("held_at", timezone.now() - timedelta(hours=1))}
    assert client.post(url("enquiries:hold_meeting", held, 1), minutes).status_code == 302
    assert "A visit." in client.get(page).content.decode()


def test_the_plan_and_its_actions(held, people, client_for):
    client, due = client_for(people.practitioner), timezone.localdate() + timedelta(days=3)
    client.post(url("enquiries:agree_plan", held), {"aim": "Safe at home.", "contingency": "Ring."})
    day = {"due_on_day": due.day, "due_on_month": due.month, "due_on_year": due.year}
    client.post(url("enquiries:add_action", held), {"what": "Locks.", "person": "Lee", "agency": "Homes", **day})
    client.post(url("enquiries:action_done", held, 1), {"done_words": "Changed on Monday."})
    client.post(url("enquiries:review_plan", held), {"words": "It works."})
    text = client.get(url("enquiries:plan", held)).content.decode()
    for words in ("Safe at home.", "Locks.", "Changed on Monday.", "Due by"):
        assert words in text


def test_a_handover_from_proposal_to_answer(held, people, client_for, fresh):
    hub, team = client_for(people.practitioner), client_for(people.locality_manager)
    assert team.get(url("enquiries:handover", held)).status_code == 404
    said = {"version": held.version, "to_team_id": people.locality.pk, "summary": "Risks and wishes."}
    assert hub.post(url("enquiries:propose_handover", held), said).status_code == 302
    assert "Accept or refuse" in team.get(url("enquiries:handover", held)).content.decode()
    assert "Accept or refuse" not in hub.get(url("enquiries:handover", held)).content.decode()
    assert hub.get(url("enquiries:decide_handover", held)).status_code == 403
    met = {"met_with": "Lou", "responsibilities": "Visits.", "starts_on_day": 1, "starts_on_month": 12, "starts_on_year": 2026}
    met |= {"version": fresh(held).version, **moment("met_at", timezone.now() - timedelta(hours=1))}
    assert hub.post(url("enquiries:meet_handover", held), met).status_code == 302
    answer = {"version": fresh(held).version, "answer": "refuse"}
    assert "Give the reason" in team.post(url("enquiries:decide_handover", held), answer).content.decode()
    answer |= {"answer": "accept", "owner_id": people.locality_manager.pk}
    assert team.post(url("enquiries:decide_handover", held), answer).status_code == 302
    assert fresh(held).team == people.locality
    assert team.get(url("enquiries:enquiry", held)).status_code == 200
    assert hub.get(url("enquiries:handover", held)).status_code == 200


def test_a_team_that_considers_is_offered_nothing_to_change(proposed, people, client_for):
    client = client_for(people.locality_manager)
    for name in TABS:
        text = client.get(url(name, proposed)).content.decode()
        for words in ("Plan a meeting", "Record a risk", "Agree the plan</a>", "Conclude the enquiry"):
            assert words not in text, (name, words)


def test_damaged_input_is_answered_in_words(held, people, client_for):
    client = client_for(people.practitioner)
    words = "A\x00B" + "x" * 6000
    page = client.post(url("enquiries:scope_enquiry", held), {"scope": words})
    assert "5,000 characters or fewer" in page.content.decode()
    day = {"due_on_day": "31", "due_on_month": "2", "due_on_year": "2027"}
    page = client.post(url("enquiries:add_action", held), {"what": "x", "person": "y", "agency": "z", **day})
    assert "Enter a real date" in page.content.decode()
