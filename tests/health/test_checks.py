"""The refusal to serve: on a database that may lose what it acknowledged, and as a role that could rewrite the trail."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import DatabaseError, connection

from mash.health import checks, queries

PLAIN = {
    "a superuser": False,
    "exempt from row security": False,
    "allowed to make roles": False,
    "the owner of the database": False,
    "an owner of tables": False,
}


def asked(**more):
    return run_checks(tags=["serving"], databases=["default"], include_deployment_checks=True)


def test_nothing_is_asked_of_a_database_that_nobody_named(settings):
    assert run_checks(tags=["serving"], include_deployment_checks=True) == []


@pytest.mark.django_db
def test_the_quick_database_of_the_tests_would_be_refused():
    refused = {message.id: message for message in asked()}
    assert refused["health.E002"].msg == (
        "The database may lose acknowledged referrals: fsync, full_page_writes, synchronous_commit is off."
    )
    assert "a superuser" in refused["health.E003"].msg


@pytest.mark.django_db
def test_the_plain_role_is_not_refused(monkeypatch):
    call_command("grant_app_role")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE mash_app")
        assert queries.powers() == PLAIN
        assert "health.E003" not in {message.id for message in asked()}
        cursor.execute("RESET ROLE")


def test_a_database_out_of_reach_is_said_once(monkeypatch):
    def unreachable():
        raise DatabaseError

    monkeypatch.setattr(queries, "durability", unreachable)
    monkeypatch.setattr(queries, "powers", unreachable)
    assert [message.id for message in asked()] == ["health.E001"]


def test_missing_pdf_libraries_are_a_warning_with_the_remedy(monkeypatch):
    monkeypatch.setattr(checks, "_loads", lambda name: "harfbuzz" not in name)
    [warning] = checks.pdf_libraries_are_there()
    assert warning.id == "health.W001"
    assert "libharfbuzz-subset.so.0" in warning.msg
    assert not warning.is_serious()


def test_the_pdf_libraries_are_here():
    assert checks.pdf_libraries_are_there() == []
