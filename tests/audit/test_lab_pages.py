"""The pages of the threshold lab: what each role is told, and where its numbers lead."""

import csv
import io
import re
from copy import deepcopy
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mash.cases.models import Case
from mash.cases.states import Rag
from mash.trail.models import Event
from mash.trail.verbs import Verb
from referrals.models import Referral
from tests.factories import facts, make_case, no_concern
from tests.kept import kept
from thresholds.models import MatrixVersion
from thresholds.queries import version_in_force
from thresholds.services import draft_matrix
from triage.services import rate_concern

pytestmark = pytest.mark.django_db
LAB, OVERRIDES, USE = "/thresholds/lab/", "/thresholds/lab/overrides/", "/thresholds/lab/use/"
PAGES = [LAB, OVERRIDES, USE, "/thresholds/lab/samples/", "/thresholds/lab/figures.csv", "/thresholds/lab/overrides/figures.csv"]
LISTS = ["/thresholds/lab/concerns/", "/thresholds/lab/overrides/ratings/", "/thresholds/lab/use/concerns/"]


@pytest.fixture
@kept
def draft(people):
    """Seven Amber concerns about money that would be Red, and two Green ones that would stay."""
    for rag in [Rag.AMBER] * 7 + [Rag.GREEN] * 2:
        case = make_case(people, stage="triage", rag=rag)
        Referral.objects.filter(case=case).update(agency=people.police)
    data = deepcopy(version_in_force().data)
    next(i for kind in data["types"] for i in kind["indicators"] if i["code"] == "FIN2c")["level"] = 3
    return draft_matrix(data=data, by=people.mash_manager)


def page_of(client, url, **query):
    response = client.get(url, query)
    assert response.status_code == 200, url
    return response.content.decode()


def numbers(page):
    """Each link behind a number, by what it is told to open."""
    return {words: (int(part or n), url.replace("&amp;", "&")) for url, n, part, words in re.findall(
        r'<a class="govuk-link" href="(/thresholds/lab/[^"]+)">(\d+)(?:% \((\d+) of \d+\))?<span class="govuk-visually-hidden">: ([^<]+)</span>', page
    )}  # fmt: skip


@pytest.mark.parametrize("who", ["mash_manager", "head_of_service", "qa_manager"])
def test_managers_see_who_would_move_and_every_number_opens_as_many(people, client_for, draft, who):
    client = client_for(getattr(people, who))
    page = page_of(client, LAB)  # the draft is what stands there unless another is chosen
    assert f"What was suggested, and what {draft}" in page
    found = numbers(page)
    assert found["Amber, Red"][0] == 7
    assert found["Green, Green"][0] == 2
    assert found["Invented Police, Rated higher"][0] == 7
    for words, (number, url) in found.items():
        assert f"<strong>{number}</strong> line" in page_of(client, url), words


def test_the_version_in_force_moves_nobody(people, client_for, draft):
    page = page_of(client_for(people.mash_manager), LAB, version=version_in_force().pk)
    assert numbers(page)["Amber, Amber"][0] == 7
    assert "Amber, Red" not in numbers(page)


def test_a_list_names_who_moves_how_and_is_on_record(people, client_for, draft):
    case = Case.objects.filter(rag="amber").first()
    page = page_of(client_for(people.mash_manager), LISTS[0], version=draft.pk, move="higher")
    assert case.reference in page
    assert "Rated higher; newly to MASH enquiry" in page
    assert Event.objects.using("trail").filter(verb=Verb.LISTED, subject="threshold lab").count() == 1


def test_what_is_gone_from_a_version_is_said_and_counted(people, client_for, draft):
    data = deepcopy(draft.data)
    for kind in data["types"]:
        kind["indicators"] = [i for i in kind["indicators"] if i["code"] != "FIN1a"]
    gone = draft_matrix(data=data, by=people.mash_manager)
    client = client_for(people.mash_manager)
    found = numbers(page_of(client, LAB, version=gone.pk))
    assert found["Indicator FIN1a, Concerns"][0] == 2
    assert "the version has no indicator FIN1a" in page_of(client, found["Indicator FIN1a, Concerns"][1])


def test_a_draft_that_cannot_be_used_yet_says_why(people, client_for, draft):
    MatrixVersion.objects.filter(pk=draft.pk).update(data=draft.data | {"types": []})
    client = client_for(people.mash_manager)
    assert "There must be at least one type." in page_of(client, LAB)
    assert client.get(PAGES[4]).status_code == client.get(LISTS[0]).status_code == 404


def test_the_board_reads_protected_figures_and_opens_nothing(people, client_for, draft):
    Case.objects.filter(rag="amber").update(restricted=True)
    client = client_for(people.board_member)
    page = page_of(client, LAB)
    assert numbers(page) == {}
    assert "/cases/" not in page
    assert "under 5" in page
    assert page.count("▲ higher") == 1  # the seven; nothing marks a cell whose number is hidden
    assert "Own home" not in page
    assert not re.search(r">\s*(7|2|9)\s*<", page)
    for url in (OVERRIDES, USE, "/thresholds/lab/samples/"):
        assert numbers(page_of(client, url)) == {}
    for url in LISTS:
        assert client.get(url).status_code == 403


def test_persons_are_named_to_managers_only(people, client_for, draft):
    assert "Dana Duty" in page_of(client_for(people.mash_manager), OVERRIDES)
    assert "Dana Duty" not in page_of(client_for(people.board_member), OVERRIDES)


def test_a_restricted_case_is_in_no_figure_of_whoever_is_not_named(people, client_for, draft):
    Case.objects.filter(pk=Case.objects.filter(rag="amber").first().pk).update(restricted=True)
    client = client_for(people.mash_manager)
    assert numbers(page_of(client, LAB))["Amber, Red"][0] == 6
    assert numbers(page_of(client, USE))["Invented Police, Suggested Amber"][0] == 6
    assert numbers(page_of(client, OVERRIDES))["Invented Police, As suggested"][0] == 8


@pytest.mark.parametrize("url", PAGES[4:])
def test_what_leaves_the_hub_is_protected_whoever_asks(people, client_for, draft, url):
    sheet = client_for(people.mash_manager).get(url)
    assert sheet["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(sheet.content.decode())))
    cells = {cell for row in rows for cell in row[1:] if cell}
    assert "under 5" in cells
    assert not cells & {"7", "2", "9", "8"}
    assert "Dana Duty" not in sheet.content.decode()


def test_a_name_that_a_spreadsheet_would_reckon_with_is_told_as_words(people, client_for, draft):
    people.police.name = "=1+1"
    people.police.save()
    assert b"'=1+1" in client_for(people.mash_manager).get(PAGES[4]).content


def test_overrides_open_what_they_count(people, client_for, draft):
    case = make_case(people)
    rate_concern(
        reference=case.reference, version=case.version, facts=facts(Rag.GREEN), seriousness=no_concern(), urgency="U3", rag=Rag.RED,
        rationale="She is afraid.", would_change="A visit.", by=people.duty_worker,
    )  # fmt: skip
    client = client_for(people.mash_manager)
    page = page_of(client, OVERRIDES)
    found = numbers(page)
    assert found["Dana Duty, Raised"][0] == found["Financial or material abuse, Raised"][0] == 1
    assert "10% (1 of 10)" in page
    assert "fewer than 20: too few to judge" in page
    for words, (number, url) in found.items():
        assert f"<strong>{number}</strong> line" in page_of(client, url), words


def test_the_use_of_thresholds_opens_what_it_counts(people, client_for, draft):
    Case.objects.filter(rag="green").update(stage="closed", outcome="advice", closed_at=Case.objects.first().opened_at)
    client = client_for(people.mash_manager)
    page = page_of(client, USE)
    assert "100% (2 of 2)" in page
    assert "Too few to judge" in page
    for words, (number, url) in numbers(page).items():
        assert f"<strong>{number}</strong> line" in page_of(client, url), words


@pytest.mark.parametrize("who", ["duty_worker", "practitioner", "locality_manager", "partner", "partner_manager", "administrator"])
def test_others_are_refused(people, client_for, who):
    client = client_for(getattr(people, who))
    for url in [*PAGES, *LISTS]:
        assert client.get(url).status_code == 403, url


@pytest.mark.parametrize("query", ["version=x&period=y", "version=9999999999999999999999", "move=z&part=q&value=" + "v" * 300, "page=0&code=%3Cb%3E"])
def test_strange_questions_get_a_page(people, client_for, draft, query):
    client = client_for(people.mash_manager)
    for url in [*PAGES, *LISTS]:
        assert client.get(f"{url}?{query}").status_code == 200, url


def test_without_any_rating_the_lab_says_so(people, client_for):
    for url in (LAB, OVERRIDES, USE):
        assert "No concern was rated in this time" in page_of(client_for(people.mash_manager), url)


@pytest.mark.parametrize("url", [*PAGES, *LISTS])
def test_the_number_of_queries_does_not_grow(people, client_for, draft, url):
    client = client_for(people.mash_manager)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _ in range(4):
        make_case(people, stage="triage")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(few) == len(many) <= 15


def test_the_lab_is_reached_from_the_versions_and_the_overview(people, client_for, draft):
    manager, worker = client_for(people.mash_manager), client_for(people.duty_worker)
    assert f'href="{LAB}?version={draft.pk}"' in page_of(manager, reverse("thresholds:version", args=[draft.pk]))
    for url in ("/thresholds/versions/", "/overview/"):
        assert f'href="{LAB}"' in page_of(manager, url)
    assert LAB not in page_of(worker, "/thresholds/versions/")


def test_the_crossed_table_says_what_its_rows_and_its_columns_are(people, client_for, draft):
    page = page_of(client_for(people.mash_manager), LAB)
    assert page.count('scope="colgroup" colspan="5" role="columnheader" class="govuk-table__header">Suggested by the version tried</th>') == 1
    assert 'data-label="Suggested by the version tried: Red"' in page
    assert "Ratings made in the last" in page


@pytest.mark.parametrize("url", PAGES[4:])
def test_a_file_says_of_what_day_it_is_and_how_its_numbers_are_told(people, client_for, draft, url, time_machine):
    time_machine.move_to(datetime(2030, 11, 28, 8, 1, tzinfo=UTC), tick=False)
    rows = list(csv.reader(io.StringIO(client_for(people.mash_manager).get(url).content.decode())))
    head = dict(row for row in rows[: rows.index([])])
    assert head["Figures as they stood on"] == "28 November 2030, 08:01"
    assert head["Small numbers"].startswith("Numbers under 5 are hidden, the others are rounded to 5;")
    assert head["Ratings made in the last"] == "12 months"


@pytest.mark.parametrize("url", PAGES[1:4])
def test_the_pages_of_the_lab_lead_back_to_it(people, client_for, url):
    page = page_of(client_for(people.board_member), url)
    assert f'<a class="govuk-back-link" href="{LAB}">Threshold lab</a>' in page
