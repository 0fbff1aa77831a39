"""Whoever comes second to something that leaves nothing to do is told so on their own page, with every word they wrote, and
their draft waits. A redirect that did nothing never puts a draft away.
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from enquiries.services.handovers import decide_handover, meet_handover, propose_handover
from mash.accounts.services import create_account
from mash.cases.drafts import drafts_of
from mash.cases.middleware import PutDraftsAway
from mash.cases.models import Case, Deadline
from mash.cases.services.allocating import send_to_worker, withdraw_sending
from mash.cases.services.cases import link_adult, unlink_adult
from mash.cases.services.clocks import meet_clock
from mash.cases.services.holds import HoldRefused, lift_police_hold, set_police_hold
from mash.cases.states import Clock, Hold
from mash.trail.services import System
from referrals.models import Caution, Feedback
from referrals.services.cautions import lift_caution, set_caution
from referrals.services.feedback import ToldMeanwhile, send_feedback, withhold_feedback
from referrals.states import FeedbackKind, Safety, Withheld
from tests.cases.pages_with_forms import read, right_answers, save, save_here
from tests.cases.test_texts import PROTECTION, approve, propose
from tests.factories import make_case
from tests.referrals.test_feedback_services import decided, words

pytestmark = pytest.mark.django_db
LOAD = "c" * 32
SOON = timezone.localdate() + timedelta(days=7)
HOLD = {"police_reference": "1", "reason": "Arrest planned", "since_on": timezone.localdate(), "review_on": SOON}


def now(case):
    return Case.objects.get(pk=case.pk)


def explaining(people):
    case = make_case(people, stage="triage", opened_at=timezone.now() - timedelta(days=30))
    late = case.deadlines.open().get(clock=Clock.TRIAGE_DECISION)
    Deadline.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))
    where = ("cases:explain_breach", [case.reference, Clock.TRIAGE_DECISION])
    return people.duty_worker, where, lambda: meet_clock(case, Clock.TRIAGE_DECISION), "is not overdue"


def meeting(people):
    case = offered(people)

    def overtake():
        decide_handover(reference=case.reference, version=case.version, accept=False, reason="No room", by=people.locality_manager)

    return people.mash_manager, ("enquiries:meet_handover", [case.reference]), overtake, "Nothing of yours was saved over it"


def accepting(people):
    case, today = offered(people), timezone.localdate()
    said = {"met_at": timezone.now(), "met_with": "Lee", "responsibilities": "They visit.", "starts_on": today}
    meet_handover(reference=case.reference, version=case.version, by=people.mash_manager, **said)
    team = people.locality_manager.organisation
    second = create_account(email="second@example.org", name="Sam Second", role=people.locality_manager.role, organisation=team, password=None, by=System("test"))

    def overtake():
        decide_handover(reference=case.reference, version=now(case).version, accept=True, by=people.locality_manager)

    return second, ("enquiries:decide_handover", [case.reference]), overtake, "Nothing of yours was saved over it"


def offered(people):
    case = make_case(people, stage="mash_enquiry")
    team = people.locality_manager.organisation
    propose_handover(reference=case.reference, version=case.version, to_team_id=team.pk, summary="She needs a worker.", by=people.mash_manager)
    return now(case)


def withdrawing(people):
    older, new = make_case(people, stage="triage", owner=people.practitioner), make_case(people, adult=False)
    new = link_adult(reference=new.reference, adult_id=older.adult_id, version=new.version, by=people.duty_worker)
    send_to_worker(reference=new.reference, version=new.version, words="Seen bruised.", by=people.duty_worker)
    where = ("cases:withdraw_sending", [new.reference])
    return (
        people.duty_worker, where, lambda: withdraw_sending(reference=new.reference, version=now(new).version, reason="A mistake", by=people.mash_manager),
        "Nothing of yours was saved over it",
    )  # fmt: skip


def unlinking(people):
    case = make_case(people)
    where = ("cases:unlink_adult", [case.reference])
    return (
        people.duty_worker, where, lambda: unlink_adult(reference=case.reference, version=case.version, reason="Her sister", by=people.practitioner),
        "Nothing of yours was saved over it",
    )  # fmt: skip


def withholding(people):
    case, referral = decided(people)
    where = ("referrals:withhold_feedback", [case.reference, referral.reference])
    return people.duty_worker, where, lambda: send_feedback(by=people.practitioner, **words(case, referral)), "Priya Practitioner sent “"


def composing(people):
    case, referral = decided(people, voice="professional")
    where = ("referrals:compose_feedback", [case.reference, referral.reference, "decided", "full"])
    return (
        people.duty_worker, where,
        lambda: set_police_hold(reference=case.reference, hold=Hold.LIMITS, asked_by="PC", by=people.mash_manager, **HOLD),
        "Nothing was sent. What you wrote is kept here",
    )  # fmt: skip


def lifting(people):
    case = make_case(people, stage="triage")
    first = set_police_hold(reference=case.reference, hold=Hold.LIMITS, asked_by="PC One", by=people.mash_manager, **HOLD)
    where = ("cases:police_hold", [case.reference])
    return (
        people.mash_manager, where, lambda: lift_police_hold(reference=case.reference, seen=first.pk, reason="Over", by=people.practitioner),
        "Priya Practitioner lifted the hold that you read",
    )  # fmt: skip


def unmarking(people):
    case = make_case(people)
    report = case.referrals.get().reference
    mark = set_caution(reference=case.reference, report=report, safety=Safety.UNSAFE, reason="He reads her post", review_on=SOON, by=people.duty_worker)
    where = ("referrals:caution", [case.reference, report])
    return (
        people.mash_manager, where, lambda: lift_caution(reference=case.reference, report=report, seen=mark.pk, reason="Over", by=people.mash_manager),
        "Morgan Manager lifted the mark that you read",
    )  # fmt: skip


OVERTAKEN = [explaining, meeting, accepting, withdrawing, unlinking, withholding, composing, lifting, unmarking]


def writes(people, client_for, begins):
    """Somebody opens the page, and what they type is saved as they type it; the rest is as a browser would send it."""
    person, (name, args), overtake, told = begins(people)
    client, path = client_for(person), reverse(name, args=args)
    page = read(client.get(path).content)
    answers = right_answers(page)
    if "reason" in page.offered:
        answers["reason"] = [Withheld.UNSAFE]
    if "accept" in page.offered:
        answers["accept"] = ["no"]
    assert save(client, args[0], page.action or path, page, answers, page=path, turn=1, load=LOAD).status_code == 200
    sent = page.hidden | answers | {"draft_load": [LOAD], "draft_seen": [page.frame["data-seen"]]}
    typed = [value[0] for name, value in answers.items() if page.kinds[name] == "textarea"]
    return SimpleNamespace(person=person, client=client, to=page.action or path, sent=sent, typed=typed, overtake=overtake, told=told)


@pytest.mark.parametrize("begins", OVERTAKEN)
def test_the_second_is_told_on_their_page_and_keeps_every_word(people, client_for, begins):
    second = writes(people, client_for, begins)
    assert second.typed, "there is something to lose"
    second.overtake()
    page = second.client.post(second.to, second.sent)
    assert page.status_code in (200, 409)
    assert second.told in page.content.decode()
    assert all(words in page.content.decode() for words in second.typed)
    kept = [value for draft in drafts_of(second.person) for values in draft.answers.values() for value in values]
    assert all(words in kept for words in second.typed)


@pytest.mark.parametrize("begins", [each for each in OVERTAKEN if each is not composing])
def test_what_nobody_overtakes_is_done_and_its_draft_is_gone(people, client_for, begins):
    first = writes(people, client_for, begins)
    page = first.client.post(first.to, first.sent)
    assert page.status_code == 302, page.context["form"].errors
    assert drafts_of(first.person) == []


def test_who_may_not_look_at_a_handover_is_told_of_none(people, client_for):
    """A team that has a case without having been asked for it finds no page to answer on; one that accepted is led on."""
    case, manager = make_case(people, stage="mash_enquiry"), client_for(people.locality_manager)
    Case.objects.filter(pk=case.pk).update(team=people.locality_manager.organisation)
    url = reverse("enquiries:decide_handover", args=[case.reference])
    assert (manager.get(url).status_code, manager.post(url, {}).status_code) == (404, 404)
    second = writes(people, client_for, accepting)
    second.overtake()
    assert second.client.get(second.to).url == second.to.removesuffix("answer/")


def test_sending_back_what_is_settled_keeps_the_reason(people, client_for):
    version = propose(people, PROTECTION)
    client, url = client_for(people.head_of_service), reverse("cases:send_back_text", args=["protection", version.pk])
    opened = read(client.get(url).content)
    save_here(client, opened, {"why": ["The second question leads them."]}, turn=1, load=LOAD)
    approve(version, people, PROTECTION)
    page = client.post(url, {"why": "The second question leads them.", "draft_load": LOAD, "draft_seen": opened.frame["data-seen"]})
    assert page.status_code == 409
    assert "settled already" in page.content.decode()
    assert "The second question leads them." in page.content.decode()
    assert [draft.answers["why"] for draft in drafts_of(people.head_of_service)] == [["The second question leads them."]]


@pytest.fixture
def mark(people):
    case = make_case(people)
    report = case.referrals.get().reference

    def set_(safety):
        return set_caution(reference=case.reference, report=report, safety=safety, reason=safety.label, review_on=SOON, by=people.duty_worker)

    return SimpleNamespace(case=case, report=report, set=set_)


def test_a_hold_that_nobody_read_is_never_lifted(people, client_for):
    case, manager = make_case(people, stage="triage"), client_for(people.mash_manager)
    first = set_police_hold(reference=case.reference, hold=Hold.LIMITS, asked_by="PC One", by=people.mash_manager, **HOLD)
    page = read(manager.get(reverse("cases:police_hold", args=[case.reference])).content)
    lift_police_hold(reference=case.reference, seen=first.pk, reason="Over", by=people.practitioner)
    stricter = set_police_hold(reference=case.reference, hold=Hold.FORBIDS, asked_by="PC Two", by=people.practitioner, **HOLD)
    told = manager.post(page.action, page.hidden | {"reason": "PC One says that the interview is done"})
    stricter.refresh_from_db()
    assert stricter.lifted_at is None
    for said in ("Another stands now: PC Two asked for it", "PC One says that the interview is done", Hold.FORBIDS.label):
        assert said in told.content.decode()
    with pytest.raises(HoldRefused):
        lift_police_hold(reference=case.reference, seen=first.pk, reason="Again", by=people.mash_manager)
    # Sent again from that page, it is about the hold that stands above it.
    again = read(told.content)
    assert manager.post(again.action, again.hidden | {"reason": "PC Two agrees"}).status_code == 302
    stricter.refresh_from_db()
    assert stricter.lifted_reason == "PC Two agrees"


def test_a_mark_that_nobody_read_is_never_lifted(people, client_for, mark):
    manager, first = client_for(people.mash_manager), mark.set(Safety.UNSAFE)
    page = read(manager.get(reverse("referrals:caution", args=[mark.case.reference, mark.report])).content)
    lift_caution(reference=mark.case.reference, report=mark.report, seen=first.pk, reason="Over", by=people.mash_manager)
    worse = mark.set(Safety.MAY_BE_SOURCE)
    told = manager.post(page.action, page.hidden | {"reason": "He moved out"})
    worse.refresh_from_db()
    assert worse.lifted_at is None
    for said in ("Another stands now", Safety.MAY_BE_SOURCE.label, "set by Dana Duty", "He moved out"):
        assert said in told.content.decode()
    again = read(told.content)
    assert manager.post(again.action, again.hidden | {"reason": "He is cleared"}).status_code == 302
    worse.refresh_from_db()
    assert worse.lifted_reason == "He is cleared"


def test_marking_after_a_colleague_offers_no_lifting_of_their_mark(people, client_for, mark):
    mark.set(Safety.UNSAFE)
    said = {"safety": "may_be_source", "reason": "Her sister says so", **{f"review_on_{part}": getattr(SOON, part) for part in ("day", "month", "year")}}
    page = client_for(people.mash_manager).post(reverse("referrals:caution", args=[mark.case.reference, mark.report]), said)
    assert "Her sister says so" in page.content.decode()
    assert "marked already" in page.content.decode()
    assert read(page.content).action == reverse("referrals:caution", args=[mark.case.reference, mark.report])
    assert "Lift the mark" not in page.content.decode()
    assert Caution.objects.get().lifted_at is None


def test_what_has_gone_out_is_not_called_kept_back(people):
    case, referral = decided(people)
    said = {"reference": case.reference, "report": referral.reference, "kind": FeedbackKind.DECIDED, "reason": Withheld.UNSAFE, "words": "He reads it."}
    said |= {"review_on": SOON, "by": people.duty_worker}
    told = send_feedback(by=people.practitioner, **words(case, referral))
    with pytest.raises(ToldMeanwhile, match="Priya Practitioner sent “.+” to this referrer on "):
        withhold_feedback(once_key=words(case, referral)["once_key"], seen=0, **said)
    assert Feedback.objects.get() == told
    withhold_feedback(once_key=words(case, referral)["once_key"], seen=1, **said)
    assert Feedback.objects.count() == 2


def test_a_page_that_leads_on_without_doing_anything_keeps_the_draft(people, client_for, rf):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    path = reverse("cases:add_note", args=[case.reference])
    page = read(client.get(path).content)
    save(client, case.reference, path, page, {"what": ["An hour of words"]}, turn=1, load=LOAD)

    def leads_on(request: HttpRequest) -> HttpResponseRedirect:
        return HttpResponseRedirect("/")

    request = rf.post(path, {"draft_load": LOAD, "draft_seen": page.frame["data-seen"]})
    request.user, request.resolver_match = people.duty_worker, SimpleNamespace(kwargs={"reference": case.reference})
    PutDraftsAway(leads_on)(request)
    assert len(drafts_of(people.duty_worker)) == 1
