"""What becomes of the files of a report: swept, flagged, opened by whoever may read it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from mash.cases.models import WorkItem
from mash.documents.models import Document
from mash.documents.rules import KEEP_UNSENT
from mash.documents.services import take_in
from mash.trail.models import Detail, Event
from mash.trail.services import System
from referrals import queries
from referrals.services import files
from referrals.services.files import attach_files, flag_files, remove_unsent
from referrals.tasks import sweep_files
from tests.documents.samples import picture
from tests.factories import make_case, make_referral

pytestmark = pytest.mark.django_db
BY = System("test")
WORDS = b"He took her card on Monday."


def note(name="note.txt", content=WORDS):
    return SimpleUploadedFile(name, content)


def taken(content=WORDS, **more):
    return take_in(name="note.txt", content=content, by=BY, **more)


# sweeps


@pytest.fixture
def report(people):
    """A report with two files."""
    found = make_referral(make_case(people))
    attach_files(found, [taken().pk, taken().pk])
    return found


def put(referral, position, state, *, minutes=0):
    at = timezone.now() - timedelta(minutes=minutes)
    pk = referral.files.get(position=position).document_id
    Document.objects.filter(pk=pk).update(state=state, made_at=at)


def questions():
    return list(WorkItem.objects.order_by("pk").values_list("question", flat=True))


def test_a_virus_is_asked_about_once(report):
    put(report, 1, "infected")
    assert (flag_files(), flag_files()) == (1, 0)
    item = WorkItem.objects.get()
    assert (item.kind, item.about, item.case, item.for_permission) == (
        "unchecked_file", report.reference, report.case, "read_referral",
    )  # fmt: skip
    assert item.question.startswith(f"A file sent with {report.reference} cannot be opened: the check found a virus")


def test_a_file_that_waits_is_asked_about_after_ten_minutes(report):
    put(report, 1, "quarantined", minutes=9)
    put(report, 2, "quarantined", minutes=9)
    assert flag_files() == 0
    put(report, 1, "quarantined", minutes=11)
    put(report, 2, "quarantined", minutes=11)
    assert (flag_files(), flag_files()) == (1, 0)
    assert questions()[0].startswith(f"2 files sent with {report.reference} could not be checked")


def test_one_that_waited_and_then_proves_bad_is_asked_about_again(report):
    put(report, 1, "quarantined", minutes=11)
    flag_files()
    put(report, 1, "infected", minutes=12)
    assert flag_files() == 1
    assert len(questions()) == 2


@pytest.mark.parametrize("state", ["clean", "unscanned"])
def test_a_file_that_opens_is_nobodys_task(report, state):
    put(report, 1, state, minutes=99)
    assert flag_files() == 0


def test_when_the_task_fails_the_file_is_not_marked(report, monkeypatch):
    put(report, 1, "infected")
    with monkeypatch.context() as broken:
        broken.setattr(files, "raise_work_item", None)
        with pytest.raises(TypeError), transaction.atomic():
            flag_files()
    assert flag_files() == 1


def test_what_was_never_sent_goes_after_eight_days_and_what_was_sent_stays(report):
    young, old, ours = taken(), taken(), taken()
    before = timezone.now() - KEEP_UNSENT - timedelta(minutes=1)
    Document.objects.exclude(pk=young.pk).update(made_at=before)
    Document.objects.filter(pk=ours.pk).update(uploaded=False)
    assert remove_unsent() == 1
    assert set(Document.objects.values_list("pk", flat=True)) == {
        young.pk, ours.pk, *report.files.values_list("document_id", flat=True)
    }  # fmt: skip
    assert not Document.objects.filter(pk=old.pk).exists()


def test_the_bell_does_both(report):
    put(report, 1, "infected")
    Document.objects.filter(pk=taken().pk).update(made_at=timezone.now() - KEEP_UNSENT - timedelta(days=1))
    sweep_files()
    assert (len(questions()), Document.objects.count()) == (1, 2)


# the pages of workers


def look(client, report, number=1):
    return client.get(f"/cases/{report.case.reference}/reports/{report.reference}/files/{number}/")


def test_the_report_lists_its_files_with_their_state(people, client_for, report):
    put(report, 2, "infected")
    page = client_for(people.duty_worker).get(f"/cases/{report.case.reference}/reports/").content.decode()
    assert "Not scanned for viruses" in page
    assert "Virus found" in page
    assert f'href="/cases/{report.case.reference}/reports/{report.reference}/files/1/"' in page
    assert f'href="/cases/{report.case.reference}/reports/{report.reference}/files/2/"' not in page
    assert "document-1.txt" in page
    assert "note.txt" in page


def test_a_report_without_files_says_nothing_of_files(people, client_for):
    case = make_case(people)
    assert "Photos and documents" not in client_for(people.duty_worker).get(f"/cases/{case.reference}/reports/").content.decode()


def test_a_list_of_many_reports_takes_one_query_for_files(people, client_for, report, django_assert_max_num_queries):
    for _ in range(5):
        attach_files(make_referral(report.case), [taken().pk])
    with django_assert_max_num_queries(5):  # reports, replies, cautions, what was passed on, files
        for each in queries.reports_of(report.case):
            assert all(file.name for file in each.files.all())


def test_a_document_is_saved_and_not_shown_within_a_page(people, client_for, report):
    response = look(client_for(people.duty_worker), report)
    assert response.content == WORDS
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="document-1.txt"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


def test_a_picture_is_shown_where_nothing_can_run(people, client_for, report):
    attach_files(other := make_referral(report.case), [take_in(name="Mrs X.jpg", content=picture(), by=BY).pk])
    response = look(client_for(people.duty_worker), other)
    assert response["Content-Disposition"] == 'inline; filename="photo-1.jpg"'
    assert response["Content-Type"] == "image/jpeg"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("state", "words"), [("quarantined", "not checked for viruses yet"), ("infected", "It stays closed")]
)
def test_a_closed_file_gives_a_reason_and_no_bytes(people, client_for, report, state, words):
    put(report, 1, state)
    response = look(client_for(people.duty_worker), report)
    assert words in response.content.decode()
    assert WORDS not in response.content
    assert response["Content-Type"].startswith("text/html")


def test_a_refused_file_gives_its_reason(people, client_for):
    report = make_referral(make_case(people))
    attach_files(report, [taken(b"<html>").pk])
    response = look(client_for(people.duty_worker), report)
    assert b"Its content was not kept" in response.content
    assert b"It is not a kind of file that we can take" in response.content


def test_another_number_another_report_and_a_stranger_find_nothing(people, client_for, report):
    duty = client_for(people.duty_worker)
    elsewhere = make_case(people).referrals.get()
    assert look(duty, report, 3).status_code == 404
    wrong = duty.get(f"/cases/{elsewhere.case.reference}/reports/{report.reference}/files/1/")
    assert wrong.status_code == 404
    for stranger in (people.partner, people.board_member, people.administrator):
        assert look(client_for(stranger), report).status_code == 404


def test_who_opened_which_file_is_on_the_trail(people, client_for, report):
    look(client_for(people.duty_worker), report)
    seen = Event.objects.using("trail").filter(verb="viewed", chain=f"reads:{report.case.reference}").latest("pk")
    assert f"file 1 of {report.reference}" in Detail.objects.using("trail").get(chain=seen.chain, seq=seen.seq).text
