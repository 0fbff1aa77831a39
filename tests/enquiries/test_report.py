"""The decision report: what it says, what it leaves out, and that it never changes."""

from hashlib import sha256
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from pypdf import PdfReader

from enquiries.services.reports import make_report
from mash.documents.models import Document
from mash.documents.pdf import PdfUnavailable
from partners.rules import Ask
from partners.services.answering import answer_check
from partners.services.asking import ask_partner
from partners.states import Answer, Basis

pytestmark = pytest.mark.django_db


def text_of(document: Document) -> str:
    pages = PdfReader(BytesIO(bytes(document.content))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def make(case, people, words="Go on with section 42."):
    return make_report(reference=case.reference, recommendations=words, by=people.practitioner)


def test_it_says_what_the_record_says(tested, people):
    tested.wishes.create(
        own_words="I want my card back.", desired_outcomes="To be safe.", recorded_by=people.practitioner
    )
    text = text_of(make(tested, people).document)
    for words in (
        "Decision report 1", tested.reference, tested.adult.name, "Go on with section 42.", "I want my card back.",
        "Physical abuse", "all three points are met", "Relies on him.", "version 2026-1", "bruises on both arms",
        "Priya Practitioner", "No partner was asked", "No plan has been agreed", "Decided without",
    ):  # fmt: skip
        assert words in text, words
    assert "UNKNOWN VARIABLE" not in text


def test_neither_address_nor_referrer_is_in_it(tested, people):
    text = text_of(make(tested, people).document)
    assert "Example Row" not in text
    assert "LU1 9ZZ" not in text
    assert "Robin" not in text


def test_what_a_partner_wants_kept_from_the_family_says_so(tested, people):
    (check,) = ask_partner(
        reference=tested.reference, by=people.practitioner, once=uuid4(), purpose="To plan her safety",
        basis=Basis.SAFEGUARDING, basis_reason="She may be at risk.", concern="Bruises",
        asks=[Ask(people.police.pk, "What is known of the address?")],
    )  # fmt: skip
    answer_check(
        reference=check.reference, answer=Answer.SHARED, by=people.partner, text="Two calls.",
        not_to_family="An arrest is planned.",
    )  # fmt: skip
    text = text_of(make(tested, people).document)
    assert "Two calls. Not to be told to the adult or their family: An arrest is planned." in text


def test_markup_in_words_stays_words(tested, people):
    text = text_of(make(tested, people, '<img src="file:///etc/hostname"> <b>bold</b>').document)
    assert '<img src="file:///etc/hostname"> <b>bold</b>' in text


def test_it_can_be_read_aloud(tested, people):
    reader = PdfReader(BytesIO(bytes(make(tested, people).document.content)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert tested.reference in reader.metadata.title


def test_each_is_numbered_and_the_first_stays_byte_for_byte(tested, people, client_for):
    first = make(tested, people)
    before = bytes(first.document.content)
    tested.wishes.create(own_words="Something new.", recorded_by=people.practitioner)
    second = make(tested, people)
    assert (first.number, second.number) == (1, 2)
    assert "Something new." in text_of(second.document)
    response = client_for(people.practitioner).get(reverse("enquiries:report", args=[tested.reference, 1]))
    assert response.content == before
    assert sha256(response.content).hexdigest() == first.document.sha256
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{tested.reference}-report-1.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("role", ["locality_manager", "partner", "partner_manager", "board_member", "administrator"])
def test_a_stranger_does_not_get_the_file(role, tested, people, client_for):
    make(tested, people)
    address = reverse("enquiries:report", args=[tested.reference, 1])
    assert client_for(getattr(people, role)).get(address).status_code == 404
    assert client_for().get(address).status_code == 302


def test_a_number_that_was_never_given(tested, people, client_for):
    for number in (0, 2, 10**30):
        address = f"/cases/{tested.reference}/enquiry/report/{number}/"
        assert client_for(people.practitioner).get(address).status_code == 404


def test_without_the_libraries_nothing_happens_and_the_words_are_kept(tested, people, client_for, monkeypatch):
    def missing(*args, **kwargs):
        raise PdfUnavailable("Install libpango.")

    monkeypatch.setattr("mash.documents.services.render", missing)
    response = client_for(people.practitioner).post(
        reverse("enquiries:make_report", args=[tested.reference]), {"recommendations": "Words not to lose."}
    )
    assert response.status_code == 503
    assert "Words not to lose." in response.content.decode()
    assert "Install libpango." in response.content.decode()
    assert not tested.reports.exists()
