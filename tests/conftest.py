"""What every test may ask for: people of each role, cases at each stage, and a browser's client."""

import gc
from collections.abc import Iterator
from datetime import date
from functools import cache
from inspect import signature
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from mash.accounts.models import User
from mash.trail.services import System
from ops.pytest_postgres import migrated
from tests.flush import empty_database, keep_first_rows
from tests.guards import guarded  # noqa: F401
from tests.kept import BEGINNINGS, Kept
from tests.town import Town

LONG = (
    "tests/house/test_urls", "tests/drills/", "tests/journeys/", "tests/bench/", "tests/ops/", "tests/house/test_kept_words",
    "tests/referrals/test_mailbox", "tests/cases/test_searching",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Reads are recorded on a second connection: a test that has one database has both. Long files come first: none of them
    is then left to one core at the end.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    for item in items:
        for mark in item.iter_markers("django_db"):
            mark.kwargs.setdefault("databases", ["default", "trail"])


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker's database is a copy of one."""
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Tests with real commits end as they began; the second connection is let go before the database is dropped."""
    with django_db_blocker.unblock():
        keep_first_rows()
    _look_for_rubbish_less()
    TransactionTestCase._fixture_teardown = lambda _: empty_database()
    yield
    connections["trail"].close()


def _look_for_rubbish_less() -> None:
    """What is loaded by now stays to the end: walking through it again and again took a tenth of the run. Not before: the
    migrations leave much that must go.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def town(db: None, request: pytest.FixtureRequest) -> Iterator[Town]:
    """Organisations, agreements and one account per role. Tests that begin like another of their file go on from its rows, unless
    they change what services find beside the database.
    """
    day = timezone.localdate()
    town = _town_of(day).lay_down()
    if connection.in_atomic_block and not {"monkeypatch", "settings"} & {*signature(request.function).parameters}:
        with BEGINNINGS.of(request.path, day):
            yield town
    else:
        yield town


@cache
def _town_of(day: date) -> Kept:
    """Built once for each day on which a test plays: agreements begin and end by the day."""
    return Kept(lambda: Town.build(System("test")))


@pytest.fixture
def people(town: Town) -> SimpleNamespace:
    """One person per role, by role name; the organisations too."""
    return SimpleNamespace(**town.people, **town.organisations)


class StrictClient(Client):
    """A client that refuses a page with an unknown variable in it."""

    def request(self, **request: object):  # noqa: ANN201 (Django's own signature)
        response = super().request(**request)
        if not response.streaming and b"UNKNOWN VARIABLE" in response.content:
            start = response.content.index(b"UNKNOWN VARIABLE")
            pytest.fail(f"{request.get('PATH_INFO')}: {response.content[start : start + 60]!r}")
        return response


@pytest.fixture
def client_for():  # noqa: ANN201
    """A signed-in client of a person."""

    def client(user: User | None = None) -> StrictClient:
        made = StrictClient()
        if user is not None:
            made.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return made

    return client
