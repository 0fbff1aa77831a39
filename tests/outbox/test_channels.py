"""Texts, letters and the portal: what goes into them, and what it means that they are sent."""

from datetime import timedelta

import pytest
from anymail.exceptions import AnymailRequestsAPIError
from django.utils import timezone
from requests import Response

from mash.outbox.channels import MODULES
from mash.outbox.models import Message
from mash.outbox.relay import Relay
from mash.outbox.rules import ALLOWED, LEASE, NotAllowed, NotTextable
from mash.outbox.services import ALWAYS, compose, doubt_abandoned, record_not_posted, record_posted, take_message
from mash.outbox.states import ASKABLE, Carrier, Channel, State
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb

pytestmark = pytest.mark.django_db
GSM = set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
          "abcdefghijklmnopqrstuvwxyzäöñüà")  # fmt: skip
"""GSM 03.38: with these, one text holds 160 characters; with any other only 70."""
WORDS = {"reference": "R-0000-0001", "due": "Wednesday 30 September at 12:00", "status_url": "https://example.org/status/"}
ADDRESS = "Robin Example\n12 Example Row\nLuton\nLU1 9ZZ"


@pytest.fixture
def letter(queue):
    return queue(channel=Channel.LETTER, recipient=ADDRESS, template="acknowledgement", context=WORDS)


def after(message):
    message.refresh_from_db()
    return message


@pytest.mark.parametrize("template", ["acknowledgement", "feedback"])
def test_a_text_fits_into_one(template):
    subject, body = compose(template, WORDS, Channel.TEXT)
    assert subject == ""
    assert len(body) <= 160
    assert set(body) <= GSM
    assert WORDS["reference"] in body
    assert ALWAYS["hub_phone"] in body


@pytest.mark.parametrize("channel", [Channel.TEXT, Channel.LETTER, Channel.EMAIL])
def test_every_template_composes_and_none_says_who_we_are_to_a_referrer(settings, channel):
    names = {path.stem for path in (settings.BASE_DIR / "templates" / channel).glob("*.txt")}
    assert {"acknowledgement", "feedback"} <= names
    for name in names - {"foot"}:
        subject, body = compose(name, dict.fromkeys(ALLOWED, "x"), channel)
        assert "Subject:" not in body
        assert bool(subject) == (channel != Channel.TEXT)
    for name in ("acknowledgement", "feedback"):
        said = " ".join(compose(name, WORDS, channel)).lower()
        assert not [word for word in ("mash", "safeguard", "abuse", "concern", "adult") if word in said]


@pytest.mark.parametrize("channel", Channel)
def test_no_channel_carries_other_words(queue, channel):
    with pytest.raises(NotAllowed):
        queue(channel=channel, recipient="07700900982", template="feedback", context=WORDS | {"adult_name": "Ada"})


def test_a_number_that_receives_no_texts_is_refused_when_queueing(queue):
    with pytest.raises(NotTextable, match="can’t receive text messages"):
        queue(channel=Channel.TEXT, recipient="01632 960 001", template="feedback", context=WORDS)
    assert not Message.objects.exists()
    queue(channel=Channel.TEXT, recipient="07700 900 982", template="feedback", context=WORDS)
    assert Message.objects.get().recipient == "+447700900982"


def test_a_letter_waits_for_whoever_posts_it(letter):
    assert Relay().send_next()
    assert (after(letter).state, letter.carrier) == (State.TO_POST, Carrier.POST)
    assert not Relay().send_next()
    assert not Event.objects.filter(chain="outbox").exists()
    at = timezone.now() - timedelta(days=1)
    record_posted(message_id=letter.pk, posted_at=at, by=System("test"))
    assert (after(letter).state, letter.sent_at) == (State.SENT, at)
    assert Event.objects.get(chain="outbox").verb == Verb.MESSAGE_SENT


def test_a_letter_that_is_not_posted_is_settled_with_the_answer(letter):
    Relay().send_next()
    record_not_posted(message_id=letter.pk, by=System("test"))
    assert (after(letter).state, letter.work_item_raised) == (State.DEAD, True)
    assert Event.objects.get(chain="outbox").verb == Verb.MESSAGE_FAILED


@pytest.mark.parametrize("settle", [
    lambda pk, by: record_posted(message_id=pk, posted_at=timezone.now(), by=by), lambda pk, by: record_not_posted(message_id=pk, by=by),
])  # fmt: skip
def test_without_its_line_of_trail_no_letter_is_settled(letter, settle, monkeypatch):
    Relay().send_next()
    monkeypatch.setattr("mash.outbox.services.record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        settle(letter.pk, System("test"))
    assert after(letter).state == State.TO_POST


def test_what_is_in_the_portal_is_sent_and_carries_no_words(queue):
    message = queue(channel=Channel.PORTAL)
    assert message.body == ""
    assert message.subject
    assert Relay().send_next()
    assert (after(message).state, message.carrier) == (State.SENT, Carrier.PORTAL)


@pytest.mark.parametrize(("channel", "ends"), [(Channel.LETTER, State.TO_POST), (Channel.PORTAL, State.SENT)])
def test_a_relay_that_died_leaves_no_doubt_about_what_never_left_the_house(queue, channel, ends):
    message = queue(channel=channel, template="feedback", context=WORDS)
    take_message()
    Message.objects.update(taken_at=timezone.now() - LEASE - timedelta(seconds=1))
    doubt_abandoned()
    Message.objects.update(not_before_at=timezone.now())
    assert Relay().send_next()
    assert after(message).state == ends


def test_whoever_can_be_asked_has_a_way_of_asking():
    assert set(MODULES) == set(Carrier)
    assert {carrier for carrier, module in MODULES.items() if hasattr(module, "found")} == set(ASKABLE)


def test_a_provider_carries_email_where_the_setting_names_anymail(queue, settings, monkeypatch):
    """Its own trial backend stands for a provider: taken, and refused with an answer of HTTP."""
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    taken = queue()
    Relay().send_next()
    assert after(taken).state == State.SENT

    def refuse(backend, payload, message):
        answer = Response()
        answer.status_code = 422
        raise AnymailRequestsAPIError("told-nobody", response=answer)

    monkeypatch.setattr("anymail.backends.test.EmailBackend.post_to_esp", refuse)
    refused = queue()
    Relay().send_next()
    assert (after(refused).state, refused.fault) == (State.DEAD, "AnymailRequestsAPIError 422")
