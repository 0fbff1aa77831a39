"""The pages of the matrix's versions: what each person finds, and that nothing typed is lost."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from mash.accounts.roles import MAY, Permission, Role
from mash.accounts.states import Standing
from tests.cases.pages_with_forms import read as read_page
from tests.cases.pages_with_forms import save_here
from tests.factories import make_case
from tests.thresholds.test_versions import NEW_WORDS, approve, changed, draft, propose, proposed
from thresholds.exchange import LARGEST, from_yaml, to_yaml
from thresholds.models import MatrixVersion
from thresholds.queries import matrix_in_force, version_in_force
from thresholds.services import change_draft, send_back_matrix

pytestmark = pytest.mark.django_db


def at(name, version):
    return reverse(f"thresholds:{name}", args=[version.pk])


def test_the_pages_draft_propose_and_approve(people, client_for):
    manager, board, running = client_for(people.mash_manager), client_for(people.board_member), version_in_force()
    begun = manager.get(at("draft_matrix", running))
    assert NEW_WORDS not in begun.content.decode()
    text = to_yaml(changed())
    done = manager.post(at("draft_matrix", running), {"edition": 0, "text": text}, follow=True)
    version = MatrixVersion.objects.latest("pk")
    assert NEW_WORDS in done.content.decode()
    assert "Propose it to the Board" in done.content.decode()
    file = SimpleUploadedFile("matrix.yaml", to_yaml(changed(note="From a file.")).encode())
    manager.post(at("draft_matrix", version), {"edition": 1, "text": text, "file": file})
    version.refresh_from_db()
    assert (version.data["note"], version.edition) == ("From a file.", 2)
    assert client_for(people.duty_worker).get(at("version", version)).status_code == 404
    page = manager.post(at("propose_matrix", version), {"edition": 2, "reason": ""}).content.decode()
    assert "Say why this should change" in page
    manager.post(at("propose_matrix", version), {"edition": 2, "reason": "Asked by the Board."})
    assert "waits for the Board" in board.get(reverse("thresholds:versions")).content.decode()
    assert NEW_WORDS in board.get(at("approve_matrix", version)).content.decode()
    board.post(at("approve_matrix", version), {"begins": "now"})
    assert version_in_force() == version
    assert client_for(people.partner).get(at("version", version)).status_code == 200


def test_a_file_with_faults_is_answered_with_their_places_and_the_text_is_kept(people, client_for):
    client, running = client_for(people.mash_manager), version_in_force()
    text = to_yaml(changed()).replace("code: PHY3a", "code: PHY3b", 1)
    page = client.post(at("draft_matrix", running), {"edition": 0, "text": text}).content.decode()
    assert "The indicator PHY3b appears 2 times." in page
    assert NEW_WORDS in page
    page = client.post(at("draft_matrix", running), {"edition": 0, "file": SimpleUploadedFile("m.yaml", b"name: Gr\xfcn")}).content.decode()
    assert "Line 1: a character can" in page
    assert MatrixVersion.objects.count() == 1


def test_who_comes_second_to_a_draft_keeps_their_text(people, client_for):
    version = draft(people)
    change_draft(version_id=version.pk, edition=1, data=changed(note="First."), by=people.head_of_service)
    client, mine = client_for(people.mash_manager), {"edition": 1, "text": to_yaml(changed(note="Second."))}
    answer = client.post(at("draft_matrix", version), mine)
    said = answer.content.decode()
    assert answer.status_code == 409
    assert f"{people.head_of_service} has changed {version}" in said
    assert "<del>First.</del>" in said
    assert "<ins>Second.</ins>" in said
    again = answer.context["form"]
    assert client.post(at("draft_matrix", version), {name: again[name].value() for name in mine}).status_code == 302
    version.refresh_from_db()
    assert (version.data["note"], version.edition) == ("Second.", 3)


def test_what_was_written_for_a_draft_that_is_proposed_meanwhile_begins_a_new_one(people, client_for):
    version = draft(people)
    propose(version, people.mash_manager)
    client, mine = client_for(people.head_of_service), {"edition": 1, "text": to_yaml(changed(note="Second."))}
    answer = client.post(at("draft_matrix", version), mine)
    assert answer.status_code == 409
    assert "is no draft any more" in answer.content.decode()
    again = answer.context["form"]
    client.post(at("draft_matrix", version), {name: again[name].value() for name in mine})
    made = MatrixVersion.objects.latest("pk")
    version.refresh_from_db()
    assert (made.data["note"], made.standing, "note" in version.data and version.data["note"] == "Second.") == ("Second.", Standing.DRAFT, False)


def types_into(client, page, **answers):
    """The page as its script keeps it while somebody types."""
    opened = read_page(client.get(page).content)
    kept = {name: [str(value)] for name, value in {"edition": opened.hidden["edition"][0], **answers}.items()}
    assert save_here(client, opened, kept).status_code == 200


def test_what_is_written_as_text_is_kept_while_it_is_written_and_gone_once_it_is_sent(people, client_for):
    client, page = client_for(people.mash_manager), at("draft_matrix", version_in_force())
    text = to_yaml(changed(note="Half of it"))
    types_into(client, page, text=text)
    again = client.get(page)
    assert again.context["form"]["text"].value() == text.strip()
    assert "Files are not saved: choose them again." in again.content.decode()
    assert page in client.get(reverse("cases:drafts")).content.decode()
    assert "Half of it" not in client_for(people.head_of_service).get(page).content.decode()
    client.post(page, {"edition": 0, "text": text})
    assert MatrixVersion.objects.latest("pk").data["note"] == "Half of it"
    assert "Half of it" not in client.get(page).content.decode()


def test_text_that_was_left_goes_by_the_edition_on_which_it_was_begun(people, client_for):
    """Otherwise it would be kept over what somebody else has made of the draft since, unheard."""
    version = draft(people)
    client, page = client_for(people.mash_manager), at("draft_matrix", version)
    types_into(client, page, text=to_yaml(changed(note="Second.")))
    change_draft(version_id=version.pk, edition=1, data=changed(note="First."), by=people.head_of_service)
    form = client.get(page).context["form"]
    assert form["edition"].value() == 1
    assert client.post(page, {"edition": form["edition"].value(), "text": form["text"].value()}).status_code == 409
    version.refresh_from_db()
    assert version.data["note"] == "First."


def test_any_two_versions_lie_side_by_side(people, client_for):
    version, running, client = draft(people), version_in_force(), client_for(people.qa_manager)
    assert NEW_WORDS in client.get(at("version", version)).content.decode().split('id="levels"')[0]
    other = draft(people, changed(note="Another note."))
    page = client.get(at("version", version), {"beside": other.pk}).content.decode()
    assert "Another note." in page
    page = client.get(at("version", running), {"beside": 999999}).content.decode()
    assert "Choose one of the answers given" in page


def test_a_version_is_exported_whole(people, client_for):
    answer = client_for(people.duty_worker).get(at("export_matrix", version_in_force()))
    assert from_yaml(answer.content.decode()) == version_in_force().data
    assert answer["Content-Disposition"] == 'attachment; filename="threshold-matrix-2026-1.yaml"'


def test_the_page_of_all_versions_asks_no_more_for_many(people, client_for, django_assert_num_queries):
    client = client_for(people.mash_manager)
    draft(people)
    client.get(reverse("thresholds:versions"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("thresholds:versions"))
    for _ in range(5):
        draft(people)
    with django_assert_num_queries(len(few)):
        client.get(reverse("thresholds:versions"))


def test_a_rating_brought_over_from_elsewhere_shows_its_codes(people, client_for):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    url = reverse("triage:rate_concern", args=[case.reference])
    assert "Threshold matrix 2026-1 (as shipped)</a>" in client.get(url).content.decode()
    bare = case.decisions.create(
        kind="rating", outcome="Amber", rationale="As the old system had it.", decided_by=people.duty_worker, decided_at=timezone.now()
    )
    case.ratings.create(decision=bare, rag="amber", level=2, suggested="amber", types=["FIN"])
    assert "Threshold matrix not recorded · FIN" in client.get(url).content.decode()


def test_the_guide_is_a_tagged_document_with_every_indicator(people, client_for):
    version = version_in_force()
    answer = client_for(people.partner).get(at("guide_pdf", version))
    assert answer["Content-Disposition"] == 'attachment; filename="threshold-guide-2026-1.pdf"'
    reader = PdfReader(BytesIO(answer.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    said = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    matrix = matrix_in_force()[1]
    assert [i.code for i in matrix.indicators.values() if i.words not in said] == []
    assert [gate.code for gate in matrix.gates if gate.asked_first and f"(asked at the beginning: “{gate.asked_first.question}”)" not in said] == []
    assert "obody knows yet" not in said
    assert client_for(people.duty_worker).get(at("guide_pdf", draft(people))).status_code == 404


def test_the_board_sees_what_waits_for_it_where_it_begins(people, client_for):
    board, manager, overview = client_for(people.board_member), client_for(people.mash_manager), reverse("audit:overview")
    assert "waits for the Board" not in board.get(overview).content.decode()
    version = proposed(people)
    assert f"proposed {version} on" in board.get(overview).content.decode()
    assert "waits for the Board" not in manager.get(overview).content.decode()
    approve(version, people.board_member)
    assert "waits for the Board" not in board.get(overview).content.decode()


def test_too_large_a_file_is_said_to_be_and_what_stands_on_the_page_stays(people, client_for):
    client, running = client_for(people.mash_manager), version_in_force()
    text, whole = to_yaml(changed()), to_yaml(changed(note="From the file.")).encode()
    for size, fits in ((LARGEST + 1, False), (LARGEST, True)):
        file = SimpleUploadedFile("m.yaml", whole + b"#" * (size - len(whole)))
        page = client.post(at("draft_matrix", running), {"edition": 0, "text": text, "file": file})
        assert (page.status_code == 302) is fits, size
        if not fits:
            said = page.content.decode()
            assert "The file is too large: the most is 512 KB, and yours has 513 KB" in said
            assert "characters or fewer" not in said
            assert NEW_WORDS in said
    assert MatrixVersion.objects.latest("pk").data["note"] == "From the file."


def test_what_is_proposed_already_is_said_to_be_and_a_reason_is_given_back(people, client_for):
    client, version = client_for(people.mash_manager), draft(people)
    assert "Why should this change?" in client.get(at("propose_matrix", version)).content.decode()
    propose(version, people.head_of_service)
    page = client.get(at("propose_matrix", version)).content.decode()
    assert f"{version} is proposed already" in page
    assert f"{people.head_of_service} proposed it on" in page
    assert "Why should this change?" not in page
    late = client.post(at("propose_matrix", version), {"edition": version.edition, "reason": "My own reason."})
    assert late.status_code == 409
    assert "My own reason." in late.content.decode()
    send_back_matrix(version_id=version.pk, why="Not yet.", by=people.board_member)
    assert f"{version} is no draft any more" in client.get(at("propose_matrix", version)).content.decode()


def test_who_approves_is_led_to_who_would_move(people, client_for):
    board, version = client_for(people.board_member), proposed(people)
    link = f"{reverse('audit:lab')}?version={version.pk}"
    page = board.get(at("approve_matrix", version)).content.decode()
    assert f'<a class="govuk-link" href="{link}">See who would move</a>' in page
    assert f"what {version} would suggest" in board.get(link).content.decode() or "No concern was rated" in board.get(link).content.decode()


def test_who_may_not_see_the_figures_is_not_led_to_them(people, client_for, monkeypatch):
    version = proposed(people)
    monkeypatch.setitem(MAY, Role.BOARD_MEMBER, frozenset({Permission.APPROVE_MATRIX}))
    page = client_for(people.board_member).get(at("approve_matrix", version)).content.decode()
    assert "Approve for the Board" in page
    assert "See who would move" not in page


def test_an_assumption_bears_a_sign_that_is_explained_once(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    page = client.get(at("version", version)).content.decode()
    assert page.count("to be confirmed") == 1
    assert page.count("(assumption)") > 50
    data = changed()
    settle(data)
    page = client.get(at("version", draft(people, data))).content.decode()
    assert "(assumption)" not in page
    assert "to be confirmed" not in page


def settle(data):
    """Everything is confirmed."""
    for value in data.values() if isinstance(data, dict) else data:
        if isinstance(value, dict | list):
            settle(value)
    if isinstance(data, dict) and "assumption" in data:
        data["assumption"] = False


def test_too_large_a_file_is_all_that_is_said(people, client_for):
    file = SimpleUploadedFile("m.yaml", b"#" * (LARGEST + 1))
    for text in ("levels: [", ""):
        file.seek(0)
        page = client_for(people.mash_manager).post(at("draft_matrix", version_in_force()), {"edition": 0, "text": text, "file": file}).content.decode()
        assert "The file is too large" in page
        assert "can&#x27;t be read as YAML" not in page
        assert "Upload a file, or put the matrix here" not in page


@pytest.mark.parametrize("left", ["levels: [", ""])
def test_a_broken_upload_is_not_called_the_version_and_one_can_begin_from_it_again(people, client_for, left):
    client, running = client_for(people.mash_manager), version_in_force()
    url = at("draft_matrix", running)
    assert "What stands in the box is not" not in client.get(url).content.decode()
    sent = client.post(url, {"edition": 0, "text": "", "file": SimpleUploadedFile("m.yaml", b"levels: [")}).content.decode()
    types_into(client, url, text=left)
    for page in (sent, client.get(url).content.decode()):
        assert f"What stands in the box is not {running}" in page
        assert "You start from" not in page
    assert f"Begin from {running} again" in sent
    assert "Discard my words" in client.get(url).content.decode()
    assert client.post(url, {"do": "afresh"}).url == url
    again = client.get(url).content.decode()
    assert f"You start from <strong>{running}</strong>" in again
    assert "name: Default threshold matrix" in again
    assert client.post(url, {"do": "afresh"}).url == url


def test_an_approved_version_that_waits_says_from_when(people, client_for):
    version = approve(proposed(people), people.board_member, starts_at=timezone.now() + timedelta(days=400))
    row = client_for(people.mash_manager).get(reverse("thresholds:versions")).content.decode().split("</thead>")[1].split("</tr>")
    waiting = next(each for each in row if f">{version}<" in each)
    assert f"{timezone.localtime(version.starts_at):%-d %b %Y, %H:%M}" in waiting
