"""Whoever proposed a change reads among their tasks what became of it, and why; whoever else does not."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import MAY, Permission, Role
from mash.cases import calendar, tasks
from mash.cases.models import WorkItem
from mash.cases.services.closures import approve_closure, propose_closure, send_back_closure, withdraw_closure
from mash.cases.services.texts import approve_text, send_back_text, withdraw_text
from mash.cases.services.timescales import (
    approve_timescales,
    propose_timescales,
    send_back_timescales,
    withdraw_timescales,
)
from mash.cases.services.work_items import answer_work_item, raise_work_item
from mash.cases.states import ClosureKind, WorkKind
from mash.cases.timescale_changes import values_of
from mash.cases.timescale_queries import version_in_force
from mash.cases.work_items import work_items_for
from mash.outbox.models import Message
from referrals.texts import FEEDBACK
from tests.cases.test_texts import propose as propose_words
from tests.thresholds.test_versions import approve as approve_version
from tests.thresholds.test_versions import proposed as proposed_matrix
from thresholds import queries
from thresholds.services import sweep_matrices

pytestmark = pytest.mark.django_db
WHY = "Too long for somebody who waits."
CHRISTMAS_EVE = date(2026, 12, 24)


@pytest.fixture(autouse=True)
def fresh(time_machine):
    time_machine.move_to("2026-11-20 10:00:00+00:00")
    calendar.forget()
    queries.forget()
    yield
    calendar.forget()
    queries.forget()


class Timescales:
    called, who, page = "timescales {}", "mash_manager", "cases:timescale_version"

    def propose(self, by):
        values = values_of(version_in_force().data) | {"amount__seen__any__": 2}
        return propose_timescales(values=values, base_id=version_in_force().pk, reason="Luton agreed it", by=by)

    def approve(self, row, by, starts_at=None):
        return approve_timescales(version_id=row.pk, starts_at=starts_at, apply=False, by=by)

    def send_back(self, row, by):
        return send_back_timescales(version_id=row.pk, why=WHY, by=by)

    def withdraw(self, row, by):
        return withdraw_timescales(version_id=row.pk, by=by)

    def url(self, row):
        return reverse("cases:timescale_version", args=[row.pk])


class Words:
    called, who = f"{FEEDBACK.label.lower()} {{}}", "administrator"

    def propose(self, by):
        return propose_words(None, FEEDBACK, by=by)

    def approve(self, row, by, starts_at=None):
        return approve_text(text=FEEDBACK, version_id=row.pk, starts_at=starts_at, by=by)

    def send_back(self, row, by):
        return send_back_text(text=FEEDBACK, version_id=row.pk, why=WHY, by=by)

    def withdraw(self, row, by):
        return withdraw_text(text=FEEDBACK, version_id=row.pk, by=by)

    def url(self, row):
        return reverse("cases:text_version", args=[FEEDBACK.slug, row.pk])


class Day:
    called, who = "your change for Thursday 24 December 2026 (the hub is shut)", "mash_manager"

    def propose(self, by):
        return propose_closure(day=CHRISTMAS_EVE, kind=ClosureKind.SHUT, reason="The council shuts early", by=by)

    def approve(self, row, by):
        return approve_closure(closure_id=row.pk, by=by)

    def send_back(self, row, by):
        return send_back_closure(closure_id=row.pk, why=WHY, by=by)

    def withdraw(self, row, by):
        return withdraw_closure(closure_id=row.pk, by=by)

    def url(self, row):
        return reverse("cases:calendar")


EACH = pytest.mark.parametrize("kind", [Timescales(), Words(), Day()], ids=lambda kind: type(kind).__name__.lower())
LATER = pytest.mark.parametrize("kind", [Timescales(), Words()], ids=lambda kind: type(kind).__name__.lower())


def told():
    return WorkItem.objects.filter(kind=WorkKind.CHANGE_ANSWERED)


@EACH
def test_what_was_sent_back_is_told_with_the_reason_and_taken_off_the_list(people, client_for, kind):
    proposer = getattr(people, kind.who)
    row = kind.propose(proposer)
    kind.send_back(row, people.head_of_service)
    item, client = told().get(), client_for(proposer)
    assert (item.owner, item.case) == (proposer, None)
    assert item.question == f"{people.head_of_service.name} sent back {kind.called.format(row)}: {WHY}"
    page = client.get(reverse("triage:tasks")).content.decode()
    assert "For you to read" in page
    assert item.question in page
    assert f'href="{kind.url(row)}"' in page
    assert WHY in client.get(kind.url(row)).content.decode()
    client.post(reverse("triage:answer_work_item"), {"task": item.pk, "answer": "Read."})
    assert item.question not in client.get(reverse("triage:tasks")).content.decode()


@EACH
def test_what_was_approved_is_told(people, kind):
    row = kind.propose(getattr(people, kind.who))
    kind.approve(row, people.head_of_service)
    assert told().get().question == f"{people.head_of_service.name} approved {kind.called.format(row)}. The change is in force."
    assert WorkItem.objects.get(kind=WorkKind.CHANGE_PROPOSED).answer == told().get().question


@LATER
def test_what_was_approved_for_later_is_told_then_and_again_when_it_comes(people, kind, time_machine):
    row = kind.propose(getattr(people, kind.who))
    kind.approve(row, people.head_of_service, starts_at=timezone.now() + timedelta(hours=2))
    assert (told().get().question == f"{people.head_of_service.name} approved {kind.called.format(row)}. The change comes into force on 20 November 2026, 12:00.")
    time_machine.move_to("2026-11-20 12:01:00+00:00")
    tasks.sweep_versions()
    assert [item.question.rpartition(". ")[2] for item in told()] == ["The change comes into force on 20 November 2026, 12:00.", "The change is in force."]
    assert {item.owner for item in told()} == {getattr(people, kind.who)}
    tasks.sweep_versions()
    assert told().count() == 2


def test_a_matrix_that_begins_later_is_told_again_when_it_comes(people, time_machine):
    version = proposed_matrix(people)
    approve_version(version, people.board_member, starts_at=timezone.now() + timedelta(hours=2))
    time_machine.move_to("2026-11-20 12:01:00+00:00")
    sweep_matrices()
    assert told().last().question == f"{people.board_member.name} approved threshold matrix {version}. The change is in force."


@EACH
def test_what_is_withdrawn_tells_nobody_and_asks_nobody_any_more(people, kind):
    proposer = getattr(people, kind.who)
    kind.withdraw(kind.propose(proposer), proposer)
    assert not told().exists()
    assert WorkItem.objects.get(kind=WorkKind.CHANGE_PROPOSED).answer == "Withdrawn."


@EACH
def test_it_is_told_to_nobody_else_by_no_message_and_taken_by_nobody_else(people, kind):
    proposer = getattr(people, kind.who)
    kind.send_back(kind.propose(proposer), people.head_of_service)
    item = told().get()
    assert item in work_items_for(proposer)
    for role in ("duty_worker", "mash_manager", "head_of_service", "qa_manager", "board_member", "administrator", "locality_manager"):
        other = getattr(people, role)
        if other == proposer:
            continue
        assert item not in work_items_for(other), role
        with pytest.raises((PermissionDenied, Http404)):
            answer_work_item(work_item_id=item.pk, answer="Read.", by=other)
    assert not Message.objects.exists()
    assert answer_work_item(work_item_id=item.pk, answer="Read.", by=proposer).answered_at


@EACH
def test_without_its_note_nothing_is_answered(people, kind, monkeypatch):
    """One transaction: an answer of which its proposer is not told does not happen."""
    row = kind.propose(getattr(people, kind.who))
    monkeypatch.setattr("mash.cases.services.proposals.tell_who_asked", boom)
    for answer in (kind.approve, kind.send_back):
        with pytest.raises(RuntimeError):
            answer(row, people.head_of_service)
        row.refresh_from_db()
        assert (row.approved_at, row.ended_at) == (None, None)
    assert WorkItem.objects.get(kind=WorkKind.CHANGE_PROPOSED).answered_at is None


def boom(*_, **__):
    raise RuntimeError


# An administrator has no cases


def test_an_administrator_has_a_page_of_tasks_and_nothing_of_a_case_stands_on_it(people, client_for, django_assert_max_num_queries):
    Words().send_back(Words().propose(people.administrator), people.head_of_service)
    client = client_for(people.administrator)
    client.get(reverse("triage:tasks"))
    with django_assert_max_num_queries(15):
        page = client.get(reverse("triage:tasks")).content.decode()
    assert WHY in page
    assert f'href="{reverse("triage:tasks")}"' in client.get(reverse("accounts:people")).content.decode()
    assert "No question can be dismissed" not in page
    assert client.get(reverse("cases:drafts")).status_code == 200
    assert client.get(reverse("triage:board")).status_code == 403
    assert set(work_items_for(people.administrator).values_list("kind", flat=True)) == {WorkKind.CHANGE_ANSWERED}


def test_what_waits_for_an_answer_comes_before_what_is_only_read(people, client_for):
    Day().send_back(Day().propose(people.mash_manager), people.head_of_service)
    raise_work_item(WorkKind.MAILBOX, question="Somebody is in danger?", for_permission=Permission.ANSWER_ALARMS, by=people.head_of_service)
    groups = client_for(people.mash_manager).get(reverse("triage:tasks")).context["groups"]
    assert [group["name"] for group in groups] == ["anybody", "told"]


def test_whose_role_may_not_see_tasks_has_no_such_page(people, client_for, monkeypatch):
    Words().send_back(Words().propose(people.administrator), people.head_of_service)
    monkeypatch.setitem(MAY, Role.ADMINISTRATOR, MAY[Role.ADMINISTRATOR] - {Permission.SEE_TASKS})
    client = client_for(User.objects.get(pk=people.administrator.pk))
    assert client.get(reverse("triage:tasks")).status_code == 403
    assert WHY not in client.get(reverse("accounts:people")).content.decode()


def test_who_may_propose_no_more_is_shown_nothing(people, monkeypatch):
    Words().send_back(Words().propose(people.administrator), people.head_of_service)
    monkeypatch.setitem(MAY, Role.ADMINISTRATOR, MAY[Role.ADMINISTRATOR] - {Permission.PROPOSE_TEXTS})
    assert not work_items_for(User.objects.get(pk=people.administrator.pk)).exists()


def test_everybody_who_may_propose_anything_has_a_page_of_tasks():
    proposing = {Permission.PROPOSE_TIMESCALES, Permission.PROPOSE_TEXTS, Permission.PROPOSE_MATRIX}
    assert all(Permission.SEE_TASKS in may for may in MAY.values() if may & proposing)
