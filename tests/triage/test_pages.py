"""The pages of rating, triage and tasks, as a worker uses them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.accounts.roles import Permission
from mash.cases.models import Case
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import Clock, Rag, Stage, StepName, WorkKind
from tests.factories import facts, make_case, no_concern
from triage.services import rate_concern
from triage.states import Factor

pytestmark = pytest.mark.django_db
OF_CASE = [
    "rate_concern", "confirm_rating", "triage", "log_contact", "speak_with_adult", "check_history", "consult", "connect", "connections", "advocacy",
    "decide_triage",
]  # fmt: skip
YESTERDAY = timezone.localtime() - timedelta(days=1)
WHEN = {"_day": YESTERDAY.day, "_month": YESTERDAY.month, "_year": YESTERDAY.year, "_time": "10:30"}
HAPPENED = {"happened_at" + part: value for part, value in WHEN.items()}
FIRST = {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes"}
SERIOUSNESS = {f"factor_{factor}": "no_concern" for factor in Factor}
RISK = {"risk_now": "advise", "since_rating": "Nothing has changed."}
RATED = {"rag": "amber", "urgency": "U3", "rationale": "Bills go unpaid.", "would_change": "A word from the bank."}


def url(name, case, *more):
    return reverse(f"triage:{name}", args=[case.reference, *more])


def answers(case, **more):
    return {"version": case.version, **FIRST, "types": ["FIN"], "signs_FIN": ["FIN2c"], **SERIOUSNESS, **more}


@pytest.mark.parametrize("name", OF_CASE)
def test_a_page_opens_in_few_queries(people, client_for, name, django_assert_max_num_queries):
    case = make_case(people, stage="triage")
    client = client_for(people.mash_manager)
    with django_assert_max_num_queries(19):  # two of them are the savepoint of the trail of reads
        assert client.get(url(name, case)).status_code == 200


@pytest.mark.parametrize("name", OF_CASE)
def test_strangers_find_nothing(people, client_for, name):
    case = make_case(people, stage="triage")
    for role in ("partner", "board_member", "administrator", "locality_manager"):
        assert client_for(getattr(people, role)).get(url(name, case)).status_code == 404
    assert client_for().get(url(name, case)).status_code == 302


@pytest.mark.parametrize("name", [name for name in OF_CASE if name not in ("rate_concern", "triage", "connections")])
def test_who_only_reads_may_not_work(people, client_for, name):
    case = make_case(people, stage="triage")
    assert client_for(people.qa_manager).get(url(name, case)).status_code == 403


def test_nothing_is_chosen_beforehand(people, client_for):
    case = make_case(people)
    client = client_for(people.duty_worker)
    pages = [client.get(url("rate_concern", case))]
    pages += [client.post(url("rate_concern", case), answers(case, to="signs", signs_FIN=[]), follow=True)]
    pages += [client.post(url("rate_concern", case), {**answers(case), "to": "factors", **dict.fromkeys(SERIOUSNESS, "")}, follow=True)]
    pages += [client.post(url("rate_concern", case), answers(case, to="decide"), follow=True)]
    for page in pages:
        assert page.status_code == 200
        assert b" checked" not in page.content
    assert [page.context["step"] for page in pages] == ["facts", "signs", "factors", "decide"]


def test_a_concern_is_rated_in_four_steps(people, client_for):
    case = make_case(people)
    client = client_for(people.duty_worker)
    page = url("rate_concern", case)
    crime = FIRST | {"possible_crime": "yes"}
    second = client.post(page, {"version": case.version, **crime, "types": ["FIN"], "to": "signs"}, follow=True)
    assert b"Bills, rent or care fees go unpaid" in second.content
    assert b"Violence that is regular" not in second.content
    third = client.post(page, answers(case, **crime, gate_G1="no", to="factors"), follow=True)
    assert b"How serious is it for this adult?" in third.content
    last = client.post(page, answers(case, **crime, gate_G1="no", to="decide"), follow=True)
    for words in (b"The matrix suggests", b"Answered \xe2\x80\x9cNo\xe2\x80\x9d", b"Police discussion", b"Usually done at this level"):
        assert words in last.content
    assert b'name="signs_FIN" value="FIN2c"' in last.content
    done = client.post(page, answers(case, to="rate", **RATED))
    assert done.url == url("triage", case)
    again = client.get(page)
    assert b"Bills go unpaid." in again.content
    assert b"Threshold matrix 2026-1 (as shipped)" in again.content


def test_going_back_loses_nothing(people, client_for):
    case = make_case(people)
    client = client_for(people.duty_worker)
    second = client.post(url("rate_concern", case), answers(case, to="signs", gate_G2="no", **RATED), follow=True)
    assert second.content.count(b" checked") == 2
    third = client.post(url("rate_concern", case), answers(case, to="factors", **RATED, words_crime="Card used."), follow=True)
    assert third.content.count(b" checked") == 9
    assert b"Card used." in third.content
    assert b'name="rationale" value="Bills go unpaid."' in second.content
    first = client.post(url("rate_concern", case), answers(case, to="facts", setting="own_home", **RATED), follow=True)
    assert first.content.count(b" checked") == 1 + len(FIRST)
    assert b'name="signs_FIN" value="FIN2c"' in first.content


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"types": []}, b"Choose at least one kind"),
        ({"safe_now": ""}, b"Say whether the adult is safe now"),
        ({"child_affected": ""}, b"Say whether a child is affected"),
        ({"possible_crime": ""}, b"Say whether it may be a crime"),
        ({"consent": ""}, b"Say whether the adult has agreed"),
        ({"factor_impact": ""}, b"Choose an answer to question 6"),
        ({"factor_impact": "concern"}, b"Say what the concern is in question 6"),
        ({"signs_FIN": ["XXX"]}, b"Choose from the answers given"),
        ({"rag": ""}, b"Choose Red, Amber or Green"),
        ({"rag": "purple"}, b"Choose one of the answers given"),
        ({"rationale": " \x00 "}, b"Say why you chose this level"),
        ({"rag": "green"}, b"Choose the senior you asked"),
        ({"rationale": "x" * 5_001}, b"5,000 characters or fewer"),
    ],
)
def test_wrong_answers_are_named_and_nothing_is_lost(people, client_for, changed, message):
    case = make_case(people)
    page = client_for(people.duty_worker).post(url("rate_concern", case), answers(case, to="rate", **RATED) | changed)
    assert page.status_code == 200
    assert message in page.content
    assert b"A word from the bank." in page.content
    assert Case.objects.get(pk=case.pk).rag == ""


def test_the_second_of_two_reads_who_decided_and_keeps_their_words(people, client_for):
    case = make_case(people)
    rate_concern(
        reference=case.reference, version=case.version, facts=facts(Rag.RED), seriousness=no_concern(), urgency="U3", rag=Rag.RED, rationale="A burn.",
        would_change="Nothing.", by=people.practitioner,
    )  # fmt: skip
    page = client_for(people.duty_worker).post(url("rate_concern", case), answers(case, to="rate", **RATED))
    assert page.status_code == 409
    for words in (b"Priya Practitioner", b"RAG rating: Red", b"A burn.", b"Bills go unpaid."):
        assert words in page.content


def test_unread_reports_come_first(people, client_for):
    case = make_case(people, read=False)
    client = client_for(people.duty_worker)
    assert b"Read every report" in client.get(url("rate_concern", case)).content
    page = client.post(url("rate_concern", case), answers(case, to="rate", **RATED))
    assert page.status_code == 200
    assert Case.objects.get(pk=case.pk).rag == ""


def test_an_unknown_adult_can_be_rated_and_the_page_says_so(people, client_for):
    case = make_case(people, adult=False)
    client = client_for(people.duty_worker)
    assert b"The adult is not known yet" in client.get(url("rate_concern", case)).content
    assert client.post(url("rate_concern", case), answers(case, to="rate", **RATED)).status_code == 302


def test_a_lower_rating_is_asked_and_answered(people, client_for):
    case = make_case(people)
    words = answers(case, to="rate", **RATED | {"rag": "green", "senior": people.mash_manager.pk})
    client_for(people.duty_worker).post(url("rate_concern", case), words)
    case = Case.objects.get(pk=case.pk)
    assert case.rag == "amber"
    manager = client_for(people.mash_manager)
    assert url("confirm_rating", case).encode() in manager.get("/tasks/").content
    assert b"Bills go unpaid." in manager.get(url("confirm_rating", case)).content
    assert b"Choose yes or no" in manager.post(url("confirm_rating", case), {"version": case.version}).content
    answer = {"version": case.version, "agrees": "yes", "words": "Her daughter has taken it on.", "would_change": "She takes it back."}
    landed = manager.post(url("confirm_rating", case), answer, follow=True)
    assert landed.redirect_chain == [(reverse("cases:decisions", args=[case.reference]), 302)]
    for said in (b"Your answer is recorded.", b"2. RAG rating: Green, below the suggested level", b"Her daughter has taken it on."):
        assert said in landed.content
    assert Case.objects.get(pk=case.pk).rag == "green"
    other = answer | {"version": case.version + 1}
    late = client_for(people.head_of_service).post(url("confirm_rating", case), other)
    assert late.status_code == 409
    assert b"Morgan Manager" in late.content


def test_who_rates_below_a_routing_rule_is_told_what_holds_and_the_manager_sees_what_is_asked(people, client_for):
    case = make_case(people)
    client, manager = client_for(people.duty_worker), client_for(people.mash_manager)
    domestic = answers(case, types=["DA"], signs_DA=["DA2b"], rag="amber", urgency="U3", route="triage", **{k: RATED[k] for k in ("rationale", "would_change")})
    assert b"Choose the senior you asked, because you rate below a routing rule" in client.post(url("rate_concern", case), domestic | {"to": "rate"}).content
    told = client.post(url("rate_concern", case), domestic | {"to": "rate", "senior": people.mash_manager.pk}, follow=True)
    assert b"It is in MASH enquiry until Morgan Manager, MASH Manager agrees" in told.content or b"until Morgan Manager agrees that it goes to triage" in told.content
    case = Case.objects.get(pk=case.pk)
    assert b"Back to <strong>triage</strong>" in manager.get(url("confirm_rating", case)).content
    answer = {"version": case.version, "agrees": "yes", "words": "Past, and she is safe.", "would_change": "Another report."}
    assert manager.post(url("confirm_rating", case), answer).url == reverse("cases:decisions", args=[case.reference])
    assert Case.objects.get(pk=case.pk).stage == Stage.TRIAGE


def test_where_it_goes_is_asked_only_under_a_routing_rule(people, client_for):
    case = make_case(people)
    client = client_for(people.duty_worker)
    for types, asked in ((["FIN"], False), (["FIN", "DA"], True)):
        page = client.post(url("rate_concern", case), answers(case, types=types, to="decide"), follow=True)
        assert (b"Where does it go?" in page.content) is asked


def test_an_adult_who_is_not_safe_comes_before_the_rating(people, client_for):
    case = make_case(people)
    client = client_for(people.duty_worker)
    for safe, warned in (("no", True), ("yes", False)):
        page = client.post(url("rate_concern", case), answers(case, safe_now=safe, to="signs"), follow=True)
        assert (b"The adult is not safe now" in page.content) is warned


@pytest.mark.parametrize(
    ("name", "words", "step"),
    [
        ("log_contact", {"party": "referrer", "reached": "spoke", "what_was_said": "Says the same.", **HAPPENED}, "referrer"),
        ("check_history", {"found": "Two closed episodes.", "las_id": "LAS-7", "seen": 0}, "history"),
    ],
)
def test_evidence_settles_its_step(people, client_for, name, words, step):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    assert client.post(url(name, case), {}).context["form"].errors
    assert client.post(url(name, case), words).url == url("triage", case)
    assert case.steps.filter(name=step).exists()


def test_a_talk_with_the_adult_is_one_page(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    words = {
        "reached": "spoke", "what_was_said": "At home.", "safe_by": "phone", "own_words": "I want my card back.",
        "to_referral": "yes", "to_sharing": "no", **HAPPENED,
    }  # fmt: skip
    page = client.post(url("speak_with_adult", case), words)
    assert b"Choose the basis on which work goes on" in page.content
    assert b"I want my card back." in page.content
    basis = {"basis": "coercion", "basis_reason": "He stood in the doorway."}
    assert client.post(url("speak_with_adult", case), words | basis).url == url("triage", case)
    shown = client.get(url("triage", case)).content
    assert b"I want my card back." in shown
    assert b"He stood in the doorway." in shown


def test_everything_that_a_talk_lacks_is_said_at_once_each_by_its_own_question(people, client_for):
    case = make_case(people, stage="triage")
    words = {"reached": "spoke", "can_weigh": "no", "decision": "to sign the house over"}
    errors = client_for(people.duty_worker).post(url("speak_with_adult", case), words).context["form"].errors
    said = [error for each in errors.values() for error in each]
    assert set(errors) == {
        "happened_at", "what_was_said", "safe_by", "own_words", "to_referral", "to_sharing",
        "can_understand", "can_retain", "can_communicate", "impairment", "because_of_it", "evidence", "support",
    }  # fmt: skip
    assert len(said) == len(set(said)), said
    assert errors["to_sharing"] == ["Choose whether they agree to sharing with partners"]


@pytest.mark.parametrize("name", ["can_weigh", "impairment", "to_referral", "to_sharing", "basis", "safe_by"])
def test_an_answer_that_was_never_offered_is_said_and_the_words_are_kept(people, client_for, name):
    case = make_case(people, stage="triage")
    words = {"reached": "spoke", "what_was_said": "At home.", "safe_by": "phone", "own_words": "I want my card.", **HAPPENED}
    page = client_for(people.duty_worker).post(url("speak_with_adult", case), words | {name: "9" * 5000})
    assert page.status_code == 200
    assert page.context["form"].errors[name]
    assert b"I want my card." in page.content


def test_an_attempt_needs_its_first_part_only(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    words = {"reached": "no_answer", "what_was_said": "Rang twice.", **HAPPENED}
    assert client.post(url("speak_with_adult", case), words).url == url("triage", case)
    assert b"Choose the safe way" in client.post(url("speak_with_adult", case), words | {"reached": "spoke"}).content


def test_consulting_and_connecting(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    held = {"held_at" + part: value for part, value in WHEN.items()}
    words = {"senior": people.mash_manager.pk, "question": "Police now?", "advice": "Yes.", **held}
    assert client.post(url("consult", case), words).status_code == 302
    assert client.post(url("consult", case), words | {"senior": people.partner.pk}).status_code == 200
    offer = {"service": "Invented Befriending", "what_for": "Company", "made_by": "hub", "consent": "yes"}
    assert client.post(url("connect", case), offer).status_code == 302
    shown = client.get(url("triage", case)).content
    assert b"Morgan Manager" in shown
    assert b"Invented Befriending" in shown


def test_a_step_is_not_needed_for_a_reason(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    page = url("settle_step", case, "partners")
    assert b"Give the evidence, or the reason" in client.post(page, {"state": "not_needed", "words": "", "seen": 0}).content
    assert client.post(page, {"state": "not_needed", "words": "Nobody else is involved.", "seen": 0}).status_code == 302
    assert case.steps.get(name=StepName.PARTNERS).state == "not_needed"
    for name in ("rating", "nonsense"):
        assert client.get(url("settle_step", case, name)).status_code == 404
    assert b"not_possible" not in client.get(page).content


def test_triage_ends_and_leads_to_closing(people, client_for):
    case = make_case(people, stage="triage", rag="green")
    client = client_for(people.duty_worker)
    words = {"version": case.version, **RISK, "decision": "advice", "rationale": "Advice is enough.", "would_change": "More."}
    assert b"Still outstanding" in client.get(url("decide_triage", case)).content
    assert b"Connect the adult with help first" in client.post(url("decide_triage", case), words).content
    done = client.post(url("decide_triage", case), words | {"connection": "Invented Befriending", "made_by": "hub"})
    assert done.url == reverse("cases:close_case", args=[case.reference])
    assert b"Decided without" in client.get(url("triage", case)).content
    assert client.post(url("decide_triage", case), words).status_code == 409


def test_everything_that_a_triage_decision_lacks_is_said_at_once(people, client_for):
    case = make_case(people, stage="triage", rag="green")
    client = client_for(people.duty_worker)
    words = {"version": case.version, "decision": "advice", "rationale": "", "would_change": "More.", "actions": ["A1b", "A1f"]}
    page = client.post(url("decide_triage", case), words).content.decode()
    for missing in (
        "Say why you decided this", "Connect the adult with help first, or say why no connection is needed", "Say who does it",
        "Enter the day by which it is done", "Enter the provider", "Say what contracts management should know",
    ):  # fmt: skip
        assert missing in page, missing
    assert "What will be done?" in page
    assert not case.decisions.filter(kind="triage").exists()
    reason = words | RISK | {"rationale": "Advice is enough.", "actions": [], "why_no_connection": "Her sister visits daily."}
    assert client.post(url("decide_triage", case), reason).status_code == 302


def test_triage_goes_on_to_enquiry(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    words = {"version": case.version, **RISK, "decision": "progress", "rationale": "It is worse.", "would_change": "Nothing."}
    assert client.post(url("decide_triage", case), words).url == url("triage", case)
    case = Case.objects.get(pk=case.pk)
    assert case.stage == Stage.MASH_ENQUIRY
    assert b"Only a case in triage" in client.get(url("decide_triage", case)).content
    again = client.post(url("decide_triage", case), words | {"version": case.version})
    assert b"not in triage any more" in again.content


def ring(case, by):
    question = "Ring the police about their overdue answer."
    return raise_work_item(WorkKind.CALL_PARTNER, question=question, for_permission=Permission.ASK_PARTNER, by=by, case=case)


def test_a_task_is_answered_in_words(people, client_for):
    item = ring(make_case(people, stage="triage"), people.practitioner)
    client = client_for(people.duty_worker)
    assert item.question.encode() in client.get("/tasks/").content
    assert b"Write your answer" in client.post("/tasks/answer/", {"task": item.pk, "answer": " "}).content
    assert client.post("/tasks/answer/", {"task": item.pk, "answer": "They ring back at 3."}).url == "/tasks/"
    assert item.question.encode() not in client.get("/tasks/").content
    late = client_for(people.practitioner).post("/tasks/answer/", {"task": item.pk, "answer": "No reply."})
    assert late.status_code == 409
    for words in (b"Dana Duty", b"They ring back at 3.", b"No reply."):
        assert words in late.content


def test_an_answer_to_nothing_is_a_clear_page(people, client_for):
    client = client_for(people.duty_worker)
    assert client.post("/tasks/answer/", {"task": "999999", "answer": "Hello"}).status_code == 404
    assert client.post("/tasks/answer/", {"task": "x", "answer": "Hello"}).status_code == 200


def test_a_late_answer_that_was_looked_at_stops_its_clock(people, client_for):
    case = make_case(people, stage="decided")
    case.deadlines.create(clock=Clock.LATE_ANSWER, about="C-1111-2222", started_at=timezone.now(), due_at=timezone.now())
    item = raise_work_item(
        WorkKind.LATE_ANSWER, question="Does this change the decision?", for_permission=Permission.ASK_PARTNER,
        by=people.partner, case=case, about="C-1111-2222",
    )  # fmt: skip
    client_for(people.duty_worker).post("/tasks/answer/", {"task": item.pk, "answer": "No: it is an old address."})
    assert not case.deadlines.open().filter(clock=Clock.LATE_ANSWER).exists()


def test_the_matrix_can_be_read_with_its_assumptions(people, client_for):
    page = client_for(people.duty_worker).get(reverse("thresholds:guide"))
    assert page.content.count(b"to be confirmed") == 1
    assert page.content.count(b"(assumption)") > 50
    assert page.content.count(b"/guide.pdf") == 1
    assert b"Choking, threats to kill, weapons or stalking." in page.content


def test_whoever_refers_may_read_the_matrix_too(people, client_for):
    page = client_for(people.partner).get(reverse("thresholds:guide"))
    assert b"Choking, threats to kill, weapons or stalking." in page.content
    assert page.content.count(b"<h1") == 1


def test_a_stranger_reads_in_plain_words_what_the_matrix_comes_to(client_for, people):
    page = client_for().get(reverse("thresholds:guide")).content.decode()
    assert page.count("<h1") == 1
    for words in ("Exit this page", "You never need to decide this", f'href="{reverse("referrals:start")}"', "govuk-back-link"):
        assert words in page
    for words in ("to be confirmed", "in force", "Choking, threats to kill", "section 42", "Threshold matrix"):
        assert words not in page
