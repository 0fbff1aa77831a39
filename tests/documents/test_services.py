"""Taking files in and having them scanned by a real ClamAV: running, stopped, frozen, and talking nonsense."""

import time
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from mash.documents import scanner, services
from mash.documents.models import Document
from mash.documents.queries import named
from mash.documents.rules import MOST_BYTES
from mash.documents.scanner import Verdict
from mash.documents.services import remove_file, scan_waiting, settle_scan, take_in
from mash.documents.states import Refusal, State
from mash.trail.models import Detail, Event
from mash.trail.services import System
from tests.documents.samples import EICAR, office, picture

pytestmark = pytest.mark.django_db
BY = System("test")


def take(content=None, name="IMG 1.jpg", **more):
    return take_in(name=name, content=picture() if content is None else content, by=BY, **more)


def state_of(document):
    return Document.objects.get(pk=document.pk).state


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


# taking in


def test_a_photo_is_kept_anew_under_a_name_that_says_nothing():
    kept = take(name="Mrs Invented's arm.jpg")
    kept.refresh_from_db()
    assert (kept.name, kept.original_name, kept.content_type) == ("photo.jpg", "Mrs Invented's arm.jpg", "image/jpeg")
    assert bytes(kept.content) != picture()
    assert kept.size == len(kept.content)
    assert kept.uploaded


def test_without_a_scanner_it_opens_and_says_that_it_was_not_scanned():
    kept = take()
    assert (kept.state, kept.openable, kept.get_state_display()) == ("unscanned", True, "Not scanned for viruses")


def test_with_one_it_waits_closed(settings):
    settings.CLAMD_SOCKET = "/nowhere"
    kept = take()
    assert (kept.state, kept.openable) == ("quarantined", False)


def test_of_a_bad_file_the_fact_is_kept_with_the_reason():
    kept = take(b"<html>", name="page.html")
    assert (kept.state, kept.refusal, kept.size, bytes(kept.content)) == ("refused", "unknown", 0, b"")
    assert kept.why == Refusal.UNKNOWN.label
    assert not kept.openable


def test_a_caller_may_have_a_reason_of_its_own():
    assert take(refusal=Refusal.TOO_MANY).refusal == "too_many"


@pytest.mark.parametrize("name", ["", "a\0b.jpg", "x" * 3_000, "\ud800.jpg", "../../etc/passwd", "línea\nnueva.jpg", "<b>.jpg"])
def test_no_name_is_too_strange(name):
    kept = take(name=name)
    kept.refresh_from_db()
    assert kept.state == "unscanned"
    assert "\n" not in kept.original_name


def test_the_trail_says_that_it_came_and_not_what_it_was_called():
    kept = take(name="Mrs Invented.jpg")
    assert verbs() == ["file_taken"]
    assert Event.objects.get().subject == str(kept.token)
    assert "Invented" not in Detail.objects.get().text


def test_when_the_trail_fails_nothing_is_kept(monkeypatch):
    monkeypatch.setattr(services, "record", None)
    with pytest.raises(TypeError):
        take()
    assert not Document.objects.exists()


def test_the_database_holds_no_refused_bytes_and_no_refusal_without_reason():
    kept = take()
    for wrong in ({"state": "refused"}, {"refusal": "unknown"}, {"state": "perhaps"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=kept.pk).update(**wrong)


def test_a_file_is_named_by_its_token_alone():
    first, second = take(), take()
    asked = [str(second.token), "nonsense", str(uuid4()), str(first.token), str(second.token)]
    assert named(asked) == [second, first]
    assert named([]) == []


def test_a_file_can_be_taken_back_once():
    kept = take()
    assert remove_file(token=kept.token, by=BY)
    assert not remove_file(token=kept.token, by=BY)
    assert verbs() == ["file_taken", "file_removed"]
    assert not Document.objects.exists()


# the real scanner


@pytest.mark.parametrize(("content", "name"), [(None, "photo.jpg"), (b"She is frightened.", "note.txt")])
def test_a_clean_file_opens_once_it_was_scanned(clamd, content, name):
    kept = take(content, name)
    assert state_of(kept) == State.QUARANTINED
    assert scan_waiting() == 1
    kept = Document.objects.get(pk=kept.pk)
    assert (kept.state, kept.openable) == ("clean", True)
    assert kept.scanned_at
    assert verbs() == ["file_taken", "file_scanned"]
    assert scan_waiting() == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (EICAR, "note.txt"),
        (office("docx", {"word/media/image1.png": EICAR}), "letter.docx"),
        (office("xlsx", {"xl/media/image1.png": EICAR}), "table.xlsx"),
    ],
    ids=["plain", "packed in a letter", "packed in a table"],
)
def test_a_virus_is_found_and_stays_closed(clamd, content, name):
    kept = take(content, name)
    scan_waiting()
    kept = Document.objects.get(pk=kept.pk)
    assert (kept.state, kept.openable) == ("infected", False)
    assert kept.finding.startswith("Eicar-Test-Signature")


def test_a_virus_that_is_too_large_is_not_kept(clamd):
    kept = take(EICAR + b" " * MOST_BYTES, "note.txt")
    assert (kept.state, kept.refusal) == ("refused", "too_large")
    assert scan_waiting() == 0


def test_while_it_is_down_files_wait_and_are_scanned_when_it_is_back(clamd):
    clamd.stop()
    good, bad = take(), take(EICAR, "note.txt")
    assert scan_waiting() == 0
    assert {state_of(good), state_of(bad)} == {State.QUARANTINED}
    clamd.start()
    assert scan_waiting() == 2
    assert (state_of(good), state_of(bad)) == (State.CLEAN, State.INFECTED)


def test_while_it_is_frozen_nobody_who_sends_waits_for_it(clamd, monkeypatch):
    monkeypatch.setattr(scanner, "SECONDS", 1)
    clamd.freeze()
    start = time.monotonic()
    kept = take(b"She is frightened.", "note.txt")
    took = time.monotonic() - start
    assert scan_waiting() == 0
    assert state_of(kept) == State.QUARANTINED
    assert took < 3
    clamd.thaw()
    assert scan_waiting() == 1
    assert state_of(kept) == State.CLEAN


def test_a_frozen_one_whose_line_is_full_is_waited_for_no_longer(clamd, monkeypatch):
    """The client's own would hang in its call, without end."""
    monkeypatch.setattr(scanner, "SECONDS", 0.2)
    clamd.freeze()
    take(b"words", "note.txt")
    start = time.monotonic()
    for _ in range(8):
        assert scan_waiting() == 0
    assert time.monotonic() - start < 8


@pytest.mark.parametrize(
    "words",
    [
        b"", b"\n", b"rubbish\n", b"\xff\xfe\n", b"stream: ERROR\n", b"stream: OK maybe\n", b"INSTREAM size limit exceeded. ERROR\n",
        b"stream: Can't allocate memory ERROR\n", b"HTTP/1.1 200 OK\n", b"stream: FOUND\n",
    ],
)  # fmt: skip
def test_only_a_plain_ok_is_clean(parrot, words):
    kept = take()
    parrot(words)
    assert scan_waiting() == 0
    assert state_of(kept) == State.QUARANTINED


def test_a_plain_ok_is(parrot):
    kept = take()
    parrot(b"stream: OK\n")
    assert scan_waiting() == 1
    assert state_of(kept) == State.CLEAN


def test_a_file_on_which_it_breaks_goes_behind_the_others(parrot):
    breaks, good = take(), take()
    parrot(b"")
    assert scan_waiting() == 0
    parrot(b"stream: OK\n")
    assert scan_waiting() == 1
    assert (state_of(breaks), state_of(good)) == (State.QUARANTINED, State.CLEAN)


def test_files_from_before_there_was_a_scanner_are_scanned_too(settings, request):
    kept = take(EICAR, "note.txt")
    assert kept.openable
    request.getfixturevalue("clamd")
    scan_waiting()
    assert state_of(kept) == State.INFECTED


def test_the_first_verdict_stands(clamd):
    kept = take()
    scan_waiting()
    settle_scan(document_id=kept.pk, verdict=Verdict("Late-Finding"))
    assert state_of(kept) == State.CLEAN
    assert verbs().count("file_scanned") == 1
