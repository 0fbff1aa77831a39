"""Whatever is changed behind the trail's back is found, and where."""

import json
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mash.trail.models import Event, Head
from mash.trail.queries import faults, faults_of
from mash.trail.rules import link_hash
from mash.trail.services import System, record
from mash.trail.verbs import Verb
from tests.flush import switch

pytestmark = pytest.mark.django_db
CHAIN = "case:M-0000-0001"
OTHER = "case:M-0000-0002"


@pytest.fixture(autouse=True)
def chains():
    """Two chains of four lines."""
    for number in range(4):
        for chain in (CHAIN, OTHER):
            record(Verb.NOTE_ADDED, chain=chain, by=System("Zoë Ågren"), subject="“x”", detail={"number": number})


@pytest.fixture
def tamper() -> Callable[..., None]:
    """What somebody with the database's own password could do."""

    def change(*statements: str) -> None:
        with connection.cursor() as cursor:
            switch(cursor.execute, "disable")
            for statement in statements:
                cursor.execute(statement)
            switch(cursor.execute, "enable")

    return change



def test_an_untouched_trail_has_no_fault():
    assert list(faults()) == []
    assert faults_of(CHAIN) == []


@pytest.mark.parametrize("change", ["verb = 'viewed'", "actor = 'Somebody else'", "at = '2020-01-01'", "subject = ''", "actor_id = 7", "detail_sha256 = ''"])
def test_an_edited_line_is_found(tamper, change):
    tamper(f"update trail_event set {change} where chain = '{CHAIN}' and seq = 2")
    assert f"{CHAIN}: link 2 was changed" in faults_of(CHAIN)
    assert f"{CHAIN}: link 2 was changed" in list(faults())


def test_a_removed_line_in_the_middle_is_found(tamper):
    tamper(f"delete from trail_event where chain = '{CHAIN}' and seq = 2")
    assert f"{CHAIN}: link 2 is missing before 3" in list(faults())
    assert f"{CHAIN}: link 2 is missing before 3" in faults_of(CHAIN)


def test_two_lines_in_another_order_are_found(tamper):
    swap = "update trail_event set seq = {} where chain = '" + CHAIN + "' and seq = {}"
    tamper(swap.format(99, 2), swap.format(2, 3), swap.format(3, 99))
    assert faults_of(CHAIN)[:3] == [f"{CHAIN}: link {n} was changed" for n in (2, 3, 4)]


def test_a_changed_detail_is_found(tamper):
    tamper(f"update trail_detail set text = '{{}}' where chain = '{CHAIN}' and seq = 3")
    assert list(faults()) == [f"{CHAIN}: the detail of link 3 was changed"]
    assert faults_of(CHAIN) == [f"{CHAIN}: the detail of link 3 was changed"]


def test_a_cut_tail_is_found_by_its_head(tamper):
    tamper(f"delete from trail_event where chain = '{CHAIN}' and seq = 4")
    assert f"{CHAIN}: its end does not match its head" in list(faults())
    assert f"{CHAIN}: its end does not match its head" in faults_of(CHAIN)


def test_a_cut_tail_with_its_head_is_found_by_the_anchor(tamper):
    anchors = {head.chain: (head.seq, head.hash) for head in Head.objects.order_by("chain")}
    third = Event.objects.get(chain=CHAIN, seq=3)
    tamper(
        f"delete from trail_event where chain = '{CHAIN}' and seq = 4",
        f"delete from trail_detail where chain = '{CHAIN}' and seq = 4",
        f"update trail_head set seq = 3, hash = '{third.hash}' where chain = '{CHAIN}'",
    )
    assert list(faults()) == []
    assert list(faults(anchors)) == [f"{CHAIN}: link 4 is not the one that was anchored"]


def test_a_whole_chain_that_vanished_is_found_by_the_anchor(tamper):
    anchors = {head.chain: (head.seq, head.hash) for head in Head.objects.order_by("chain")}
    tamper(*(f"delete from {table} where chain = '{OTHER}'" for table in ("trail_event", "trail_detail", "trail_head")))
    assert list(faults(anchors)) == [f"{OTHER}: link 4 is not the one that was anchored"]


def test_one_chain_is_not_blamed_for_another(tamper):
    tamper(f"update trail_event set actor = 'x' where chain = '{OTHER}'")
    assert faults_of(CHAIN) == []


def test_the_command_passes_a_whole_trail(capsys):
    call_command("verify_trail")
    assert "The trail verifies." in capsys.readouterr().out


def test_the_command_fails_and_names_the_place(tamper, capsys):
    tamper(f"update trail_event set actor = 'x' where chain = '{CHAIN}' and seq = 1")
    with pytest.raises(CommandError, match="1 fault"):
        call_command("verify_trail")
    assert f"{CHAIN}: link 1 was changed" in capsys.readouterr().err


def test_anchors_are_added_and_read_back(tmp_path, settings, tamper, capsys):
    settings.TRAIL_ANCHOR_FILE = str(tmp_path / "anchors")
    call_command("anchor_trail")
    record(Verb.NOTE_ADDED, chain=CHAIN, by=System("The hub"))
    call_command("anchor_trail")
    lines = [json.loads(line) for line in (tmp_path / "anchors").read_text().splitlines()]
    assert [head[:2] for head in lines[-1]["heads"]] == [[CHAIN, 5]]
    call_command("verify_trail")
    tamper(*(f"delete from {table} where chain = '{OTHER}'" for table in ("trail_event", "trail_detail", "trail_head")))
    with pytest.raises(CommandError):
        call_command("verify_trail")


def test_anchoring_needs_a_place(settings):
    settings.TRAIL_ANCHOR_FILE = ""
    with pytest.raises(CommandError, match="TRAIL_ANCHOR_FILE"):
        call_command("anchor_trail")


def test_python_and_the_database_hash_alike():
    record(Verb.NOTE_ADDED, chain="case:hash", by=System("Zoë 'quoted' \\ 😀"), subject="", detail={"ü": None})
    event = Event.objects.get(chain="case:hash")
    fields = ("chain", "seq", "at", "actor_id", "actor", "verb", "subject", "detail_sha256")
    assert event.hash == link_hash(previous="", **{name: getattr(event, name) for name in fields})
