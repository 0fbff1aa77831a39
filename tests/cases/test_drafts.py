"""What is typed into a form of a case is kept while it is typed, for its writer alone, and comes back on any device."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mash.cases.access import case_for
from mash.cases.drafts import Place, drafts_of
from mash.cases.models import Case, CaseUserGrant, Draft
from mash.cases.queries import with_name
from mash.cases.services.drafts import LONGEST, keep_draft, sweep_drafts
from mash.cases.states import Rag
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.cases.pages_with_forms import read, save
from tests.factories import facts, make_case, no_concern
from triage.services import rate_concern

pytestmark = pytest.mark.django_db
SAID = {"what": ["Heard shouting at night\nand a door"], "source": ["A neighbour"], "nature": ["hearsay"], "happened_at_day": ["20"]}


@pytest.fixture
def case(people):
    return make_case(people, stage="triage")


@pytest.fixture
def note(case):
    return reverse("cases:add_note", args=[case.reference])


def typed(client, case, path, answers=SAID, **changed):
    return save(client, case.reference, path, read(client.get(path).content), answers, **changed)


def test_the_words_come_back_on_another_device_with_a_notice(people, client_for, case, note):
    answer = typed(client_for(people.duty_worker), case, note)
    assert answer.status_code == 200
    assert answer.json()["at"] == f"{timezone.localtime():%H:%M}"
    page = client_for(people.duty_worker).get(note)
    assert {name: read(page.content).answers[name] for name in SAID} == SAID
    today = timezone.localtime()
    assert f"You started this on {today.day} {today:%B} at" in page.content.decode()
    assert "Nothing has been recorded" in page.content.decode()
    assert b"The case has changed since" not in page.content
    assert not case.chronology.filter(what__contains="shouting").exists()


def test_nobody_else_reads_them_and_the_row_tells_nothing(people, client_for, case, note):
    typed(client_for(people.duty_worker), case, note)
    other = client_for(people.practitioner)
    assert b"shouting" not in other.get(note).content
    assert b"shouting" not in other.get(reverse("cases:drafts")).content
    row = Draft.objects.get()
    assert b"shouting" not in bytes(row.sealed)
    Draft.objects.update(owner=people.practitioner)
    assert b"shouting" not in other.get(note).content


@pytest.mark.parametrize("name", ["version", "once", "csrfmiddlewaretoken", "draft_load", "password"])
def test_what_only_the_page_knew_is_not_kept(people, client_for, case, note, name):
    typed(client_for(people.duty_worker), case, note, SAID | {name: ["7"]})
    assert name not in drafts_of(people.duty_worker)[0].answers


def test_a_once_key_is_fresh_each_time(people, client_for, case):
    report = case.referrals.get().reference
    url = reverse("referrals:withhold_feedback", args=[case.reference, report])
    client = client_for(people.duty_worker)
    before = read(client.get(url).content)
    typed(client, case, url, {"words": ["They asked us to wait"], "once": before.hidden["once"]})
    after = read(client.get(url).content)
    assert after.answers["words"] == ["They asked us to wait"]
    assert after.hidden["once"] != before.hidden["once"]


def test_a_cleared_form_keeps_nothing_and_an_overtaken_save_does_not_fill_it(people, client_for, case, note):
    client, load = client_for(people.duty_worker), uuid4().hex
    typed(client, case, note, load=load, turn=1)
    typed(client, case, note, {name: [""] for name in SAID} | {"nature": []}, load=load, turn=3)
    assert typed(client, case, note, load=load, turn=2).json() == {"at": ""}
    assert drafts_of(people.duty_worker) == []
    assert bytes(Draft.objects.get().sealed) == b""
    typed(client, case, note, load=load, turn=4)
    assert len(drafts_of(people.duty_worker)) == 1


def test_a_save_that_was_overtaken_puts_nothing_older_over_what_is_newer(people, client_for, case, note):
    """A busy server may take the earlier of two saves after the later."""
    client, load, other = client_for(people.duty_worker), uuid4().hex, uuid4().hex

    def kept():
        return drafts_of(people.duty_worker)[0].answers["what"]

    typed(client, case, note, {"what": ["Heard shouting and a door"]}, load=load, turn=2)
    assert typed(client, case, note, {"what": ["Heard"]}, load=load, turn=1).json() == {"at": ""}
    assert kept() == ["Heard shouting and a door"]
    assert typed(client, case, note, {"what": ["On the phone"]}, load=other, turn=1).json()["at"], "another device counts for itself"
    assert typed(client, case, note, {"what": ["Heard sho"]}, load=load, turn=1).json() == {"at": ""}
    assert kept() == ["On the phone"]
    assert typed(client, case, note, {"what": ["Heard shouting, a door, a car"]}, load=load, turn=3).json()["at"]
    assert kept() == ["Heard shouting, a door, a car"]


@pytest.mark.parametrize("turn", [0, -1, 10**6 + 1, "two"])
def test_a_save_without_a_number_that_can_be_is_not_kept(people, client_for, case, note, turn):
    client = client_for(people.duty_worker)
    assert typed(client, case, note, turn=turn).status_code == 400
    assert typed(client, case, note, turn=1).status_code == 200


def test_a_page_opened_before_saves_were_counted_still_saves(people, client_for, case, note):
    client, load = client_for(people.duty_worker), uuid4().hex
    for words in ("Heard", "Heard shouting"):
        assert typed(client, case, note, {"what": [words]}, load=load).json()["at"]
    assert drafts_of(people.duty_worker)[0].answers["what"] == ["Heard shouting"]


def test_sending_ends_it_and_a_late_save_does_not_bring_it_back(people, client_for, case, note):
    client, load = client_for(people.duty_worker), uuid4().hex
    typed(client, case, note, load=load)
    words = {name: values[0] for name, values in SAID.items()} | {"happened_at_month": "11", "happened_at_year": "2025", "happened_at_time": "10:00"}
    assert client.post(note, words | {"draft_load": load}).status_code == 302
    assert drafts_of(people.duty_worker) == []
    assert typed(client, case, note, load=load).json() == {"at": ""}
    assert b"You started this" not in client.get(note).content
    assert typed(client, case, note).json()["at"]
    assert b"You started this" in client.get(note).content


@pytest.mark.parametrize(("opened", "stays"), [(-1, True), (1, False), (None, False), ("nonsense", False)])
def test_sending_leaves_what_was_written_elsewhere_after_the_page_was_opened(people, client_for, case, note, opened, stays):
    """A page that was opened after the other device saved had those words before it; one from before did not."""
    client = client_for(people.duty_worker)
    typed(client, case, note, load=uuid4().hex, turn=1)
    said = opened if isinstance(opened, str) else (timezone.now() + timedelta(minutes=opened)).isoformat() if opened else ""
    words = {name: values[0] for name, values in SAID.items()} | {"happened_at_month": "11", "happened_at_year": "2025", "happened_at_time": "10:00"}
    assert client.post(note, words | {"draft_load": uuid4().hex, "draft_opened": said}).status_code == 302
    assert (len(drafts_of(people.duty_worker)) == 1) is stays


def test_a_form_that_comes_back_with_an_error_is_still_a_draft(people, client_for, case, note):
    client = client_for(people.duty_worker)
    typed(client, case, note)
    assert client.post(note, {"what": "Heard shouting"}).status_code == 200
    assert len(drafts_of(people.duty_worker)) == 1


def test_without_a_script_sending_ends_it_too(people, client_for, case, note):
    client = client_for(people.duty_worker)
    typed(client, case, note)
    client.post(note, {"what": "x", "source": "y", "nature": "fact", "happened_at_day": "1", "happened_at_month": "11",
                       "happened_at_year": "2025", "happened_at_time": "10:00"})  # fmt: skip
    assert not Draft.objects.exists()


def test_it_can_be_discarded(people, client_for, case, note):
    client = client_for(people.duty_worker)
    typed(client, case, note)
    discard = reverse("cases:discard_draft", args=[case.reference])
    assert client_for(people.practitioner).post(discard, {"path": note}).url == reverse("cases:drafts")
    assert Draft.objects.exists()
    assert client.post(discard, {"path": note}).url == note
    assert bytes(Draft.objects.get().sealed) == b""
    assert b"You started this" not in client.get(note).content


def test_what_was_discarded_is_not_brought_back_by_a_save_under_way(people, client_for, case, note):
    client, load = client_for(people.duty_worker), uuid4().hex
    typed(client, case, note, load=load, turn=1)
    client.post(reverse("cases:discard_draft", args=[case.reference]), {"path": note})
    assert typed(client, case, note, load=load, turn=2).json() == {"at": ""}
    assert drafts_of(people.duty_worker) == []
    assert typed(client, case, note, turn=1).json()["at"], "whoever begins anew is kept"


def test_the_list_says_where_each_was_begun(people, client_for, case, note):
    client = client_for(people.duty_worker)
    typed(client, case, note)
    page = client.get(reverse("cases:drafts")).content.decode()
    for words in (note, "Add note", case.reference, "Heard shouting", "Discard my words"):
        assert words in page
    assert note in client.get(reverse("cases:case", args=[case.reference])).content.decode()


def test_a_draft_that_is_saved_while_the_list_is_read_does_no_harm(people, client_for, case, note, monkeypatch):
    client = client_for(people.duty_worker)
    typed(client, case, note)
    other = make_case(people, stage="triage")

    def late(cases):
        typed(client, other, reverse("cases:add_note", args=[other.reference]))
        return with_name(cases)

    monkeypatch.setattr("mash.cases.drafts.with_name", late)
    assert [row.reference for row in drafts_of(people.duty_worker)] == [case.reference]


def test_whoever_loses_the_case_loses_sight_of_their_words(people, client_for, case, note):
    client = client_for(people.duty_worker)
    page = read(client.get(note).content)
    save(client, case.reference, note, page, SAID)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert drafts_of(people.duty_worker) == []
    assert case.reference not in client.get(reverse("cases:drafts")).content.decode()
    assert save(client, case.reference, note, page, SAID).status_code == 404
    CaseUserGrant.objects.create(content_object=case, user=people.duty_worker, permission=Permission.objects.get(codename="see_shared"))
    assert len(drafts_of(people.duty_worker)) == 1


def test_on_a_shared_computer_the_next_person_does_not_get_them(people, client_for, case, note):
    page = read(client_for(people.duty_worker).get(note).content)
    assert save(client_for(people.practitioner), case.reference, note, page, SAID).status_code == 409
    assert not Draft.objects.exists()


@pytest.mark.parametrize("changed", [
    {"path": "/board/"}, {"path": "https://example.org/"}, {"page": "/cases/M-0000-0000/note/"}, {"load": "x"},
    {"answers": {"what": "no list"}}, {"answers": ["what"]}, {"answers": {str(n): ["x"] for n in range(401)}},
])  # fmt: skip
def test_what_is_no_form_of_this_case_is_not_kept(people, client_for, case, note, changed):
    client = client_for(people.duty_worker)
    page = read(client.get(note).content)
    said = {"path": note, "answers": SAID} | changed
    assert save(client, case.reference, said.pop("path"), page, said.pop("answers"), **said).status_code == 400
    assert not Draft.objects.exists()


def test_letters_that_no_page_can_show_do_no_harm(people, client_for, case, note):
    client = client_for(people.duty_worker)
    hostile = {"what": ["Half\ud800 a \x00pair"], "<b>\ud800 a": ["x y"], "x" * 81: ["x y"]}
    assert typed(client, case, note, hostile).status_code == 200
    assert drafts_of(people.duty_worker)[0].answers == {"what": ["Half a pair"]}
    assert client.get(note).status_code == client.get(reverse("cases:drafts")).status_code == 200


def test_too_much_is_said_and_not_kept(people, client_for, case, note):
    client = client_for(people.duty_worker)
    assert typed(client, case, note, {"what": ["x" * (LONGEST + 1)]}).status_code == 413
    assert typed(client, case, note, {"what": ["x" * 8 * LONGEST]}).status_code == 413
    assert not Draft.objects.exists()
    assert typed(client, case, note, {"what": ["x" * (LONGEST // 2)]}).status_code == 200


@pytest.mark.parametrize("role", ["qa_manager", "partner", "board_member", "administrator", "locality_manager"])
def test_whoever_writes_nothing_on_the_case_finds_nothing(people, client_for, case, note, role):
    url = reverse("cases:draft", args=[case.reference])
    assert client_for(getattr(people, role)).get(url).status_code == 404
    assert client_for(getattr(people, role)).post(url, "{}", content_type="application/json").status_code == 404
    assert client_for(people.duty_worker).get(url).status_code == 200


def test_a_page_that_outlived_its_session_gets_a_new_token_for_its_person_only(people, case):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.duty_worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("cases:draft", args=[case.reference])
    page = read(client.get(reverse("cases:add_note", args=[case.reference])).content)
    path = reverse("cases:add_note", args=[case.reference])
    assert save(client, case.reference, path, page, SAID).status_code == 403
    told = client.get(url).json()
    assert told["person"] == page.frame["data-person"]
    client.defaults["HTTP_X_CSRFTOKEN"] = told["token"]
    assert save(client, case.reference, path, page, SAID).status_code == 200


def test_the_case_moved_on_and_the_page_says_how(people, client_for, case, note):
    client = client_for(people.duty_worker)
    typed(client, case, note)
    rate_concern(
        reference=case.reference, version=case.version, facts=facts(Rag.RED), seriousness=no_concern(), urgency="U3", rag=Rag.RED, by=people.practitioner,
        rationale="A new bruise was seen.", would_change="Nothing now.",
    )  # fmt: skip
    page = client.get(note).content.decode()
    for words in ("The case has changed since", "When you began", "Amber", "Red", "MASH enquiry", "A new bruise was seen."):
        assert words in page
    assert "Heard shouting" in page
    assert "What I wrote" in page
    # Whoever goes on writing has seen it.
    typed(client, case, note, SAID | {"source": ["The neighbour at 4"]})
    page = client.get(note).content.decode()
    assert "The neighbour at 4" in page
    assert "The case has changed since" not in page


def test_words_of_a_later_step_stay_when_an_earlier_one_is_saved_again(people, client_for, case):
    client, url = client_for(people.duty_worker), reverse("triage:rate_concern", args=[case.reference])
    typed(client, case, url, {"rationale": ["Bills unpaid for months"], "rag": ["amber"]})
    typed(client, case, url, {"types": ["FIN"], "setting": [""]})
    answers = drafts_of(people.duty_worker)[0].answers
    assert answers["rationale"] == ["Bills unpaid for months"]
    assert answers["types"] == ["FIN"]
    assert read(client.get(url).content).answers["types"] == ["FIN"]


def test_it_waits_thirty_days_and_no_longer(people, client_for, case, note):
    typed(client_for(people.duty_worker), case, note)
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=29))
    assert sweep_drafts() == 0
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=31))
    assert sweep_drafts() == 1
    assert not Draft.objects.exists()
    assert Event.objects.filter(verb=Verb.WORK_DISCARDED, subject=case.reference).count() == 1


def test_the_trail_has_one_line_however_often_it_is_saved(people, client_for, case, note):
    client = client_for(people.duty_worker)
    for _ in range(3):
        typed(client, case, note)
    line = Event.objects.get(verb=Verb.WORK_KEPT)
    assert (line.actor_id, line.subject) == (people.duty_worker.pk, case.reference)


def test_when_the_trail_fails_nothing_is_kept(people, case, note, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("mash.cases.services.drafts.record", fails)
    with pytest.raises(RuntimeError):
        keep_draft(place=Place(note, note, case.reference), load="", answers=SAID, seen=None, by=people.duty_worker)
    assert not Draft.objects.exists()


def test_saving_takes_few_queries(people, client_for, case, note, django_assert_max_num_queries):
    client = client_for(people.duty_worker)
    page = read(client.get(note).content)
    save(client, case.reference, note, page, SAID)
    with django_assert_max_num_queries(9):  # among them the session, the person, and a savepoint
        save(client, case.reference, note, page, SAID)


def test_typing_keeps_a_person_signed_in(people, client_for, case, note):
    client = client_for(people.duty_worker)
    page = read(client.get(note).content)
    session = client.session
    session["last_click"] = timezone.now().timestamp() - 29 * 60
    session.save()
    assert save(client, case.reference, note, page, SAID).status_code == 200
    assert client.session["last_click"] > timezone.now().timestamp() - 60
    assert json.loads(client.get(reverse("cases:draft", args=[case.reference])).content)["person"] == page.frame["data-person"]


def test_what_a_case_page_is_given_is_its_own(people, case):
    assert case_for(people.duty_worker, case.reference, purpose="test").last_decision == case.decisions.order_by("-pk").first().pk
