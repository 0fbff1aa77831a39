"""Every address, asked by everyone, against one reviewed table; and what holds without a table."""

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from pytest_django import DjangoDbBlocker

from tests.house.grid import ABSENT, ASKERS, Row, Scene, rows, verdict

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("urls.txt")
REFUSED = {"403", "404"}
HEAD = f"{'address':44}{''.join(f'{asker:9}' for asker in ASKERS)}".rstrip()
DRAWING = {
    "cases:draw_summary", "cases:draw_chronology", "cases:check_paper", "enquiries:draw_minutes", "enquiries:draw_plan",
    "referrals:draw_referral",
}  # fmt: skip
"""For a review, documents are drawn of cases and compared (S217): no word of the case is changed by it."""
PEOPLE = sorted({str(role) for role, _ in ASKERS.values() if role})


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Built once, asked thousands of times, and gone at the end."""
    with django_db_blocker.unblock(), transaction.atomic(using="trail"), transaction.atomic():
        yield Scene.build()
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="trail")


@pytest.fixture(scope="module")
def table(scene: Scene, django_db_blocker: DjangoDbBlocker) -> list[Row]:
    """Everything asked by everyone; each answer is taken back before the next."""
    with django_db_blocker.unblock():
        before = transaction.savepoint()
        found = list(rows(scene))
        transaction.savepoint_rollback(before)
    return found


def test_everyone_is_answered_as_the_table_says(table):
    written = [line.rstrip() for line in TABLE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    found = [HEAD, *map(str, table)]
    difference = "\n".join(unified_diff(written, found, "urls.txt", "the product", n=0, lineterm=""))
    assert not difference, f"review each line, then mend the product or the table:\n{difference}"


def test_who_may_not_look_may_not_send(table):
    """A page that guards its look guards its buttons."""
    looked = {(row.address, row.relation): row.cells for row in table if row.method == "GET"}
    wrong = [
        f"{row.address.name} {asker}: GET {look}, POST {row.cells[asker]}"
        for row in table if row.method == "POST"
        for asker, look in looked.get((row.address, row.relation), {}).items()
        if look in REFUSED and row.cells[asker] not in (look, "405")
    ]  # fmt: skip
    assert wrong == []


def test_a_quality_manager_changes_nothing_of_a_case(table):
    sent = [row for row in table if row.method == "POST" and row.address.of_case]
    assert len(sent) > 30
    assert [str(row) for row in sent if row.cells["qa"] not in REFUSED and row.address.name not in DRAWING] == []


def test_who_sees_no_case_finds_none(table):
    """Partners, the board and the administrator meet no page of a case, whatever their agency was asked."""
    strangers = ("local", "partner", "p.mgr", "board", "admin")
    open_to = [str(row) for row in table if row.address.of_case for asker in strangers if row.cells[asker] not in REFUSED]
    assert open_to == []


@pytest.mark.parametrize("role", PEOPLE)
def test_a_restricted_case_and_none_look_the_same(scene, table, role):
    """Nobody is named on it: for everyone, at each address, it is as if it had never been."""
    told = []
    for row in table:
        if row.address.of_case:
            asked = row.address, row.method, role
            restricted, absent = (scene.ask(*asked, scene.words(of)) for of in ("restricted", "absent"))
            if verdict(restricted) not in REFUSED or _faceless(restricted, scene) != _faceless(absent, scene):
                told.append(f"{row.method} {row.address.name}: {verdict(restricted)}, {verdict(absent)}")
    assert told == []


def _faceless(response: HttpResponse, scene: Scene) -> tuple[object, ...]:
    """All that a stranger is given, without the references they typed themselves."""
    text = response.content.decode()
    for word, absent in ABSENT.items():
        text = text.replace(str(scene.cases["restricted"][word]), absent)
    return response.status_code, sorted(response.headers.items()), text
