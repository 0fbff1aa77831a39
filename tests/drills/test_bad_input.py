"""Whatever is sent to whatever address, the answer is a page that a person can read, and nothing typed is lost."""

import os
import random
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from html import escape
from http.cookies import SimpleCookie
from itertools import cycle, islice, product
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from django.forms import EmailInput, Textarea, TextInput
from django.urls import resolve, reverse

from mash.accounts.models import User
from mash.cases.models import Case
from mash.demo.accounts import email_of
from referrals.forms.public import IN_FULL
from referrals.models import Referral
from tests.drills.hostile import (
    FORM,
    VALUES,
    aimed_at_address,
    aimed_at_form,
    aimed_at_other_cases,
    aimed_at_page,
    encode,
)
from tests.drills.surveyor import NEVER, Survey, url_names

FULL = os.environ.get("DRILLS") == "full"
REQUESTS = 10_000 if FULL else 800
SEED = int(os.environ.get("DRILL_SEED") or random.SystemRandom().randrange(10**6))
# Who looks round the town, and at how many pages of each kind: enough to meet cases at every stage.
STAFF = {"manager": 8, "practitioner": 4, "north": 4, "police": 3, "admin": 2, "duty": 1, "quality": 1, "board": 1}
ANSWERS = {
    "who": {"voice": "professional"}, "worry": {"worry": "Invented words."}, "danger": {"danger": "no"},
    "adult": {"adult_name": "Invented"}, "happened": {}, "actions": {}, "needs": {}, "wishes": {"adult_knows": "no"},
    "safety": {}, "others": {}, "you": {"referrer_email": "robin@example.org"},
}  # fmt: skip
# Parts of addresses that no page leads to.
BY_HAND = {
    "uidb36": "1", "key": "abc-def", "number": 1, "attendee": 1, "kind": "decided", "extent": "limited", "closure_id": 1, "change_id": 1,
    "letter": "6f2c1a0e-9f6e-4a1e-8f57-0d6a2f4f9a12", "action_id": 1, "second_id": 1, "intelligence": "Q-1111-2222", "dispute": "D-1111-2222",
    "need": "housing", "marker_id": 1, "response_id": 1, "code": "R9",
    "text": "feedback", "text_id": 1, "partner_id": 1, "proposal_id": 1, "search": "0a0a0a0a", "paper": "F-1111-2222",
}  # fmt: skip

pytestmark = [pytest.mark.drill, pytest.mark.django_db]


@contextmanager
def undone():
    """What a request changes is taken back, so that each one meets the same town."""
    block = transaction.atomic()
    block._from_testcase = True  # as the test's own block: accepting a report insists on being outermost
    with block:
        yield
        transaction.set_rollback(True)


class Attacker:
    """Sends attempts as one person or another, and keeps what should not have come back."""

    def __init__(self, clients):
        self.clients = clients
        self.cookies = {who: {key: morsel.value for key, morsel in c.cookies.items()} for who, c in clients.items()}
        self.answers, self.faults, self.slowest = Counter(), defaultdict(list), (0.0, "")

    def send(self, who, attempt):
        client = self.clients[who]
        client.cookies = SimpleCookie(self.cookies[who])
        client.handler.enforce_csrf_checks = attempt.strict
        body = attempt.body if isinstance(attempt.body, bytes) else attempt.body()
        begun = time.perf_counter()
        with undone():
            response = client.generic(attempt.method, attempt.path, body, attempt.kind, **attempt.headers)
        self.slowest = max(
            self.slowest, (time.perf_counter() - begun, f"{attempt.method} {attempt.path} {attempt.why}")
        )
        self.answers[response.status_code] += 1
        self._judge(who, attempt, response)
        return response

    def _judge(self, who, attempt, response):
        said = f"{who} {attempt.method} {attempt.path[:120]} [{attempt.why}] -> {response.status_code}"
        if response.status_code >= 500:
            kind, error, trace = response.exc_info or (None, "", None)
            self.faults[f"{kind and kind.__name__}: {str(error)[:100]} at {_place(trace)}"].append(said)
        elif not response.streaming and b"Traceback" in response.content:
            self.faults["a traceback on the page"].append(said)
        elif attempt.strict and response.status_code in (200, 302):
            self.faults["a form without its token was taken"].append(said)


def _place(trace):
    ours = ""
    while trace:
        name = "/".join(trace.tb_frame.f_code.co_filename.split("/")[-4:])
        ours = (
            f"{name}:{trace.tb_lineno}"
            if "-packages" not in trace.tb_frame.f_code.co_filename and "tests/" not in name
            else ours
        )
        trace = trace.tb_next
    return ours


@pytest.fixture
def clients(client_for):
    """Somebody of each kind in the demo's town, and a stranger who is about to send a report."""
    call_command("seed_demo", verbosity=0)
    found = {key: client_for(User.objects.get(email=email_of(key))) for key in STAFF}
    found["stranger"] = about_to_send(client_for())
    for client in found.values():
        client.raise_request_exception = False
    return found


def about_to_send(client):
    for step, answers in ANSWERS.items():
        assert client.post(reverse(f"referrals:{step}"), answers).status_code == 302
    return client


def survey_of(clients):
    """Every address and form that these people find; what no page leads to is made of what others had."""
    survey = Survey()
    cases = Case.objects.order_by("stage", "rag", "pk").distinct("stage", "rag").values_list("reference", flat=True)
    starts = [
        reverse("cases:find_adult", args=[cases[0]]) + "?name=a",
        *(reverse("cases:case", args=[r]) for r in cases),
    ]
    with undone():
        for who, client in clients.items():
            survey.walk(who, client, [*(starts if who in STAFF else ()), "/", *PUBLIC], STAFF.get(who, 1))
        names = set(url_names()) - set(NEVER)
        assert survey.complete("manager", clients["manager"], names, BY_HAND) == set()
    survey.pages |= {("stranger", reverse(name)): name for name in NEVER}
    return survey


PUBLIC = [f"/report/{step}/" for step in (*IN_FULL, "check", "sent", "ring", "children", "saved")]
PUBLIC += [
    "/live",
    "/ready",
    "/status/",
    "/sign-in/",
    "/sign-in/inactive/",
    "/password/",
    "/password/sent/",
    "/password/chosen/",
]


def attempts_of(survey, rng):
    """All attempts in a random order in which each address and each form has its turn."""
    aims = defaultdict(list)
    for (who, path), name in survey.pages.items():
        aims["page", name] += [(who, a) for a in aimed_at_page(path, sorted(survey.queries.get(name, ())))]
        aims["address", name] += [(who, a) for a in aimed_at_address(path, _parts(path))]
    versions = dict(Case.objects.order_by("pk").values_list("reference", "version"))
    for (name, fields), (who, form) in survey.forms.items():
        aims["stage", name, fields] += [(who, a) for a in aimed_at_other_cases(form.action, form.fields, versions)]
        aims["form", name, fields] += [(who, a) for a in aimed_at_form(form.action, form.fields)]
    groups = [aim for aim in aims.values() if aim]
    for group in groups:
        rng.shuffle(group)
    turns = cycle(groups)
    left = sum(map(len, groups))
    for _ in range(left):
        group = next(group for group in turns if group)
        yield group.pop()


def _parts(path):
    """The parts of an address that stand for something: all that are not its fixed words."""
    return [str(value) for value in resolve(path).kwargs.values()]


def test_no_address_and_no_form_falls_over(clients, capsys):
    survey = survey_of(clients)
    assert survey.faults == []
    attacker = Attacker(clients)
    begun = time.monotonic()
    for who, attempt in islice(attempts_of(survey, random.Random(SEED)), REQUESTS):
        attacker.send(who, attempt)
    with capsys.disabled():
        print(
            f"\n{attacker.answers.total()} hostile requests (seed {SEED}) at {len(set(survey.pages.values()))} addresses and"
            f" {len(survey.forms)} forms in {time.monotonic() - begun:.0f} s: {dict(sorted(attacker.answers.items()))};"
            f" the slowest took {attacker.slowest[0]:.1f} s ({attacker.slowest[1][:90]})."
        )
    faults = [f"{len(said)}x {fault}: {said[0]}" for fault, said in attacker.faults.items()]
    assert not faults, "\n".join(faults)


WORDS = "Kept & <whole>: she said “help”"
SHOWN = escape(WORDS)
TYPED = {
    step: [
        name
        for name, field in IN_FULL[step].base_fields.items()
        if isinstance(field.widget, TextInput | EmailInput | Textarea)
    ]
    for step in IN_FULL
}


def test_what_was_typed_in_the_public_form_is_never_lost(people, client_for, capsys):
    """Whatever else is wrong on the page, or with the whole of it: each word is on the next page, or it has been sent."""
    public = about_to_send(client_for())
    values = list(VALUES.values()) if FULL else random.Random(SEED).sample(list(VALUES.values()), 8)
    lost, tried = [], 0
    for step, names in TYPED.items():
        for name, other, value in product(names, IN_FULL[step].base_fields, values):
            if name != other:
                tried += 1
                lost += lost_on_page(public, step, {name: WORDS, other: value})
    for form in IN_FULL.values():
        for name, value in product(form.base_fields, values):
            tried += 1
            lost += lost_when_sent(public, {"worry": WORDS, "adult_name": WORDS} | {name: value}, name)
    with capsys.disabled():
        print(f"\n{tried} forms with something wrong in them (seed {SEED}): {len(lost)} lost a word that was typed.")
    assert lost == []


def send(client, path, fields):
    return client.generic("POST", path, encode(fields), FORM)


def lost_on_page(client, step, fields):
    path = reverse(f"referrals:{step}")
    with undone():
        response = send(client, path, ANSWERS[step] | fields)
        if response.status_code == 302:
            response = client.get(path)
    return [] if response.status_code == 200 and SHOWN in response.content.decode() else [(step, fields)]


def lost_when_sent(client, fields, wrong):
    """The page of all answers, sent with one of them made strange."""
    everything = {name: value for answers in ANSWERS.values() for name, value in answers.items()}
    with undone():
        response = send(client, reverse("referrals:check"), everything | fields | {"once": str(uuid4())})
        if response.status_code == 302:
            sent = Referral.objects.order_by("pk").last()
            kept = {"worry": sent.worry, "adult_name": sent.adult_name}
        else:
            steps = {"worry": "worry", "adult_name": "adult"}
            pages = {name: client.get(reverse(f"referrals:{step}")) for name, step in steps.items()}
            kept = {
                name: WORDS if SHOWN in (response.content + page.content).decode() else ""
                for name, page in pages.items()
            }
    return [(name, fields) for name in kept if name != wrong and kept[name] != WORDS]
