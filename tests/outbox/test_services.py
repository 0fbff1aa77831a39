"""Messages stand or fall with the change they tell of."""

import pytest
from django.db import connection, transaction
from django.template.loader import get_template

from mash.outbox.models import Message
from mash.outbox.rules import ALLOWED, NotAllowed
from mash.outbox.services import compose, queue_message
from mash.outbox.states import State
from mash.trail.services import System

pytestmark = pytest.mark.django_db
BY = System("test")
WORDS = {"reference": "K-0000-0001", "due": "Monday at 12:00"}


def queue(**more):
    asked = {
        "recipient": "police@example.org",
        "template": "check_asked",
        "context": WORDS,
        "about": "M-0000-0001",
        "by": BY,
    }
    return queue_message(**(asked | more))


def test_a_message_waits_in_neutral_words(people):
    message = queue(by=people.duty_worker)
    assert (message.state, message.recipient, message.about) == (State.WAITING, "police@example.org", "M-0000-0001")
    assert message.subject == "Luton Adults MASH: a question for you (K-0000-0001)"
    assert "Monday at 12:00" in message.body
    assert "01582 547730" in message.body
    assert message.queued_by == people.duty_worker
    assert queue().queued_by is None


def test_nothing_is_escaped_in_plain_text(settings):
    settings.SERVICE_URL = "https://mash.example.org/?a=1&b='2'"
    assert "?a=1&b='2'" in queue().body


def test_what_no_email_may_say_is_refused():
    with pytest.raises(NotAllowed):
        queue(context=WORDS | {"adult_name": "Ada Example"})
    with pytest.raises(NotAllowed):
        queue(context={"reference": "K-0000-0001"})
    assert not Message.objects.exists()


def test_every_template_composes(settings):
    words = dict.fromkeys(ALLOWED, "x")
    folder = settings.BASE_DIR / "templates/email"
    for path in folder.glob("*.txt"):
        if path.stem == "foot":
            continue
        subject, body = compose(path.stem, words)
        assert subject, path.stem
        assert "\n" not in subject
        assert "Subject:" not in body
        assert get_template(f"email/{path.name}").template.source.startswith("Subject: ")


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_at_commit_and_a_rolled_back_message_never_was():
    with connection.cursor() as cursor:
        cursor.execute("listen outbox")
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not list(connection.connection.notifies(timeout=0.1))
    with transaction.atomic():
        queue()
    assert len(list(connection.connection.notifies(timeout=2, stop_after=1))) == 1
