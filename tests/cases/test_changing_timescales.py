"""A change of the timescales: proposed by one, approved by another, in force from its moment, and never rewritten."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from mash.accounts.governing import AlreadyProposed, BaseMoved, NothingChanged, NotYours, Settled
from mash.accounts.states import Standing
from mash.cases import calendar, tasks
from mash.cases.models import TimescaleVersion, WorkItem
from mash.cases.services.timescales import (
    approve_timescales,
    propose_timescales,
    send_back_timescales,
    sweep_versions,
    withdraw_timescales,
)
from mash.cases.states import Clock, WorkKind
from mash.cases.timescale_changes import assumptions, differences, lines_of, values_of, with_values
from mash.cases.timescale_queries import version_in_force
from mash.cases.timescales import InvalidTimescales
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.cases.test_timescales import DATA

pytestmark = pytest.mark.django_db
SEEN = "amount__seen__any__"


def propose(people, change, **values):
    return propose_timescales(**change(**(values or {SEEN: 2})), by=people.mash_manager)


def approve(version, people, *, starts_at=None, apply=False):
    return approve_timescales(version_id=version.pk, starts_at=starts_at, apply=apply, by=people.head_of_service)


def lines(verb):
    return Event.objects.filter(chain="governed:timescaleversion", verb=verb).count()


# Values


def test_every_value_of_the_shipped_table_can_be_changed_and_nothing_else_is():
    values = values_of(DATA)
    assert with_values(DATA, values) == with_values(with_values(DATA, values), values)
    assert differences(DATA, with_values(DATA, values)) == []
    assert len(lines_of(DATA)) == len(DATA["timescales"]) + len(DATA["exceptions"])
    for name, value in values.items():
        other = {"weekdays": ["monday"]}.get(name, not value if isinstance(value, bool) else 7 if isinstance(value, int) else None)
        other = other or {"opens": "08:30", "closes": "18:00"}.get(name, "11:30" if "unit" not in name else "clock_hours")
        if other != value:
            assert len(differences(DATA, with_values(DATA, values | {name: other}))) == 1, name


def test_differences_say_what_was_and_what_becomes():
    values = values_of(DATA) | {SEEN: 1, "confirmed__seen__any__": True, "opens": "08:30"}
    said = [(row.what, row.old, row.new) for row in differences(DATA, with_values(DATA, values))]
    assert said == [
        ("Office hours", "09:00 to 17:00, Monday, Tuesday, Wednesday, Thursday, Friday (assumption)",
         "08:30 to 17:00, Monday, Tuesday, Wednesday, Thursday, Friday (assumption)"),
        ("Seen by a person: Any rating", "4 working hours (assumption)", "1 working hour (confirmed)"),
    ]  # fmt: skip


def test_what_is_confirmed_is_counted_off():
    everything = assumptions(DATA)
    assert everything == len(lines_of(DATA)) + 2
    values = values_of(DATA) | {"confirmed__seen__any__": True, "hours_confirmed": True}
    assert assumptions(with_values(DATA, values)) == everything - 2


def test_a_table_that_can_not_be_used_is_refused_whole():
    with pytest.raises(InvalidTimescales, match="close after they open"):
        with_values(DATA, values_of(DATA) | {"opens": "18:00"})


# Use cases


def test_a_change_goes_from_proposal_to_force_and_the_one_before_it_is_history(people, change):
    before = version_in_force()
    version = propose(people, change)
    assert (version.standing, version_in_force()) == (Standing.PROPOSED, before)
    assert WorkItem.objects.get().for_permission == "approve_timescales"
    approve(version, people)
    calendar.forget()
    before.refresh_from_db()
    version.refresh_from_db()
    assert (version.standing, before.standing) == (Standing.IN_FORCE, Standing.SUPERSEDED)
    assert calendar.in_force().for_clock(Clock.SEEN, None).amount == 2
    assert WorkItem.objects.get(kind=WorkKind.CHANGE_PROPOSED).answered_by == people.head_of_service
    assert [lines(v) for v in (Verb.CHANGE_PROPOSED, Verb.CHANGE_APPROVED, Verb.CHANGE_IN_FORCE)] == [1, 1, 1]


def test_a_version_may_begin_at_a_moment_to_come(people, change, time_machine):
    time_machine.move_to(datetime(2026, 11, 2, 10, tzinfo=UTC), tick=False)
    before = version_in_force()
    version = approve(propose(people, change), people, starts_at=timezone.now() + timedelta(days=1))
    assert (version.standing, version_in_force(), sweep_versions()) == (Standing.APPROVED, before, 0)
    with pytest.raises(AlreadyProposed):
        propose(people, change)
    time_machine.move_to(datetime(2026, 11, 3, 10, 0, 30, tzinfo=UTC), tick=False)
    tasks.sweep_versions()
    assert version_in_force() == version
    assert version_in_force().in_force_from == timezone.now()
    assert sweep_versions() == 0


def test_what_was_approved_for_later_can_be_called_off(people, change):
    version = approve(propose(people, change), people, starts_at=timezone.now() + timedelta(days=1))
    send_back_timescales(version_id=version.pk, why="Not before the audit.", by=people.head_of_service)
    TimescaleVersion.objects.filter(pk=version.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    assert sweep_versions() == 0


@pytest.mark.parametrize("role", ["duty_worker", "practitioner", "head_of_service", "qa_manager", "administrator"])
def test_only_a_mash_manager_proposes(people, change, role):
    with pytest.raises(PermissionDenied):
        propose_timescales(**change(**{SEEN: 2}), by=getattr(people, role))


@pytest.mark.parametrize("role", ["duty_worker", "practitioner", "mash_manager", "qa_manager", "administrator"])
def test_only_the_head_of_service_answers(people, change, role):
    version = propose(people, change)
    with pytest.raises(PermissionDenied):
        approve_timescales(version_id=version.pk, starts_at=None, apply=False, by=getattr(people, role))
    with pytest.raises(PermissionDenied):
        send_back_timescales(version_id=version.pk, why="-", by=getattr(people, role))


def test_nobody_approves_their_own_proposal_even_with_both_roles(people, change):
    version = propose(people, change)
    TimescaleVersion.objects.filter(pk=version.pk).update(proposed_by=people.head_of_service)
    for refused in (
        lambda: approve(version, people),
        lambda: send_back_timescales(version_id=version.pk, why="-", by=people.head_of_service),
    ):
        with pytest.raises(NotYours):
            refused()
    with pytest.raises(NotYours):
        withdraw_timescales(version_id=version.pk, by=people.mash_manager)
    for wrong in ({"approved_by": people.head_of_service}, {"in_force_from": timezone.now(), "approved_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            TimescaleVersion.objects.filter(pk=version.pk).update(**wrong)


def test_only_one_proposal_waits_and_a_settled_one_says_what_became_of_it(people, change):
    version = propose(people, change)
    with pytest.raises(AlreadyProposed) as refused:
        propose(people, change, **{SEEN: 3})
    assert refused.value.rival == version
    withdraw_timescales(version_id=version.pk, by=people.mash_manager)
    with pytest.raises(Settled, match="Withdrawn"):
        approve(version, people)
    second = propose(people, change)
    send_back_timescales(version_id=second.pk, why="Too short.", by=people.head_of_service)
    second.refresh_from_db()
    assert (second.standing, second.ended_why) == (Standing.SENT_BACK, "Too short.")
    assert second.name != version.name
    assert not WorkItem.objects.filter(kind=WorkKind.CHANGE_PROPOSED, answered_at=None).exists()
    assert [lines(v) for v in (Verb.CHANGE_WITHDRAWN, Verb.CHANGE_SENT_BACK)] == [1, 1]


def test_what_says_nothing_new_or_starts_from_an_old_table_is_refused(people, change):
    with pytest.raises(NothingChanged):
        propose_timescales(**change(), by=people.mash_manager)
    old = change(**{SEEN: 2})
    approve(propose(people, change, opens="08:30"), people)
    with pytest.raises(BaseMoved):
        propose_timescales(**old, by=people.mash_manager)


def test_without_the_line_of_trail_nothing_is_proposed(people, change, monkeypatch):
    monkeypatch.setattr("mash.accounts.governing.record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        propose(people, change)
    assert not TimescaleVersion.objects.filter(proposed_at__isnull=False).exists()


def test_a_version_in_force_or_replaced_never_changes(people, change):
    approve(propose(people, change), people)
    for version in TimescaleVersion.objects.filter(in_force_from__isnull=False):
        rows = TimescaleVersion.objects.filter(pk=version.pk)
        for wrong in (lambda rows=rows: rows.update(data={}), lambda rows=rows: rows.update(in_force_from=timezone.now()), rows.delete):
            with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
                wrong()


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_of_two_proposals_at_once_one_waits_and_the_other_is_told(people, change):
    barrier, outcomes, words = Barrier(2), [], change(**{SEEN: 2})

    def act():
        try:
            barrier.wait(timeout=30)
            propose_timescales(**words, by=people.mash_manager)
            outcomes.append("done")
        except AlreadyProposed as earlier:
            outcomes.append(str(earlier.rival.proposed_by))
        finally:
            connections.close_all()

    threads = [Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(outcomes) == sorted(["done", people.mash_manager.name])
    assert TimescaleVersion.objects.filter(proposed_at__isnull=False).count() == 1


# Pages

HOME = "/timescales/"


def posted(**changed):
    values = values_of(version_in_force().data) | {"base": version_in_force().pk, "reason": "Luton agreed it", "step": "look"}
    return {name: value for name, value in (values | changed).items() if value is not False}


def test_everybody_of_the_hub_reads_the_table_and_others_do_not(people, client_for, django_assert_max_num_queries):
    for role in ("duty_worker", "practitioner", "mash_manager", "head_of_service", "qa_manager"):
        client = client_for(getattr(people, role))
        client.get(HOME)
        with django_assert_max_num_queries(15):
            page = client.get(HOME).content.decode()
        assert "4 working hours" in page
        assert f"{assumptions(version_in_force().data)} values marked “assumption, to be confirmed”" in page
        assert ("Propose a change" in page) == (role == "mash_manager")
    for role in ("partner", "board_member", "administrator", "locality_manager"):
        assert client_for(getattr(people, role)).get(HOME).status_code == 403


def test_a_manager_edits_looks_and_proposes_and_the_head_approves(people, client_for, time_machine):
    manager, head, worker = (client_for(people.mash_manager), client_for(people.head_of_service), client_for(people.duty_worker))
    where = reverse("cases:propose_timescales")
    assert worker.get(where).status_code == 403
    assert manager.get(where).status_code == 200
    wrong = manager.post(where, posted(**{SEEN: "four", "reason": ""})).content.decode()
    assert "Seen by a person, Any rating: enter a whole number, like 3" in wrong
    assert 'value="four"' in wrong
    assert "Say why this should change" in wrong
    assert "only working days can be 0" in manager.post(where, posted(**{SEEN: 0})).content.decode()
    assert "must close after they open" in manager.post(where, posted(opens="19:00")).content.decode()
    assert "Nothing changes" in manager.post(where, posted()).content.decode()
    look = manager.post(where, posted(**{SEEN: 2, "confirmed__seen__any__": "on"})).content.decode()
    assert "<del>4 working hours (assumption)</del>" in look
    assert "<ins>2 working hours (confirmed)</ins>" in look
    back = manager.post(where, posted(**{SEEN: 2, "step": "edit"})).content.decode()
    assert back.count("mash-row--changed") == 1
    made = manager.post(where, posted(**{SEEN: 2, "step": "propose"}))
    version = TimescaleVersion.objects.get(proposed_at__isnull=False)
    assert made.url == reverse("cases:timescale_version", args=[version.pk])
    assert "Withdraw my proposal" in manager.get(made.url).content.decode()
    assert "Approve</a>" in head.get(made.url).content.decode()
    assert reverse("cases:timescales") in head.get(reverse("triage:tasks")).content.decode()
    approving = reverse("cases:approve_timescales", args=[version.pk])
    assert "Choose when it comes into force" in head.post(approving, {}).content.decode()
    assert "Enter when it comes into force" in head.post(approving, {"begins": "later", "apply": "no"}).content.decode()
    assert manager.post(approving, {"begins": "now", "apply": "no"}).status_code == 403
    page = head.post(approving, {"begins": "now", "apply": "no"}, follow=True).content.decode()
    assert "It is in force" in page
    assert "2 working hours" in page
    assert "settled already" in head.post(approving, {"begins": "now", "apply": "no"}, follow=True).content.decode()
    old = TimescaleVersion.objects.exclude(pk=version.pk).latest("pk")
    shown = worker.get(reverse("cases:timescale_version", args=[old.pk])).content.decode()
    assert "4 working hours" in shown
    assert "Replaced" in shown
    assert head.get(reverse("cases:timescale_version", args=[version.pk + 99])).status_code == 404


def test_whoever_proposes_second_is_told_by_whom_and_keeps_their_values(people, change, client_for):
    manager, where = client_for(people.mash_manager), reverse("cases:propose_timescales")
    words = posted(**{SEEN: 3, "step": "propose"})
    version = propose(people, change)
    told = manager.post(where, words)
    assert told.status_code == 409
    assert f"{people.mash_manager.name} was first" in told.content.decode()
    assert "3 working hours" in told.content.decode()
    assert manager.get(where).url == reverse("cases:timescale_version", args=[version.pk])


def test_values_typed_against_an_old_table_are_kept_and_looked_at_again(people, change, client_for):
    words = posted(**{SEEN: 3, "step": "propose"})
    approve(propose(people, change, opens="08:30"), people)
    told = client_for(people.mash_manager).post(reverse("cases:propose_timescales"), words)
    assert told.status_code == 409
    assert "came into force while you wrote this" in told.content.decode()
    assert 'name="amount__seen__any__" value="3"' in told.content.decode()
    assert not TimescaleVersion.objects.filter(in_force_from__isnull=True).exists()


def test_a_proposal_is_sent_back_with_a_reason_or_withdrawn(people, change, client_for):
    manager, head = client_for(people.mash_manager), client_for(people.head_of_service)
    version = propose(people, change)
    where = reverse("cases:send_back_timescales", args=[version.pk])
    assert "Say why you send it back" in head.post(where, {"why": ""}).content.decode()
    head.post(where, {"why": "Too short for the night"})
    page = manager.get(reverse("cases:timescale_version", args=[version.pk])).content.decode()
    assert "Too short for the night" in page
    second = propose(people, change)
    assert "withdrawn" in manager.post(reverse("cases:withdraw_timescales", args=[second.pk]), follow=True).content.decode()
