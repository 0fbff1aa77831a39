"""New wording of what the hub says: proposed by one, approved by another, in force from its moment; what was said stays."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from enquiries.texts import PROTECTION
from mash.accounts.governing import AlreadyProposed, BaseMoved, NothingChanged, NotYours, Settled
from mash.accounts.states import Standing
from mash.cases import tasks
from mash.cases.models import WorkItem
from mash.cases.services.texts import (
    TextRefused,
    approve_text,
    propose_text,
    send_back_text,
    sweep_texts,
    withdraw_text,
)
from mash.cases.states import WorkKind
from mash.cases.text_queries import running
from mash.cases.text_rules import blanks_of, problem_of
from mash.cases.texts import standard_texts
from mash.trail.models import Event
from mash.trail.verbs import Verb
from partners.texts import QUESTIONS
from referrals.models import Statement
from referrals.texts import FEEDBACK

pytestmark = pytest.mark.django_db
ALL = pytest.mark.parametrize("text", [FEEDBACK, QUESTIONS, PROTECTION], ids=lambda text: text.slug)
ONE = {FEEDBACK.slug: "thank-you", QUESTIONS.slug: "police", PROTECTION.slug: "statement"}
NEW = "We are grateful that you told us."


def words(text, **changed):
    """Every piece as it reads in force, one of them otherwise."""
    now = {piece.key: piece.words for piece in text.pieces(running(text))}
    return now | (changed or {ONE[text.slug]: NEW})


def propose(people, text, by=None, **changed):
    said = words(text, **changed)
    return propose_text(text=text, base_id=running(text).pk, words=said, reason="Plainer.", by=by or people.mash_manager)


def approve(version, people, text, starts_at=None):
    return approve_text(text=text, version_id=version.pk, starts_at=starts_at, by=people.head_of_service)


def said(text):
    return {piece.key: piece.words for piece in text.pieces(running(text))}[ONE[text.slug]]


# Blanks


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("Quote $reference.", ""), ("It costs £5.", ""), ("Dear $name,", "“$name”"), ("$references", "“$references”"),
        ("${reference}", "“$”"), ("Dear {{ name }},", "“{{ name }}”"), ("On [date].", "“[date]”"), ("By <day>.", "“<day>”"),
        ("It is $5.", "“$5”"), ("{", "“{”"),
    ],
)  # fmt: skip
def test_what_nobody_fills_in_is_refused_and_named(typed, wrong):
    found = problem_of(typed, known=["$reference", "$phone"])
    assert found.startswith(f"{wrong} would be sent as it stands. Only $phone and $reference can be filled in") if wrong else not found


def test_a_day_that_a_statement_is_chosen_for_stays_in_it():
    assert blanks_of("By $again_by, $phone, $phone") == ["$again_by", "$phone"]
    assert problem_of("By $again_by.", known=["$again_by"], kept=["$again_by"]) == ""
    assert "Keep $again_by in it" in problem_of("Soon.", known=["$again_by"], kept=["$again_by"])


def test_a_day_is_promised_only_where_the_rules_know_one():
    pieces = {piece.key: piece for piece in FEEDBACK.pieces(running(FEEDBACK))}
    assert FEEDBACK.problem(pieces["again-by"], "You hear by $again_by.") == ""
    assert "Keep $again_by" in FEEDBACK.problem(pieces["again-by"], "You hear again.")
    assert "“$again_by”" in FEEDBACK.problem(pieces["thank-you"], "Thank you, until $again_by.")
    assert FEEDBACK.problem(pieces["thank-you"], "Thank you, ring $phone.") == ""


def test_a_question_stands_on_a_line_of_its_own_and_only_once():
    piece = QUESTIONS.pieces(running(QUESTIONS))[0]
    assert QUESTIONS.problem(piece, "Are calls known?\nSince when?") == ""
    assert "twice" in QUESTIONS.problem(piece, "Since when?\n\nSince when?")
    assert "300 characters" in QUESTIONS.problem(piece, "x" * 301)
    assert "Nothing is filled in" in QUESTIONS.problem(piece, "Is $name known?")


def test_every_statement_can_be_seen_in_a_message_before_it_is_approved():
    pieces = FEEDBACK.pieces(running(FEEDBACK))
    for piece in pieces:
        shown = [line for sample in FEEDBACK.samples(pieces, [piece.key]) for line in sample.lines]
        assert len(shown) == 1, piece.key
        plain = piece.words.split("$")[0]
        assert plain in shown[0], piece.key
        assert "$" not in shown[0]
    outcomes = [piece.key for piece in pieces if piece.key.startswith("outcome-")]
    assert len(FEEDBACK.samples(pieces, outcomes)) == len(outcomes)


def test_a_message_to_be_approved_gives_the_telephone_number_of_this_hub(settings):
    settings.HUB_PHONE = "01632 960001"
    piece = next(piece for piece in FEEDBACK.pieces(running(FEEDBACK)) if "$phone" in piece.words)
    (sample,) = FEEDBACK.samples([piece], [piece.key])
    assert "01632 960001" in sample.lines[0]


# Use cases


@ALL
def test_wording_goes_from_proposal_to_force_and_the_one_before_it_is_history(people, text):
    before, old = running(text), said(text)
    version = propose(people, text)
    assert (version.standing, running(text), said(text)) == (Standing.PROPOSED, before, old)
    task = WorkItem.objects.get()
    assert (task.for_permission, task.about) == ("approve_texts", f"text {text.slug} {version.pk}")
    approve(version, people, text)
    before.refresh_from_db()
    assert (running(text), said(text), before.standing) == (version, NEW, Standing.SUPERSEDED)
    assert {piece.key: piece.words for piece in text.pieces(before)}[ONE[text.slug]] == old
    assert WorkItem.objects.get(kind=WorkKind.CHANGE_PROPOSED).answered_by == people.head_of_service
    found = Event.objects.filter(chain=f"governed:{version.thread}").order_by("pk").values_list("verb", flat=True)
    assert list(found) == [Verb.CHANGE_PROPOSED, Verb.CHANGE_APPROVED, Verb.CHANGE_IN_FORCE]


def test_the_texts_have_chains_of_their_own():
    assert len({text.model().thread for text in standard_texts()}) == 3


@ALL
def test_nothing_but_the_words_changes(people, text):
    old, version = running(text), propose(people, text)
    assert [piece.key for piece in text.pieces(version)] == [piece.key for piece in text.pieces(old)]
    assert [piece.note for piece in text.pieces(version)] == [piece.note for piece in text.pieces(old)]
    for column in ("excludes", "look_again"):
        assert getattr(version, column, None) == getattr(old, column, None)


@ALL
def test_wording_may_begin_at_a_moment_to_come(people, text, time_machine):
    before = running(text)
    version = approve(propose(people, text), people, text, starts_at=timezone.now() + timedelta(hours=1))
    assert (version.standing, running(text), sweep_texts()) == (Standing.APPROVED, before, 0)
    with pytest.raises(AlreadyProposed):
        propose(people, text)
    time_machine.move_to(timezone.now() + timedelta(hours=1, minutes=1), tick=False)
    tasks.sweep_versions()
    assert (running(text), said(text), sweep_texts()) == (version, NEW, 0)


def test_what_was_approved_for_later_can_be_called_off(people):
    version = approve(propose(people, FEEDBACK), people, FEEDBACK, starts_at=timezone.now() + timedelta(days=1))
    send_back_text(text=FEEDBACK, version_id=version.pk, why="Not yet.", by=people.head_of_service)
    FEEDBACK.model.objects.filter(pk=version.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    assert sweep_texts() == 0


def test_managers_and_administrators_propose_and_nobody_else(people):
    for role in ("duty_worker", "practitioner", "head_of_service", "qa_manager", "partner", "board_member"):
        with pytest.raises(PermissionDenied):
            propose(people, PROTECTION, by=getattr(people, role))
    for role in ("mash_manager", "administrator"):
        by = getattr(people, role)
        withdraw_text(text=PROTECTION, version_id=propose(people, PROTECTION, by=by).pk, by=by)


def test_only_the_head_of_service_answers_and_never_their_own(people):
    version = propose(people, QUESTIONS)
    for role in ("duty_worker", "practitioner", "mash_manager", "qa_manager", "administrator"):
        with pytest.raises(PermissionDenied):
            approve_text(text=QUESTIONS, version_id=version.pk, starts_at=None, by=getattr(people, role))
        with pytest.raises(PermissionDenied):
            send_back_text(text=QUESTIONS, version_id=version.pk, why="-", by=getattr(people, role))
    with pytest.raises(NotYours):
        withdraw_text(text=QUESTIONS, version_id=version.pk, by=people.administrator)
    QUESTIONS.model.objects.filter(pk=version.pk).update(proposed_by=people.head_of_service)
    with pytest.raises(NotYours):
        approve(version, people, QUESTIONS)
    with pytest.raises(DatabaseError), transaction.atomic():
        QUESTIONS.model.objects.filter(pk=version.pk).update(approved_by=people.head_of_service)


@ALL
def test_only_one_proposal_waits_and_a_settled_one_says_what_became_of_it(people, text):
    version = propose(people, text)
    with pytest.raises(AlreadyProposed) as refused:
        propose(people, text)
    assert refused.value.rival == version
    withdraw_text(text=text, version_id=version.pk, by=people.mash_manager)
    with pytest.raises(Settled, match="Withdrawn"):
        approve(version, people, text)
    second = propose(people, text)
    send_back_text(text=text, version_id=second.pk, why="Too short.", by=people.head_of_service)
    second.refresh_from_db()
    assert (second.standing, second.ended_why) == (Standing.SENT_BACK, "Too short.")
    assert not WorkItem.objects.filter(kind=WorkKind.CHANGE_PROPOSED, answered_at=None).exists()


@ALL
def test_what_says_nothing_new_or_starts_from_an_old_text_is_refused(people, text):
    old = {"text": text, "base_id": running(text).pk, "reason": "-", "by": people.mash_manager}
    with pytest.raises(NothingChanged):
        propose_text(words=words(text, **{ONE[text.slug]: said(text)}), **old)
    with pytest.raises(TextRefused, match=r"“\$name” would be sent as it stands"):
        propose_text(words=words(text, **{ONE[text.slug]: "Dear $name"}), **old)
    approve(propose(people, text), people, text)
    with pytest.raises(BaseMoved):
        propose_text(words=words(text, **{ONE[text.slug]: "Otherwise."}), **old)


def test_without_the_line_of_trail_nothing_is_proposed(people, monkeypatch):
    monkeypatch.setattr("mash.accounts.governing.record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        propose(people, FEEDBACK)
    assert not FEEDBACK.model.objects.filter(proposed_at__isnull=False).exists()


@ALL
def test_what_was_in_force_is_never_rewritten(people, text):
    approve(propose(people, text), people, text)
    for version in text.model.objects.filter(in_force_from__isnull=False):
        rows = text.model.objects.filter(pk=version.pk)
        for wrong in (lambda rows=rows: rows.update(name="other"), rows.delete):
            with pytest.raises(DatabaseError, match="never changes|referenced"), transaction.atomic():
                wrong()
    if text is FEEDBACK:
        for wrong in (lambda: Statement.objects.filter(code="thank-you").update(text="Otherwise."), Statement.objects.all().delete):
            with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
                wrong()


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_does_and_the_other_is_told(people):
    version = propose(people, PROTECTION)
    barrier, outcomes = Barrier(2), []

    def act(does, **how):
        try:
            barrier.wait(timeout=30)
            does(text=PROTECTION, version_id=version.pk, by=people.head_of_service, **how)
            outcomes.append("done")
        except Settled as settled:
            outcomes.append(settled.row.standing)
        finally:
            connections.close_all()

    for_all = [Thread(target=act, args=(approve_text,), kwargs={"starts_at": None}) for _ in range(2)]
    for thread in for_all:
        thread.start()
    for thread in for_all:
        thread.join(timeout=60)
    assert sorted(outcomes) == sorted(["done", Standing.IN_FORCE])
    assert PROTECTION.model.objects.in_force().count() == 1


# Pages


def posted(text, step="look", **changed):
    return {f"words__{key}": value for key, value in words(text, **changed).items()} | {
        "base": running(text).pk, "reason": "Plainer.", "step": step,
    }  # fmt: skip


def at(name, *args):
    return reverse(f"cases:{name}", args=args)


def test_managers_read_the_texts_and_others_do_not(people, client_for, django_assert_max_num_queries):
    for role in ("mash_manager", "head_of_service", "qa_manager", "administrator"):
        client = client_for(getattr(people, role))
        client.get(at("texts"))
        for page in (at("texts"), *(at("text", text.slug) for text in standard_texts())):
            with django_assert_max_num_queries(15):
                assert "assumption, to be confirmed" in client.get(page).content.decode()
        assert ("Propose new wording" in client.get(at("text", "feedback")).content.decode()) == (role in ("mash_manager", "administrator"))
    for role in ("duty_worker", "practitioner", "partner", "board_member", "locality_manager"):
        assert client_for(getattr(people, role)).get(at("texts")).status_code == 403
    for page in (at("text", "poems"), at("text_version", "feedback", 99999), at("propose_text", "poems")):
        assert client_for(people.mash_manager).get(page).status_code == 404


@ALL
def test_a_manager_writes_looks_and_proposes_and_the_head_approves(people, client_for, text, django_assert_max_num_queries):
    manager, head = client_for(people.mash_manager), client_for(people.head_of_service)
    where, key = at("propose_text", text.slug), ONE[text.slug]
    assert said(text).splitlines()[0] in manager.get(where).content.decode()
    wrong = manager.post(where, posted(text, **{key: "Dear $name"}) | {"reason": ""}).content.decode()
    assert "“$name” would be sent as it stands" in wrong
    assert "Dear $name</textarea>" in wrong
    assert "Say why this should change" in wrong
    assert "write what it says" in manager.post(where, posted(text, **{key: " "})).content.decode()
    assert "Nothing changes" in manager.post(where, posted(text, **{key: said(text)})).content.decode()
    with django_assert_max_num_queries(15):
        look = manager.post(where, posted(text)).content.decode()
    assert f"<ins>{NEW}</ins>" in look
    assert look.count(NEW) >= 3, "as its reader sees it, word for word, and in the form"
    assert NEW in manager.post(where, posted(text, step="edit")).content.decode()
    made = manager.post(where, posted(text, step="propose"))
    version = text.model.objects.get(proposed_at__isnull=False)
    assert made.url == at("text_version", text.slug, version.pk)
    assert "Withdraw my proposal" in manager.get(made.url).content.decode()
    assert manager.get(where).url == made.url
    with django_assert_max_num_queries(15):
        assert "Approve</a>" in head.get(made.url).content.decode()
    assert head.post(reverse("triage:answer_work_item"), {"task": WorkItem.objects.get().pk, "answer": "Yes."}).url == made.url
    approving = at("approve_text", text.slug, version.pk)
    assert "Choose when it comes into force" in head.post(approving, {}).content.decode()
    assert manager.post(approving, {"begins": "now"}).status_code == 403
    assert "It is in force" in head.post(approving, {"begins": "now"}, follow=True).content.decode()
    assert "settled already" in head.post(approving, {"begins": "now"}, follow=True).content.decode()
    assert (running(text), said(text)) == (version, NEW)
    page = manager.get(at("text", text.slug)).content.decode()
    assert "Replaced" in page
    assert people.head_of_service.name in page


def test_whoever_proposes_second_is_told_by_whom_and_keeps_their_words(people, client_for):
    manager, key = client_for(people.mash_manager), ONE["feedback"]
    mine = posted(FEEDBACK, step="propose", **{key: "Mine."})
    propose(people, FEEDBACK, by=people.administrator)
    told = manager.post(at("propose_text", "feedback"), mine)
    assert told.status_code == 409
    assert f"{people.administrator.name} was first" in told.content.decode()
    assert 'value="Mine."' in told.content.decode()


def test_words_typed_against_an_old_text_are_kept_and_looked_at_again(people, client_for):
    mine = posted(FEEDBACK, step="propose", read="A person read it on $read_on.")
    approve(propose(people, FEEDBACK), people, FEEDBACK)
    told = client_for(people.mash_manager).post(at("propose_text", "feedback"), mine)
    assert told.status_code == 409
    assert "came into force while you wrote this" in told.content.decode()
    assert "A person read it on $read_on.</textarea>" in told.content.decode()


def test_a_proposal_is_sent_back_with_a_reason_or_withdrawn(people, client_for):
    manager, head = client_for(people.mash_manager), client_for(people.head_of_service)
    version = propose(people, PROTECTION)
    where = at("send_back_text", "protection", version.pk)
    assert "Say why you send it back" in head.post(where, {"why": ""}).content.decode()
    head.post(where, {"why": "Too short to protect anybody"})
    assert "Too short to protect anybody" in manager.get(at("text_version", "protection", version.pk)).content.decode()
    second = propose(people, PROTECTION)
    assert "withdrawn" in manager.post(at("withdraw_text", "protection", second.pk), follow=True).content.decode()
