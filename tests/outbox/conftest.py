"""What the tests of the outbox share: a mail server, and messages to send."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from mash.outbox.services import queue_message
from mash.trail.services import System
from tests.outbox.notify_office import open_office
from tests.outbox.post_office import open_post


@pytest.fixture
def post(settings):
    """The mail server that the relay is pointed at."""
    with open_post() as (handler, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = port
        yield handler


@pytest.fixture
def queue():
    """Queue one neutral message."""

    def queued(**more):
        asked = {
            "recipient": "police@example.org", "template": "check_asked", "about": "M-0000-0001", "by": System("test"),
            "context": {"reference": "K-0000-0001", "due": "Monday at 12:00"},
        }  # fmt: skip
        return queue_message(**(asked | more))

    return queued


@pytest.fixture(scope="session")
def notify_office():
    """One fake GOV.UK Notify for all tests that need it."""
    with open_office() as office:
        yield office


@pytest.fixture
def notify(settings, notify_office):
    """GOV.UK Notify as the relay is pointed at it, well-behaved, for texts and e-mail."""
    settings.EMAIL_BY = "notify"
    for name, value in notify_office.settings.items():
        setattr(settings, name, value)
    notify_office.mood()
    return notify_office


@pytest.fixture
def start_process():
    """Start processes of our own that work on the test's database; all of them are gone afterwards."""
    server, name = os.environ["DATABASE_URL"], connection.settings_dict["NAME"]
    path, _, query = server.partition("?")
    ours = {"DATABASE_URL": f"{path.rpartition('/')[0]}/{name}?{query}", "DJANGO_SETTINGS_MODULE": "mash.settings.test"}
    running = []

    def start(code, *words, **environment):
        environment = os.environ | ours | environment
        running.append(subprocess.Popen([sys.executable, "-c", code, *words], env=environment))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()
