"""Documents of a case: one version for each change of what they say, kept byte for byte, with hashes that can be compared."""

import re
from datetime import timedelta
from hashlib import sha256
from html import unescape
from io import BytesIO
from threading import Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, connections, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from enquiries.services.meetings import hold_meeting, plan_meeting, record_agreement, record_attendance
from enquiries.services.plans import action_done, add_action, agree_plan
from enquiries.states import Agreement, MeetingKind, Support
from mash.cases.chronology_states import Audience, PaperKind
from mash.cases.models import Case, Paper
from mash.cases.services.cases import add_note
from mash.cases.services.holds import set_police_hold
from mash.cases.services.papers import PaperRefused, draw_paper
from mash.cases.states import Hold, Nature
from mash.cases.summary import summary_content
from mash.documents import pdf
from mash.documents.pdf import PdfUnavailable
from mash.documents.rules import content_hash
from mash.trail.models import Detail, Event
from mash.trail.verbs import Verb
from tests.factories import make_case

pytestmark = pytest.mark.django_db
SAID = {"source": "A neighbour", "nature": Nature.HEARSAY}


def note(case, by, what, **more):
    return add_note(reference=case.reference, what=what, happened_at=timezone.now(), by=by, **SAID | more)


def draw(case, by, kind=PaperKind.SUMMARY, write=summary_content, **more):
    return draw_paper(reference=case.reference, kind=kind, write=write, by=by, **more)


def words_of(paper) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(bytes(paper.document.content))).pages).split())


def at(case, name, *args):
    return reverse(f"cases:{name}", args=[case.reference, *args])


def drawn_chronology(client, case, audience="hub", why="", query=""):
    before = set(Paper.objects.order_by("pk").values_list("pk", flat=True))
    page = client.post(at(case, "draw_chronology") + query, {"audience": audience, "why": why})
    assert page.status_code == 302, page.content.decode()
    return Paper.objects.exclude(pk__in=before).first() or Paper.objects.latest("drawn_at")


def test_the_same_again_is_the_same_version_bytes_and_hash(case, people):
    first, again = draw(case, people.duty_worker), draw(case, people.practitioner)
    assert (again.pk, again.number, again.document.sha256) == (first.pk, 1, first.document.sha256)
    assert sha256(bytes(first.document.content)).hexdigest() == first.document.sha256
    assert content_hash(first.content) == first.content_sha256
    assert Event.objects.filter(chain=f"case:{case.reference}", verb=Verb.PAPER_DRAWN).count() == 1


def test_what_says_something_else_is_a_new_version_and_the_old_one_stays(case, people):
    first = draw(case, people.duty_worker)
    before = bytes(first.document.content)
    case.wishes.create(own_words="I want my card back.", recorded_by=people.duty_worker)
    second = draw(case, people.practitioner)
    assert (second.number, second.content_sha256 == first.content_sha256) == (2, False)
    assert bytes(Paper.objects.get(pk=first.pk).document.content) == before
    assert "I want my card back." in words_of(second)
    assert "I want my card back." not in words_of(first)
    assert draw(case, people.duty_worker).pk == second.pk


def test_the_database_keeps_it(case, people):
    paper = draw(case, people.duty_worker)
    for statement in ("update cases_paper set number = 9", "delete from cases_paper", "update documents_document set content = ''"):
        where = f"where id = {paper.document_id if 'documents' in statement else paper.pk}"
        with pytest.raises(DatabaseError, match="stays as it was written|byte for byte"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} {where}")


def test_the_summary_says_what_a_meeting_needs_on_one_page(case, people, answered):
    case.wishes.create(own_words="I want my card back.", desired_outcomes="To be safe", recorded_by=people.duty_worker)
    answered(not_to_family="The calls would warn him")
    paper = draw(case, people.qa_manager)
    text = words_of(paper)
    for words in (
        case.adult.name, "bruises on both arms", "I want my card back.", "Amber, level", "Invented rationale.", "Invented Police: we hold information",
        "The calls would warn him", "RAG rating: Amber", "No plan has been agreed.", "Contact with the referrer", "Version 1".lower(), paper.content_sha256,
    ):  # fmt: skip
        assert words in text, words
    for words in ("Robin Reporter", "robin@example.org", "UNKNOWN"):
        assert words not in text, words
    assert len(PdfReader(BytesIO(bytes(paper.document.content))).pages) <= 2


def test_it_can_be_read_aloud_and_its_file_name_names_nobody(case, people, client_for):
    paper = draw(case, people.duty_worker)
    reader = PdfReader(BytesIO(bytes(paper.document.content)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert reader.metadata.title == f"Case summary, version 1, {case.reference}"
    response = client_for(people.duty_worker).get(at(case, "paper", paper.reference))
    assert response["Content-Disposition"] == f'attachment; filename="{paper.reference}-summary-version-1.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content == bytes(paper.document.content)
    assert Detail.objects.using("trail").filter(chain=f"reads:{case.reference}", text__contains=f"document {paper.reference}").exists()


def test_strangers_and_partners_find_nothing(case, people, client_for):
    paper = draw(case, people.duty_worker)
    other = make_case(people, stage="triage")
    pages = [("papers", []), ("paper", [paper.reference]), ("draw_chronology", []), ("check_paper", [])]
    for stranger in (people.locality_manager, people.partner, people.administrator):
        for name, args in pages:
            assert client_for(stranger).get(at(case, name, *args)).status_code in (403, 404)
        with pytest.raises((Http404, PermissionDenied)):
            draw(case, stranger)
    assert client_for(people.duty_worker).get(at(other, "paper", paper.reference)).status_code == 404
    Case.objects.filter(pk=case.pk).update(restricted=True)
    for name, args in pages:
        assert client_for(people.mash_manager).get(at(case, name, *args)).status_code == 404
    with pytest.raises(Http404):
        draw(case, people.mash_manager)


def test_the_chronology_is_drawn_whole_or_as_it_was_filtered(case, people, client_for, answered, told):
    note(case, people.duty_worker, "From a neighbour.")
    answered(events=[told("Seen by officers.", withheld="It would warn him")])
    client = client_for(people.duty_worker)
    whole = drawn_chronology(client, case)
    text = words_of(whole)
    for words in ("From a neighbour.", "Seen by officers.", "Not to be told to the adult or their family: It would warn him", "For the hub alone", "bruises"):
        assert words in text or words == "bruises", words
    part = drawn_chronology(client, case, query="?lane=Invented+Police")
    assert (part.number, part.about == whole.about) == (1, False)
    assert "A selection: Invented Police" in words_of(part)
    assert "From a neighbour." not in words_of(part)


@pytest.mark.parametrize("audience", [Audience.ADULT, Audience.PARTNERS])
def test_what_must_stay_in_the_hub_is_in_no_version_for_others(case, people, client_for, answered, told, audience):
    note(case, people.duty_worker, "May be told.")
    note(case, people.duty_worker, "A secret note.", withheld="She asked")
    answered(events=[told("A secret event.", withheld="It would warn him"), told("An open event.")], text="A secret answer.", not_to_family="All of it")
    client = client_for(people.duty_worker)
    refused = client.post(at(case, "draw_chronology"), {"audience": audience})
    assert "Say to whom it goes, and why" in refused.content.decode()
    paper = drawn_chronology(client, case, audience, why="She asked to read it.")
    text = words_of(paper)
    for words in ("May be told.", "An open event.", "She asked to read it.", audience.label):
        assert words in text, words
    kept = f"{paper.content} {text}".lower()
    for words in ("secret", "warn him", "bruises", "rated amber", "silence", "not to be told", "withheld", "held"):
        assert words not in kept, words
    assert [entry["number"] for entry in paper.content["entries"]] == [1, 2]


def hold(case, by, what):
    today = timezone.localdate()
    return set_police_hold(
        reference=case.reference, hold=what, asked_by="DS Example", police_reference="", reason="An arrest is planned.",
        since_on=today, review_on=today + timedelta(days=9), by=by,
    )  # fmt: skip


def test_while_the_police_hold_what_they_told_goes_to_nobody_else(case, people, client_for, answered, told):
    answered(events=[told("The police saw him.")])
    answered(people.gp, events=[told("The surgery saw her.")], text="Seen.")
    client = client_for(people.practitioner)
    assert "The police saw him." in words_of(drawn_chronology(client, case, "partners", "A meeting on Monday."))
    hold(case, people.practitioner, Hold.LIMITS)
    text = words_of(drawn_chronology(client, case, "partners", "A meeting on Monday."))
    assert "The surgery saw her." in text
    for words in ("The police saw him.", "arrest", "DS Example", "Police"):
        assert words not in text
    assert "Police hold" in words_of(drawn_chronology(client, case))


def test_while_they_forbid_it_nothing_is_drawn_for_others(case, people, client_for):
    hold(case, people.practitioner, Hold.FORBIDS)
    for audience in (Audience.ADULT, Audience.PARTNERS):
        with pytest.raises(PaperRefused, match="nothing is drawn for others"):
            draw(case, people.practitioner, audience=audience)
    said = client_for(people.practitioner).post(at(case, "draw_chronology"), {"audience": "adult", "why": "She asked."})
    assert "nothing is drawn for others" in said.content.decode()
    assert "She asked." in said.content.decode()
    assert draw(case, people.practitioner).number == 1


def test_who_only_reads_draws_for_the_hub_alone(case, people, client_for):
    client = client_for(people.qa_manager)
    assert "Partner agencies" not in client.get(at(case, "draw_chronology")).content.decode()
    assert client.post(at(case, "draw_chronology"), {"audience": "adult", "why": "x"}).status_code == 200
    with pytest.raises(PermissionDenied):
        draw(case, people.qa_manager, audience=Audience.ADULT)
    assert drawn_chronology(client, case).number == 1


def test_a_closed_case_is_drawn_for_a_review(people):
    assert draw(make_case(people, stage="closed"), people.qa_manager).number == 1


def test_the_list_shows_each_version_with_its_hash_and_a_file_is_compared(case, people, client_for):
    first = draw(case, people.duty_worker)
    case.wishes.create(own_words="New.", recorded_by=people.duty_worker)
    second = draw(case, people.duty_worker)
    client = client_for(people.duty_worker)
    said = client.get(at(case, "papers")).content.decode()
    for words in (first.document.sha256, second.document.sha256, second.content_sha256, "version 2", "There is a newer one", "Decision 1"):
        assert words in said
    compare = at(case, "check_paper")

    def compared(**sent):
        return re.sub(r"\s+", " ", unescape(client.post(compare, sent).content.decode()))

    whole = bytes(first.document.content)
    assert "Case summary, version 1" in compared(file=SimpleUploadedFile("x.pdf", whole))
    assert "There is a newer version" in compared(digest=first.document.sha256.upper())
    assert "There is a newer version" not in compared(digest=second.document.sha256)
    assert "No document of this case is like this file" in compared(file=SimpleUploadedFile("x.pdf", whole + b" "))
    other = draw(make_case(people, stage="triage"), people.duty_worker)
    assert "No document of this case is like this file" in compared(digest=other.document.sha256)
    assert "Choose the file, or enter its hash" in compared()
    assert "Enter all 64" in compared(digest="abc")


def test_a_report_is_drawn_as_it_was_received_once_somebody_has_read_it(people, client_for):
    case = make_case(people, read=False)
    report = case.referrals.get()
    url = reverse("referrals:draw_referral", args=[case.reference, report.reference])
    client = client_for(people.duty_worker)
    assert client.post(url).status_code == 302
    assert not Paper.objects.exists()
    client.get(reverse("referrals:reports", args=[case.reference]))
    assert client.post(url).url.startswith(at(case, "papers"))
    paper = Paper.objects.get()
    text = words_of(paper)
    for words in ("Referral as received", "bruises on both arms", "Robin Reporter", report.reference, "For the hub alone"):
        assert words in text
    client.post(url)
    assert Paper.objects.count() == 1
    assert client_for(people.locality_manager).post(url).status_code == 404
    assert client.post(reverse("referrals:draw_referral", args=[make_case(people).reference, report.reference])).status_code == 404


def test_minutes_are_drawn_once_the_meeting_was_held(people, client_for):
    case, by = make_case(people, stage="mash_enquiry"), people.practitioner
    now = timezone.now()
    plan_meeting(
        reference=case.reference, kind=MeetingKind.STRATEGY, at=now, agenda="Is she safe?", adult_invited=True,
        supports=[Support.INTERPRETER], by=by,
    )  # fmt: skip
    url = reverse("enquiries:draw_minutes", args=[case.reference, 1])
    client = client_for(by)
    assert client.post(url).url == reverse("enquiries:meeting", args=[case.reference, 1])
    record_attendance(reference=case.reference, number=1, name="Kim Guest", organisation="Invented Homes", by=by)
    record_agreement(reference=case.reference, number=1, attendee=1, agreement=Agreement.AGREED, by=by)
    hold_meeting(reference=case.reference, number=1, minutes="The locks are changed.", contribution="I want to stay.", held_at=now, by=by)
    client.post(url)
    text = words_of(Paper.objects.get(kind=PaperKind.MINUTES))
    for words in ("The locks are changed.", "I want to stay.", "Kim Guest", "Agreed", "Is she safe?", Support.INTERPRETER.label):
        assert words in text
    assert client.post(reverse("enquiries:draw_minutes", args=[case.reference, 2])).status_code == 404


def test_the_plan_gets_a_version_for_each_step_forward(people, client_for):
    case, by = make_case(people, stage="mash_enquiry"), people.practitioner
    client, url = client_for(by), reverse("enquiries:draw_plan", args=[case.reference])
    assert client.post(url).url == reverse("enquiries:plan", args=[case.reference])
    agree_plan(reference=case.reference, aim="I want to stay.", contingency="Ring 999.", by=by)
    add_action(reference=case.reference, what="Change the locks", agency="Invented Homes", person="Lee Lock", due_on=timezone.localdate(), by=by)
    client.post(url)
    client.post(url)
    action_done(reference=case.reference, number=1, done_words="Done on Monday", by=by)
    client.post(url)
    papers = list(Paper.objects.order_by("number"))
    assert [paper.number for paper in papers] == [1, 2]
    assert "Not yet" in words_of(papers[0])
    assert "Done on Monday" in words_of(papers[1])


def test_where_documents_cannot_be_drawn_the_page_says_so(case, people, client_for, monkeypatch):
    def missing(*_: object) -> bytes:
        raise PdfUnavailable("Install libpango-1.0-0.")

    monkeypatch.setattr("mash.documents.services.render", missing)
    page = client_for(people.duty_worker).post(at(case, "draw_summary"))
    assert page.status_code == 503
    assert "Install libpango-1.0-0." in page.content.decode()
    assert not Paper.objects.exists()
    assert pdf.PdfUnavailable is PdfUnavailable


def test_if_the_trail_fails_nothing_is_drawn(case, people, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("no trail")

    monkeypatch.setattr("mash.cases.services.papers.record", fails)
    with pytest.raises(RuntimeError):
        draw(case, people.duty_worker)
    assert not Paper.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_draw_one(people):
    case = make_case(people, stage="triage")
    found = []

    def one() -> None:
        try:
            found.append(draw(case, people.duty_worker).pk)
        finally:
            connections.close_all()

    both = [Thread(target=one) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    assert Paper.objects.count() == 1


def test_the_list_costs_the_same_however_long_it_is(case, people, client_for, django_assert_max_num_queries):
    client = client_for(people.duty_worker)
    draw(case, people.duty_worker)
    client.get(at(case, "papers"))
    with django_assert_max_num_queries(25) as few:
        client.get(at(case, "papers"))
    for n in range(3):
        case.wishes.create(own_words=f"Words {n}", recorded_by=people.duty_worker)
        draw(case, people.duty_worker)
    with django_assert_max_num_queries(25) as many:
        client.get(at(case, "papers"))
    assert len(few) == len(many)
    assert len(many) <= 15
