"""A version of the matrix: drafted, proposed by one, approved by the Board, in force from its moment, and never rewritten."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from mash.accounts.governing import AlreadyProposed, NotYours, Settled
from mash.accounts.states import Standing
from mash.cases.states import Rag
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.factories import facts, make_case, no_concern
from thresholds import tasks
from thresholds.exchange import from_yaml, to_yaml
from thresholds.matrix import InvalidMatrix, read
from thresholds.models import MatrixVersion
from thresholds.queries import forget, matrix_in_force, version_before, version_in_force, visible_versions
from thresholds.rules import Change, differences
from thresholds.services import (
    DraftMoved,
    NothingChanged,
    approve_matrix,
    change_draft,
    discard_draft,
    draft_matrix,
    propose_matrix,
    send_back_matrix,
    sweep_matrices,
    withdraw_matrix,
)
from triage.services import RatingRefused, rate_concern

pytestmark = pytest.mark.django_db
NEW_WORDS = "Somebody was hurt on purpose, by whoever it was."


def changed(**more):
    """The matrix in force with one indicator in other words, and what else is to differ."""
    data = deepcopy(version_in_force().data)
    kind = next(kind for kind in data["types"] if kind["code"] == "PHY")
    next(row for row in kind["indicators"] if row["code"] == "PHY3a")["words"] = NEW_WORDS
    return data | more


def draft(people, data=None):
    return draft_matrix(data=data or changed(), by=people.mash_manager)


def propose(version, by):
    return propose_matrix(version_id=version.pk, edition=version.edition, reason="The Board asked for it.", by=by)


def approve(version, by, starts_at=None):
    return approve_matrix(version_id=version.pk, starts_at=starts_at, by=by)


def proposed(people):
    return propose(draft(people), people.mash_manager)


# What differs


def test_a_version_differs_from_itself_in_nothing():
    matrix = read(version_in_force().data)
    assert differences(matrix, read(deepcopy(version_in_force().data))) == ()


def test_each_thing_that_differs_is_told_once_with_both_wordings():
    old, data = version_in_force().data, changed(note="Confirmed by the Board.")
    data["gates"] = data["gates"][1:]
    data["lifts"] = [*data["lifts"], {"code": "L10", "words": "A pet is threatened.", "assumption": True}]
    data["levels"][0]["actions"] = data["levels"][0]["actions"][:1]
    data["routing"][0]["when"] = {"facts": ["danger_now", "death"]}
    found = {(row.part, row.what): (row.change, row.old, row.new) for row in differences(read(old), read(data))}
    assert found == {
        ("The matrix", "Note"): (Change.CHANGED, old["note"], "Confirmed by the Board."),
        ("Gates", "G1"): (Change.REMOVED, old["gates"][0]["words"], ""),
        ("Lifts", "L10"): (Change.ADDED, "", "A pet is threatened."),
        ("Levels", "Level 1, actions"): (Change.CHANGED, "; ".join(old["levels"][0]["actions"]), old["levels"][0]["actions"][0]),
        ("Routing rules", "R1, when"): (
            Change.CHANGED, "fact Somebody is in danger now",
            "fact Somebody is in danger now; fact Abuse or neglect may have played a part in a death",
        ),
        ("Physical abuse", "PHY3a, words"): (Change.CHANGED, "Someone was hurt on purpose.", NEW_WORDS),
    }  # fmt: skip


def test_no_value_of_the_matrix_can_change_without_a_difference():
    """Every leaf that may be changed and still reads is told of."""
    old = version_in_force().data
    tried = 0
    for path in leaves(old):
        data = deepcopy(old)
        place = data
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = other(place[path[-1]])
        try:
            matrix = read(data)
        except InvalidMatrix:
            continue
        tried += 1
        assert path == ("name",) or differences(read(old), matrix), path
    assert tried > 400


def leaves(data, path=()):
    if isinstance(data, dict | list):
        for key in data if isinstance(data, dict) else range(len(data)):
            yield from leaves(data[key], (*path, key))
    else:
        yield path


def other(value):
    return not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else f"{value}, or so"


# As a file


def test_what_is_given_twice_is_refused_with_its_line():
    text = to_yaml(version_in_force().data)
    with pytest.raises(InvalidMatrix, match=r"Line \d+: “name” is given twice, first on line 1\."):
        from_yaml(text + "name: Another\n")
    within = text.replace("\n  name: Low\n", "\n  name: Low\n  name: High\n", 1)
    assert within != text
    with pytest.raises(InvalidMatrix, match="“name” is given twice") as refused:
        from_yaml(within)
    line = within.splitlines().index("  name: High") + 1
    assert refused.value.problems[0].startswith(f"Line {line}:")


def test_what_is_exported_comes_back_the_same():
    data = version_in_force().data
    assert from_yaml(to_yaml(data)) == data
    assert to_yaml(data).startswith("name: Default threshold matrix\nnote:")
    assert "\n- number: 1\n  name: Low\n  rag: green\n" in to_yaml(data)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("levels: [", "Line 1, column 10"), ("- a\n- b", "expected named values"), ("a: &x 1\nb: *x", "Line 1: write the value out"),
        ("[" * 40 + "]" * 40, "nested too deeply"), ("a: \x00", "can't be read"), ("name: Gr\ufffdn", "Line 1: a character"),
        ("x" * (600 * 1024), "too large"), ("name: !!python/object/apply:os.getcwd []", "can't be read"), ("name: Mine", "“levels” is missing"),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_used_is_refused_with_its_place(text, says):
    with pytest.raises(InvalidMatrix, match=says):
        from_yaml(text)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("response_level: 2", "response_level: 4", "Level 2, Significant: the Level of Response must be from 1 to 3."),
        ("rag: amber", "rag: blue", "Matrix, levels 2, rag: “blue” is none of red, amber, green."),
        ("code: PHY3a", "code: PHY3b", "The indicator PHY3b appears 2 times."),
        ("asked_first: possible_crime", "asked_first: death", "The gate G8 can't be answered by “death”"),
        ("lowers_bar: false", "lowers_bar: maybe", "lowers_bar: expected true or false, found “maybe”"),
        ("burst_days: 30", "burst_days: 0", "Patterns, burst_days: must be at least 1."),
        ("burst_days: 30", "moons: 30", "Matrix, patterns: “moons” is not known here."),
    ],
)  # fmt: skip
def test_every_fault_of_a_draft_names_the_line_and_the_place(old, new, says):
    data = deepcopy(version_in_force().data)
    data["settings"][0]["lowers_bar"] = False
    text = to_yaml(data).replace(old, new, 1)
    with pytest.raises(InvalidMatrix) as refused:
        from_yaml(text)
    line, _, problem = refused.value.problems[0].partition(": ")
    assert says in problem
    assert new in text.splitlines()[int(line.removeprefix("Line ")) - 1]


# Use cases


def test_a_version_goes_from_draft_to_force_and_old_decisions_keep_their_own_wording(people, client_for):
    case = make_case(people, stage="triage")
    before = version_in_force()
    version = draft(people)
    assert version.standing == Standing.DRAFT
    version = propose(version, people.mash_manager)
    assert (version.standing, matrix_in_force()[0]) == (Standing.PROPOSED, before.name)
    with transaction.atomic():
        approve(version, people.board_member)
    forget()  # on commit, which a test's transaction never reaches
    before.refresh_from_db()
    version.refresh_from_db()
    assert (version.standing, before.standing) == (Standing.IN_FORCE, Standing.SUPERSEDED)
    assert matrix_in_force()[1].indicators["PHY3a"].words == NEW_WORDS
    assert version_before(version) == before
    page = client_for(people.duty_worker).get(reverse("triage:rate_concern", args=[case.reference])).content.decode()
    assert f'<a class="govuk-link" href="{reverse("thresholds:version", args=[before.pk])}">Threshold matrix {before}</a>' in page
    verbs = Event.objects.filter(chain="governed:matrixversion").order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == [Verb.MATRIX_DRAFTED, Verb.CHANGE_PROPOSED, Verb.CHANGE_APPROVED, Verb.CHANGE_IN_FORCE]


def test_a_version_may_begin_at_a_moment_to_come(people, time_machine):
    time_machine.move_to(datetime(2026, 11, 2, 10, tzinfo=UTC), tick=False)
    before = version_in_force()
    version = approve(proposed(people), people.board_member, starts_at=timezone.now() + timedelta(days=1))
    assert (version.standing, version_in_force(), sweep_matrices()) == (Standing.APPROVED, before, 0)
    with pytest.raises(AlreadyProposed):
        proposed(people)
    time_machine.move_to(datetime(2026, 11, 3, 10, 0, 30, tzinfo=UTC), tick=False)
    tasks.sweep_matrices()
    assert version_in_force() == version
    assert sweep_matrices() == 0


def test_what_was_approved_for_later_can_be_called_off(people):
    version = approve(proposed(people), people.board_member, starts_at=timezone.now() + timedelta(days=1))
    MatrixVersion.objects.filter(pk=version.pk).update(approved_by=people.head_of_service)
    send_back_matrix(version_id=version.pk, why="Not before the audit.", by=people.board_member)
    MatrixVersion.objects.filter(pk=version.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    assert sweep_matrices() == 0


@pytest.mark.parametrize("role", ["duty_worker", "practitioner", "qa_manager", "board_member", "administrator", "partner"])
def test_others_do_not_draft(people, role):
    with pytest.raises(PermissionDenied):
        draft_matrix(data=changed(), by=getattr(people, role))
    assert draft_matrix(data=changed(), by=people.head_of_service).standing == Standing.DRAFT


@pytest.mark.parametrize("role", ["duty_worker", "practitioner", "mash_manager", "head_of_service", "qa_manager", "administrator"])
def test_only_the_board_approves(people, role):
    version = propose(draft(people), people.head_of_service)
    with pytest.raises(PermissionDenied):
        approve(version, getattr(people, role))
    assert approve(version, people.board_member).in_force_from


def test_two_people_are_needed(people):
    version = proposed(people)
    MatrixVersion.objects.filter(pk=version.pk).update(proposed_by=people.board_member)
    with pytest.raises(NotYours):
        approve(version, people.board_member)


def test_it_is_sent_back_or_withdrawn_once(people):
    version = proposed(people)
    send_back_matrix(version_id=version.pk, why="Too strict.", by=people.board_member)
    version.refresh_from_db()
    assert (version.standing, version.ended_why) == (Standing.SENT_BACK, "Too strict.")
    with pytest.raises(Settled):
        approve(version, people.board_member)
    second = proposed(people)
    with pytest.raises(NotYours):
        withdraw_matrix(version_id=second.pk, by=people.head_of_service)
    assert withdraw_matrix(version_id=second.pk, by=people.mash_manager).standing == Standing.WITHDRAWN


def test_what_says_the_same_is_not_proposed(people):
    version = draft(people, deepcopy(version_in_force().data))
    with pytest.raises(NothingChanged):
        propose(version, people.mash_manager)


def test_a_draft_is_changed_by_who_saw_it_last(people):
    version = draft(people)
    change_draft(version_id=version.pk, edition=1, data=changed(note="First."), by=people.head_of_service)
    with pytest.raises(DraftMoved):
        change_draft(version_id=version.pk, edition=1, data=changed(note="Second."), by=people.mash_manager)
    version.refresh_from_db()
    assert (version.data["note"], version.drafted_by, version.edition) == ("First.", people.head_of_service, 2)
    propose(version, people.mash_manager)
    for act in (change_draft, discard_draft):
        more = {"data": changed(note="Third.")} if act is change_draft else {}
        with pytest.raises(DraftMoved):
            act(version_id=version.pk, edition=2, by=people.mash_manager, **more)


def test_a_draft_that_is_put_aside_can_still_be_read_and_begun_from(people):
    version = discard_draft(version_id=draft(people).pk, edition=1, by=people.mash_manager)
    assert version.standing == Standing.WITHDRAWN
    assert version in visible_versions(people.mash_manager)
    with pytest.raises(DraftMoved):
        propose(version, people.mash_manager)


def test_the_database_rewrites_nothing_that_was_in_force(people):
    version = draft(people)
    running = MatrixVersion.objects.filter(pk=version_in_force().pk)
    for act in (lambda: running.update(data={}), lambda: running.update(name="Other"), running.delete):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            act()
    MatrixVersion.objects.filter(pk=version.pk).update(name="Other")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_propose_at_once_one_wins_and_the_other_is_told(people):
    drafts, start, found = [draft(people), draft(people, changed(note="Mine."))], Barrier(2), []

    def go(version):
        start.wait()
        try:
            found.append(propose(version, people.mash_manager).pk)
        except AlreadyProposed as earlier:
            found.append(earlier)
        finally:
            connections.close_all()

    threads = [Thread(target=go, args=[version]) for version in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = next(each for each in found if isinstance(each, int))
    lost = next(each for each in found if not isinstance(each, int))
    assert lost.rival.pk == won


def test_drafts_are_seen_by_who_writes_approves_or_oversees_them_and_published_versions_by_all(people):
    version, running = draft(people), version_in_force()
    for role in ("mash_manager", "head_of_service", "qa_manager", "board_member"):
        assert list(visible_versions(getattr(people, role))) == [version, running], role
    for role in ("duty_worker", "practitioner", "partner", "locality_manager", "administrator"):
        assert list(visible_versions(getattr(people, role))) == [running], role


# Rating while the matrix changes


def test_a_rating_begun_by_the_version_before_is_looked_at_again_and_loses_nothing(people, client_for):
    case, client = make_case(people), client_for(people.duty_worker)
    url = reverse("triage:rate_concern", args=[case.reference])
    first = {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes"}
    answers = {"version": case.version, **first, "types": ["PHY"], "setting": "", "to": "signs", "rationale": "Both arms."}
    assert "Step 2 of 4" in client.post(url, answers | {"matrix": version_in_force().name}, follow=True).content.decode()
    page = client.post(url, answers | {"matrix": "2025-9"}).content.decode()
    assert "came into force while you rated" in page
    assert "Step 1 of 4" in page
    assert 'value="PHY"' in page and "checked" in page.split('value="PHY"')[1][:80]  # noqa: PT018
    assert "Both arms." in page


def test_an_answer_that_the_matrix_no_longer_has_is_refused_in_words(people):
    case = make_case(people)
    given = {"reference": case.reference, "version": case.version, "rag": Rag.AMBER, "rationale": "x", "would_change": "y"}
    with pytest.raises(RatingRefused, match="Another version"):
        rate_concern(facts=facts(indicators=("PHY9z",)), seriousness=no_concern(), urgency="U3", by=people.duty_worker, **given)
    assert rate_concern(facts=facts(), seriousness=no_concern(), urgency="U3", by=people.duty_worker, **given).rag == Rag.AMBER
