"""Photos and documents on the public form, as a stranger without JavaScript adds them; and what becomes of them."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mash.cases.calendar import current
from mash.documents.models import Document
from mash.documents.rules import MOST_BYTES
from mash.documents.services import take_in
from mash.trail.services import System
from referrals.models import Referral, ReferralFile
from referrals.rules import Report
from referrals.services import files
from referrals.services.accepting import PUBLIC_FORM, accept_referral
from referrals.services.files import attach_files
from referrals.states import Channel, Danger
from tests.documents.samples import photo_with_place
from tests.factories import make_case, make_referral
from tests.referrals.test_public_pages import ANSWERS, fill, hidden, url

pytestmark = pytest.mark.django_db
BY = System("test")
WORDS = b"He took her card on Monday."


@pytest.fixture
def public(people, client_for):
    return client_for()


def note(name="note.txt", content=WORDS):
    return SimpleUploadedFile(name, content)


def add(client, *sent, button="add", **more):
    return client.post(url("files"), {"files": list(sent), button: "1", **more})


def tokens(response):
    return re.findall(r'name="file" value="([^"]+)"', response.content.decode())


def send(client, response=None):
    page = response or client.get(url("check"))
    return client.post(url("check"), hidden(page) | {"file": tokens(page)}, follow=True)


def sent_files():
    return [(each.position, each.name, each.document.original_name) for each in ReferralFile.objects.select_related("document")]


def taken(content=WORDS, **more):
    return take_in(name="note.txt", content=content, by=BY, **more)


# adding


def test_the_limits_are_said_before_anything_is_chosen(public):
    fill(public)
    assert url("files").encode() in public.get(url("check")).content
    page = public.get(url("files")).content.decode()
    for words in ("Up to 10 files", "10 MB", "JPEG", "PDF", "do not have to send any"):
        assert words in page
    assert 'enctype="multipart/form-data"' in page
    assert 'type="file" name="files" accept=".jpg' in page
    assert "multiple" in page
    assert "capture" not in page


def test_from_the_photo_to_the_report(public):
    fill(public)
    sent = SimpleUploadedFile("her arm.jpg", photo_with_place(), content_type="image/jpeg")
    assert add(public, sent, note()).url == url("files")
    page = public.get(url("files")).content.decode()
    assert page.index("her arm.jpg") < page.index("note.txt")
    assert "her arm.jpg\nnote.txt" in public.get(url("check")).content.decode()
    send(public)
    assert sent_files() == [(1, "photo-1.jpg", "her arm.jpg"), (2, "document-2.txt", "note.txt")]
    assert b"Invented Phone" not in bytes(Document.objects.get(name="photo.jpg").content)


def test_whichever_button_is_pressed_what_was_chosen_is_added(public):
    fill(public)
    assert add(public, note("first.txt"), button="go_on").url == url("check")
    page = public.get(url("files"))
    first = tokens(page)[0]
    assert add(public, note("second.txt"), button="remove", remove=first).url == url("files")
    page = public.get(url("files")).content.decode()
    assert "second.txt" in page
    assert "first.txt" not in page
    assert Document.objects.count() == 1


def test_going_on_with_nothing_is_an_answer(public):
    fill(public)
    assert add(public, button="go_on").url == url("check")
    assert "Add: Photos and documents" in public.get(url("check")).content.decode()
    response = add(public)
    assert b"Choose a photo or a document first" in response.content
    assert b"<title>Error: " in response.content
    send(public)
    assert Referral.objects.count() == 1
    assert sent_files() == []


def test_out_of_turn_it_leads_to_the_missing_question_and_keeps_the_file(public):
    assert public.get(url("files")).url == url("worry")
    assert add(public, note(), button="go_on").url == url("check")
    fill(public)
    assert "note.txt" in public.get(url("check")).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("page.html", b"<html>", "It is not a kind of file that we can take"),
        ("arm.heic", b"\0\0\0\x18ftypheic\0\0\0\0", "It is a HEIC picture"),
        ("arm.jpg", b"\xff\xd8\xff\xe0broken", "We could not read it"),
        ("film.jpg", b"\xff\xd8\xff" + b"\0" * MOST_BYTES, "It is larger than 10 MB"),
        ("nothing.txt", b"", "It is empty"),
    ],
)
def test_a_bad_file_is_named_with_what_to_do_and_never_stops_the_concern(public, name, content, why):
    fill(public)
    response = add(public, note(), note(name, content), button="go_on")
    page = response.content.decode()
    assert f"“{name}” was not added. {why}" in page
    assert "<title>Error: " in page
    assert "note.txt" in page
    assert add(public, button="go_on").url == url("check")
    check = public.get(url("check")).content.decode()
    assert "1 file could not be added" in check
    assert name not in check
    send(public)
    assert [name for _, name, _ in sent_files()] == ["document-1.txt", "file-2"]


def test_three_of_one_reason_are_one_sentence_and_stand_apart(public):
    fill(public)
    pages = [note(f"{n}.html", b"<html>") for n in range(3)]
    page = add(public, note(), *pages).content.decode()
    said = "“0.html”, “1.html” and “2.html” were not added. For each of them: it is not a kind of file that we can take"
    assert page.count(said) == 2, "in the summary and at the question"
    page = public.get(url("files")).content.decode()
    assert page.count("It is not a kind of file") == 1
    assert page.index("Added so far") < page.index("note.txt") < page.index("Not added") < page.index("0.html")
    check = public.get(url("check")).content.decode()
    assert "3 files could not be added" in check
    assert "0.html" not in check


def test_saving_from_this_page_keeps_what_was_chosen(public, client_for):
    fill(public)
    saved = add(public, note("kept.txt"), button="save").content.decode()
    assert "Saved, but not sent" in saved
    ticket = {"reference": re.search(r"D-\w{4}-\w{4}", saved)[0], "code": re.search(r"<code[^>]*>([^<]+)</code>", saved)[1]}
    elsewhere = client_for()
    elsewhere.post(url("resume"), ticket)
    assert "kept.txt" in elsewhere.get(url("check")).content.decode()
    refused = add(elsewhere, note("page.html", b"<html>"), button="save").content.decode()
    assert "Saved, but not sent" not in refused
    assert "“page.html” was not added" in refused


def test_whoever_reports_through_their_work_is_asked_once_on_the_way(public):
    fill(public, upto="danger", who={"voice": "professional"})
    public.post(url("adult"), ANSWERS["adult"])
    assert public.post(url("happened"), {"skip": "1"}).url == url("you")
    assert public.post(url("you"), {}).url == url("files")
    assert url("you") in public.get(url("files")).content.decode()
    assert add(public, button="go_on").url == url("check")
    assert public.post(url("you"), {}).url == url("check")


def test_deleting_and_beginning_anew_take_the_photos_along_but_never_those_of_what_was_saved(public, client_for):
    fill(public)
    add(public, note("first.txt"))
    assert public.post(url("start")).url == url("who")
    assert not Document.objects.exists()
    fill(public)
    saved = add(public, note("saved.txt"), button="save").content.decode()
    ticket = {"reference": re.search(r"D-\w{4}-\w{4}", saved)[0], "code": re.search(r"<code[^>]*>([^<]+)</code>", saved)[1]}
    public.post(url("resume"), ticket)
    public.post(url("start"))
    assert Document.objects.count() == 1, "it was saved, and may be gone on with"
    client_for().post(url("resume"), ticket | {"delete": "1"})
    assert not Document.objects.exists()


def test_the_eleventh_file_is_left_out_and_named(public):
    fill(public)
    response = add(public, *[note(f"{n}.txt") for n in range(11)])
    assert "“10.txt” was not added. There are 10 files already" in response.content.decode()
    assert Document.objects.count() == 10
    assert b"There are 10 files already" in add(public, note()).content


def test_what_could_not_be_taken_does_not_use_up_the_ten_but_ends_too(public, monkeypatch):
    monkeypatch.setattr(files, "MOST_FILES", 2)
    monkeypatch.setattr(files, "MOST_ROWS", 4)
    fill(public)
    add(public, *[note("x.html", b"<html>")] * 3, note())
    response = add(public, note("late.txt"))
    assert "“late.txt” was not added" in response.content.decode()
    assert Document.objects.count() == 4


def test_strangers_cannot_fill_the_disk(public, monkeypatch):
    fill(public)
    monkeypatch.setattr(files, "MOST_UNSENT", len(WORDS))
    assert add(public, note(), note("second.txt")).status_code == 302
    assert b"We cannot take more files at the moment" in add(public, note("third.txt")).content
    send(public)
    fill(public)
    assert add(public, note("fourth.txt")).status_code == 302


def test_the_page_says_when_a_virus_was_found(public):
    fill(public)
    add(public, note())
    Document.objects.update(state="infected")
    assert b"A virus was found in it" in public.get(url("files")).content


# sending


def test_sending_twice_and_a_lost_session_lose_no_file(public, client_for):
    fill(public)
    add(public, note())
    page = public.get(url("check"))
    for client in (client_for(), public, client_for()):
        send(client, page)
    assert Referral.objects.count() == 1
    assert len(sent_files()) == 1


def test_a_page_that_comes_back_brings_the_files_back(public, client_for):
    fill(public)
    add(public, note())
    page = public.get(url("check"))
    other = client_for()
    again = other.post(url("check"), hidden(page) | {"once": "nonsense", "file": tokens(page)})
    assert tokens(again) == tokens(page)
    send(other, again)
    assert len(sent_files()) == 1


def test_a_file_of_another_report_is_not_taken_along(public, client_for):
    fill(public)
    add(public, note())
    page = public.get(url("check"))
    send(public, page)
    stranger = client_for()
    fill(stranger)
    form = hidden(stranger.get(url("check")))
    stranger.post(url("check"), form | {"file": [*tokens(page), "nonsense", str(uuid4())]})
    assert Referral.objects.count() == 2
    assert len(sent_files()) == 1
    stranger.post(url("files"), {"remove": tokens(page)[0]})
    assert Document.objects.count() == 1


def test_a_file_that_is_gone_stops_no_concern(people):
    kept, gone, taken_by_another = taken(), taken(), taken()
    other = make_case(people).referrals.get()
    attach_files(other, [taken_by_another.pk])
    missing = gone.pk
    gone.delete()
    referral = make_referral(make_case(people))
    attach_files(referral, [missing, taken_by_another.pk, kept.pk, kept.pk])
    assert [(each.position, each.document) for each in referral.files.all()] == [(1, kept)]


def test_a_pdf_of_our_own_is_never_sent_along(people):
    ours = taken()
    Document.objects.filter(pk=ours.pk).update(uploaded=False)
    referral = make_referral(make_case(people))
    attach_files(referral, [ours.pk])
    assert not referral.files.exists()


@pytest.mark.django_db(transaction=True)
def test_any_door_may_hand_over_files(town):
    ids = [taken().pk, taken(b"<html>").pk]
    report = Report(worry="He has no food in the house.", danger=Danger.NO)
    sent = accept_referral(once_key=uuid4(), report=report, channel=Channel.EMAIL, by=PUBLIC_FORM, documents=ids)
    assert [each.document_id for each in sent.files.all()] == ids


def test_sending_with_files_takes_few_queries_more(public):
    fill(public)
    add(public, note(), note("second.txt"))
    page = public.get(url("check"))
    posted = hidden(page) | {"file": tokens(page)}
    current()  # the calendar is asked for once in half a minute, whoever comes first
    with CaptureQueriesContext(connection) as captured:
        public.post(url("check"), posted)
    assert len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]) <= 23
    assert not any('."content"' in q["sql"] for q in captured.captured_queries)


def test_the_pages_take_few_queries(public, django_assert_max_num_queries):
    fill(public)
    add(public, note())
    for page in ("files", "check"):
        with django_assert_max_num_queries(8):
            public.get(url(page))
