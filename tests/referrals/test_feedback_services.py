"""The referrer hears back in approved words, or it is on record why not."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from mash.cases.services.texts import approve_text, propose_text
from mash.cases.states import Clock
from mash.outbox.models import Message
from mash.trail.models import Event
from referrals.models import Feedback, Referral
from referrals.queries import draft_message, facts_of, statements_in_force
from referrals.rules import fingerprint, way_for
from referrals.services.feedback import FeedbackRefused, send_feedback, withhold_feedback
from referrals.states import Extent, FeedbackKind, Voice, Withheld
from referrals.texts import FEEDBACK
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def lines(case, verb):
    return Event.objects.filter(chain=f"case:{case.reference}", verb=verb).count()


def open_clocks(case):
    return set(case.deadlines.open().values_list("clock", "about"))


def broken(monkeypatch, module):
    def fails(*args, **kwargs):
        raise RuntimeError("the trail can't be written")

    monkeypatch.setattr(f"referrals.services.{module}.record", fails)


def words(
    case, referral, kind=FeedbackKind.DECIDED, extent=Extent.LIMITED, codes=("thank-you", "read-and-decided"), **changed
):
    facts = facts_of(case, referral)
    said = {"codes": list(codes), "added": "", "again_on": None}
    text = draft_message(referral, facts, kind, extent, **said)
    seen = fingerprint(text, way_for(facts), referral.feedback.count())
    return {
        "reference": case.reference, "report": referral.reference, "once_key": uuid4(), "kind": kind, "extent": extent,
        "seen": seen, **said,
    } | changed  # fmt: skip


def decided(people, **changed):
    case = make_case(people, stage="decided")
    referral = case.referrals.get()
    Referral.objects.filter(pk=referral.pk).update(**({"voice": Voice.RELATIVE} | changed))
    return case, case.referrals.get()


def test_feedback_goes_with_its_notice_and_settles_what_is_owed(people):
    case, referral = decided(people)
    sent = words(case, referral)
    feedback = send_feedback(by=people.duty_worker, **sent)
    assert feedback.text.startswith("Thank you")
    assert feedback.version_name == statements_in_force().name
    message = feedback.message
    assert message.subject == f"Your enquiry {referral.reference}"
    assert feedback.text not in message.body
    assert case.reference not in message.body
    assert (Clock.FEEDBACK, referral.reference) not in open_clocks(case)
    assert lines(case, "feedback_composed") == 1
    assert send_feedback(by=people.duty_worker, **sent).pk == feedback.pk
    assert Message.objects.filter(about=referral.reference).count() == 1


@pytest.mark.parametrize("changed", [{"contact_is_safe": False}, {"referrer_email": ""}, {"wants_feedback": False}])
def test_an_unsafe_contact_is_told_on_the_status_page_only(people, changed):
    case, referral = decided(people, **changed)
    feedback = send_feedback(by=people.duty_worker, **words(case, referral))
    assert feedback.message is None
    assert not Message.objects.filter(about=referral.reference).exists()


def test_a_holding_message_settles_nothing(people):
    case = make_case(people, stage="triage")
    referral = case.referrals.get()
    send_feedback(by=people.duty_worker, **words(case, referral, FeedbackKind.HOLDING, codes=("still-working",)))
    assert (Clock.FEEDBACK, referral.reference) in open_clocks(case)


def test_what_changed_since_the_preview_is_not_sent(people):
    case, referral = decided(people)
    sent = words(case, referral)
    Referral.objects.filter(pk=referral.pk).update(contact_is_safe=False)
    with pytest.raises(FeedbackRefused, match="changed since your preview"):
        send_feedback(by=people.duty_worker, **sent)
    assert not Feedback.objects.exists()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"extent": Extent.FULL}, "can't be told"),
        ({"kind": FeedbackKind.CLOSED}, "not closed"),
        ({"kind": FeedbackKind.HOLDING}, "been decided"),
        ({"extent": Extent.WITHHELD}, "its own page"),
        ({"codes": []}, "Choose what to say"),
        ({"codes": ["outcome-advice"]}, "Choose what to say"),
        ({"report": "R-0000-0000"}, "moved"),
    ],
)
def test_what_may_not_be_told_is_refused(people, changed, why):
    case, referral = decided(people)
    with pytest.raises(FeedbackRefused, match=why):
        send_feedback(by=people.duty_worker, **words(case, referral, **changed))
    assert not Feedback.objects.exists()


def test_what_excludes_or_tells_too_much_is_refused_here_too(people):
    case, referral = decided(people, voice=Voice.PROFESSIONAL)
    full = {"extent": Extent.FULL, "codes": ["outcome-section-42", "outcome-no-concern"]}
    with pytest.raises(FeedbackRefused, match="cannot both be said"):
        send_feedback(by=people.duty_worker, **words(case, referral, **full))
    added = words(case, referral, extent=Extent.FULL, codes=["outcome-advice"]) | {"added": "She is unwell."}
    with pytest.raises(FeedbackRefused, match="Look again at “unwell”"):
        send_feedback(by=people.duty_worker, **added)
    with pytest.raises(FeedbackRefused, match="since your preview"):  # it is refused no more for its words
        send_feedback(by=people.duty_worker, knowingly=["unwell"], **added)


def test_withholding_needs_a_reason_and_settles_what_is_owed(people):
    case, referral = decided(people)
    once = {
        "reference": case.reference, "report": referral.reference, "once_key": uuid4(), "kind": FeedbackKind.DECIDED,
        "reason": Withheld.MAY_BE_SOURCE, "words": "The neighbour is named by the adult.", "seen": 0, "by": people.duty_worker,
    }  # fmt: skip
    first = withhold_feedback(**once)
    assert withhold_feedback(**once).pk == first.pk
    assert first.text == ""
    assert not Message.objects.filter(about=referral.reference).exists()
    assert (Clock.FEEDBACK, referral.reference) not in open_clocks(case)
    assert lines(case, "feedback_withheld") == 1


@pytest.mark.parametrize("role", ["qa_manager", "board_member", "partner"])
def test_a_stranger_tells_nobody_anything(people, role):
    case, referral = decided(people)
    with pytest.raises(PermissionDenied):
        send_feedback(by=getattr(people, role), **words(case, referral))


def test_without_trail_nothing_is_told(people, monkeypatch):
    case, referral = decided(people)
    broken(monkeypatch, "feedback")
    with pytest.raises(RuntimeError), transaction.atomic():
        send_feedback(by=people.duty_worker, **words(case, referral))
    assert not Feedback.objects.exists()
    assert (Clock.FEEDBACK, referral.reference) in open_clocks(case)
    assert not Message.objects.filter(about=referral.reference).exists()


def test_the_shipped_statements_say_only_what_may_be_said(people):
    forbidden = ("unsubstantiated", "victim", "client", "perpetrator", "lives at", "capacity to", "diagnos")
    for statement in statements_in_force().statements.all():
        assert not any(word in statement.text.lower() for word in forbidden), statement.code
        assert statement.kinds


def reword(people, **changed):
    """Statements in new words, in force from now on."""
    base = statements_in_force()
    words = {piece.key: piece.words for piece in FEEDBACK.pieces(base)} | changed
    version = propose_text(text=FEEDBACK, base_id=base.pk, words=words, reason="Plainer.", by=people.mash_manager)
    return approve_text(text=FEEDBACK, version_id=version.pk, starts_at=None, by=people.head_of_service)


def test_what_was_told_keeps_its_words_when_the_statements_get_new_ones(people, client_for):
    case, referral = decided(people)
    told = send_feedback(by=people.duty_worker, **words(case, referral))
    before, name = told.text, told.version_name
    version = reword(people, **{"thank-you": "We are grateful to you."})
    told.refresh_from_db()
    assert (told.text, told.version_name) == (before, name)
    page = client_for(people.duty_worker).get(reverse("referrals:feedback", args=[case.reference])).content.decode()
    assert "Thank you for telling us." in page
    again = send_feedback(by=people.duty_worker, **words(case, referral))
    assert again.text.startswith("We are grateful to you.")
    assert again.version_name == version.name


def test_what_was_looked_at_in_other_words_is_not_sent(people):
    case, referral = decided(people)
    sent = words(case, referral)
    reword(people, **{"thank-you": "We are grateful to you."})
    with pytest.raises(FeedbackRefused, match="changed since your preview"):
        send_feedback(by=people.duty_worker, **sent)
    assert not Feedback.objects.exists()
