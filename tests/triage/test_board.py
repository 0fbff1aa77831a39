"""The duty board: what it shows, to whom, in which order, at what price."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.adult_rules import NeedSaid
from mash.cases.adult_states import Met, NeedKind, NeedState
from mash.cases.models import Case
from mash.cases.services.cases import take_protective_action
from mash.cases.services.clocks import start_clock
from mash.cases.services.needs import record_need
from mash.cases.services.work_items import raise_work_item
from mash.cases.shifts import unresolved
from mash.cases.states import Clock, Tri, WorkKind
from mash.people.models import Adult
from mash.people.rules import sound_of
from mash.references import new_reference
from mash.trail.models import Detail, Event
from mash.trail.services import System
from partners.models import Check
from tests.factories import make_case
from tests.kept import kept
from triage.states import Show

pytestmark = pytest.mark.django_db
BOARD = "/board/"


def shown(response):
    return [row.reference for row in response.context["rows"]]


def ask(case, agency, by, *, state="asked", due=2, answerer=None):
    at = timezone.now()
    answered = {"answer": "nothing_held", "answered_by": answerer, "answered_at": at} if state != "asked" else {}
    return Check.objects.create(
        reference=new_reference("C"), case=case, agency=agency, state=state, questions="Known?", purpose="Safety",
        basis="safeguarding", shown=[], asked_by=by, asked_at=at, due_at=at + timedelta(hours=due), **answered,
    )  # fmt: skip


@pytest.fixture
@kept
def desk(people):
    """One case of each kind that a figure counts, and more than one of some."""
    now = timezone.now()
    made = {
        "unread": make_case(people, read=False, opened_at=now - timedelta(hours=3), danger_now=True),
        "received": make_case(people, owner=people.duty_worker),
        "amber": make_case(people, stage="triage", owner=people.duty_worker),
        "red": make_case(people, stage="mash_enquiry"),
        "owned": make_case(people, stage="mash_enquiry", owner=people.practitioner),
        "decided": make_case(people, stage="decided", opened_at=now - timedelta(days=30)),
        "closed": make_case(people, stage="closed"),
        "late": make_case(people, stage="closed"),
    }
    made["owned"].enquiries.create(kind="mash", holder=people.practitioner, started_at=now)
    made["decided"].deadlines.open().update(started_at=now - timedelta(days=8), due_at=now - timedelta(minutes=1))
    made["late"].deadlines.create(clock=Clock.LATE_ANSWER, about="C-1111-2222", started_at=now, due_at=now + timedelta(days=1))
    ask(made["amber"], people.police, people.duty_worker, due=-1)
    ask(made["amber"], people.gp, people.duty_worker, state="answered", answerer=people.partner)
    return made


def test_every_figure_opens_exactly_what_it_counts(people, client_for, desk):
    for kind in (NeedKind.HOUSING, NeedKind.MONEY):
        said = NeedSaid(kind, NeedState.NEED, "No heating.", met=Met.NO, source="The adult")
        record_need(reference=desk["amber"].reference, said=said, seen=0, by=people.duty_worker)
    client = client_for(people.duty_worker)
    figures = {figure.show: figure.value for figure in client.get(BOARD).context["figures"]}
    opened = {str(show): len(shown(client.get(BOARD, {"show": str(show)}))) for show in Show}
    assert figures == opened
    assert figures == {"danger": 1, "unread": 1, "not_started": 1, "nobody": 3, "soon": 2, "answers": 1, "late": 1, "feedback": 1, "response": 1}


def test_an_open_case_that_nobody_owns_is_found_whatever_its_colour(people, client_for, desk):
    assert set(shown(client_for(people.duty_worker).get(BOARD, {"show": "nobody"}))) == {desk[name].reference for name in ("unread", "red", "decided")}


def test_the_next_breach_comes_first_and_closed_cases_not_at_all(people, client_for, desk):
    references = shown(client_for(people.duty_worker).get(BOARD))
    assert desk["closed"].reference not in references
    assert len(references) == 7
    assert references[0] == desk["unread"].reference  # danger now: due an hour after it came, two hours ago
    assert references[1] == desk["decided"].reference


def test_filters_stand_in_the_address(people, client_for, desk):
    client = client_for(people.duty_worker)
    assert set(shown(client.get(BOARD, {"mine": "on"}))) == {desk["received"].reference, desk["amber"].reference}
    assert shown(client.get(BOARD, {"stage": "mash_enquiry", "rag": "red", "show": "not_started"})) == [desk["red"].reference]
    assert set(shown(client.get(BOARD, {"rag": "none"}))) == {desk["unread"].reference, desk["received"].reference}
    assert len(shown(client.get(BOARD, {"rag": "purple", "stage": "nonsense", "page": "9999"}))) == 7


def test_a_name_is_looked_for_by_post(people, client_for, desk):
    client, adult = client_for(people.duty_worker), desk["amber"].adult
    response = client.post(BOARD, {"find": f"{adult.given_name} {adult.family_name}".upper()})
    assert desk["amber"].reference in shown(response)
    assert shown(client.post(BOARD, {"find": "Nobody At-All"})) == []
    assert client.post(BOARD, {"find": ""}).context["form"].errors


@pytest.mark.parametrize("written", ["{}", " {} ", "lower", "spaces"])
def test_a_reference_opens_its_case(people, client_for, written):
    case = make_case(people)
    text = {"lower": case.reference.lower(), "spaces": case.reference.replace("-", " ") + " "}.get(written, written)
    response = client_for(people.duty_worker).post(BOARD, {"find": text.format(case.reference)})
    if any(c.isdigit() for c in case.reference) or "-" in text.format(case.reference):
        assert response.url == reverse("cases:case", args=[case.reference])


def test_a_name_in_a_report_is_found_and_shown_as_not_linked(people, client_for):
    case, other = make_case(people, adult=False), make_case(people, adult=False)
    case.referrals.update(adult_name="Mrs Edna Plumley")
    other.referrals.update(adult_name="the man at number 9")
    client = client_for(people.duty_worker)
    for words in ("Plumley", "edna plumley", "Plumbley", "plum"):
        response = client.post(BOARD, {"find": words})
        assert shown(response) == [case.reference], words
        assert b"Named in the report: Edna Plumley" in response.content
    page = client.get(BOARD).content.decode()
    assert "Not linked" in page
    assert "In the report: the man at number 9" in page
    Case.objects.filter(pk=case.pk).update(restricted=True)
    response = client.post(BOARD, {"find": "Plumley"})
    assert shown(response) == []
    assert b"Edna" not in response.content


def test_a_form_of_the_name_finds_the_adult(people, client_for):
    case = make_case(people, stage="triage")
    Adult.objects.filter(pk=case.adult_id).update(given_name="Margaret", family_name="Quill", sound=sound_of("Margaret Quill"))
    client = client_for(people.duty_worker)
    assert shown(client.post(BOARD, {"find": "Peggy Quill"})) == [case.reference]
    assert shown(client.post(BOARD, {"find": "Margret Quil"})) == [case.reference]
    assert shown(client.post(BOARD, {"find": "Derek Quill"})) == []


def test_a_report_s_reference_opens_its_case(people, client_for):
    case = make_case(people)
    client, report = client_for(people.duty_worker), case.referrals.get().reference
    for written in (report, report.lower(), report.replace("-", " ")):
        if written.count("-") == 2 or any(c.isdigit() for c in written):
            assert client.post(BOARD, {"find": written}).url == reverse("cases:case", args=[case.reference])
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert shown(client.post(BOARD, {"find": report})) == []


def test_a_part_of_a_reference_finds_its_case(people, client_for):
    case = make_case(people)
    Case.objects.filter(pk=case.pk).update(reference="M-TW1V-2AK9")
    make_case(people)
    client = client_for(people.duty_worker)
    for part in ("TW1V", "tw1v", "1V-2A", "1V2A", "M-TW1V", "TWIV"):
        assert shown(client.post(BOARD, {"find": part})) == ["M-TW1V-2AK9"], part
    assert shown(client.post(BOARD, {"find": "TW1"})) == []


def test_a_part_of_a_report_s_reference_finds_its_case(people, client_for):
    case, client = make_case(people), client_for(people.duty_worker)
    case.referrals.update(reference="R-Z8ZS-6M25")
    make_case(people)
    for part in ("Z8ZS", "6m25", "R-Z8ZS"):
        assert shown(client.post(BOARD, {"find": part})) == [case.reference], part


def test_closed_cases_are_found_apart(people, client_for, desk):
    closed, client = desk["closed"], client_for(people.duty_worker)
    response = client.post(BOARD, {"find": closed.adult.name})
    assert closed.reference not in shown(response)
    assert [row.reference for row in response.context["closed_found"]] == [closed.reference]
    assert b"Closed cases" in response.content
    assert client.get(BOARD).context["closed_found"] == []
    Case.objects.filter(pk=closed.pk).update(restricted=True)
    assert client.post(BOARD, {"find": closed.adult.name}).context["closed_found"] == []


def test_finding_costs_the_same_however_many(people, client_for, django_assert_max_num_queries):
    client = client_for(people.duty_worker)
    for size in (2, 8):
        for _ in range(size):
            make_case(people, adult=False).referrals.update(adult_name="Edna Plumley")
        client.get(BOARD)
        with django_assert_max_num_queries(15):
            response = client.post(BOARD, {"find": "Plumley"})
    assert len(shown(response)) == 10


def test_a_row_says_what_a_duty_worker_needs(people, client_for, desk):
    page = client_for(people.duty_worker).get(BOARD).content.decode()
    for words in ("Invented Police: overdue", "Larkfield Surgery: answered, not read yet", "1 unread report", "Danger now",
                  "Read the report", "Nobody yet", "by Dana Duty", "wishes not recorded"):  # fmt: skip
        assert words in page
    assert reverse("referrals:reports", args=[desk["unread"].reference]) in page


def test_rows_are_paged_and_cost_the_same_however_many(people, client_for, django_assert_max_num_queries):
    client = client_for(people.duty_worker)
    for size in (3, 50):
        for _ in range(size - Case.objects.count()):
            make_case(people, stage="triage")
        client.get(BOARD)
        with django_assert_max_num_queries(15):
            response = client.get(BOARD)
        assert len(shown(response)) == size
    make_case(people, stage="triage")
    assert len(shown(client.get(BOARD))) == 50
    assert len(shown(client.get(BOARD, {"page": "2"}))) == 1


def test_a_list_leaves_one_line(people, client_for, desk):
    client_for(people.duty_worker).get(BOARD)
    event = Event.objects.using("trail").get(chain=f"lists:{people.duty_worker.pk}")
    assert desk["amber"].reference in Detail.objects.using("trail").get(chain=event.chain, seq=event.seq).text


def test_a_locality_manager_sees_only_the_teams_own(people, client_for, desk):
    client = client_for(people.locality_manager)
    assert shown(client.get(BOARD)) == []
    Case.objects.filter(pk=desk["amber"].pk).update(team=people.locality)
    response = client.get(BOARD)
    assert shown(response) == [desk["amber"].reference]
    assert b"Cases of my team" in response.content
    assert {figure.show: figure.value for figure in response.context["figures"]}["answers"] == 1


def test_a_restricted_case_is_not_there(people, client_for):
    case = make_case(people, stage="triage", restricted=True)
    response = client_for(people.duty_worker).get(BOARD)
    assert case.reference.encode() not in response.content
    assert shown(client_for(people.duty_worker).post(BOARD, {"find": case.adult.family_name})) == []


@pytest.mark.parametrize(
    ("url", "role"),
    [(url, role) for url in (BOARD, "/tasks/", "/tasks/answer/") for role in ("partner", "partner_manager", "board_member")] + [(BOARD, "administrator")],
)  # fmt: skip
def test_others_have_no_board_and_no_tasks(people, client_for, url, role):
    client = client_for(getattr(people, role))
    response = client.post(url) if url.endswith("answer/") else client.get(url)
    assert response.status_code == 403
    assert client_for().get(BOARD).status_code == 302


def test_danger_that_nobody_has_settled_stands_above_what_is_overdue(people, client_for):
    late = make_case(people, stage="triage", rag="amber")
    late.deadlines.open().update(started_at=timezone.now() - timedelta(days=3), due_at=timezone.now() - timedelta(days=1))
    unrated = make_case(people, danger_now=True)
    rated = make_case(people, stage="triage", rag="amber", danger_now=True)
    client = client_for(people.duty_worker)
    assert shown(client.get(BOARD))[2] == late.reference, "danger that nobody holds stands first, rated or not"
    assert shown(client.get(BOARD, {"show": "danger"})) == shown(client.get(BOARD))[:2]
    Case.objects.filter(pk=rated.pk).update(owner=people.duty_worker)
    assert shown(client.get(BOARD)) == [unrated.reference, late.reference, rated.reference]
    start_clock(rated, Clock.REPLY, about="W-X", when="danger_now")
    assert set(shown(client.get(BOARD))[:2]) == {unrated.reference, rated.reference}
    Case.objects.update(owner=people.duty_worker)
    assert shown(client.get(BOARD, {"show": "danger"})) == []


def test_danger_that_was_met_is_met_on_the_case_the_board_and_the_shift_list(people, client_for):
    late = make_case(people, stage="triage", rag="amber")
    late.deadlines.open().update(started_at=timezone.now() - timedelta(days=3), due_at=timezone.now() - timedelta(days=1))
    case, client = make_case(people, danger_now=True), client_for(people.duty_worker)
    act = {"reference": case.reference, "what": "The police went.", "by_whom": "Dana Duty", "by": people.duty_worker}

    def said():
        """Whether each page says that danger stands: the case, the board's first row, its figure, its badge, the shift list."""
        board = client.get(BOARD)
        figure = next(each.value for each in board.context["figures"] if each.show == "danger")
        row = next(row for row in board.context["rows"] if row.reference == case.reference)
        shift = next(row for row in unresolved(people.duty_worker) if row.case.pk == case.pk)
        page = client.get(reverse("cases:case", args=[case.reference])).content
        assert figure == len(shown(client.get(BOARD, {"show": "danger"})))
        return {b"somebody is in danger now" in page, shown(board)[0] == case.reference, figure == 1, row.safe_at is None, shift.danger}

    assert said() == {True}
    take_protective_action(**act, safe_now=Tri.DONT_KNOW, taken_at=timezone.now())
    assert said() == {True}, "a call of which nobody knows what came of it"
    take_protective_action(**act, safe_now=Tri.YES, taken_at=timezone.now())
    assert said() == {False}
    assert b"Danger was reported; safe" in client.get(BOARD).content
    start_clock(case, Clock.REPLY, about="W-X", when="danger_now")
    assert said() == {True}, "told again"
    case.deadlines.filter(clock=Clock.REPLY).update(met_at=timezone.now())
    take_protective_action(**act, safe_now=Tri.YES, taken_at=timezone.now())
    assert said() == {False}
    take_protective_action(**act, safe_now=Tri.NO, taken_at=timezone.now())
    assert said() == {True}, "the last word counts"


def test_danger_that_nobody_has_read_of_is_not_met_by_what_was_done_before_it_was_read(people, client_for):
    case, client = make_case(people, danger_now=True, read=False), client_for(people.duty_worker)
    act = {"reference": case.reference, "what": "The police went.", "by_whom": "Dana Duty", "by": people.duty_worker}
    take_protective_action(**act, safe_now=Tri.YES, taken_at=timezone.now())
    row = client.get(BOARD).context["rows"][0]
    assert (row.pressing, row.safe_at) == (True, None)
    page = client.get(reverse("cases:case", args=[case.reference])).content
    assert b"somebody is in danger now. Protective action is on record; this stands until" in page


def test_a_closed_case_stays_while_something_is_owed_on_it(people, client_for):
    case = make_case(people, stage="closed")
    client = client_for(people.duty_worker)
    assert shown(client.get(BOARD)) == []
    start_clock(case, Clock.FEEDBACK, about="R-X")
    response = client.get(BOARD)
    assert shown(response) == [case.reference]
    assert response.context["rows"][0].next_step == "Tell the referrer"
    assert shown(client.get(BOARD, {"stage": "closed"})) == [case.reference]


def test_a_case_that_is_decided_waits_to_be_closed(people, client_for):
    case = make_case(people, stage="decided")
    client = client_for(people.duty_worker)
    assert b"waiting to be closed" not in client.get(BOARD).content
    case.deadlines.open().update(met_at=timezone.now())
    response = client.get(BOARD)
    assert b"waiting to be closed" in response.content
    assert response.context["rows"][0].next_step == "Settle 6 steps, then close"


def test_tasks_about_danger_come_first_and_say_so(people, client_for):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    words = {"for_permission": "work_cases", "by": System("test"), "case": case}
    raise_work_item(WorkKind.DEAD_MESSAGE, question="First raised.", about="R-1", **words)
    raise_work_item(WorkKind.REFERRER_REPLY, question="Danger, they say.", about="W-X", **words)
    assert [row["item"].question for row in client.get("/tasks/").context["rows"]] == ["First raised.", "Danger, they say."]
    start_clock(case, Clock.REPLY, about="W-X", when="danger_now")
    response = client.get("/tasks/")
    assert [row["item"].question for row in response.context["rows"]] == ["Danger, they say.", "First raised."]
    assert response.content.decode().count("mash-card--danger") == 1


@pytest.mark.parametrize(("query", "named"), [("stage=triage&rag=purple&mine=on", ["RAG"]), ("stage=triage&rag=purple&show=nonsense&mine=on", ["Show", "RAG"])])
def test_a_filter_that_nobody_knows_is_named_and_the_others_hold(people, client_for, desk, query, named):
    page = client_for(people.duty_worker).get(f"{BOARD}?{query}")
    assert page.context["unknown"] == named
    assert shown(page) == [desk["amber"].reference]
    assert f"a value of {' and of '.join(named)} that does not exist. The other filters hold." in page.content.decode()
    assert page.context["query"] == "stage=triage&mine=on"
    assert 'value="triage" selected' in page.content.decode()


def test_filters_that_are_all_known_say_nothing_of_it(people, client_for, desk):
    page = client_for(people.duty_worker).get(f"{BOARD}?stage=triage&rag=amber")
    assert page.context["unknown"] == []
    assert set(shown(page)) == {desk["amber"].reference, desk["decided"].reference}
    assert b"Not every filter was understood" not in page.content
    alone = client_for(people.duty_worker).get(f"{BOARD}?rag=purple")
    assert b"The whole board is shown." in alone.content
    assert len(shown(alone)) > 1


def test_the_figure_of_answers_says_how_many_answers_lie_in_its_cases(people, client_for, desk):
    ask(desk["amber"], people.police, people.duty_worker, state="answered", answerer=people.partner)
    ask(desk["owned"], people.gp, people.duty_worker, state="answered", answerer=people.partner)
    figures = {figure.show: figure for figure in client_for(people.duty_worker).get(BOARD).context["figures"]}
    assert (figures["answers"].value, figures["answers"].note) == (2, "3 answers")
    assert figures["unread"].note.startswith("1 report,")


def test_a_step_whose_clock_is_not_the_next_one_shows_its_own(people, client_for):
    case = make_case(people, stage="triage")
    own = case.deadlines.get(clock=Clock.TRIAGE_DECISION)
    [row] = client_for(people.duty_worker).get(BOARD).context["rows"]
    assert (row.clock.clock, row.step_clock) == (Clock.TRIAGE_DECISION, None)
    start_clock(case, Clock.CHECK, about="C-1111-2222")
    case.deadlines.filter(clock=Clock.CHECK).update(due_at=timezone.now() + timedelta(minutes=5))
    page = client_for(people.duty_worker).get(BOARD)
    [row] = page.context["rows"]
    assert (row.clock.clock, row.step_clock.due_at) == (Clock.CHECK, own.due_at)
    assert "Triage decision: <time" in page.content.decode()
