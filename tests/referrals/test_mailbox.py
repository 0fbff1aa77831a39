"""The mailbox: each message a row and a report before it counts as read, once, whatever happens in between."""

import os
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from mash.cases.models import Case, WorkItem
from mash.cases.states import WorkKind
from mash.health.models import Heartbeat
from mash.outbox.models import Message
from mash.trail.services import System
from mash.trail.verbs import Verb
from referrals.letters import mailbox_state
from referrals.mail import boxes
from referrals.mail.boxes import BadAddress, open_box
from referrals.models import Arrival, Mail, Mailbox, Referral
from referrals.services import mail as mail_services
from referrals.services import mail_files
from referrals.services import mailbox as mailbox_services
from referrals.services.mailbox import ALARM_AFTER, LOCK, sweep_mailbox
from referrals.states import Channel, MailKind
from tests.referrals.mails import AWAY, BASE64, EMPTY, MALFORMED, PLAIN, WORDS, bounce, made_of, mail

pytestmark = pytest.mark.django_db(transaction=True)


def only(kind=None) -> Mail:
    return Mail.objects.select_related("referral__case").get(**({"kind": kind} if kind else {}))


def test_a_message_becomes_a_row_and_a_report_and_then_counts_as_read(town, either):
    raw = mail()
    either.deliver(raw)
    assert sweep_mailbox() == 1
    kept = only()
    assert (bytes(kept.raw), kept.sha256, kept.kind) == (raw, sha256(raw).hexdigest(), MailKind.CONCERN)
    assert (kept.referral.channel, kept.referral.worry) == (Channel.EMAIL, f"Subject: Worried\n\n{WORDS}")
    assert kept.referral.once_key == kept.once_key == Arrival.objects.get().once_key
    assert kept.referral.received_at == kept.received_at <= timezone.now()
    assert either.unread() == []
    assert sweep_mailbox() == 0


def test_ten_ways_of_being_malformed_and_what_machines_write_are_rows_too(town, either):
    sent = [*MALFORMED.values(), AWAY, EMPTY, bounce("x@example.org"), b""]
    for raw in sent:
        either.deliver(raw)
    assert sweep_mailbox(within=60) == len(sent)
    assert Referral.objects.count() == Arrival.objects.count() == len(sent)
    assert not Mail.objects.filter(referral=None).exists()
    assert either.unread() == []
    shown = set(Case.objects.values_list("arrived_as", flat=True))
    assert shown == {"Email: could not be fully read", "Email: automatic reply", "Email: empty message", "Email: bounce"}


def test_the_same_words_sent_twice_are_two(town, either):
    raw = mail()
    either.deliver(raw)
    either.deliver(raw)
    assert sweep_mailbox() == 2
    assert Referral.objects.count() == 2


STEPS = {
    "fetched, not kept": (mailbox_services, "keep"),
    "kept, not accepted": (mailbox_services, "accept"),
    "accepted, not linked": (mail_services, "link_mail"),
}


class Killed(BaseException):
    """As kill -9: nothing of ours catches it."""


def killed(*args, **kwargs):
    raise Killed


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_killed_between_two_steps_the_next_sweep_goes_on(town, either, monkeypatch, step):
    either.deliver(mail())
    with monkeypatch.context() as patch:
        patch.setattr(*step, killed)
        with pytest.raises(Killed):
            sweep_mailbox()
    assert len(either.unread()) == 1, "nothing counts as read that is not a report"
    sweep_mailbox()
    assert only().referral == Referral.objects.get()
    assert Arrival.objects.count() == 1
    assert either.unread() == []


@pytest.mark.parametrize("kind", [boxes.Maildir, boxes.Imap])
def test_killed_before_it_was_marked_it_is_marked_and_not_taken_again(town, request, monkeypatch, kind):
    box = request.getfixturevalue({"Maildir": "postbox", "Imap": "imap"}[kind.__name__])
    box.deliver(mail())
    with monkeypatch.context() as patch:
        patch.setattr(kind, "mark", killed)
        with pytest.raises(Killed):
            sweep_mailbox()
    assert len(box.unread()) == 1
    assert sweep_mailbox() == 0
    assert (Referral.objects.count(), box.unread()) == (1, [])


def test_what_was_kept_is_finished_though_the_mailbox_is_away(town, postbox, settings, monkeypatch):
    postbox.deliver(mail())
    with monkeypatch.context() as patch:
        patch.setattr(mailbox_services, "accept", killed)
        with pytest.raises(Killed):
            sweep_mailbox()
    settings.MAILBOX_URL = "imap://a:b@127.0.0.1:1/INBOX"
    sweep_mailbox()
    assert only().referral is not None


def test_a_message_that_somebody_opened_by_hand_is_not_lost(town, either):
    either.deliver(mail())
    sweep_mailbox()
    either.deliver(mail("He is alone all day."))
    with open_box(django_settings.MAILBOX_URL) as box:
        box.mark(box.look(None)[0])
    assert either.unread() == []
    assert sweep_mailbox() == 1
    assert Referral.objects.filter(worry__contains="alone all day").count() == 1


def test_what_was_read_before_the_mailbox_was_ours_is_left_alone(town, either):
    either.deliver(mail())
    with open_box(django_settings.MAILBOX_URL) as box:
        box.mark(box.look(None)[0])
    assert sweep_mailbox() == 0
    assert not Mail.objects.exists()


@pytest.mark.parametrize("broken", ["read_letter", "report_of"])
def test_a_message_that_trips_us_over_is_a_row_and_stops_no_other(town, postbox, monkeypatch, caplog, broken):
    real = getattr(mail_services, broken)

    def trip(what, **more):
        if "poison" in repr(what):
            raise RuntimeError("the poison of Mrs Canary")
        return real(what, **more)

    monkeypatch.setattr(mail_services, broken, trip)
    for words in ("poison", "Well."):
        postbox.deliver(mail(words))
    assert sweep_mailbox() == 2
    assert only(MailKind.MALFORMED).referral.worry
    assert b"poison" in bytes(only(MailKind.MALFORMED).raw)
    assert only(MailKind.CONCERN).referral.worry.endswith("Well.")
    assert [record.levelname for record in caplog.records] == ["ERROR"] * len(caplog.records) != []


def test_without_the_database_nothing_is_made_up(town, postbox, monkeypatch):
    """A fault of the database is no fault of the message: it is tried again, not taken in as unreadable."""
    postbox.deliver(mail())

    def away(**_):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(mail_services, "accept_referral", away)
        with pytest.raises(OperationalError):
            sweep_mailbox()
    sweep_mailbox()
    assert only().kind == MailKind.CONCERN


def test_only_a_person_is_acknowledged_neutrally(town, either):
    for raw in (mail(), AWAY, bounce("x@example.org"), mail(Auto_Submitted="auto-generated"), mail("Do not reply to me.")):
        either.deliver(raw)
    sweep_mailbox()
    sent = Message.objects.get()
    written_to = Referral.objects.get(reference=sent.about)
    assert (sent.recipient, written_to.worry) == ("robin@example.org", f"Subject: Worried\n\n{WORDS}")
    assert "Worried" not in sent.subject + sent.body
    assert "bruises" not in sent.body


def test_a_bounce_of_ours_names_it_and_a_manager_is_asked_once(town, postbox):
    postbox.deliver(mail())
    sweep_mailbox()
    told = Message.objects.get()
    postbox.deliver(bounce(f"{told.reference}@mash.example.org"))
    sweep_mailbox()
    back = only(MailKind.BOUNCE)
    assert back.answers == told
    item = WorkItem.objects.get()
    assert (item.kind, item.about, item.case) == (WorkKind.DEAD_MESSAGE, told.about, Referral.objects.get(reference=told.about).case)
    sweep_mailbox()
    assert WorkItem.objects.count() == 1


def test_a_message_is_kept_as_it_came_for_good(town, postbox):
    postbox.deliver(mail())
    sweep_mailbox()
    for change in (lambda rows: rows.update(raw=b""), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="kept as it came"), transaction.atomic():
            change(Mail.objects.all())


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def test_files_come_with_the_report_and_a_bad_one_never_blocks_it(town, either):
    tops = ('Content-Type: {0}; name="{1}"', 'Content-Disposition: attachment; filename="{1}"', "Content-Transfer-Encoding: base64", "", "{2}")
    parts = ["\r\n".join(tops).format(*part) for part in (("image/png", "a.png", PIXEL), ("application/pdf", "b.pdf", "JVBERi0xLjQK"))]
    either.deliver(made_of("multipart/mixed", PLAIN, *parts))
    sweep_mailbox()
    assert [file.document.state for file in only().referral.files.select_related("document")] == ["unscanned", "refused"]
    assert WORDS in only().referral.worry


def test_a_file_that_trips_us_over_is_left_in_the_message_and_said(town, postbox, monkeypatch):
    monkeypatch.setattr(mail_files, "take_in", lambda **_: 1 / 0)
    postbox.deliver(made_of("multipart/mixed", PLAIN, f"{BASE64}JVBERi0xLjQK"))
    sweep_mailbox()
    assert only().troubles == ["Attachment 1 could not be taken in: it is in the message as it came."]
    assert WORDS in only().referral.worry


def test_files_that_take_too_long_are_left_in_the_message(town, postbox, monkeypatch):
    monkeypatch.setattr(mail_files, "SECONDS", -1.0)
    postbox.deliver(made_of("multipart/mixed", PLAIN, f"{BASE64}JVBERi0xLjQK"))
    sweep_mailbox()
    assert "in the message as it came" in only().troubles[-1]


def test_a_message_from_the_future_was_received_now(town, postbox):
    key = postbox.deliver(mail())
    os.utime(postbox.home / "new" / key, (4e9, 4e9))
    sweep_mailbox()
    assert only().referral.received_at <= timezone.now()


def test_too_many_files_are_counted_and_the_rest_refused(town, postbox, monkeypatch):
    monkeypatch.setattr(mail_files, "MOST_FILES", 1)
    postbox.deliver(made_of("multipart/mixed", PLAIN, *[f"{BASE64}JVBERi0xLjQK"] * 2))
    sweep_mailbox()
    assert [file.document.refusal for file in only().referral.files.select_related("document")][1] == "too_many"


def test_too_large_a_message_is_kept_in_part_and_says_so(town, either, monkeypatch):
    monkeypatch.setattr(boxes, "LARGEST", 500)
    either.deliver(mail("word " * 500))
    sweep_mailbox()
    assert (len(only().raw), only().whole, only().kind) == (500, False, MailKind.CONCERN)
    assert any("too large" in trouble for trouble in only().troubles)


def test_two_sweeps_don_t_take_at_once(town, postbox):
    postbox.deliver(mail())
    with _held():
        assert sweep_mailbox() == 0
    assert sweep_mailbox() == 1


@contextmanager
def _held():
    """The lock, held by another process."""
    words = connection.get_connection_params()
    with psycopg.connect(dbname=words["dbname"], host=words.get("host"), user=words.get("user"), port=words.get("port")) as other:
        other.execute("select pg_advisory_lock(%s)", [LOCK])
        yield
        other.execute("select pg_advisory_unlock(%s)", [LOCK])


def test_a_sweep_stops_in_time_and_says_what_waits(town, either):
    for _ in range(3):
        either.deliver(mail())
    assert sweep_mailbox(within=0) == 0
    assert mailbox_state().waiting == 3
    assert sweep_mailbox() == 3
    assert (mailbox_state().waiting, mailbox_state().unaccepted) == (0, 0)
    assert Heartbeat.objects.filter(name="mailbox").exists()


AWAY_URLS = ["imap://mash:wrong@127.0.0.1:{port}/INBOX", "imap://mash:secret@127.0.0.1:{port}/Nowhere", "imap://a:b@127.0.0.1:1", "maildir:///nowhere"]


@pytest.mark.parametrize("url", AWAY_URLS)
def test_a_mailbox_that_can_t_be_read_alarms_once_an_outage(town, imap_server, settings, time_machine, url):
    settings.MAILBOX_URL = url.format(port=imap_server.port)
    started = timezone.now()
    time_machine.move_to(started, tick=False)
    sweep_mailbox()
    time_machine.move_to(started + ALARM_AFTER - timedelta(seconds=1), tick=False)
    sweep_mailbox()
    assert not WorkItem.objects.exists()
    time_machine.move_to(started + ALARM_AFTER, tick=False)
    sweep_mailbox()
    sweep_mailbox()
    item = WorkItem.objects.get()
    assert item.kind == WorkKind.MAILBOX
    assert "secret" not in item.question + Mailbox.objects.get().name + Mailbox.objects.get().fault
    assert mailbox_state().failing_since_at == started


def test_an_outage_that_is_over_may_begin_again(town, postbox, settings, time_machine):
    started = timezone.now()
    for hour, url in enumerate(["maildir:///nowhere"] * 2 + [postbox.url]):
        time_machine.move_to(started + timedelta(hours=hour), tick=False)
        settings.MAILBOX_URL = url
        sweep_mailbox()
    name = Mailbox.objects.get(failing_since_at=None).name
    assert mailbox_state().read_at is not None
    box = mailbox_services.note_fault(name=name, fault="x", by=System("test"))
    assert (box.failing_since_at, box.alarmed_at) == (timezone.now(), None)
    assert WorkItem.objects.count() == 1


def test_a_message_that_is_not_handed_over_holds_up_no_other_and_alarms(town, postbox, monkeypatch):
    real, first = boxes.Maildir.fetch, postbox.deliver(mail())
    monkeypatch.setattr(boxes.Maildir, "fetch", lambda box, slot: None if slot.key == first else real(box, slot))
    postbox.deliver(mail())
    assert sweep_mailbox() == 1
    assert mailbox_state().waiting == 1
    assert mailbox_state().failing_since_at is not None


@pytest.mark.parametrize("url", ["imap://a:b@mail.example.org/INBOX", "pop3://a:b@mail.example.org", "nonsense"])
def test_a_mailbox_is_never_read_in_the_clear_over_a_network(url):
    with pytest.raises(BadAddress, match="must begin with"), open_box(url):
        pass


def test_without_a_mailbox_nothing_happens(town):
    assert sweep_mailbox() == 0
    assert mailbox_state() is None


def test_words_of_a_message_are_in_no_line_of_trail_and_no_log(town, either, caplog):
    either.deliver(mail("CANARYTEXT", subject="CANARYSUBJECT", who="CANARYNAME <canary@example.org>"))
    either.deliver(MALFORMED["absurdly nested"])
    sweep_mailbox()
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(e::text, ' ') from trail_event e")
        trail = cursor.fetchone()[0]
        cursor.execute("select string_agg(d::text, ' ') from trail_detail d")
        trail += cursor.fetchone()[0]
    assert Verb.REFERRAL_ACCEPTED in trail
    assert "canary" not in (trail + caplog.text).lower()
