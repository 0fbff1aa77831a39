"""What a file is, by its bytes: what only claims to be something is not taken."""

import pytest

from mash.documents.rules import KINDS, MOST_BYTES, family_of, kind_by_type, plain_name
from mash.documents.states import Refusal
from tests.documents.samples import ODT, SCRIPT, moving, odt, office, packed, pdf, picture

TAKEN = [
    (picture("JPEG"), "IMG_1.jpg", "picture"),
    (picture("PNG"), "screenshot.png", "picture"),
    (picture("WEBP"), "shot.webp", "picture"),
    (moving(), "cat.gif", "picture"),
    (picture("JPEG"), "named-wrongly.png", "picture"),
    (pdf(), "letter.pdf", "paper"),
    (pdf(), "no name at all", "paper"),
    (office("docx"), "notes.docx", "office"),
    (odt(), "notes.odt", "office"),
    ("What I saw: £20 gone".encode(), "notes.TXT", "text"),
]
REFUSED = [
    (b"", "empty.jpg", Refusal.EMPTY),
    (picture("JPEG") + b"\0" * MOST_BYTES, "big.jpg", Refusal.TOO_LARGE),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_2.HEIC", Refusal.HEIC),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "IMG_2.jpg", Refusal.HEIC),
    (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old.doc", Refusal.OLD_OFFICE),
    (b"<html>" + SCRIPT, "photo.png", Refusal.UNKNOWN),
    (b"<html>" + SCRIPT, "notes.txt", Refusal.UNKNOWN),
    (b"  \n<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", "drawing.svg", Refusal.UNKNOWN),
    (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>", "x.txt", Refusal.UNKNOWN),
    (SCRIPT + b"%PDF-1.7\n", "letter.pdf", Refusal.UNKNOWN),
    (b"MZ" + b"\0" * 200, "run.exe", Refusal.UNKNOWN),
    (b"words", "words.html", Refusal.UNKNOWN),
    (b"From: robin@example.org\n\nHelp", "mail.eml", Refusal.UNKNOWN),
    (b"RIFF\x24\0\0\0WAVEfmt ", "sound.webp", Refusal.UNKNOWN),
    (b"PK\x05\x06" + b"\0" * 18, "empty.zip", Refusal.UNKNOWN),
]


@pytest.mark.parametrize(("content", "name", "family"), TAKEN, ids=[name for _, name, _ in TAKEN])
def test_what_is_taken(content, name, family):
    assert family_of(content, name) == family


@pytest.mark.parametrize(("content", "name", "why"), REFUSED, ids=[f"{name}-{why}" for _, name, why in REFUSED])
def test_what_is_not(content, name, why):
    assert family_of(content, name) is why


def test_ten_megabytes_are_taken_and_one_byte_more_is_not():
    photo = picture("JPEG")
    assert family_of(photo + b"\0" * (MOST_BYTES - len(photo)), "photo.jpg") == "picture"
    assert family_of(photo + b"\0" * (MOST_BYTES - len(photo) + 1), "photo.jpg") is Refusal.TOO_LARGE


def test_names_have_nobodys_name_in_them():
    assert [plain_name(KINDS["jpg"], 1), plain_name(KINDS["pdf"], 2), plain_name(None, 3)] == ["photo-1.jpg", "document-2.pdf", "file-3"]
    assert plain_name(KINDS["docx"]) == "document.docx"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_found_again_by_its_content_type(kind):
    assert kind_by_type(kind.content_type) == kind


def test_nothing_is_kept_as_a_kind_that_a_browser_would_run():
    assert not [kind for kind in KINDS.values() if "html" in kind.content_type or "svg" in kind.content_type]
    assert packed({"a": ODT})[:4] == b"PK\x03\x04"
