"""Drawing PDFs: tagged, and nothing is fetched from anywhere."""

import builtins
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pytest
from pypdf import PdfReader

from mash.documents import pdf
from mash.documents.services import keep_pdf

TEMPTATIONS = [
    '<img src="{address}" alt="a picture">',
    '<link rel="stylesheet" href="{address}">',
    '<style>@import url("{address}"); body {{ background: url("{address}") }}</style>',
    '<style>@font-face {{ font-family: x; src: url("{address}") }} p {{ font-family: x }}</style>',
    '<link rel="attachment" href="{address}">',
    '<object data="{address}"></object><embed src="{address}">',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{address}" width="9" height="9"/></svg>',
]


@pytest.fixture
def drawn(monkeypatch):
    """Draw this body, as a template would give it."""

    def draw(body: str) -> bytes:
        page = f'<!DOCTYPE html><html lang="en-GB"><head><title>Proof</title></head><body><p>Words.</p>{body}</body></html>'
        monkeypatch.setattr(pdf, "render_to_string", lambda template, context: page)
        return pdf.render("any.html", {})

    return draw


@pytest.fixture
def server():
    """A page inside the house that counts its visitors."""
    seen = []

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"secret")

        def log_message(self, *args: object) -> None: ...

    door = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=door.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{door.server_port}/inside", seen
    door.shutdown()
    door.server_close()
    thread.join()


@pytest.mark.parametrize("temptation", TEMPTATIONS)
def test_no_page_is_fetched(temptation, drawn, server):
    address, seen = server
    reader = PdfReader(BytesIO(drawn(temptation.format(address=address))))
    assert "Words." in reader.pages[0].extract_text()
    assert seen == []


@pytest.mark.parametrize("temptation", TEMPTATIONS)
def test_no_file_is_opened(temptation, drawn, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("do-not-embed-this")
    content = drawn(temptation.format(address=secret.as_uri()))
    assert b"do-not-embed-this" not in content
    assert not PdfReader(BytesIO(content)).attachments


@pytest.mark.parametrize("address", ["data:text/css,p{content:'x'}", "ftp://127.0.0.1/x", "relative/path.png", "//host/x"])
def test_no_other_way_in(address, drawn):
    assert drawn(f'<img src="{address}" alt="a picture">').startswith(b"%PDF-")


def test_it_is_tagged(drawn):
    root = PdfReader(BytesIO(drawn("<h1>Head</h1>"))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"


def test_a_machine_without_the_libraries_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def missing(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(pdf.PdfUnavailable, match="libpango-1.0-0"):
        pdf.render("any.html", {})


@pytest.mark.django_db
def test_the_bytes_are_kept_with_their_hash(monkeypatch):
    monkeypatch.setattr("mash.documents.services.render", lambda template, context: b"%PDF-1.7 proof")
    document = keep_pdf(name="M-0000-0000-report-1.pdf", template="any.html", context={})
    document.refresh_from_db()
    assert bytes(document.content) == b"%PDF-1.7 proof"
    assert document.sha256 == sha256(b"%PDF-1.7 proof").hexdigest()
    assert document.content_type == "application/pdf"
