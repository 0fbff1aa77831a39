"""The list of terms: seen by the hub, kept by managers, with who changed what and why."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.urls import reverse

from mash.cases.models import LetThrough, Term, TermChange
from mash.cases.services.wording import TermRefused, add_term, change_term
from mash.trail.models import Event
from tests.factories import make_case

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("cases:terms"), reverse("cases:add_term")
WORDS = {"phrase": "old bat", "why": "It insults.", "instead": "Use their name.", "reason": "Asked for at the audit."}


def test_the_shipped_list_is_whole_and_each_term_says_why_and_what_instead():
    assert Term.objects.count() > 40
    assert all(term.why and term.instead and term.active for term in Term.objects.all())


def test_a_list_that_was_loaded_before_gets_the_new_terms_and_keeps_what_managers_wrote():
    Term.objects.filter(phrase__in=["nasty old woman", "old bag"]).delete()
    Term.objects.create(phrase="Old Bag", why="Ours.", instead="Ours.", active=False)
    import_module("mash.cases.migrations.0038_more_terms").add(apps, None)
    assert Term.objects.get(phrase="nasty old woman").active
    assert [term.why for term in Term.objects.filter(phrase__iexact="old bag")] == ["Ours."]


@pytest.mark.parametrize(("changed", "left"), [(False, ["bed blocker*", "bed blocking"]), (True, ["bed block*"])])
def test_a_list_that_asked_about_blocked_beds_asks_about_people_alone_unless_managers_changed_it(people, changed, left):
    Term.objects.filter(phrase__startswith="bed block").delete()
    shipped = Term.objects.create(phrase="bed block*", why="It blames.", instead="Say what they wait for.")
    if changed:
        TermChange.objects.create(term=shipped, reason="Ours.", changed_by=people.qa_manager)
    import_module("mash.cases.migrations.0043_bed_blocker").narrow(apps, None)
    assert [term.phrase for term in Term.objects.filter(phrase__startswith="bed block")] == left


def test_a_manager_adds_a_term_and_it_is_asked_about(people, client_for):
    page = client_for(people.qa_manager).post(ADD, WORDS, follow=True)
    assert "“old bat” is asked about from now on." in page.content.decode()
    change = TermChange.objects.get()
    assert (change.term.phrase, change.before, change.changed_by) == ("old bat", {}, people.qa_manager)
    assert Event.objects.filter(verb="term_added").count() == 1
    case = make_case(people, stage="triage")
    note = {"what": "An old bat.", "source": "D", "nature": "opinion", "happened_at_day": "1", "happened_at_month": "6",
            "happened_at_year": "2026", "happened_at_time": "10:00"}  # fmt: skip
    page = client_for(people.duty_worker).post(reverse("cases:add_note", args=[case.reference]), note)
    assert "It insults." in page.content.decode()


@pytest.mark.parametrize("who", ["duty_worker", "practitioner"])
def test_workers_read_the_list_and_do_not_change_it(people, client_for, who):
    client = client_for(getattr(people, who))
    assert b"bed blocker*" in client.get(LIST).content
    assert b"Add a term" not in client.get(LIST).content
    assert client.post(ADD, WORDS).status_code == 403
    assert not Term.objects.filter(phrase="old bat").exists()


@pytest.mark.parametrize("who", ["partner", "board_member", "administrator"])
def test_the_list_is_the_hub_s(people, client_for, who):
    assert client_for(getattr(people, who)).get(LIST).status_code == 403


def changed(term, **more):
    return {"phrase": term.phrase, "why": term.why, "instead": term.instead, "active": "yes", "seen": 0, "reason": "Better words."} | more


def test_a_term_is_switched_off_and_what_stood_there_is_kept(people, client_for):
    term = Term.objects.get(phrase="bed blocker*")
    client = client_for(people.mash_manager)
    address = reverse("cases:change_term", args=[term.pk])
    assert client.post(address, changed(term, active="no")).url == LIST
    term.refresh_from_db()
    assert not term.active
    assert term.changes.get().before == {"active": True}
    assert b"Switched off" in client.get(LIST).content
    assert b"It was asked about" in client.get(address).content


def test_the_second_of_two_changes_is_told(people, client_for):
    term = Term.objects.get(phrase="bed blocker*")
    client = client_for(people.mash_manager)
    address = reverse("cases:change_term", args=[term.pk])
    client.post(address, changed(term, why="First."))
    page = client.post(address, changed(term, why="Second."))
    assert b"Somebody else changed this term" in page.content
    assert b"Second." in page.content
    term.refresh_from_db()
    assert term.why == "First."


def test_a_term_stands_there_once_and_nothing_changes_for_nothing(people):
    with pytest.raises(TermRefused):
        add_term(phrase="BED BLOCKER*", why="W", instead="I", reason="R", by=people.mash_manager)
    term = Term.objects.get(phrase="bed blocker*")
    same = {"phrase": term.phrase, "why": term.why, "instead": term.instead, "active": True}
    with pytest.raises(TermRefused):
        change_term(term_id=term.pk, seen=0, reason="R", by=people.mash_manager, **same)
    with pytest.raises(TermRefused):
        change_term(term_id=term.pk, seen=0, reason="R", by=people.mash_manager, **same | {"phrase": "junkie*"})
    assert not TermChange.objects.exists()


def test_two_letters_are_no_term(people, client_for):
    page = client_for(people.mash_manager).post(ADD, WORDS | {"phrase": "a*"})
    assert b"at least three letters" in page.content


def test_history_is_rewritten_by_nobody(people):
    add_term(by=people.mash_manager, **WORDS)
    LetThrough.objects.create(page="cases:add_note", field="F", kind="term", words="W", reason="R", by=people.duty_worker)
    for rows in (TermChange.objects.all(), LetThrough.objects.all()):
        for change in (lambda rows=rows: rows.update(reason="Other"), lambda rows=rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_when_the_trail_fails_nothing_happens(people, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError("trail")

    monkeypatch.setattr("mash.cases.services.wording.record", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        add_term(by=people.mash_manager, **WORDS)
    assert not Term.objects.filter(phrase="old bat").exists()
