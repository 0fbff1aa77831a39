"""Redis flushed, stopped, frozen and restarted while people send reports and work: nobody notices, and the worker comes back."""

import os
import random
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
import redis

from tests.drills import walker as walkers
from tests.drills.contents import redis_contents
from tests.drills.walker import ProxiedBrowser, Walker
from tests.ops.production import production_shape, run_step
from tests.outbox.post_office import open_post

FULL = os.environ.get("DRILLS") == "full"
REFERRALS, AWAY, FLUSHES, RESTARTS = (500, 60, 10, 20) if FULL else (30, 6, 4, 1)
CLIENTS = 4
SLOWEST = 3.0
PASSWORD = "an invented passphrase"
SETTING = f"""
from mash.accounts.services import create_account; from mash.accounts.roles import Role; from mash.trail.services import System
from mash.organisations.services import add_organisation; from mash.organisations.states import Kind
hub = add_organisation(name='Adults MASH', kind=Kind.HUB)
create_account(email='dana@example.org', name='Dana Duty', role=Role.DUTY_WORKER, organisation=hub,
               password='{PASSWORD}', by=System('drill'))
"""
PAGES = ("/board/", "/tasks/", "/report/", "/ready")

pytestmark = pytest.mark.drill


class Day:
    """What was asked and answered while Redis was troubled, trouble by trouble."""

    def __init__(self, shape, tmp):
        self.shape, self.redis = shape, next(c for c in shape.supervisor.children if c.name == "redis")
        self.socket = f"{tmp}/redis.sock"
        self.took, self.statuses, self.sendings = {}, {}, []
        self.trouble = "before"
        self.worker = self.browser(f"127.0.0.1:{shape.port}")

    def browser(self, address):
        """A browser whose every answer is noted. A fresh connection each time: an idle one is let go by the server."""
        day = self

        class Noted(ProxiedBrowser):
            def _ask(self, method, path, *more):
                answer = super()._ask(method, path, *more)
                self.leave()
                day.note(path, answer)
                return answer

        return Noted(address)

    def run(self):
        self.worker.sign_in("dana@example.org", PASSWORD)
        self.shape.wait(self.declared)
        self.shape.wait(lambda: beat(self), within=90)
        for trouble in (self.flush, self.stop, self.freeze):
            self.during(trouble)
            # Only a new connection declares its queues: after a flush the worker's heart shows that bells are heard.
            self.shape.wait(self.declared if trouble != self.flush else beats_after(self, beat(self)))
            self.said += redis_contents(self.socket)

    def declared(self):
        return "kombu" in redis_contents(self.socket)

    said = ""

    def during(self, trouble):
        """People send reports and a worker opens pages until both the reports are sent and the trouble is over."""
        self.trouble = trouble.__name__
        share, over = REFERRALS // 3, []
        with ThreadPoolExecutor(CLIENTS + 1) as pool:
            numbers = iter(range(len(self.sendings), len(self.sendings) + share))
            jobs = [pool.submit(self._send, numbers) for _ in range(CLIENTS)]
            working = pool.submit(self._work, over)
            trouble()
            over.extend(job.result() for job in jobs)
            self.sendings += [sending for done in over for sending in done]
            over.append("done")
            working.result()
        self.shape.supervisor.attend(0.1)

    def _send(self, numbers):
        walker = Walker(f"127.0.0.1:{self.shape.port}", random.Random(1), lambda: None)
        done = []
        for number in numbers:
            done.append(walker.walk(number))
        assert walker.faults == {}
        return done

    def _work(self, over):
        while "done" not in over:
            for page in PAGES:
                self.worker.get(page)
            time.sleep(0.2)

    def note(self, page, answer):
        self.took.setdefault(self.trouble, []).append((answer.seconds, page))
        self.statuses.setdefault(page, Counter())[answer.status] += 1

    def flush(self):
        with redis.Redis(unix_socket_path=self.socket) as client:
            for _ in range(FLUSHES):
                self.said += redis_contents(self.socket)
                client.flushall()
                time.sleep(AWAY / FLUSHES)

    def stop(self):
        """Nobody attends to the children meanwhile, so it stays away."""
        self.redis.process.terminate()
        self.redis.process.wait()
        time.sleep(AWAY)

    def freeze(self):
        os.kill(self.redis.process.pid, signal.SIGSTOP)
        time.sleep(AWAY)
        os.kill(self.redis.process.pid, signal.SIGCONT)

    def ask(self, sql):
        with psycopg.connect(self.shape.environment["DATABASE_URL"]) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    with ExitStack() as running:
        _, port = running.enter_context(open_post())
        var = tmp_path_factory.mktemp("var")
        shape = running.enter_context(production_shape(var, EMAIL_URL=f"smtp://127.0.0.1:{port}"))
        run_step(shape.environment, sys.executable, "manage.py", "shell", "-c", SETTING)
        new = Day(shape, var)
        running.enter_context(pytest.MonkeyPatch.context()).setattr(walkers, "ProxiedBrowser", new.browser)
        new.run()
        yield new


def test_every_referral_was_accepted_once(day):
    kept = {reference for (reference,) in day.ask("select reference from referrals_referral")}
    assert len(day.sendings) == REFERRALS // 3 * 3
    assert kept == {sending.reference for sending in day.sendings}


def test_no_page_took_three_seconds_and_nobody_was_signed_out(day, capsys):
    slowest = {trouble: max(took) for trouble, took in day.took.items()}
    with capsys.disabled():
        for trouble, (seconds, page) in slowest.items():
            print(f"\n{trouble}: {len(day.took[trouble])} requests, the slowest {seconds:.2f} s ({page})", end="")
        print(f"; {len(day.sendings)} referrals accepted.")
    meanwhile = [slowest[trouble][0] for trouble in ("flush", "stop", "freeze")]
    assert max(meanwhile) < SLOWEST
    assert day.statuses["/board/"].keys() == day.statuses["/tasks/"].keys() == {200}


def test_nobodys_words_were_in_redis_or_the_logs(day):
    """Worker and beat ran against it all the while."""
    var = Path(day.shape.environment["VAR_DIR"])
    texts = {path.name: path.read_text(errors="replace") for path in var.glob("*.log")} | {"redis": day.said}
    assert {"worker.log", "beat.log", "relay.log", "web.log"} <= texts.keys()
    assert [name for name, text in texts.items() if "CANARY" in text or "robin" in text] == []


def test_the_worker_resumes_by_itself_after_each_restart(day, capsys):
    """Its heart is written by a task: when it beats, bells are rung and heard."""
    slowest = 0.0
    for _ in range(RESTARTS):
        before = beat(day)
        day.redis.process.kill()
        day.redis.process.wait()
        began = time.monotonic()
        day.shape.wait(beats_after(day, before), within=90)
        slowest = max(slowest, time.monotonic() - began)
    with capsys.disabled():
        print(f"\n{RESTARTS} restarts of Redis; the worker's heart beat again after at most {slowest:.0f} s.")


def beat(day):
    """When the worker's heart last beat; nothing before it first did."""
    return day.ask("select max(at) from health_heartbeat where name = 'worker'")[0][0]


def beats_after(day, before):
    """Whether the worker's heart has beaten since."""
    return lambda: beat(day) > before
