"""The same key with other words: nothing is lost, and nobody is told that what they wrote now was received."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mash.cases.drafts import drafts_of
from mash.once import OtherWords
from referrals.codes import digest, secret_code
from referrals.models import Feedback, Referral, Reply
from referrals.rules import Report
from referrals.services.accepting import PUBLIC_FORM, accept_referral
from referrals.services.feedback import FeedbackRefused, send_feedback
from referrals.states import Channel, Danger
from tests.cases.pages_with_forms import read, save_here
from tests.factories import make_case
from tests.referrals.test_feedback_services import decided, words
from tests.referrals.test_files import add, note, send, sent_files
from tests.referrals.test_public_pages import ANSWERS, WORRY, fill, hidden, sent_reference, url

pytestmark = pytest.mark.django_db
KNIFE = "He has a knife now, and she is hiding."


@pytest.fixture
def public(people, client_for):
    return client_for()


def receipt_of(response):
    return "A person will read it by" in response.content.decode()


# the service


def accept(once, worry="She is bruised.", danger=Danger.NO, channel=Channel.PUBLIC, **more):
    report = Report(worry=worry, danger=danger, adult_name="Mrs Invented", adult_known=True)
    return accept_referral(once_key=once, report=report, channel=channel, by=PUBLIC_FORM, **more)


def test_the_same_words_under_one_key_are_one_report(people):
    once = uuid4()
    assert accept(once) == accept(once)


@pytest.mark.parametrize("changed", [{"worry": KNIFE}, {"danger": Danger.YES}, {"channel": Channel.PHONE}], ids=str)
def test_other_words_under_one_key_are_never_taken_for_the_first(people, changed):
    first = accept(once := uuid4())
    with pytest.raises(OtherWords) as fault:
        accept(once, **changed)
    assert fault.value.kept == first
    assert Referral.objects.count() == 1


# the public form


def in_a_second_tab(public, **changed):
    """A page of the same report that was open elsewhere is filled in anew, after the report was sent from the first."""
    fill(public)
    check, tabs = public.get(url("check")), {step: hidden(public.get(url(step))) for step in changed}
    first = sent_reference(public.post(url("check"), hidden(check), follow=True))
    for step, answers in changed.items():
        public.post(url(step), tabs[step] | answers)
    return first, public.get(url("check"))


def test_a_second_tab_is_told_that_its_words_are_not_sent_and_sends_them_with_one_press(public):
    first, check = in_a_second_tab(public, worry={"worry": KNIFE}, danger={"danger": "yes"})
    told = public.post(url("check"), hidden(check), follow=True)
    assert told.status_code == 409
    page = told.content.decode()
    assert "These answers are not sent yet" in page
    assert first in page
    assert KNIFE in page
    assert "call <a" in page.split("</h1>")[1]  # 999, before anything else: they say that someone is in danger
    assert not receipt_of(told)
    assert Referral.objects.count() == 1

    second = public.post(url("check"), hidden(told), follow=True)
    assert receipt_of(second)
    assert sent_reference(second) != first
    assert [(report.worry, report.danger) for report in Referral.objects.order_by("pk")] == [(WORRY, "not_sure"), (KNIFE, "yes")]
    assert sent_reference(public.post(url("check"), hidden(told), follow=True)) == sent_reference(second)
    assert Referral.objects.count() == 2


def test_a_second_tab_with_the_same_words_sees_the_receipt_again(public):
    first, check = in_a_second_tab(public, worry=ANSWERS["worry"])
    again = public.post(url("check"), hidden(check), follow=True)
    assert receipt_of(again)
    assert sent_reference(again) == first
    assert Referral.objects.count() == 1


def test_what_is_not_sent_yet_stays_while_it_is_changed_once_more(public):
    _, check = in_a_second_tab(public, worry={"worry": KNIFE})
    public.post(url("check"), hidden(check))
    public.post(url("safety"), ANSWERS["safety"] | {"safe_contact": "Never at home"})
    assert receipt_of(public.post(url("check"), hidden(public.get(url("check"))), follow=True))
    report = Referral.objects.last()
    assert (report.worry, report.safe_contact) == (KNIFE, "Never at home")


def test_a_wrong_answer_to_a_report_that_was_sent_comes_back_and_is_not_called_received(public):
    fill(public)
    page = hidden(public.get(url("check")))
    public.post(url("check"), page)
    told = public.post(url("check"), page | {"worry": [KNIFE], "danger": ["perhaps"]}, follow=True)
    assert "Choose one of the answers" in told.content.decode()
    assert KNIFE in str(hidden(told))


def test_a_photo_added_after_sending_is_not_sent_yet(public):
    fill(public)
    add(public, note())
    page, tab = public.get(url("check")), public.get(url("files"))
    send(public, page)
    public.post(url("files"), hidden(tab) | {"files": [note("second.txt", b"The second note.")], "add": "1"})
    told = public.post(url("check"), hidden(public.get(url("check"))))
    assert told.status_code == 409
    public.post(url("check"), hidden(told))
    assert len(sent_files()) == 2
    assert [report.files.count() for report in Referral.objects.order_by("pk")] == [1, 1]


def test_a_saved_report_resumed_on_two_devices_loses_neither_ones_words(public, client_for):
    fill(public, upto="danger")
    saved = public.post(url("adult"), hidden(public.get(url("adult"))) | ANSWERS["adult"] | {"save": "1"}).context["ticket"]
    devices, sent = [client_for(), client_for()], []
    for device in devices:
        device.post(url("resume"), {"reference": saved.reference, "code": saved.code})
    for device, said in zip(devices, ("Shouted at", "Locked in at night"), strict=True):
        for step in ("adult", "needs", "safety", "you"):
            device.post(url(step), ANSWERS[step] | ({"care_needs": said} if step == "needs" else {}))
        sent.append((device, device.post(url("check"), hidden(device.get(url("check"))), follow=True)))
    (_, first), (device, told) = sent
    assert receipt_of(first)
    assert not receipt_of(told)
    assert "Locked in at night" in told.content.decode()
    assert receipt_of(device.post(url("check"), hidden(told), follow=True))
    assert [report.particulars.care_needs for report in Referral.objects.order_by("pk")] == ["Shouted at", "Locked in at night"]


# writing again


def status_page(client, case):
    report = case.referrals.get()
    code = secret_code(report.once_key, settings.SECRET_KEY)
    Referral.objects.filter(pk=report.pk).update(code_sha256=digest(code))
    keys = {"reference": report.reference, "code": code}
    return keys | {"once": hidden(client.post(url("status"), keys))["once"]}


def test_a_reply_of_other_words_is_not_called_received_and_is_sent_with_one_more_press(public, people):
    page = status_page(public, make_case(people, stage="triage"))
    more = {"kind": "more", "words": "He has her card.", "danger": "no"}
    worse = {"kind": "worse", "words": KNIFE, "danger": "yes"}
    assert b"We have received what you wrote" in public.post(url("reply"), page | more).content
    assert b"We have received what you wrote" in public.post(url("reply"), page | more).content
    assert Reply.objects.count() == 1

    told = public.post(url("reply"), page | worse)
    assert b"We have received what you wrote" not in told.content
    assert "not kept yet. From this page we have your message of" in told.content.decode()
    assert KNIFE in told.content.decode()
    again = public.post(url("reply"), page | worse | {"once": hidden(told)["once"]})
    assert b"We have received what you wrote" in again.content
    assert list(Reply.objects.order_by("pk").values_list("words", "danger")) == [("He has her card.", "no"), (KNIFE, "yes")]


# forms of people who are signed in


REPORT = {"channel": "phone", "worry": "She is bruised.", "danger": "no", "adult_unknown": "on", "voice": "relative"}
DOORS = [
    ("key_referral", "duty_worker", REPORT, {"worry": KNIFE, "danger": "yes"}),
    ("log_advice", "duty_worker", REPORT | {"advice": "Ring the bank."}, {"advice": "Ring the police."}),
    ("send_concern", "partner", REPORT, {"worry": KNIFE, "danger": "yes"}),
    ("send_concern", "partner", REPORT, {"author_only": "on"}),
]


@pytest.mark.parametrize(("door", "who", "said", "other"), DOORS)
def test_a_form_sent_again_with_other_words_keeps_them_and_sends_them_with_one_more_press(people, client_for, door, who, said, other):
    client = client_for(getattr(people, who))
    once = {"once": hidden(client.get(url(door)))["once"][0]}
    assert client.post(url(door), said | once).status_code == 302
    assert client.post(url(door), said | once).status_code == 302
    assert Referral.objects.count() == 1
    first = Referral.objects.get()

    told = client.post(url(door), said | once | other)
    assert told.status_code == 200
    assert "not kept yet" in told.content.decode()
    assert first.reference in told.content.decode()
    assert next(iter(other.values())) in told.content.decode()
    assert Referral.objects.count() == 1
    fresh = {"once": hidden(told)["once"][0]}
    assert fresh != once
    assert client.post(url(door), said | other | fresh).status_code == 302
    assert Referral.objects.count() == 2


def test_what_goes_on_under_a_fresh_key_is_the_draft_of_its_page_and_goes_when_it_is_sent(people, client_for):
    client, address = client_for(people.duty_worker), url("key_referral")
    page = read(client.get(address).content)
    once = {"once": page.hidden["once"][0]}
    client.post(address, REPORT | once)
    save_here(client, page, {"worry": [KNIFE]}, turn=1, load="b" * 32)
    assert len(drafts_of(people.duty_worker)) == 1
    told = client.post(address, REPORT | once | {"worry": KNIFE, "draft_load": "b" * 32, "draft_seen": page.frame["data-seen"]})
    assert told.context["begun"] == []
    again = read(told.content)
    fresh = {"once": again.hidden["once"][0], "draft_load": "c" * 32, "draft_seen": again.frame["data-seen"]}
    assert client.post(address, REPORT | fresh | {"worry": KNIFE}).status_code == 302
    assert drafts_of(people.duty_worker) == []


# what a referrer is told


def test_a_reason_for_silence_sent_again_with_other_words_is_not_called_recorded(people, client_for):
    case, report = decided(people)
    client, page = client_for(people.duty_worker), reverse("referrals:withhold_feedback", args=[case.reference, report.reference])
    day = timezone.localdate() + timedelta(days=9)
    said = hidden(client.get(page)) | {
        "reason": "may_be_source", "words": "The adult names her.", "review_on_day": day.day, "review_on_month": day.month, "review_on_year": day.year,
    }  # fmt: skip
    for _ in range(2):
        assert client.post(page, said).status_code == 302
    told = client.post(page, said | {"words": "Her brother reads her post."})
    assert "not on record" in told.content.decode()
    assert "Her brother reads her post." in told.content.decode()
    assert Feedback.objects.get().withheld_reason == "The adult names her."


def test_feedback_sent_again_with_other_words_is_not_called_sent(people):
    case, report = decided(people)
    first, other = words(case, report), words(case, report, codes=("thank-you",))
    sent = send_feedback(by=people.duty_worker, **first)
    assert send_feedback(by=people.duty_worker, **first) == sent
    with pytest.raises(FeedbackRefused, match="not sent"):
        send_feedback(by=people.duty_worker, **other | {"once_key": first["once_key"]})
    assert Feedback.objects.count() == 1
