"""The pages of decisions, their documents, and looking back."""

import re
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pypdf import PdfReader

from mash.cases.decided import answers_in
from mash.cases.models import Past
from mash.cases.services import decision_pdfs
from mash.cases.services.adults import correct_adult
from mash.cases.states import Rag
from mash.demo.past import at
from mash.documents.pdf import PdfUnavailable
from mash.trail.models import Detail
from tests.cases.decided import enquired_into
from tests.factories import facts, make_case, no_concern
from triage.services import rate_concern

pytestmark = pytest.mark.django_db
EARLIER = timedelta(days=2)


@pytest.fixture
def case(people):
    """Enquired into two days ago."""
    with at(timezone.now() - EARLIER):
        return enquired_into(people)


def body(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def page(client, case, name, *args, **query):
    return client.get(reverse(f"cases:{name}", args=[case.reference, *args]), query)


def moment(when) -> dict[str, str]:
    local = timezone.localtime(when)
    return {"at_day": str(local.day), "at_month": str(local.month), "at_year": str(local.year), "at_time": f"{local:%H:%M}"}


def words_of(content: bytes) -> str:
    return " ".join(" ".join(each.extract_text() for each in PdfReader(BytesIO(content)).pages).split())


def test_the_list_names_each_decision_and_what_it_was_made_without(case, people, client_for):
    said = body(page(client_for(people.qa_manager), case, "decisions"))
    for words in ("1. RAG rating: Red", "2. Sharing decision: Shared with Invented Police", "3. Three-point test", "5. Enquiry decision"):
        assert words in said
    assert "Decided without:</strong> History checked on LAS" in said
    assert "Word from the GP." in said


def test_a_decision_says_what_it_rested_on_by_which_versions(case, people, client_for):
    rating = body(page(client_for(people.duty_worker), case, "decision", 1))
    for words in ("Invented rationale.", "Decided without", "Word from the GP.", "bruises on both arms", "Example Row", "The matrix suggested"):
        assert words in rating, words
    assert "?name=2026-1%20%28as%20shipped%29" in rating
    link = client_for(people.duty_worker).get(reverse("thresholds:version_called"), {"name": "2026-1 (as shipped)"})
    assert link.status_code == 302
    shared = body(page(client_for(people.duty_worker), case, "decision", 2))
    assert f"Name: {escape(case.adult.name)}" in shared
    assert "Sharing agreement:" in shared
    tested = body(page(client_for(people.duty_worker), case, "decision", 3))
    assert "Yes. Help with washing and money." in tested
    assert "<li>1 partner answer</li>" in tested


def test_a_rating_shows_every_answer_also_those_without_effect(case, people, client_for):
    said = body(page(client_for(people.qa_manager), case, "decision", 1))
    for label in ("The adult is safe now", "A child is in the household or affected", "A crime may have been committed", "The adult has agreed", "Where it happened"):
        assert f"<th scope=\"row\">{label}</th>" in said


def test_where_it_happened_is_called_by_its_name_on_page_and_paper(people, client_for):
    rated = make_case(people)
    rate_concern(
        reference=rated.reference, version=rated.version, facts=facts(setting="supported_living"), seriousness=no_concern(), urgency="U3", rag=Rag.AMBER,
        rationale="Bills.", would_change="Word.", by=people.duty_worker,
    )  # fmt: skip
    said = body(page(client_for(people.duty_worker), rated, "decision", 1))
    assert "<td>Supported living</td>" in said
    assert "supported_living" not in said
    paper = PdfReader(BytesIO(page(client_for(people.duty_worker), rated, "decision_pdf", 1).content))
    assert "Supported living" in " ".join(" ".join(each.extract_text() for each in paper.pages).split())


@pytest.mark.parametrize(("kept", "said"), [
    ({"setting": "Supported housing"}, "Supported housing"), ({"setting": ""}, "Supported living"), ({}, "Supported living"),
])  # fmt: skip
def test_a_setting_is_called_as_its_own_version_did_and_a_code_alone_is_read_as_words(kept, said):
    facts_kept = {"types": ["FIN"], "setting": "supported_living"}
    assert answers_in({"facts": facts_kept, **kept})[-1] == ("Where it happened", said)
    assert answers_in({"facts": facts_kept | {"setting": ""}})[-1] == ("Where it happened", "not said")


def test_looking_back_to_a_rating_never_shows_it_as_still_to_be_made(people, client_for):
    with at(timezone.now() - EARLIER - timedelta(minutes=2)):
        rated = make_case(people)
    with at(timezone.now() - EARLIER):
        rate_concern(
            reference=rated.reference, version=rated.version, facts=facts(), seriousness=no_concern(), urgency="U3", rag=Rag.AMBER,
            rationale="Bills.", would_change="Word.", by=people.duty_worker,
        )  # fmt: skip
    client, made = client_for(people.duty_worker), timezone.localtime(rated.decisions.get().decided_at)
    before, said = (body(page(client, rated, "as_known", **moment(then))) for then in (made - timedelta(minutes=1), made))
    assert "1. RAG decision</td><td><strong>Outstanding</strong></td>" in before
    assert "1. RAG decision</td><td>Done</td>" in said
    assert "RAG rating: due" in before.replace(f" ({rated.referrals.get().reference})", "")
    assert "RAG rating: due" not in said
    assert "1. RAG decision</td><td><strong>Outstanding</strong></td>" in body(page(client, rated, "decision", 1))


def test_looking_back_says_since_when_the_history_of_an_older_case_is_kept(case, people, client_for):
    """A case that was there when the history began: rows of its first day stand as they were then."""
    client, then = client_for(people.qa_manager), moment(timezone.now() - EARLIER / 2)
    assert "Before the history was kept" not in body(page(client, case, "as_known", **then))
    case_past = Past.objects.filter(table="cases_case", row_id=case.pk).first()
    case_past.pk, case_past.began_at = None, timezone.now()
    case_past.save()
    assert "are kept moment by moment since" in body(page(client, case, "as_known", **then))


def test_a_number_that_was_never_given_and_a_stranger(case, people, client_for):
    for name in ("decision", "decision_pdf"):
        for number in (0, 6, 10**30):
            assert page(client_for(people.duty_worker), case, name, number).status_code == 404
        assert page(client_for(people.partner), case, name, 1).status_code == 404
        assert page(client_for(people.locality_manager), case, name, 1).status_code == 404


def test_the_document_is_drawn_once_read_aloud_and_on_the_trail(case, people, client_for):
    client = client_for(people.duty_worker)
    first = page(client, case, "decision_pdf", 3)
    assert first["Content-Disposition"] == f'attachment; filename="{case.reference}-decision-3.pdf"'
    assert first["X-Content-Type-Options"] == "nosniff"
    again = page(client, case, "decision_pdf", 3)
    assert again.content == first.content
    decision = case.decisions.order_by("pk")[2]
    assert decision.document.sha256 == sha256(first.content).hexdigest()
    assert decision.document.sha256 in body(page(client, case, "decision", 3))
    reads = Detail.objects.using("trail").filter(chain=f"reads:{case.reference}", text__contains="decision 3 as PDF")
    assert reads.count() == 2
    reader = PdfReader(BytesIO(first.content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert reader.metadata.title == f"Decision 3: Three-point test, {case.reference}"


def test_the_document_says_the_same_without_address_or_referrer(case, people, client_for):
    said = words_of(page(client_for(people.duty_worker), case, "decision_pdf", 5).content)
    for words in ("Enquiry decision: Section 42 enquiry concluded", "She is safe.", "He has moved out.", "Decided without:", case.adult.name):
        assert words in said, words
    for words in ("Example Row", "LU1 9ZZ", "Robin", "UNKNOWN VARIABLE"):
        assert words not in said, words


def test_it_holds_the_hash_of_what_was_kept(case, people, client_for):
    client = client_for(people.duty_worker)
    (printed,) = re.findall(r"<code>([0-9a-f]{64})</code>", body(page(client, case, "decision", 1)))[:1]
    assert printed in words_of(page(client, case, "decision_pdf", 1).content).replace(" ", "")


def test_a_sweep_draws_what_nobody_has_asked_for(case):
    drawn = [decision_pdfs.sweep_decision_pdfs()]
    while drawn[-1]:
        drawn.append(decision_pdfs.sweep_decision_pdfs())
    assert sum(drawn) == 5
    assert not case.decisions.filter(document__isnull=True).exists()


def test_without_the_libraries_the_page_says_so_and_nothing_is_lost(case, people, client_for, monkeypatch):
    def missing(*args, **kwargs):
        raise PdfUnavailable("Install libpango.")

    with monkeypatch.context() as away:
        away.setattr(decision_pdfs, "render", missing)
        response = page(client_for(people.duty_worker), case, "decision_pdf", 1)
        assert response.status_code == 503
        assert "Install libpango." in body(response)
        assert decision_pdfs.sweep_decision_pdfs() == 0
    assert page(client_for(people.duty_worker), case, "decision_pdf", 1).status_code == 200


def test_looking_back_names_the_adult_as_the_record_had_it(case, people, client_for):
    client, then, adult = client_for(people.duty_worker), moment(timezone.now() - EARLIER), case.adult
    name = adult.name
    before = body(page(client, case, "as_known", **then))
    kept = {field: getattr(adult, field) for field in ("family_name", "known_as", "born_on", "nhs_number", "las_id", "phone", "description")}
    correct_adult(
        adult_reference=adult.reference, seen=0, reason="Misheard.", by=people.duty_worker, given_name="Corrected",
        address="9 Other Street", postcode="LU2 9ZZ", **kept,
    )  # fmt: skip
    after = body(page(client, case, "as_known", **then))
    shown = re.compile(r'<div class="mash-record">(.*)</div> <aside', re.DOTALL)
    assert shown.search(before)[1] == shown.search(after)[1]
    assert escape(name) in shown.search(after)[1]
    assert "9 Other Street" not in shown.search(after)[1]


def test_looking_back_says_what_it_needs(case, people, client_for):
    client = client_for(people.duty_worker)
    assert "Choose a day and a time" in body(page(client, case, "as_known"))
    assert "Enter the day and the time to look back to" in body(page(client, case, "as_known", at_day="", at_month="", at_year="", at_time=""))
    assert "That minute is not over yet" in body(page(client, case, "as_known", **moment(timezone.now())))
    early = body(page(client, case, "as_known", **moment(timezone.now() - timedelta(days=30))))
    assert "Nothing had been decided." in early


@pytest.mark.parametrize("name", ["decisions", "decision", "as_known"])
def test_queries_do_not_grow_with_the_case(name, people, client_for, django_assert_max_num_queries, case):
    args = [1] if name == "decision" else []
    query = moment(timezone.now() - timedelta(hours=1)) if name == "as_known" else {}
    small = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    for each in (small, case):
        page(client, each, name, *args, **query)
        with django_assert_max_num_queries(15):
            assert page(client, each, name, *args, **query).status_code == 200
