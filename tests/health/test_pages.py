"""/live and /ready: what a proxy and a monitor read."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from mash.health import errors, queries, views
from mash.health.models import Heartbeat
from mash.health.services import record_heartbeat
from mash.health.tasks import beat_heart


def test_live_asks_nothing_of_the_database(client):
    answer = client.get("/live")
    assert (answer.status_code, answer.content) == (200, b"live\n")


@pytest.mark.django_db
def test_ready_tells_how_the_processes_do(client):
    beat_heart()
    Heartbeat.objects.create(name="relay", at=timezone.now() - timedelta(minutes=5))
    answer = client.get("/ready")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["database"]) == ("ready", "answers")
    assert told["processes"]["worker"]["state"] == "well"
    assert told["processes"]["relay"] == {"state": "late", "seconds_ago": 300}
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_worker_that_never_came_turns_nobody_away(client):
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert answer.json()["processes"]["worker"] == {"state": "never seen", "seconds_ago": None}


@pytest.mark.django_db
def test_a_heartbeat_is_one_row(django_assert_num_queries):
    record_heartbeat(name="worker")
    record_heartbeat(name="worker")
    assert Heartbeat.objects.count() == 1


def test_not_ready_without_a_database(client, monkeypatch):
    def unreachable():
        raise DatabaseError("secret words of a driver")

    monkeypatch.setattr(views, "tables_are_current", unreachable)
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready", "database": "does not answer"})


@pytest.mark.django_db
def test_not_ready_before_the_migrations(client, monkeypatch):
    queries._find_tables_current.cache_clear()
    monkeypatch.setattr(queries.MigrationExecutor, "migration_plan", lambda *_: ["one to come"])
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (
        503,
        {"status": "not ready", "database": "tables are not up to date"},
    )
    monkeypatch.undo()
    assert client.get("/ready").status_code == 200


@pytest.mark.django_db
def test_ready_is_cheap(client, django_assert_max_num_queries):
    client.get("/ready")
    with django_assert_max_num_queries(1):
        client.get("/ready")


@pytest.mark.parametrize("address", ["/live", "/ready"])
def test_nobody_posts_here(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    "posted", [dict.fromkeys(map(str, range(1001)), "x"), {"worry": "x" * 21 * 1024 * 1024}], ids=["fields", "bytes"]
)
@pytest.mark.django_db
def test_too_much_gets_a_page_that_says_so(client, posted):
    answer = client.post("/report/worry/", urlencode(posted), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert b"What you sent is too large" in answer.content
    assert b"01582 547730" in answer.content


@pytest.mark.parametrize(("fault", "status"), [(OperationalError("gone"), 503), (ValueError("ours"), 500)])
def test_a_failure_says_whether_it_will_pass(fault, status, rf):
    try:
        raise fault
    except Exception:
        answer = errors.failed(rf.get("/board/"))
    assert answer.status_code == status
    assert b"01582 547730" in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["", "maildir:///nowhere"])
def test_ready_shows_the_mailbox_where_there_is_one_and_turns_nobody_away_for_it(client, settings, url):
    settings.MAILBOX_URL = url
    answer = client.get("/ready")
    assert (answer.status_code, "mailbox" in answer.json()["processes"]) == (200, bool(url))


@pytest.mark.django_db
def test_an_address_of_a_button_answers_with_a_page_and_all_that_guards_it(people, client_for):
    answer = client_for(people.duty_worker).get("/tasks/answer/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "press the button there" in answer.content.decode()
    assert answer["Content-Security-Policy"]
    assert client_for(people.duty_worker).post("/tasks/answer/", {"task": "", "answer": ""}).status_code == 200
