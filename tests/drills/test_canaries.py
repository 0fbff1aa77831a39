"""What people confide is on the pages of those who may see it, and nowhere else: no mail, log, address, queue or error page."""

import io
import logging
import re
import shutil
import subprocess
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from kombu import Connection
from pypdf import PdfReader

from mash.cases.models import WorkItem
from mash.cases.services.lost_messages import sweep_messages
from mash.celery import app
from mash.documents.pdf import render
from mash.health.logs import Line
from mash.outbox.models import Message
from mash.outbox.relay import Relay
from mash.outbox.services import queue_message
from mash.outbox.states import Channel as Way
from mash.trail.models import Detail, Event
from mash.trail.services import System
from referrals.models import Referral
from tests.drills.contents import redis_contents

NHS = "9990001006"
CANARIES = {
    "worry": "CANARYWORRY her nephew keeps her bank card", "adult_name": "CANARYNAME Invented",
    "adult_whereabouts": "CANARYSTREET 12", "adult_other": "CANARYOTHER limps", "source_words": "CANARYSOURCE the nephew",
    "safe_contact": "CANARYSAFE mornings", "referrer_name": "CANARYREFERRER", "referrer_role": "CANARYROLE",
}  # fmt: skip
ADULT = {
    "given_name": "CANARYGIVEN", "family_name": "CANARYFAMILY", "known_as": "CANARYKNOWN", "nhs_number": NHS,
    "address": "CANARYADDRESS 9 Example Row", "postcode": "LU1 9ZZ", "description": "CANARYLOOKS tall", "phone": "01632 960999",
}  # fmt: skip
SECRET = re.compile(f"CANARY|{NHS}|01632 ?960999|LU1 ?9ZZ", re.IGNORECASE)
HIDDEN = re.compile(r'<input type="hidden" name="(once|version)" value="([^"]*)"')

pytestmark = [pytest.mark.drill, pytest.mark.django_db]


@pytest.fixture
def log():
    """Everything that the product's processes would write, from INFO up, in the lines they would write."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


class Watch:
    """Clients whose every redirect is kept."""

    def __init__(self, client_for):
        self.client_for, self.addresses, self.clients = client_for, [], {}

    def post(self, who, path, fields):
        client = self.clients.setdefault(who, self.client_for(who))
        response = client.post(path, fields)
        assert response.status_code == 302, (path, response.content.decode()[-3000:])
        self.addresses += [path, response.headers["Location"]]
        return response

    def get(self, who, path, **query):
        response = self.clients.setdefault(who, self.client_for(who)).get(path, query)
        self.addresses.append(response.headers.get("Location", ""))
        return response


@pytest.fixture
def watch(client_for):
    return Watch(client_for)


@pytest.fixture
def confided(people, watch, log):
    """A report from the public form, its adult on record, a note, a partner asked: told in canaries throughout."""
    told = {
        "who": (), "worry": ("worry",), "danger": (), "adult": ("adult_name", "adult_whereabouts", "adult_other"),
        "happened": (), "actions": (), "needs": (), "wishes": (), "safety": ("source_words", "safe_contact"), "others": (),
        "you": ("referrer_name", "referrer_role"),
    }  # fmt: skip
    more = {
        "danger": {"danger": "yes"},
        "who": {"voice": "professional"},
        "you": {"referrer_email": "robin@example.org", "safe_to_reply": "yes", "reply_by": "email"},
    }
    for step, names in told.items():
        fields = {name: CANARIES[name] for name in names} | more.get(step, {})
        watch.post(None, reverse(f"referrals:{step}"), fields)
    page = watch.get(None, reverse("referrals:check")).content.decode()
    everything = CANARIES | more["danger"] | more["you"] | more["who"] | dict(HIDDEN.findall(page))
    watch.post(None, reverse("referrals:check"), everything)
    assert watch.get(None, reverse("referrals:sent")).status_code == 200
    case = Referral.objects.get().case
    work_on(case, people, watch)
    case.refresh_from_db()
    assert case.adult.nhs_number == NHS
    return case


def work_on(case, people, watch):
    worker = people.mash_manager
    to = [case.reference]
    assert b"CANARYWORRY" in watch.get(worker, reverse("referrals:reports", args=to)).content
    search = {"name": ADULT["family_name"], "nhs_number": NHS, "postcode": ADULT["postcode"]}
    assert watch.clients[worker].post(reverse("cases:find_adult", args=to), search).status_code == 200
    watch.post(worker, reverse("cases:create_adult", args=to), ADULT | {"version": case.version})
    note = {"what": "CANARYNOTE he shouted", "source": "CANARYSAYS", "nature": "fact"} | a_moment_ago()
    watch.post(worker, reverse("cases:add_note", args=to), note)


def a_moment_ago():
    at = timezone.localtime(timezone.now() - timedelta(minutes=2))
    parts = {"day": at.day, "month": at.month, "year": at.year, "time": f"{at:%H:%M}"}
    return {f"happened_at_{part}": value for part, value in parts.items()}


def in_anything(texts):
    return [name for name, text in texts.items() if SECRET.search(unquote_plus(text))]


@pytest.mark.parametrize("channel", [Way.TEXT, Way.LETTER])
@pytest.mark.parametrize("template", ["acknowledgement", "feedback"])
def test_no_text_or_letter_says_anything(confided, channel, template):
    """What Notify is given, the letter's page and its envelope: a reference, and to whom it goes."""
    about = confided.referrals.get().reference
    to = {Way.TEXT: "07700 900 982", Way.LETTER: "Robin Reporter\n12 Reporter Row\nLuton LU1 8ZZ"}[channel]
    words = {"reference": about, "due": "Monday 1 June at 12:00", "status_url": "https://mash.example.org/status/"}
    message = queue_message(
        recipient=to, template=template, context=words, about=about, by=System("test"), channel=channel
    )
    said = {"message": str(vars(message))}
    if channel == Way.LETTER:
        context = {"letter": message, "made_at": timezone.now()}
        inside, envelope = PdfReader(io.BytesIO(render("pdf/letter.html", context))).pages
        said |= {"letter": inside.extract_text(), "envelope": envelope.extract_text()}
        assert said["envelope"].split("\n") == to.split("\n")
    assert about in message.body
    assert in_anything(said) == []


def test_no_task_about_a_message_says_anything(confided):
    """A message that cannot be sent names to whom it was to go, to whoever may see the case, and nothing else."""
    for channel, to in ((Way.TEXT, "07700 900 982"), (Way.LETTER, "Robin Reporter\n12 Reporter Row")):
        words = {"reference": "R-0000-0001"}
        about = confided.referrals.get().reference
        queue_message(recipient=to, template="feedback", context=words, about=about, by=System("test"), channel=channel)
    relay = Relay()
    while relay.send_next():
        pass
    assert sweep_messages() == 2
    tasks = list(WorkItem.objects.filter(message__isnull=False).order_by("pk"))
    assert {task.case for task in tasks} == {confided}
    assert in_anything({str(task.pk): task.question for task in tasks}) == []


def test_no_mail_says_anything(confided):
    """The canaries are on the page, so that an empty search means something."""
    queued = Message.objects.count()
    relay = Relay()
    while relay.send_next():
        pass
    assert len(mail.outbox) == queued >= 1
    assert in_anything({str(n): each.message().as_string() for n, each in enumerate(mail.outbox)}) == []
    assert in_anything({str(m.pk): m.subject + m.body + m.fault for m in Message.objects.order_by("pk")}) == []


def test_no_address_says_anything(confided, watch, people):
    for name in ("board", "tasks"):
        watch.get(people.mash_manager, reverse(f"triage:{name}"))
    assert len(watch.addresses) > 15
    assert in_anything({address: address for address in watch.addresses}) == []


def test_the_pages_of_a_worker_say_it(confided, watch, people):
    """So that an empty search elsewhere means something."""
    page = watch.get(people.mash_manager, reverse("cases:case", args=[confided.reference])).content.decode()
    assert "CANARYFAMILY" in page
    assert "CANARYNOTE" in page


def test_no_log_line_says_anything(confided, watch, people, log):
    Relay().send_next()
    for path in ("/", "/nothing-here/CANARYPATH/", "/cases/M-0000-0000/", f"/cases/{confided.reference}/"):
        watch.get(people.mash_manager, path, q="CANARYQUERY")
    watch.clients[None].post(reverse("referrals:status"), {"reference": "CANARYREF", "code": "CANARYCODE"})
    logging.getLogger("mash").warning("something about %s", "CANARYARGUMENT")
    assert "something about %s" in log.getvalue()
    assert in_anything({"log": log.getvalue()}) == []


@pytest.mark.parametrize("door", ["public", "work"])
def test_a_fault_says_nothing(confided, watch, people, log, monkeypatch, door, settings):
    """A fault in the middle of a canary: neither the page nor the log repeats what the fault said, or what was typed."""
    settings.DEBUG = False

    def fall(*args, **kwargs):
        raise RuntimeError(f"CANARYFAULT {CANARIES['worry']} {kwargs}")

    if door == "public":
        monkeypatch.setattr("referrals.views.public.accept_referral", fall)
        who, path = None, reverse("referrals:check")
        fields = CANARIES | {
            "danger": "no",
            "once": "6f2c1a0e-9f6e-4a1e-8f57-0d6a2f4f9a11",
            "referrer_email": "robin@example.org",
        }
    else:
        monkeypatch.setattr("mash.cases.views.add_note", fall)
        who, path = people.mash_manager, reverse("cases:add_note", args=[confided.reference])
        fields = {"what": "CANARYNOTE", "source": "CANARYSAYS", "nature": "fact"} | a_moment_ago()
    client = watch.clients[who]
    client.raise_request_exception = False
    response = client.post(path, fields)
    assert response.status_code == 500
    assert "RuntimeError" in log.getvalue()
    assert (
        in_anything({"page": response.content.decode(), "log": log.getvalue(), "headers": str(response.headers)}) == []
    )


def test_no_doorbell_says_anything(confided, tmp_path):
    """All bells of the timetable are rung, in the folder and in Redis; nobody answers, so what they say can be read."""
    folder = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
    folder.mkdir(parents=True, exist_ok=True)
    bells = {bell["task"] for bell in app.conf.beat_schedule.values()}
    with Connection("filesystem://", transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS) as door:
        ring(bells, door)
    rung = {path.name: path.read_text(errors="replace") for path in sorted(folder.iterdir())}
    assert len(rung) >= len(bells)
    assert in_anything(rung) == []
    server = subprocess.Popen([shutil.which("redis-server"), "--port", "0", "--unixsocket", tmp_path / "r.sock", "--save", ""],
                              cwd=tmp_path, stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        wait_for(tmp_path / "r.sock")
        with Connection(f"redis+socket://{tmp_path}/r.sock") as door:
            ring(bells, door)
        said = redis_contents(str(tmp_path / "r.sock"))
    finally:
        server.kill()
        server.wait()
    assert all(bell in said for bell in bells)
    assert in_anything({"redis": said}) == []


def ring(bells, door):
    for bell in sorted(bells):
        app.send_task(bell, connection=door)


def wait_for(socket):
    until = time.monotonic() + 10
    while not socket.exists():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_the_trail_names_references_only(confided):
    """The trail is kept for ever: what people said is not in it."""
    lines = {f"{e.chain} {e.seq}": f"{e.subject} {e.verb} {e.chain}" for e in Event.objects.order_by("pk")}
    lines |= {f"detail {d.chain} {d.seq}": d.text for d in Detail.objects.order_by("pk")}
    assert len(lines) > 10
    assert in_anything(lines) == []
