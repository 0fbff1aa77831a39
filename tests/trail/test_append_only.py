"""Nobody changes the trail: triggers stop the owner, privileges stop the application."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from mash.trail.models import Detail, Event, Head
from mash.trail.services import System, record
from mash.trail.verbs import Verb

pytestmark = pytest.mark.django_db
TABLES = [Event, Detail, Head]
DOOR = "select trail_append('case:X', '2026-01-01T00:00:00.000000+00:00', null, 'The hub', 'viewed', '', '{}')"


@pytest.fixture
def line():
    """One line on a chain, whose row every attempt below would touch."""
    record(Verb.CASE_OPENED, chain="case:X", by=System("The hub"), subject="X", detail={"a": 1})


@pytest.fixture
def as_app():
    """The connection speaks as the plain role, as the running product does."""
    call_command("grant_app_role")
    with connection.cursor() as cursor:
        cursor.execute("set role mash_app")
        yield cursor
        cursor.execute("reset role")


def refused(statement: str, why: str) -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("model", [Event, Detail])
def test_the_owner_cannot_change_a_line(line, model):
    refused(f"update {model._meta.db_table} set seq = 9", "append-only")


@pytest.mark.parametrize("model", TABLES)
def test_the_owner_cannot_remove_a_line(line, model):
    refused(f"delete from {model._meta.db_table}", "append-only")


@pytest.mark.parametrize("model", TABLES)
def test_the_owner_cannot_empty_a_table(line, model):
    refused(f"truncate {model._meta.db_table}", "append-only")


@pytest.mark.parametrize("model", TABLES)
@pytest.mark.parametrize("statement", ["update {} set seq = 9", "delete from {}", "truncate {}", "insert into {} (chain, seq) values ('x', 1)"])
def test_the_application_has_no_right_to_write(line, as_app, model, statement):
    refused(statement.format(model._meta.db_table), "permission denied")


def test_the_application_cannot_lift_the_lock(line, as_app):
    refused("alter table trail_event disable trigger user", "must be owner")
    refused("create or replace function trail_refuse() returns trigger language plpgsql as 'begin return null; end'", "permission denied|must be owner")


def test_the_application_writes_through_the_door_and_reads(line, as_app):
    as_app.execute(DOOR)
    assert as_app.fetchone()[0] == 2
    assert Event.objects.filter(chain="case:X").count() == 2


def test_others_do_not_have_the_door(line):
    with connection.cursor() as cursor:
        cursor.execute("create role passer_by")
        cursor.execute("grant usage on schema public to passer_by")
        cursor.execute("set role passer_by")
    refused(DOOR, "permission denied")
    with connection.cursor() as cursor:
        cursor.execute("reset role")


def test_granting_twice_is_harmless(line, as_app):
    as_app.execute("reset role")
    call_command("grant_app_role")
