"""Files made anew by the real child process: what one sees stays, and whatever else came along is gone or refused."""

import os
import re
import resource
import zipfile
import zlib
from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Encryption, Name, ObjectStreamMode, Pdf, String
from PIL import Image

from mash.documents import remaking
from mash.documents.remaking import remake
from mash.documents.rules import MOST_BYTES
from mash.documents.states import Refusal
from tests.documents.samples import (
    SCRIPT,
    action,
    flood,
    moving,
    odt,
    office,
    packed,
    pdf,
    pdf_with_file,
    pdf_with_link,
    photo_with_place,
    picture,
    relation,
    written,
)  # fmt: skip


def made(family, content):
    found = remake(family, content)
    assert not isinstance(found, Refusal), found
    return found


def drawn(content):
    kind, new = made("picture", content)
    return kind, Image.open(BytesIO(new)), new


# pictures


@pytest.mark.parametrize(("form", "kept"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "jpg"), ("GIF", "png")])
def test_a_picture_still_shows_what_it_showed(form, kept):
    kind, found, _ = drawn(picture(form))
    assert (kind.extension, found.size) == (kept, (60, 40))
    red, _, blue = found.convert("RGB").getpixel((5, 20))
    assert red > 200 > 60 > blue


def test_place_phone_and_comment_are_gone_and_it_stands_upright():
    sent = photo_with_place()
    assert b"Invented Phone" in sent
    _, found, new = drawn(sent)
    assert found.size == (40, 60)
    assert not found.getexif()
    assert "comment" not in found.info
    for word in (b"Exif", b"Invented Phone", b"Example Row"):
        assert word not in new
    red, _, blue = found.getpixel((20, 5))
    assert red > 200 > 60 > blue


def test_of_a_moving_picture_the_first_frame_is_kept():
    _, found, _ = drawn(moving())
    assert getattr(found, "n_frames", 1) == 1


def test_what_is_see_through_stands_on_white():
    out = BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(out, "PNG")
    _, found, _ = drawn(out.getvalue())
    assert found.getpixel((4, 4)) == (255, 255, 255)


def test_a_huge_photo_is_made_smaller_and_stays_readable():
    _, found, _ = drawn(picture("JPEG", (6000, 3000)))
    assert found.size == (4096, 2048)


@pytest.mark.parametrize(
    "second", [SCRIPT, b"<html>" + SCRIPT, packed({"run.js": SCRIPT}), pdf()], ids=["script", "page", "zip", "pdf"]
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_second_file_behind_a_picture_is_gone(form, second):
    _, _, new = drawn(picture(form) + second)
    assert not re.search(rb"<script>|run\.js|%PDF", new)


def test_a_script_inside_a_picture_is_gone():
    _, _, new = drawn(picture("JPEG", comment=SCRIPT))
    assert b"script" not in new
    _, _, new = drawn(picture("GIF", comment=SCRIPT))
    assert b"script" not in new


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (10_000, 10_000), (7_100, 7_100)])
def test_a_flood_of_pixels_is_refused_before_it_is_drawn(width, height):
    """All but the last are floods to Pillow too, by warning or by error."""
    assert remake("picture", flood(width, height)) is Refusal.TOO_MUCH_INSIDE


@pytest.mark.parametrize("content", [b"\xff\xd8\xff", picture("PNG")[:60], picture("JPEG")[:-200], flood(100, 100)])
def test_a_broken_picture_is_refused(content):
    assert remake("picture", content) is Refusal.DAMAGED


# PDFs

HOSTILE = {
    "script when opened": pdf(OpenAction=action("JavaScript", JS="app.alert(1)")),
    "script by name": pdf(Names=Dictionary(JavaScript=Dictionary(Names=["x", action("JavaScript", JS="app.alert(1)")]))),
    "script in a stream": pdf(OpenAction=action("JavaScript", JS=String("app.alert(1)"))),
    "action of the document": pdf(AA=Dictionary(WC=action("JavaScript", JS="app.alert(1)"))),
    "launch when opened": pdf(OpenAction=action("Launch", F="cmd.exe")),
    "file inside": pdf_with_file(),
    "form that is a program": pdf(AcroForm=Dictionary(XFA=String("<xdp>alert</xdp>"), Fields=Array())),
    "click that launches": pdf_with_link("Launch", F="cmd.exe"),
    "click that scripts": pdf_with_link("JavaScript", JS="app.alert(1)"),
    "click that sends a form": pdf_with_link("SubmitForm", F="http://127.0.0.1/x"),
    "click that opens a page": pdf_with_link("URI", URI="http://127.0.0.1/x"),
    "click that opens another file": pdf_with_link("GoToR", F="//host/share/x.pdf"),
    "click with something after it": pdf_with_link("Named", N=Name.NextPage, Next=action("Launch", F="cmd.exe")),
}
ACTIVE = rb"JavaScript|/JS|OpenAction|/AA|Launch|cmd\.exe|EmbeddedFile|payload|/XFA|SubmitForm|/URI|GoToR|alert|127\.0\.0\.1|//host"


def plain(content):
    """Every object in the clear, as a reader of the bytes would see it."""
    with Pdf.open(BytesIO(content)) as found:
        return written(found, compress_streams=False, object_stream_mode=ObjectStreamMode.disable)


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_what_runs_reaches_out_or_hides_in_a_pdf_is_gone(content):
    assert re.search(ACTIVE, plain(content))
    kind, new = made("paper", content)
    assert kind.extension == "pdf"
    assert not re.search(ACTIVE, plain(new))
    with Pdf.open(BytesIO(new)) as found:
        assert len(found.pages) == 1


def test_the_pages_and_the_links_between_them_stay():
    kind, new = made("paper", pdf_with_link("GoTo", D=Array([0, Name.Fit])))
    assert b"/GoTo" in plain(new)


def test_who_wrote_a_pdf_is_gone():
    assert b"Robin Reporter" in plain(pdf())
    assert b"Robin Reporter" not in plain(made("paper", pdf())[1])


def test_a_page_hidden_in_a_pdf_is_gone():
    sent = pdf()
    for polyglot in (sent + b"<html>" + SCRIPT, sent.replace(b"\n", b"\n%" + SCRIPT + b"\n", 1)):
        assert b"<script>" not in made("paper", polyglot)[1]


def test_a_locked_pdf_is_refused_and_a_broken_one_too():
    with Pdf.open(BytesIO(pdf())) as found:
        locked = written(found, encryption=Encryption(user="secret", owner="secret"))
    assert remake("paper", locked) is Refusal.LOCKED
    assert remake("paper", b"%PDF-1.7\nnothing more") is Refusal.DAMAGED


# office files


@pytest.mark.parametrize(("content", "kept"), [(office("docx"), "docx"), (office("xlsx"), "xlsx"), (odt(), "odt")])
def test_an_office_file_is_packed_anew_with_its_parts(content, kept):
    kind, new = made("office", b"".join([content]))
    assert kind.extension == kept
    with zipfile.ZipFile(BytesIO(content)) as sent, zipfile.ZipFile(BytesIO(new)) as found:
        assert {n: found.read(n) for n in found.namelist()} == {n: sent.read(n) for n in sent.namelist()}


def test_what_stands_before_or_behind_an_office_file_is_gone():
    _, new = made("office", office() + SCRIPT)
    assert SCRIPT not in new


def test_links_that_a_person_must_click_stay():
    rels = {"word/_rels/document.xml.rels": relation("hyperlink", "https://example.org")}
    assert made("office", office("docx", rels))


def lying_bomb():
    """Says that it unpacks to little."""
    sent = bytearray(office("docx", {"word/media/image1.png": b"\0" * 4_000_000}))
    size = (4_000_000).to_bytes(4, "little")
    assert size in sent
    return bytes(sent.replace(size, (4_000).to_bytes(4, "little")))


def locked_zip():
    sent = bytearray(office())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = sent.index(mark)
        sent[at + offset] |= 1
    return bytes(sent)


REFUSED = {
    "macro": (office("docx", {"word/vbaProject.bin": b"macro"}), Refusal.ACTIVE),
    "macro elsewhere": (office("xlsx", {"xl/Other.BIN": b"macro"}), Refusal.ACTIVE),
    "active control": (office("docx", {"word/activeX/activeX1.xml": b"<x/>"}), Refusal.ACTIVE),
    "file inside": (office("docx", {"word/embeddings/oleObject1.xml": b"x"}), Refusal.ACTIVE),
    "template from elsewhere": (
        office("docx", {"word/_rels/settings.xml.rels": relation("attachedTemplate", "http://127.0.0.1/x.dotm")}), Refusal.ACTIVE,
    ),
    "picture from elsewhere": (office("docx", {"word/_rels/document.xml.rels": relation("image", "//host/x")}), Refusal.ACTIVE),
    "entity": (office("docx", {"word/x.xml": b'<!DOCTYPE x [<!ENTITY y SYSTEM "http://127.0.0.1/">]><x>&y;</x>'}), Refusal.ACTIVE),
    "entity in UTF-16": (office("docx", {"word/x.xml": '<!DOCTYPE x SYSTEM "http://127.0.0.1/">'.encode("utf-16")}), Refusal.ACTIVE),
    "command in a field": (office("docx", {"word/y.xml": b"<w:instrText>DDEAUTO cmd.exe</w:instrText>"}), Refusal.ACTIVE),
    "macro of OpenDocument": (odt({"Basic/Standard/Module1.xml": b"<x/>"}), Refusal.ACTIVE),
    "bomb": (office("docx", {"word/media/image1.png": b"\0" * 30_000_000}), Refusal.TOO_MUCH_INSIDE),
    "bomb of many": (office("docx", {f"word/media/{n}.xml": b"" for n in range(2_001)}), Refusal.TOO_MUCH_INSIDE),
    "bomb that lies": (lying_bomb(), Refusal.DAMAGED),
    "locked": (locked_zip(), Refusal.LOCKED),
    "way out of the folder": (office("docx", {"../../evil.xml": b"<x/>"}), Refusal.DAMAGED),
    "one name twice": (office("docx", {"WORD/document.xml": b"<x/>"}), Refusal.DAMAGED),
    "any zip": (packed({"photo.jpg": b"x"}), Refusal.UNKNOWN),
    "two kinds at once": (office("docx", {"xl/workbook.xml": b"<x/>"}), Refusal.UNKNOWN),
    "half of one": (office()[:-30], Refusal.DAMAGED),
}  # fmt: skip


@pytest.mark.parametrize(("content", "why"), REFUSED.values(), ids=REFUSED)
def test_an_office_file_that_runs_reaches_out_or_bursts_is_refused(content, why):
    assert remake("office", content) is why


# text


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_however_it_was_written(coding):
    assert made("text", "She had £20 – gone".encode(coding))[1].decode() == "She had £20 – gone"


@pytest.mark.parametrize(
    ("content", "why"), [(b"a\0b", Refusal.UNKNOWN), (b"\x81\x8d", Refusal.UNKNOWN), (b" \n\x07", Refusal.EMPTY)]
)
def test_what_is_no_text_is_refused(content, why):
    assert remake("text", content) is why


# the process itself


def test_the_child_knows_no_secret(monkeypatch, tmp_path):
    """Whoever takes it over finds neither the database nor the key."""
    monkeypatch.setenv("SECRET_KEY", "hidden")
    told = tmp_path / "told"
    seen = tmp_path / "python"
    seen.write_text(f"#!/bin/sh\nenv > {told}\n")
    seen.chmod(0o755)
    monkeypatch.setattr(remaking.sys, "executable", str(seen))
    assert remake("text", b"words") is Refusal.DAMAGED
    names = {line.partition("=")[0] for line in told.read_text().splitlines()}
    assert names <= {"PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PWD", "OLDPWD", "SHLVL", "_"}
    assert "SECRET_KEY" in os.environ


@pytest.mark.parametrize(
    "fate", ["kill -9 $$", "exec sleep 30", "printf 'exe\\nMZ'", "printf 'png\\n'", "head -c 99 /dev/urandom", "printf 'never\\n'; exit 3"]
)
def test_whatever_becomes_of_the_child_the_answer_is_a_refusal(fate, monkeypatch, tmp_path):
    child = tmp_path / "python"
    child.write_text(f"#!/bin/sh\n{fate}\n")
    child.chmod(0o755)
    monkeypatch.setattr(remaking.sys, "executable", str(child))
    monkeypatch.setattr(remaking, "SECONDS", 1)
    assert remake("picture", picture()) is Refusal.DAMAGED


def test_a_file_that_eats_memory_is_stopped():
    """A list of objects that unpacks to gigabytes: the child's memory ends before ours does."""
    packer = zlib.compressobj(9)
    start = packer.compress(b" ") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b" " * 10_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = start + block * 250
    head = b"%PDF-1.5\n"
    body = b"1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%b\nendstream\nendobj\n" % (len(bomb), bomb)
    rows = b"\0\0\0\xff" + b"\x01\0\x09\0" + b"\x01\0\0\0" + b"\x02\0\x01\0"
    table = b"2 0 obj\n<</Type/XRef/Size 4/W[1 2 1]/Root 3 0 R/Length 16>>stream\n" + rows + b"\nendstream\nendobj\n"
    content = head + body + table + b"startxref\n%d\n%%%%EOF" % len(head + body)
    assert len(content) < MOST_BYTES
    assert remake("paper", content) is Refusal.DAMAGED
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2 * 1024 * 1024
