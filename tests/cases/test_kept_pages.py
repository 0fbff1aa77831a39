"""What is typed outside any case is kept as well: in a report that is keyed in, an answer to a task, a partner's answer."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.accounts.roles import Permission
from mash.cases.drafts import Place, drafts_at, sealed_place
from mash.cases.models import Draft, WorkItem
from mash.cases.services.drafts import sweep_drafts
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import WorkKind
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb
from referrals.models import Referral
from tests.cases.pages_with_forms import read, save_here
from tests.factories import make_case

pytestmark = pytest.mark.django_db
SAID = {"worry": ["She is locked in at night."], "danger": ["no"], "adult_name": ["An invented adult"]}


@pytest.fixture
def key():
    return reverse("referrals:key_referral")


def typed(client, path, answers=SAID, **changed):
    """Somebody opens a page and types; their page as it was, and what the server said."""
    opened = read(client.get(path).content)
    return opened, save_here(client, opened, answers, **changed)


def test_a_report_that_was_begun_opens_again_on_any_device(people, client_for, key):
    opened, answer = typed(client_for(people.duty_worker), key)
    assert answer.json()["at"] == f"{timezone.localtime():%H:%M}"
    elsewhere = client_for(people.duty_worker)
    fresh = elsewhere.get(key)
    assert read(fresh.content).answers["worry"] == [""], "the next call begins with an empty page"
    assert "There is one that you began and did not send" in fresh.content.decode()
    again = read(elsewhere.get(fresh.context["begun"][0].draft.page).content)
    assert {name: again.answers[name] for name in SAID} == SAID
    assert again.hidden["once"] == opened.hidden["once"], "sent from both devices it is one report"
    assert not Referral.objects.exists()


def test_two_calls_at_once_are_never_mixed(people, client_for, key):
    client = client_for(people.duty_worker)
    typed(client, key)
    typed(client, key, {"worry": ["A carer takes his money."]})
    begun = client.get(key).context["begun"]
    assert [each.answers["worry"] for each in begun] == [["A carer takes his money."], SAID["worry"]]
    assert "adult_name" not in begun[0].answers


def test_what_was_sent_waits_no_more_and_a_late_save_does_not_bring_it_back(people, client_for, key):
    client = client_for(people.duty_worker)
    opened, _ = typed(client, key)
    load = "0" * 32
    sent = {name: values[0] for name, values in SAID.items()} | {name: values[0] for name, values in opened.hidden.items()}
    sent |= {"channel": "phone", "draft_seen": opened.frame["data-seen"], "draft_load": load}
    assert client.post(key, sent).status_code == 302
    assert Referral.objects.count() == 1
    assert client.get(key).context["begun"] == []
    assert save_here(client, opened, SAID, load=load).json() == {"at": ""}
    assert client.get(key).context["begun"] == []


def test_an_error_keeps_the_words_and_goes_on_with_the_same_one(people, client_for, key):
    client = client_for(people.duty_worker)
    opened, _ = typed(client, key)
    back = client.post(key, {"worry": SAID["worry"][0], "once": opened.hidden["once"][0], "channel": "phone"})
    assert back.status_code == 200
    assert save_here(client, read(back.content), SAID).status_code == 200
    assert len(drafts_at(people.duty_worker, key)) == 1


def test_nobody_else_reads_them(people, client_for, key):
    typed(client_for(people.duty_worker), key)
    draft = Draft.objects.get()
    assert b"locked" not in bytes(draft.sealed)
    other = client_for(people.practitioner)
    assert other.get(key).context["begun"] == []
    page = other.get(draft.page)
    assert read(page.content).answers["worry"] == [""]
    assert b"locked" not in other.get(reverse("cases:drafts")).content
    other.post(reverse("cases:discard_words"), {"path": draft.path, "one": draft.one})
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_only_a_page_that_a_person_was_shown_keeps_words(people, client_for, key):
    client = client_for(people.duty_worker)
    forged = ["", "made up", sealed_place(Place(key, key), people.practitioner)]
    assert [typed(client, key, seen=each)[1].status_code for each in forged] == [400, 400, 400]
    assert typed(client, key, person="somebody else")[1].status_code == 409
    assert not Draft.objects.exists()
    assert typed(client, key, seen=sealed_place(Place(key, key), people.duty_worker))[1].status_code == 200


@pytest.mark.parametrize("body", ["", "[]", "{", json.dumps({"answers": {"a": "b"}})])
def test_what_no_page_sends_is_refused(people, client_for, body):
    assert client_for(people.duty_worker).post(reverse("cases:keep"), body, content_type="application/json").status_code == 400


def test_a_stranger_keeps_nothing(client):
    for name in ("keep", "discard_words"):
        assert client.post(reverse(f"cases:{name}"), {}, content_type="application/json")["Location"].startswith("/sign-in/")


def test_the_list_shows_them_and_lets_them_go(people, client_for, key):
    client = client_for(people.duty_worker)
    typed(client, key)
    listed = client.get(reverse("cases:drafts")).content.decode()
    assert "Key in a report" in listed
    assert SAID["worry"][0] in listed
    draft = Draft.objects.get()
    assert draft.page in listed
    client.post(reverse("cases:discard_words"), {"path": draft.path, "one": draft.one, "list": "1"})
    assert drafts_at(people.duty_worker, key) == []
    assert bytes(Draft.objects.get().sealed) == b""
    assert list(Event.objects.filter(verb=Verb.WORK_DISCARDED).values_list("subject", flat=True)) == ["Key in a report"]


def test_what_nobody_comes_back_for_is_removed(people, client_for, key):
    typed(client_for(people.duty_worker), key)
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=31))
    assert sweep_drafts() == 1
    assert not Draft.objects.exists()


def _task(case, number):
    return raise_work_item(
        WorkKind.LATE_ANSWER, case=case, about=str(number), question="What came of it?", for_permission=Permission.WORK_CASES, by=System("test")
    )  # fmt: skip


def test_each_task_has_its_own_words(people, client_for):
    case = make_case(people)
    items = [_task(case, number) for number in (1, 2)]
    client, tasks = client_for(people.duty_worker), reverse("triage:tasks")
    first = items[0]
    rows = {row["item"].pk: row for row in client.get(tasks).context["rows"]}
    opened = read(client.get(tasks).content)
    body = {"answer": ["He rang the hospital."]}
    assert save_here(client, opened, body, seen=rows[first.pk]["keeps"]["seen"]).status_code == 200
    rows = {row["item"].pk: row for row in client.get(tasks).context["rows"]}
    assert rows[first.pk]["form"]["answer"].value() == "He rang the hospital."
    assert rows[first.pk]["open"]
    assert rows[items[1].pk]["form"]["answer"].value() is None
    sent = {"task": first.pk, "answer": "He rang the hospital.", "draft_seen": rows[first.pk]["keeps"]["seen"], "draft_load": "1" * 32}
    assert client.post(reverse("triage:answer_work_item"), sent).status_code == 302
    assert WorkItem.objects.get(pk=first.pk).answered_at
    assert drafts_at(people.duty_worker, reverse("triage:answer_work_item")) == []
