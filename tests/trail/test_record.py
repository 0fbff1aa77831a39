"""A change and its line stand or fall together; a read's line stands by itself."""

import threading

import pytest
from django.db import connections, transaction

from mash.cases.models import TimescaleVersion
from mash.trail.models import Detail, Event
from mash.trail.queries import faults
from mash.trail.services import System, record, record_apart
from mash.trail.verbs import Verb
from thresholds.models import MatrixVersion

HUB = System("The hub")


class Undone(Exception):
    """Stands for whatever goes wrong after the line was written."""


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_line():
    with pytest.raises(Undone), transaction.atomic():  # noqa: PT012
        record(Verb.NOTE_ADDED, chain="case:X", by=HUB)
        raise Undone
    assert not Event.objects.filter(chain="case:X").exists()


@pytest.mark.django_db(transaction=True)
def test_a_read_stays_when_the_page_is_rolled_back():
    with pytest.raises(Undone), transaction.atomic():  # noqa: PT012
        record_apart(Verb.VIEWED, chain="reads:X", by=HUB)
        raise Undone
    assert Event.objects.get(chain="reads:X").verb == Verb.VIEWED


@pytest.mark.django_db(transaction=True)
def test_many_writers_of_one_chain_make_one_chain():
    def write() -> None:
        for _ in range(10):
            record(Verb.NOTE_ADDED, chain="case:X", by=HUB)
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Event.objects.filter(chain="case:X").order_by("seq").values_list("seq", flat=True)) == list(range(1, 81))
    assert list(faults()) == []


@pytest.mark.django_db(transaction=True)
def test_a_flush_puts_back_what_the_migrations_wrote():
    assert TimescaleVersion.objects.count() == 1
    assert MatrixVersion.objects.count() == 1
    assert not Event.objects.filter(chain="case:X").exists()


@pytest.mark.django_db
def test_each_line_keeps_its_detail():
    record(Verb.CASE_OPENED, chain="case:X", by=HUB, detail={"n": 1})
    record(Verb.NOTE_ADDED, chain="case:X", by=HUB, detail={"n": 2})
    kept = Detail.objects.filter(chain="case:X").order_by("-seq").values_list("text", flat=True)
    assert list(kept) == ['{"n": 2}', '{"n": 1}']
