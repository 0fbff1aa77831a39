"""Web, worker and PostgreSQL are killed while people send reports: what was acknowledged is there, whole, once."""

import os
import random
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests.drills.contents import redis_contents
from tests.drills.killer import Killer
from tests.drills.walker import Walker
from tests.ops.production import ROOT, production_shape, run_step
from tests.outbox.post_office import open_post

FULL = os.environ.get("DRILLS") == "full"
REFERRALS, PER_KILL = (200, 4) if FULL else (24, 3)
CLIENTS = 8
SEED = int(os.environ.get("DRILL_SEED") or random.SystemRandom().randrange(10**6))
HUB = (
    "from mash.organisations.services import add_organisation; from mash.organisations.states import Kind;"
    "add_organisation(name='Adults MASH', kind=Kind.HUB)"
)

WHOLE = """
select r.once_key, r.reference, r.worry, r.adult_name, extract(epoch from r.keyed_at)::float8,
       (select count(*) from cases_deadline d where d.case_id = c.id and d.about = r.reference
           and d.clock = 'seen' and d.due_at is not null),
       (select count(*) from cases_deadline d where d.case_id = c.id and d.about = r.reference
           and d.clock = 'feedback' and d.due_at is null),
       (select count(*) from cases_deadline d where d.case_id = c.id and d.clock = 'rating' and d.due_at is not null),
       (select count(*) from cases_chronologyentry e where e.case_id = c.id and e.what like '%' || r.reference || '%'),
       (select count(*) from outbox_message m where m.about = r.reference and m.recipient = r.referrer_email),
       (select count(*) from trail_event t where t.chain = 'case:' || c.reference and t.verb = 'referral_accepted'),
       (select count(*) from trail_event t where t.chain = 'case:' || c.reference and t.verb = 'case_opened')
  from referrals_referral r join cases_case c on c.id = r.case_id
"""
PARTS = ("seen", "feedback owed", "rating", "chronology", "message", "trail: accepted", "trail: opened")
STRAYS = {
    "cases without a referral": "select count(*) from cases_case c where not exists"
    " (select from referrals_referral r where r.case_id = c.id)",
    "deadlines about nothing": "select count(*) from cases_deadline d where d.about <> '' and not exists"
    " (select from referrals_referral r where r.reference = d.about)",
    "messages about nothing": "select count(*) from outbox_message m where not exists"
    " (select from referrals_referral r where r.reference = m.about)",
    "chronology of nothing": "select count(*) from cases_chronologyentry e where not exists"
    " (select from referrals_referral r where e.what like '%' || r.reference || '%')",
    "trail of no case": "select count(*) from trail_event t where t.chain like 'case:%' and not exists"
    " (select from cases_case c where 'case:' || c.reference = t.chain)",
}

pytestmark = pytest.mark.drill


class Storm:
    """What happened, and what was left of it."""

    def __init__(self, shape, post):
        self.shape, self.post, self.killer = shape, post, Killer(shape, SEED)
        self.walkers = [
            Walker(f"127.0.0.1:{shape.port}", random.Random(SEED + n), self.killer.sending.set) for n in range(CLIENTS)
        ]
        self.sendings = self._walk_and_kill()
        self.retries = sum(len(s.began) - 1 - s.repeated for s in self.sendings)
        self.faults = sum((Counter(w.faults) for w in self.walkers), Counter())
        shape.wait(lambda: shape.readiness().get("status") == "ready")
        shape.wait(lambda: not self.ask("select from outbox_message where state in ('waiting', 'sending')"))
        self.rows = {row[0]: row for row in self.ask(WHOLE)}

    def _walk_and_kill(self):
        struck = 0
        with ThreadPoolExecutor(CLIENTS) as pool:
            jobs = [pool.submit(self._walk_share, walker, start) for start, walker in enumerate(self.walkers)]
            while not all(job.done() for job in jobs):
                self.shape.supervisor.attend(0.05)
                if self.acknowledged >= struck * PER_KILL and self.acknowledged < REFERRALS - CLIENTS:
                    self.killer.strike()
                    struck += 1
            return [sending for job in jobs for sending in job.result()]

    acknowledged = 0

    def _walk_share(self, walker, start):
        done = []
        for number in range(start, REFERRALS, CLIENTS):
            done.append(walker.walk(number))
            self.acknowledged += 1  # only paces the kills: a lost count does no harm
        return done

    def ask(self, sql):
        with psycopg.connect(self.shape.environment["DATABASE_URL"]) as connection:
            return connection.execute(sql).fetchall()

    def kept_though_unanswered(self):
        """Reports that were committed by an attempt whose answer never reached the sender, who then sent it again."""
        first_tries = [(s, s.began[: len(s.began) - s.repeated]) for s in self.sendings]
        return sum(self.rows[s.once][4] < began[-1] for s, began in first_tries if len(began) > 1)

    def report(self):
        kills = ", ".join(f"{count} {name}" for name, count in sorted(self.killer.kills.items()))
        states = dict(self.ask("select state, count(*) from outbox_message group by state"))
        return (
            f"\n{len(self.sendings)} referrals acknowledged to {CLIENTS} clients (seed {SEED});"
            f" {self.killer.kills.total()} kills -9: {kills}.\n"
            f"{self.faults.total()} requests failed ({dict(self.faults)}); {self.retries} sendings repeated because of it,"
            f" {sum(s.repeated for s in self.sendings)} repeated on purpose.\n"
            f"{self.kept_though_unanswered()} were committed though their acknowledgement was lost, and found on the next try.\n"
            f"{len(self.rows)} referrals stored; mails {states}, {len(self.post.taken)} at the mail server."
        )


@pytest.fixture(scope="module")
def storm(tmp_path_factory):
    with ExitStack() as running:
        post, port = running.enter_context(open_post())
        var = tmp_path_factory.mktemp("var")
        shape = running.enter_context(production_shape(var, EMAIL_URL=f"smtp://127.0.0.1:{port}"))
        run_step(shape.environment, sys.executable, "manage.py", "shell", "-c", HUB)
        yield Storm(shape, post)


def test_what_was_acknowledged_is_there_whole_and_once(storm, capsys):
    with capsys.disabled():
        print(storm.report())
    assert {"PostgreSQL", "web worker", "web master", "celery worker"} <= storm.killer.kills.keys()
    assert len(storm.sendings) == REFERRALS
    for sending in storm.sendings:
        _, reference, worry, name, _, *parts = storm.rows[sending.once]
        assert (reference, worry, name) == (sending.reference, sending.worry, f"CANARY-NAME-{sending.number}")
        assert dict(zip(PARTS, parts, strict=True)) == dict.fromkeys(PARTS, 1)


def test_nothing_else_is_there(storm):
    """One referral per form, however often it was sent; nothing half written."""
    assert storm.rows.keys() == {sending.once for sending in storm.sendings}
    assert len(storm.ask("select from referrals_referral")) == len(storm.ask("select from cases_case")) == REFERRALS
    assert {what: storm.ask(sql)[0][0] for what, sql in STRAYS.items()} == dict.fromkeys(STRAYS, 0)


def test_the_trail_verifies(storm):
    command = [sys.executable, "manage.py", "verify_trail"]
    done = subprocess.run(command, cwd=ROOT, env=storm.shape.environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_acknowledgement_was_sent_twice(storm):
    counts = storm.post.counts()
    assert set(counts.values()) <= {1}
    states = dict(storm.ask("select reference, state from outbox_message"))
    assert set(states.values()) <= {"sent", "in_doubt"}
    sent = {f"<{reference}@mash.example.org>" for reference, state in states.items() if state == "sent"}
    assert sent <= counts.keys()
    assert len({mail["To"] for mail in storm.post.taken}) == len(storm.post.taken)


def test_nobodys_words_are_in_logs_mails_or_redis(storm):
    """Killed or not, no process says what people wrote, and none says whom it wrote to."""
    var = Path(storm.shape.environment["VAR_DIR"])
    logs = ["web.log", "worker.log", "beat.log", "relay.log", "redis.log", "pg/log"]
    texts = {name: (var / name).read_text(errors="replace") for name in logs}
    texts |= {f"mail to {mail['To']}": mail.as_string() for mail in storm.post.taken}
    texts["redis"] = redis_contents(str(var / "redis.sock"))
    assert "kombu" in texts["redis"]
    assert [name for name, text in texts.items() if "CANARY" in text] == []
    assert [name for name in (*logs, "redis") if "robin" in texts[name]] == []
