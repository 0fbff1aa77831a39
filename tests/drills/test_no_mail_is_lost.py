"""The poller is killed without warning while mail comes in: each message is one row and one report, none is lost or twice."""

import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db import connection

from mash.outbox.models import Message
from mash.trail.verbs import Verb
from referrals.mail.letter import read_letter
from referrals.models import Arrival, Mail, Referral
from referrals.states import MailKind
from tests.ops.production import ROOT
from tests.referrals.dovecot import open_server
from tests.referrals.mails import MALFORMED, Postbox, mail

FULL = os.environ.get("DRILLS") == "full"
MAILS, EACH_MALFORMED, KILLS = (500, 5, 25) if FULL else (40, 1, 3)
SEED = int(os.environ.get("DRILL_SEED") or random.SystemRandom().randrange(10**6))
TRAIL = "select count(*) from trail_event where verb = %s"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.drill]


@pytest.fixture(params=["maildir", "imap"])
def box(request, tmp_path):
    """A mailbox of each kind: where mail is delivered to, and the address that the poller is given."""
    if request.param == "maildir":
        postbox = Postbox(tmp_path / "mailbox")
        yield postbox, postbox.url
        return
    with open_server() as server:
        yield server.postbox, server.url


@pytest.fixture
def start_poller(box):
    """Start pollers that work on the test's database."""
    server, name = os.environ["DATABASE_URL"], connection.settings_dict["NAME"]
    path, _, query = server.partition("?")
    url = f"{path.rpartition('/')[0]}/{name}?{query}"
    more = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "mash.settings.test", "MAILBOX_URL": box[1]}
    command = [sys.executable, "manage.py", "poll_mailbox", "--every", "0.1"]
    running = []

    def start():
        running.append(subprocess.Popen(command, cwd=ROOT, env=os.environ | more, stderr=subprocess.DEVNULL))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def numbered(number: int, raw: bytes) -> bytes:
    return b"X-Number: %d\r\n" % number + raw


def sent(rng: random.Random) -> list[bytes]:
    """The malformed ones among the others, in any order."""
    bad = [raw for raw in MALFORMED.values() for _ in range(EACH_MALFORMED)]
    good = [mail() for _ in range(MAILS - len(bad))]
    return [numbered(number, raw) for number, raw in enumerate(rng.sample(bad + good, MAILS))]


def wait_until(true, within=600.0):
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def test_killed_again_and_again_each_message_is_one_report(town, box, start_poller, capsys):
    rng, postbox, began = random.Random(SEED), box[0], time.monotonic()
    mails = sent(rng)
    share = MAILS // (KILLS + 1)
    half_done = 0
    for kill in range(KILLS):
        for raw in mails[kill * share : (kill + 1) * share]:
            postbox.deliver(raw)
        poller, before = start_poller(), Arrival.objects.count()
        wait_until(lambda before=before: Arrival.objects.count() > before)
        time.sleep(rng.uniform(0, 0.04 * share))
        poller.kill()
        poller.wait()
        unaccepted = Mail.objects.filter(referral=None).count()
        unmarked = len(postbox.unread()) + Mail.objects.count() - (kill + 1) * share
        half_done += bool(unaccepted or unmarked)
    for raw in mails[KILLS * share :]:
        postbox.deliver(raw)
    start_poller()
    wait_until(lambda: Referral.objects.count() >= MAILS and not postbox.unread())
    with capsys.disabled():
        print(
            f"\n{MAILS} mails, {len(MALFORMED) * EACH_MALFORMED} of them malformed; {KILLS} kills -9 (seed {SEED}), {half_done}"
            f" between two steps of one mail; {time.monotonic() - began:.0f} s: {Referral.objects.count()} reports,"
            f" {dict(Counter(Mail.objects.values_list('kind', flat=True)))}"
        )
    assert_each_is_one(mails)


def assert_each_is_one(mails: list[bytes]) -> None:
    kept = Counter(bytes(raw).partition(b"\r\n")[0] for raw in Mail.objects.values_list("raw", flat=True))
    assert kept == Counter(raw.partition(b"\r\n")[0] for raw in mails)
    assert Mail.objects.filter(referral__isnull=False).count() == Arrival.objects.count() == Referral.objects.count() == MAILS
    assert Mail.objects.filter(kind=MailKind.MALFORMED).count() == len(MALFORMED) * EACH_MALFORMED
    answered = Counter(Message.objects.values_list("about", flat=True))
    assert set(answered.values()) == {1}
    assert len(answered) == sum(bool(read_letter(raw, domain="x").address) for raw in mails)
    with connection.cursor() as cursor:
        cursor.execute(TRAIL, [Verb.REFERRAL_ACCEPTED])
        assert cursor.fetchone()[0] == MAILS
