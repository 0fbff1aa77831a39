"""A professional who may be told the outcome reads why, in the words of the matrix; nobody else does, and nothing of others."""

import pytest
from django.urls import reverse

from mash.cases.states import ConsentAnswer, Hold
from referrals.models import Particulars
from referrals.queries import draft_message, facts_of, lines_for
from referrals.reasons import WHY, _words, line_of_reasons
from referrals.rules import offered, suggested_codes
from referrals.services.feedback import FeedbackRefused, send_feedback
from referrals.states import Danger, Extent, FeedbackKind, Voice
from tests.factories import make_case
from tests.referrals.test_feedback_services import decided, words
from thresholds.queries import matrix_in_force

pytestmark = pytest.mark.django_db
ALONE = "We rated it by our threshold matrix: level 2, “Significant” (Amber). If anything else led to this, we cannot share it."


def said(referral, **details):
    Particulars.objects.update_or_create(referral=referral, defaults=details)
    referral.refresh_from_db()
    return referral


def text_of(case, referral):
    return draft_message(referral, facts_of(case, referral), FeedbackKind.DECIDED, Extent.FULL, codes=[WHY], added="", again_on=None)


def answered(case, referral, **facts):
    """The reasons where whoever rated it answered so."""
    rating = case.ratings.select_related("decision").first()
    rating.decision.snapshot["facts"] |= facts
    return _words(rating, matrix_in_force()[1], referral)


def test_the_level_is_said_and_of_the_reasons_what_both_named(people):
    case, referral = decided(people, voice=Voice.PROFESSIONAL)
    assert text_of(case, referral) == ALONE
    kinds = {kind.code: kind.name for kind in matrix_in_force()[1].types}
    text = text_of(case, said(referral, abuse_types=["FIN", "PHY"]))
    assert f"Of what you named, we looked at: {kinds['FIN']}." in text
    assert kinds["PHY"] not in text, "the rating does not rest on it"


def test_nothing_that_others_brought_is_told(people):
    case, referral = decided(people, voice=Voice.PROFESSIONAL)
    found = {"position_of_trust": True, "child_affected": True}
    assert answered(case, said(referral, abuse_types=["PHY"]), **found) == ALONE
    assert answered(case, said(referral, source_in_trust=Danger.NO, children_at_risk=Danger.NOT_SURE), **found) == ALONE
    assert "Position of trust" in answered(case, said(referral, source_in_trust=Danger.YES), **found)
    assert answered(case, referral, position_of_trust=False) == ALONE, "whoever rated it did not find so"


def test_no_indicator_and_no_word_of_a_person_is_in_it(people):
    case, referral = decided(people, voice=Voice.PROFESSIONAL)
    text = text_of(case, said(referral, abuse_types=["FIN"]))
    matrix = matrix_in_force()[1]
    for words_ in [each.words for each in (*matrix.indicators.values(), *matrix.lifts, *matrix.gates)]:
        assert words_ not in text
    assert case.adult.family_name not in text
    assert case.ratings.first().decision.rationale not in text


@pytest.mark.parametrize("voice", [Voice.RELATIVE, Voice.SELF, Voice.NOT_SAID])
def test_no_other_referrer_is_offered_the_reasons(people, voice):
    case, referral = decided(people, voice=voice)
    case.consents.create(to_referral=ConsentAnswer.YES, to_sharing=ConsentAnswer.YES, recorded_by=people.duty_worker)
    codes = [line.code for line in offered(lines_for(case, referral), facts_of(case, referral), FeedbackKind.DECIDED, Extent.FULL)]
    assert WHY not in codes
    assert "outcome-advice" in codes


def test_less_than_the_outcome_is_never_with_reasons(people):
    case, referral = decided(people, voice=Voice.PROFESSIONAL)
    facts = facts_of(case, referral)
    for kind, extent in ((FeedbackKind.DECIDED, Extent.LIMITED), (FeedbackKind.HOLDING, Extent.FULL)):
        assert WHY not in [line.code for line in offered(lines_for(case, referral), facts, kind, extent)]
        assert WHY not in suggested_codes(facts, FeedbackKind.DECIDED, Extent.LIMITED)
    assert WHY in suggested_codes(facts, FeedbackKind.DECIDED, Extent.FULL)


def test_under_a_police_hold_nobody_reads_why(people):
    case, referral = decided(people, voice=Voice.PROFESSIONAL)
    full = words(case, referral, extent=Extent.FULL, codes=["outcome-advice", WHY])
    case.police_holds.create(
        hold=Hold.LIMITS, asked_by="DS Grant", reason="Live.", since_on="2026-01-01",
        review_on="2099-01-01", set_by=people.mash_manager,
    )  # fmt: skip
    with pytest.raises(FeedbackRefused):
        send_feedback(by=people.duty_worker, **full)


def test_where_nothing_was_rated_there_are_no_reasons(people):
    case = make_case(people)
    assert line_of_reasons(case, case.referrals.get()) == []


def test_a_dollar_in_the_matrix_is_a_dollar(people, monkeypatch):
    case, referral = decided(people, voice=Voice.PROFESSIONAL)
    monkeypatch.setattr("referrals.reasons._words", lambda *a: "More than $500.")
    assert text_of(case, referral) == "More than $500."


def test_the_worker_sees_it_ticked_and_the_referrer_reads_it(people, client_for):
    case, referral = decided(people, voice=Voice.PROFESSIONAL)
    said(referral, abuse_types=["FIN"])
    url = reverse("referrals:compose_feedback", args=[case.reference, referral.reference, "decided", "full"])
    page = client_for(people.duty_worker).get(url).content.decode()
    assert "We rated it by our threshold matrix" in page
    sent = send_feedback(by=people.duty_worker, **words(case, referral, extent=Extent.FULL, codes=["outcome-advice", WHY]))
    assert "Of what you named" in sent.text
    assert sent.statements == ["outcome-advice", WHY]
    limited = reverse("referrals:compose_feedback", args=[case.reference, referral.reference, "decided", "limited"])
    assert "threshold matrix" not in client_for(people.duty_worker).get(limited).content.decode()
