"""Each kind of record is found by those who read it on its page, and is absent for everybody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm

from mash.accounts.roles import Permission
from mash.cases.adult_states import SeenBy
from mash.cases.chronology import entry_history
from mash.cases.chronology_states import Confidence, EntryKind, PaperKind, Relation
from mash.cases.dispute_states import DisputeOutcome
from mash.cases.identity import stories_for, trauma_of
from mash.cases.models import Case, ChronologyEntry, Trauma, WorkItem
from mash.cases.search_parts import Group
from mash.cases.services.chronology import link_entries, weigh_entry
from mash.cases.services.papers import draw_paper
from mash.cases.services.work_items import answer_work_item, raise_work_item
from mash.cases.states import WorkKind
from mash.cases.summary import summary_content
from mash.documents.services import take_in
from referrals.services.files import attach_files
from tests.cases.disputed import answered, disputed
from tests.cases.test_identity import redress, tell, trauma
from tests.cases.test_searching import OTHERS, found, looks
from tests.factories import make_case

pytestmark = pytest.mark.django_db
WORKERS = ("duty_worker", "practitioner", "mash_manager", "head_of_service")


@pytest.fixture
def case(people):
    return make_case(people, stage="mash_enquiry")


def finders(people, words, case, roles=(*WORKERS, "qa_manager", "locality_manager", *OTHERS)):
    """Who finds this case by these words."""
    return [role for role in roles if case in found(getattr(people, role), words)]


def restrict(case):
    Case.objects.filter(pk=case.pk).update(restricted=True)


# Disputes


def test_a_dispute_and_its_answers_are_found_by_whoever_reads_the_case(people, case):
    dispute = disputed(case, people.practitioner, why="The okapi was not weighed.")
    answered(dispute, people.mash_manager, DisputeOutcome.PARTLY, words="The quagga was.", changes="We look at the dugong.")
    for words in ("okapi", "quagga", "dugong", dispute.reference):
        assert finders(people, words, case) == [*WORKERS, "qa_manager"], words
    assert found(people.duty_worker, "okapi", kind=Group.DECISIONS) == [case]
    assert found(people.duty_worker, "okapi", kind=Group.VOICE) == []
    restrict(case)
    assert finders(people, "okapi", case) == finders(people, dispute.reference, case) == []


# Accounts weighed, and compared with each other


def accounts(case, people, withheld=""):
    """Two accounts that contradict each other; their numbers."""
    for source in ("Her niece", "The warden"):
        ChronologyEntry.objects.create(case=case, happened_at=case.opened_at, what="She fell.", source=source, kind=EntryKind.EVENT, withheld=withheld)
    last = case.chronology.count()
    return last - 1, last


def weigh(case, people, number, words, confidence=Confidence.DOUBTFUL):
    seen = entry_history(case, number)["seen"]
    weigh_entry(reference=case.reference, number=number, seen=seen, confidence=confidence, words=words, by=people.practitioner)


def compare(case, people, one, other, words, relation=Relation.CONTRADICTS):
    seen = entry_history(case, one)["seen"]
    link_entries(reference=case.reference, number=one, other=other, seen=seen, relation=relation, words=words, by=people.practitioner)


def test_why_accounts_are_relied_on_or_contradict_each_other_is_found_by_whoever_reads_the_case(people, client_for, case):
    one, other = accounts(case, people)
    weigh(case, people, one, "An okapi would not do that.")
    compare(case, people, one, other, "One saw a quagga, the other did not.")
    for words in ("okapi", "quagga"):
        assert finders(people, words, case) == [*WORKERS, "qa_manager"], words
        assert found(people.duty_worker, words, kind=Group.HAPPENED) == [case]
    [hit] = looks(client_for(people.duty_worker), "okapi").context["rows"][0].hits
    assert (hit.label, hit.caution) == ("How far an account is relied on: Doubtful", False)
    assert "An okapi would not do that." in client_for(people.duty_worker).get(hit.url).content.decode()
    [hit] = looks(client_for(people.duty_worker), "quagga").context["rows"][0].hits
    assert hit.label == "Two accounts compared: They contradict each other"
    assert "One saw a quagga" in client_for(people.duty_worker).get(hit.url).content.decode()
    restrict(case)
    assert finders(people, "okapi", case) == finders(people, "quagga", case) == []


def test_what_was_judged_before_is_found_by_those_who_read_it_and_what_was_taken_back_by_nobody(people, case):
    one, other = accounts(case, people)
    weigh(case, people, one, "An okapi would not do that.")
    weigh(case, people, one, "A dugong might.", Confidence.SINGLE)
    assert finders(people, "dugong", case) == [*WORKERS, "qa_manager"]
    assert finders(people, "okapi", case) == list(WORKERS)
    assign_perm("cases.consider", people.locality.group, case)
    assert finders(people, "okapi", case, ["locality_manager"]) == []
    assert finders(people, "dugong", case, ["locality_manager"]) == ["locality_manager"]
    compare(case, people, one, other, "One saw a quagga, the other did not.")
    compare(case, people, one, other, "Both saw a zebra.", Relation.SAME)
    assert finders(people, "zebra", case) == [*WORKERS, "qa_manager", "locality_manager"]
    assert finders(people, "quagga", case) == []
    compare(case, people, one, other, "It was a lemur.", Relation.APART)
    assert finders(people, "zebra", case) == finders(people, "lemur", case) == []


def test_what_is_said_of_an_account_that_must_not_be_told_warns_too(people, client_for, case):
    one, other = accounts(case, people, withheld="She would be beaten.")
    weigh(case, people, one, "An okapi would not do that.")
    compare(case, people, one, other, "One saw a quagga.")
    for words in ("okapi", "quagga"):
        assert [hit.caution for hit in looks(client_for(people.duty_worker), words).context["rows"][0].hits] == [True]


# What the adult says of themselves, and what happened to them


@pytest.mark.parametrize("words", ["quaker", "sunday", "touched", "sister"])
def test_who_the_adult_is_is_found_by_those_who_work_the_case(people, client_for, case, words):
    tell(case, people.practitioner)
    trauma(case, people.practitioner)
    assert finders(people, words, case) == list(WORKERS)
    assert "Nothing found" in looks(client_for(people.qa_manager), words).content.decode()
    restrict(case)
    assert finders(people, words, case) == []
    assign_perm("cases.see_shared", people.duty_worker, case)
    assert finders(people, words, case) == ["duty_worker"]


def test_a_team_finds_it_once_the_case_is_theirs_and_not_while_it_is_offered(people, case):
    tell(case, people.practitioner)
    disputed(case, people.practitioner, why="The okapi was not weighed.")
    assign_perm("cases.consider", people.locality.group, case)
    assert finders(people, "okapi", case, ["locality_manager"]) == ["locality_manager"]
    assert finders(people, "quaker", case, ["locality_manager"]) == []
    Case.objects.filter(pk=case.pk).update(team=people.locality)
    assert finders(people, "quaker", case, ["locality_manager"]) == ["locality_manager"]


def test_what_happened_is_found_by_those_for_whom_it_was_written(people, case):
    trauma(case, people.practitioner)
    few = ["practitioner", "mash_manager", "head_of_service"]
    assert finders(people, "girl", case) == few
    Case.objects.filter(pk=case.pk).update(owner=people.duty_worker)
    assert finders(people, "girl", case) == ["duty_worker", *few]
    Case.objects.filter(pk=case.pk).update(owner=None)
    trauma(case, people.practitioner, seen_by=SeenBy.WORKERS, words="She was a girl in the war.")
    assert finders(people, "war", case) == list(WORKERS)


def test_search_and_page_agree_on_who_may_read_what_happened(people, case):
    trauma(case, people.practitioner)
    trauma(case, people.duty_worker, seen_by=SeenBy.WORKERS)
    for role in WORKERS:
        user = getattr(people, role)
        shown = {row.row.pk for row in trauma_of(user, case) if row.words}
        assert {*Trauma.objects.filter(stories_for(user), case=case).values_list("pk", flat=True)} == shown


def test_what_is_needed_for_redress_is_found_as_it_is_read(people, case):
    redress(case, people.practitioner, protection="A quagga by the door.")
    assert finders(people, "quagga", case) == [*WORKERS, "qa_manager"]


# Tasks


def asked(case, people, **more):
    said = {"kind": WorkKind.LATE_ANSWER, "question": "Does this change the decision?", "for_permission": Permission.ASK_PARTNER, "case": case}
    return raise_work_item(**said | more, by=people.mash_manager)


def test_an_answered_task_is_found_and_read_by_whoever_may_answer_it(people, client_for, case):
    task = asked(case, people)
    assert found(people.practitioner, "okapi") == []
    answer_work_item(work_item_id=task.pk, answer="No: the okapi was known.", by=people.practitioner)
    asked(case, people, question="An okapi that waits?")
    assert finders(people, "okapi", case) == list(WORKERS)
    assert reads(client_for, people, case, "the okapi was known") == list(WORKERS)
    restrict(case)
    assert finders(people, "okapi", case) == []


def test_what_only_managers_answer_only_managers_find(people, client_for, case):
    task = asked(case, people, kind=WorkKind.CONFIRM_RATING, for_permission=Permission.RATE_LOWER)
    answer_work_item(work_item_id=task.pk, answer="The quagga is right.", by=people.mash_manager)
    assert finders(people, "quagga", case) == reads(client_for, people, case, "quagga is right") == ["mash_manager", "head_of_service"]


def test_what_one_worker_is_asked_only_they_find(people, case):
    task = asked(case, people, kind=WorkKind.WORKER_ASKED, for_permission=Permission.WORK_CASES, owner=people.practitioner)
    WorkItem.objects.filter(pk=task.pk).update(answer="Not the dugong again.", answered_by=people.practitioner, answered_at=timezone.now())
    assert finders(people, "dugong", case) == ["practitioner"]


def reads(client_for, people, case, words):
    """Who reads this on the page of decisions."""
    url = reverse("cases:decisions", args=[case.reference])
    pages = {role: client_for(getattr(people, role)).get(url) for role in (*WORKERS, "qa_manager")}
    assert {page.status_code for page in pages.values()} == {200}
    return [role for role, page in pages.items() if words in page.content.decode()]


def test_the_page_of_decisions_costs_the_same_however_many_tasks_were_answered(people, client_for, case):
    client, url = client_for(people.practitioner), reverse("cases:decisions", args=[case.reference])
    costs = []
    for _ in range(2):
        for _ in range(3):
            answer_work_item(work_item_id=asked(case, people).pk, answer="No.", by=people.practitioner)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15


# Files and documents


def test_a_file_of_a_report_is_found_by_its_name(people, case):
    kept = take_in(name="okapi-kitchen_floor.txt", content=b"Words in a file.", by=people.practitioner)
    attach_files(case.referrals.get(), [kept.pk])
    for words in ("okapi", "“kitchen floor”"):
        assert finders(people, words, case) == [*WORKERS, "qa_manager"], words
    assert found(people.duty_worker, "okapi", kind=Group.REPORTS) == [case]
    restrict(case)
    assert finders(people, "okapi", case) == []


def test_a_document_is_found_by_its_reference(people, case):
    paper = draw_paper(reference=case.reference, kind=PaperKind.SUMMARY, by=people.practitioner, write=summary_content)
    assert finders(people, paper.reference, case) == [*WORKERS, "qa_manager"]
    restrict(case)
    assert finders(people, paper.reference, case) == []
