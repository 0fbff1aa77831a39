"""Whether the adult is known leaks nowhere, and nothing of the record gets into a referrer's words."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mash.cases.access import search_mark
from mash.cases.models import Case, Consent, SourceOfHarm
from mash.cases.services.cases import create_adult_for_case
from mash.cases.services.records import record_source_of_harm
from mash.cases.states import Clock, ConsentAnswer
from mash.outbox.models import Message
from referrals.codes import digest, secret_code
from referrals.models import Feedback, Referral
from referrals.queries import draft_message, facts_of, lines_in_force
from referrals.rules import fingerprint, offered, way_for
from referrals.services.feedback import FeedbackRefused, send_feedback
from referrals.services.holding import send_holding_messages
from referrals.states import Extent, FeedbackKind, Voice
from tests.factories import make_case, make_referral

pytestmark = pytest.mark.django_db
AT = timezone.now() - timedelta(days=2)
CANARIES = {
    "given_name": "Zinnia", "family_name": "Quillfeather", "known_as": "Zizi", "nhs_number": "9990000018",
    "address": "77 Canary Parade, Luton", "postcode": "LU9 9QQ", "phone": "01632 960 777",
}  # fmt: skip
WRITTEN = {
    "adult_name": "Zinnia Quillfeather", "adult_whereabouts": "77 Canary Parade", "adult_other": "coughs since Easter",
    "worry": "He pushes her about.", "source_words": "Ignatius Thorne, her nephew", "referrer_name": "Perpetua Vane",
}  # fmt: skip


def known(people, stage="decided"):
    """An adult with a record, a closed case and an open one, and a report about them."""
    earlier, other = make_case(people, stage="closed"), make_case(people, stage="triage")
    Case.objects.filter(pk=other.pk).update(adult=earlier.adult)
    case = make_case(people, stage=stage)
    Case.objects.filter(pk=case.pk).update(adult=earlier.adult)
    return Case.objects.get(pk=case.pk)


def unknown(people, stage="decided"):
    """A case about somebody of whom nothing is held."""
    return make_case(people, stage=stage, adult=False)


def told(case, people, voice, consent):
    """The report as both kinds of adult have it, with a holding message and then the decision; times alike."""
    report = case.referrals.get()
    code = secret_code(report.once_key, settings.SECRET_KEY)
    Referral.objects.filter(pk=report.pk).update(voice=voice, code_sha256=digest(code), received_at=AT, read_at=AT)
    if consent:
        Consent.objects.create(case=case, to_referral=consent, to_sharing=consent, recorded_by=people.duty_worker)
    case.deadlines.open().filter(clock=Clock.HOLDING).update(due_at=AT)
    case.deadlines.filter(clock=Clock.SEEN).update(due_at=AT)
    case.deadlines.filter(clock=Clock.FEEDBACK).update(due_at=timezone.now() + timedelta(days=1))
    send_holding_messages()
    report = case.referrals.get()
    for kind, extent in ((FeedbackKind.DECIDED, Extent.LIMITED), (FeedbackKind.DECIDED, Extent.FULL)):
        say(case, report, people, kind, extent)
    Feedback.objects.filter(referral=report).update(composed_at=AT)
    return report, code


def say(case, report, people, kind, extent):
    """Everything that may be said in this message; nothing, where it may not be."""
    facts = facts_of(case, report)
    codes = [line.code for line in offered(lines_in_force(), facts, kind, extent)]
    said = {"codes": codes, "added": "", "again_on": date(2099, 1, 1)}
    text = draft_message(report, facts, kind, extent, **said)
    seen = fingerprint(text, way_for(facts), report.feedback.count())
    try:
        send_feedback(
            reference=case.reference, report=report.reference, once_key=uuid4(), kind=kind, extent=extent, seen=seen,
            by=people.duty_worker, **said,
        )  # fmt: skip
    except FeedbackRefused:
        assert extent == Extent.FULL


def seen(client, report, code):
    """Everything that ever reached this referrer, with what is random in it taken out."""
    page = client.post(reverse("referrals:status"), {"reference": report.reference, "code": code}).content.decode()
    page = re.sub(r'value="[^"]*"', "value", page)
    mails = [f"{m.channel}\n{m.subject}\n{m.body}" for m in Message.objects.filter(about=report.reference).order_by("pk")]
    return "\n".join([page, *mails]).replace(report.reference, "R")


@pytest.mark.parametrize("consent", [None, ConsentAnswer.YES, ConsentAnswer.NO])
@pytest.mark.parametrize("voice", [Voice.RELATIVE, Voice.PROFESSIONAL, Voice.NOT_SAID])
def test_a_referrer_sees_byte_for_byte_the_same_whether_the_adult_is_known_or_not(people, client_for, voice, consent):
    both = [seen(client_for(), *told(make(people), people, voice, consent)) for make in (known, unknown)]
    assert both[0] == both[1]
    assert "has not been forgotten" in both[0]
    assert "There is an update" in both[0]


def full_of_canaries(people):
    """A case whose record and reports are full of words that must never get out."""
    case = make_case(people, adult=False)
    case = create_adult_for_case(
        reference=case.reference, version=case.version, searched=search_mark(people.duty_worker, case.reference), by=people.duty_worker, **CANARIES
    )
    case.referrals.update(**WRITTEN, voice=Voice.PROFESSIONAL)
    make_referral(case, read_by=people.duty_worker, referrer_name="Barnaby Oakshott")
    record_source_of_harm(
        reference=case.reference, name="Ignatius Thorne", is_organisation=False, relationship="nephew",
        position_of_trust=False, contact_with_others="", by=people.duty_worker,
    )  # fmt: skip
    assert SourceOfHarm.objects.exists()
    return Case.objects.get(pk=case.pk), case.referrals.first()


def test_no_statement_lets_anything_of_the_record_through(people):
    case, report = full_of_canaries(people)
    pieces = [piece for value in (*CANARIES.values(), *WRITTEN.values()) for piece in re.findall(r"\w{4,}", value)]
    for kind in FeedbackKind:
        for extent in (Extent.FULL, Extent.LIMITED):
            facts = facts_of(case, report)
            codes = [line.code for line in lines_in_force()]
            text = draft_message(report, facts, kind, extent, codes=codes, added="", again_on=date(2099, 1, 1))
            assert text
            for piece in {*pieces} - {"about", "since", "Luton"}:
                assert piece not in text, piece


@pytest.mark.parametrize(
    "added",
    [
        "Please ring Zinnia.", "zizi is well", "Mrs Quillfeather", "at 77 Canary Parade", "NHS 999 000 0018", "near LU9 9QQ",
        "01632960777", "Barnaby told us too", "It was Thorne.",
    ],
)  # fmt: skip
def test_a_line_of_ones_own_that_names_somebody_is_refused_and_kept(people, client_for, added):
    case, report = full_of_canaries(people)
    case.referrals.update(set_aside="advice_call", set_aside_reason="x", set_aside_by=people.duty_worker)
    page = reverse("referrals:compose_feedback", args=[case.reference, report.reference, "decided", "full"])
    sent = {"codes": ["thank-you"], "added": added, "once": str(uuid4())}
    client = client_for(people.duty_worker)
    shown = client.post(page, sent)
    assert "it would name somebody" in shown.content.decode()
    assert added in shown.content.decode()
    assert b"This is what the referrer" not in shown.content
    good = client.post(page, sent | {"added": "Please keep a record of what you see."})
    assert b"This is what the referrer" in good.content
    report.refresh_from_db()
    facts, words = facts_of(case, report), {"codes": ["thank-you"], "added": added, "again_on": None}
    text = draft_message(report, facts, FeedbackKind.DECIDED, Extent.FULL, **words)
    with pytest.raises(FeedbackRefused, match="names somebody"):
        send_feedback(
            reference=case.reference, report=report.reference, once_key=uuid4(), kind=FeedbackKind.DECIDED,
            extent=Extent.FULL, seen=fingerprint(text, way_for(facts), 0), by=people.duty_worker, **words,
        )  # fmt: skip
    assert not Feedback.objects.exists()
