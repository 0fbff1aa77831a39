"""The written report at Levels 2 and 3: drafted, signed once, kept byte for byte, and read aloud."""

from datetime import date
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from mash.cases.dispute_states import DisputeOutcome
from mash.cases.rules import level_of_report, unsigned_because
from mash.cases.services import written_reports as services
from mash.cases.services.steps import settle
from mash.cases.services.written_reports import ReportRefused, draft_report, sign_report
from mash.cases.states import Rag, Stage, StepName, StepState
from mash.documents.pdf import PdfUnavailable
from mash.trail.models import Event
from tests.cases.decided import enquired_into
from tests.cases.disputed import answered, disputed
from tests.factories import make_case

pytestmark = pytest.mark.django_db
ROW = {"what": "Change the locks.", "who": "Lee Lock, Invented Homes", "by_on": "2099-12-01"}


@pytest.fixture
def case(people):
    """A case in triage."""
    return make_case(people, stage="triage")


def sign(case, by, edition=0, number=1, **said):
    words = {"number": number, "analysis": "He has a key to her door.", "recommendations": [ROW]} | said
    return sign_report(reference=case.reference, edition=edition, by=by, **words)


def draft(case, by, edition=0, number=1, **said):
    words = {"number": number, "analysis": "So far.", "recommendations": []} | said
    return draft_report(reference=case.reference, edition=edition, by=by, **words)


def text_of(document) -> str:
    pages = PdfReader(BytesIO(bytes(document.content))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def lines(case) -> list[str]:
    return list(Event.objects.filter(chain=f"case:{case.reference}").values_list("verb", flat=True))


@pytest.mark.parametrize(("stage", "rag", "level"), [
    (Stage.RECEIVED, None, None), (Stage.TRIAGE, Rag.GREEN, 1), (Stage.TRIAGE, Rag.AMBER, 2), (Stage.TRIAGE, None, 2), (Stage.MASH_ENQUIRY, Rag.GREEN, 3),
    (Stage.SECTION_42, Rag.RED, 3), (Stage.NON_STATUTORY, Rag.AMBER, 3), (Stage.CLOSED, Rag.AMBER, None),
])  # fmt: skip
def test_the_stage_and_the_rating_give_the_level(stage, rag, level):
    assert level_of_report(stage, rag) == level


def test_a_report_on_a_level_1_concern_is_not_called_a_level_2(people, client_for):
    case = make_case(people, stage="triage", rag="green")
    report = sign(case, people.duty_worker)
    assert "Written report, Level 1" in text_of(report.document)
    assert b"Level 1 report 1 (PDF)" in client_for(people.duty_worker).get(reverse("cases:written_reports", args=[case.reference])).content


def test_no_word_runs_off_the_page(case, people):
    long = "Donaudampfschifffahrts" * 15
    case.referrals.update(worry=long)
    case.wishes.create(own_words=long, recorded_by=people.duty_worker)
    settle(case, StepName.PARTNERS, StepState.NOT_NEEDED, long, people.duty_worker)
    report = sign(case, people.duty_worker, analysis=long, recommendations=[ROW | {"what": long, "who": long[:150]}])
    pages = PdfReader(BytesIO(bytes(report.document.content))).pages
    lines = [line for page in pages for line in page.extract_text().splitlines()]
    assert sum(line.count("Donaudampf") for line in lines) > 40, "all of it is there"
    assert max(len(line) for line in lines) < 120


def test_what_is_open_is_said_and_not_what_its_task_tells_whoever_does_it(case, people):
    answered(disputed(case, people.practitioner), people.mash_manager, DisputeOutcome.PARTLY)
    text = text_of(sign(case, people.duty_worker).document)
    assert "was partly upheld: I rate it anew today. Is it done?" in text
    for words in ("on its own page", "say here", "Read the reasons"):
        assert words not in text


@pytest.mark.parametrize(("analysis", "rows", "lacks"), [
    ("", [ROW], "analysis"), ("So.", [], "at least one"), ("So.", [ROW, ROW | {"who": ""}], "who does it"),
    ("So.", [ROW | {"by_on": ""}], "by when"), ("So.", [ROW, ROW | {"by_on": "2026-11-25"}], "has passed"), ("So.", [ROW | {"by_on": "2026-11-26"}], ""), ("So.", [ROW], ""),
])  # fmt: skip
def test_what_a_report_lacks_before_it_is_signed(analysis, rows, lacks):
    problem = unsigned_because(analysis, rows, date(2026, 11, 26))
    assert bool(problem) == bool(lacks)
    assert lacks in problem


def test_a_level_2_report_says_the_rating_its_reasons_and_who_does_what(case, people):
    case.wishes.create(own_words="I want my card back.", recorded_by=people.duty_worker)
    report = sign(case, people.duty_worker)
    text = text_of(report.document)
    assert (report.level, report.number, lines(case)[-1]) == (2, 1, "report_made")
    for words in (
        "Written report, Level 2", case.adult.name, "Change the locks.", "Lee Lock", "1 December 2099", "He has a key to her door.",
        "Rated Amber", "The matrix suggested Amber because", "I want my card back.", "bruises on both arms", "Outstanding",
        "Signed by Dana Duty, Duty worker", "How serious it is",
    ):  # fmt: skip
        assert words in text, words
    for words in ("Example Row", "LU1 9ZZ", "Robin", "UNKNOWN VARIABLE"):
        assert words not in text, words


def test_no_report_tells_who_raised_the_concern(case, people, client_for):
    """One surgery may have one adult's doctor: a role names somebody as surely as a name does."""
    case.referrals.update(referrer_role="GP, Invented Surgery", voice="professional")
    text = text_of(sign(case, people.duty_worker).document)
    assert "professional or volunteer" in text
    assert "Invented Surgery" not in text


def test_a_level_3_report_tells_the_enquiry(people):
    case = enquired_into(people)
    text = text_of(sign(case, people.practitioner).document)
    for words in ("Written report, Level 3", "Bruises.", "Three-point test", "Relies on him.", "He has moved out.", "Invented Police"):
        assert words in text, words


def test_it_can_be_read_aloud(case, people):
    reader = PdfReader(BytesIO(bytes(sign(case, people.duty_worker).document.content)))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in root
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert reader.metadata.title == f"Level 2 report 1, {case.reference}"


def test_a_draft_is_gone_on_with_and_a_signed_one_stays(case, people, client_for):
    first = draft(case, people.duty_worker)
    assert lines(case)[-1] == "report_drafted"
    with pytest.raises(ReportRefused, match="Dana Duty changed the draft"):
        draft(case, people.practitioner)
    signed = sign(case, people.practitioner, edition=1)
    assert (signed.pk, signed.number) == (first.pk, 1)
    before = bytes(signed.document.content)
    case.wishes.create(own_words="Something new.", recorded_by=people.duty_worker)
    with pytest.raises(ReportRefused, match="Somebody signed the draft"):
        sign(case, people.duty_worker)
    assert sign(case, people.duty_worker, number=2).number == 2
    response = client_for(people.duty_worker).get(reverse("cases:written_report", args=[case.reference, 1]))
    assert response.content == before
    assert sha256(response.content).hexdigest() == signed.document.sha256
    for statement in ("update cases_writtenreport set analysis = 'x'", "delete from cases_writtenreport"):
        with pytest.raises(DatabaseError, match="signed is kept as it is"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} where id = {signed.pk}")


def test_who_may_write_it_and_when(people):
    enquiry = make_case(people, stage="mash_enquiry")
    with pytest.raises(PermissionDenied):
        draft(enquiry, people.duty_worker)
    assert draft(enquiry, people.practitioner).level == 3
    with pytest.raises(ReportRefused, match="made in triage"):
        draft(make_case(people), people.duty_worker)


def test_when_the_trail_fails_nothing_is_signed(case, people, monkeypatch):
    monkeypatch.setattr(services, "record", None)
    with pytest.raises(TypeError):
        sign(case, people.duty_worker)
    assert not case.written_reports.exists()


def test_the_page_keeps_what_was_typed_until_it_is_signed(case, people, client_for, monkeypatch):
    client, url = client_for(people.duty_worker), reverse("cases:write_report", args=[case.reference])
    typed = {"number": "1", "edition": "0", "analysis": "Words not to lose.", "what_1": "Ring the GP.", "to": "sign"}
    said = client.post(url, typed).content.decode()
    for words in ("Words not to lose.", "Ring the GP.", "Say who does it", "Say by when"):
        assert words in said
    assert client.post(url, typed | {"to": "draft"}).status_code == 302
    assert "Ring the GP." in client.get(url).content.decode()
    whole = typed | {"edition": "1", "who_1": "Dana Duty", "by_on_1_day": "1", "by_on_1_month": "12", "by_on_1_year": "2099"}

    def missing(*args, **kwargs):
        raise PdfUnavailable("Install libpango.")

    with monkeypatch.context() as away:
        away.setattr("mash.documents.services.render", missing)
        said = client.post(url, whole).content.decode()
        assert "Install libpango." in said
        assert "Words not to lose." in said
    assert client.post(url, whole)["Location"] == reverse("cases:written_reports", args=[case.reference])
    said = client.get(reverse("cases:written_reports", args=[case.reference])).content.decode()
    assert "Level 2 report 1 (PDF)" in said
    assert "Dana Duty, by 1 December 2099" in said


def test_what_is_to_be_done_by_a_day_that_has_passed_is_not_signed_and_may_wait_in_a_draft(case, people, client_for):
    client, url = client_for(people.duty_worker), reverse("cases:write_report", args=[case.reference])
    gone = {"by_on_1_day": "1", "by_on_1_month": "2", "by_on_1_year": "2024"}
    typed = {"number": "1", "edition": "0", "analysis": "Words.", "what_1": "Ring the GP.", "who_1": "Dana Duty", **gone}
    said = client.post(url, typed | {"to": "sign"}).content.decode()
    assert "“By when” has passed" in said
    assert "Ring the GP." in said
    assert client.post(url, typed | {"to": "draft"}).status_code == 302
    with pytest.raises(ReportRefused, match="has passed"):
        sign(case, people.duty_worker, edition=1, recommendations=[ROW | {"by_on": "2024-02-01"}])
    assert not case.written_reports.exclude(signed_at=None).exists()


def test_one_recommendation_is_asked_for_and_another_when_it_is_wished(case, people, client_for):
    client, url = client_for(people.duty_worker), reverse("cases:write_report", args=[case.reference])
    first = client.get(url).content.decode()
    assert 'name="what_1"' in first
    assert 'name="what_2"' not in first
    before = lines(case)
    typed = {"number": "1", "edition": "0", "analysis": "Words not to lose.", "what_1": "Ring the GP.", "by_on_1_day": "40", "to": "more"}
    second = client.post(url, typed).content.decode()
    for kept in ("Words not to lose.", "Ring the GP.", 'value="40"', 'name="what_2"'):
        assert kept in second
    assert "There is a problem" not in second
    assert 'name="what_3"' not in second
    assert (case.written_reports.count(), lines(case)) == (0, before)
    last = client.post(url, typed | {f"what_{number}": "More." for number in range(1, 6)}).content.decode()
    assert 'name="what_5"' in last
    assert "Add another recommendation" not in last


@pytest.mark.parametrize("role", ["locality_manager", "partner", "board_member", "administrator"])
def test_a_stranger_finds_nothing(role, case, people, client_for):
    sign(case, people.duty_worker)
    client = client_for(getattr(people, role))
    for name, args in (("written_reports", []), ("write_report", []), ("written_report", [1])):
        assert client.get(reverse(f"cases:{name}", args=[case.reference, *args])).status_code == 404
