"""The public form speaks to whoever answers it: short for the public, in full for professionals, and it loses nothing."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from referrals.drafts import FORGET_MINUTES
from referrals.models import Particulars, Referral
from referrals.rules import FULL, SHORT
from tests.referrals.test_public_pages import ANSWERS, WORRY, hidden, url

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
IN_FULL = {
    "who": {"voice": "professional"},
    "worry": {"worry": WORRY},
    "danger": {"danger": "no"},
    "adult": {
        "adult_name": "Mrs Invented", "nhs_number": "999 000 0018", "adult_born_on_day": "2", "adult_born_on_month": "3",
        "adult_born_on_year": "1940",
    },
    "happened": {"abuse_types": ["PHY", "DA"], "frequency": "Every week", "injuries": "Finger marks"},
    "actions": {"actions_taken": "Rang 101", "police_reference": "INV/123"},
    "needs": {"care_needs": "Dementia", "communication_needs": "Polish", "representative": "Her daughter"},
    "wishes": {"adult_knows": "yes", "consent": "limited", "capacity": "dont_know", "desired_outcomes": "To stay at home"},
    "safety": {"source_words": "A carer", "source_in_trust": "yes", "source_provider": "Invented Care"},
    "others": {"children_at_risk": "not_sure", "do_not_share_with": "The manager of the home"},
    "you": {
        "referrer_name": "Anita Example", "referrer_role": "Community nurse", "organisation": "Invented Trust",
        "safeguarding_lead": "Lee Lead", "referrer_address": "1 Example Row\nLuton", "reply_by": "letter", "safe_to_reply": "yes",
    },
}  # fmt: skip


@pytest.fixture
def public(people, client_for):
    return client_for()


def answer(client, answers):
    response = None
    for step, fields in answers.items():
        response = client.post(url(step), fields)
        assert response.status_code == 302, (step, response.content.decode())
    return response


def text_of(response):
    return unescape(re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1].split("</main>")[0]))


def test_what_a_professional_adds_is_kept(public):
    assert answer(public, IN_FULL).url == url("files")
    check = public.get(url("check"))
    for words in ("Physical abuse", "Domestic abuse", "2 March 1940", "999 000 0018", "Yes, with limits", "Invented Trust", "By letter"):
        assert words in check.content.decode()
    public.post(url("check"), hidden(check))
    referral = Referral.objects.get()
    assert (referral.voice, referral.referrer_role, referral.reply_by) == ("professional", "Community nurse", "letter")
    assert referral.referrer_address == "1 Example Row\nLuton"
    added = referral.particulars
    assert (added.nhs_number, added.adult_born_on, added.abuse_types) == ("9990000018", date(1940, 3, 2), ["PHY", "DA"])
    assert (added.consent, added.capacity, added.source_in_trust) == ("limited", "dont_know", "yes")
    assert (added.organisation, added.do_not_share_with) == ("Invented Trust", "The manager of the home")


def test_a_page_shows_again_what_was_said_on_it(public):
    answer(public, IN_FULL)
    for step, fields in IN_FULL.items():
        page = public.get(url(step)).content.decode()
        for value in (each for values in fields.values() for each in ([values] if isinstance(values, str) else values)):
            shown = unescape(page)
            assert value in shown, (step, value)


@pytest.mark.parametrize("voice", ["", "self", "relative", "professional"])
def test_one_sentence_without_a_name_is_enough_on_every_path(public, voice):
    answer(public, {"who": {"voice": voice}, "worry": {"worry": "He is hurt."}, "danger": {"danger": "not_sure"}})
    page = public.post(url("adult"), {"adult_unknown": "on"}, follow=True)
    assert "What you have told us is enough to send" in page.content.decode()
    step = page.redirect_chain[-1][0].split("/")[-2]
    last = public.post(url(step), {"skip": "1"}, follow=True)
    assert last.redirect_chain[-1][0] == url("you"), "nobody is led past how they could hear back"
    assert "Skip to “" not in last.content.decode()
    public.post(url("you"), {})
    check = public.get(url("check"))
    assert "what you have said is enough" in check.content.decode()
    public.post(url("check"), hidden(check))
    assert Referral.objects.get().voice == (voice or "not_said")
    assert not Particulars.objects.exists()


def test_skipping_keeps_what_was_typed_on_the_page(public):
    answer(public, {step: IN_FULL[step] for step in ("who", "worry", "danger", "adult")})
    assert public.post(url("happened"), {"injuries": "Finger marks", "skip": "1"}).url == url("you")
    public.post(url("you"), {})
    public.post(url("check"), hidden(public.get(url("check"))))
    assert Particulars.objects.get().injuries == "Finger marks"


def test_nothing_may_be_skipped_before_it_is_enough(public):
    answer(public, {"who": {"voice": "professional"}})
    assert "Skip to “" not in public.get(url("worry")).content.decode()
    public.post(url("worry"), {"worry": WORRY, "skip": "1"})
    assert public.post(url("check"), hidden(public.get(url("check"), follow=True))).status_code == 200
    assert not Referral.objects.exists()


def test_whoever_is_worried_about_themselves_is_spoken_to(public):
    answers = ANSWERS | {"who": {"voice": "self"}, "needs": {"desired_outcomes": "To be left alone"}}
    for step in ("who", *SHORT):
        page = text_of(public.get(url(step)))
        if step != "who":
            assert not re.search(r"\b(the adult|them|their|they)\b", page, re.IGNORECASE), (step, page)
        public.post(url(step), answers[step])
    public.post(url("check"), hidden(public.get(url("check"))))
    referral = Referral.objects.get()
    assert referral.referrer_name == referral.adult_name == "Mrs Invented"
    assert referral.particulars.desired_outcomes == "To be left alone"


def test_what_is_sent_about_oneself_protects_oneself(public):
    answer(public, ANSWERS | {"who": {"voice": "self"}})
    assert "We use this to protect you." in text_of(public.get(url("check")))
    public.post(url("who"), {"voice": "relative"})
    assert "We use this to protect the adult." in text_of(public.get(url("check")))
    public.post(url("who"), {"voice": "self"})
    assert "Say if you or anyone else is in danger now" in text_of(public.post(url("danger"), {}))


@pytest.mark.parametrize(
    "said", [{"nhs_number": "999 000 0018"}, {f"adult_born_on_{part}": value for part, value in (("day", "2"), ("month", "3"), ("year", "1940"))}],
    ids=["NHS number", "date of birth"],
)  # fmt: skip
def test_any_one_thing_about_the_adult_is_enough(public, said):
    answer(public, {step: IN_FULL[step] for step in ("who", "worry", "danger")})
    assert "an NHS number or a description" in text_of(public.post(url("adult"), {}))
    assert public.post(url("adult"), said).url == url("happened")


@pytest.mark.parametrize(("name", "known"), [("Mrs Invented", True), ("", False)])
def test_a_name_is_surer_than_a_tick_that_nobody_knows_it(public, name, known):
    answers = {step: IN_FULL[step] for step in ("who", "worry", "danger")}
    answer(public, answers | {"adult": {"adult_name": name, "adult_unknown": "on"}})
    public.post(url("happened"), {"skip": "1"})
    public.post(url("you"), {})
    check = public.get(url("check"))
    assert ("I do not know who it is" in text_of(check)) is not known
    public.post(url("check"), hidden(check))
    assert Referral.objects.get().adult_known is known


@pytest.mark.parametrize(("year", "leads_to"), [("2010", "children"), ("2008", "happened"), ("1890", None)])
def test_whoever_is_not_eighteen_is_the_childrens_mashs_too_and_never_turned_away(public, time_machine, year, leads_to):
    time_machine.move_to("2026-03-27 12:00")
    answer(public, {step: IN_FULL[step] for step in ("who", "worry", "danger")})
    page = public.post(url("adult"), IN_FULL["adult"] | {"adult_born_on_year": year}, follow=True)
    if leads_to is None:
        assert "Check the year: it is more than 120 years ago" in text_of(page)
        return
    assert page.redirect_chain[-1][0] == url(leads_to)
    if leads_to == "children":
        assert "the person you are worried about is under 18" in text_of(page)
        assert "01582 547622" in text_of(page)
        assert public.post(url("children"), hidden(page)).url == url("happened")


def test_whoever_says_nothing_of_themselves_is_told_that_they_need_not(public):
    answer(public, {"who": {"voice": "self"}})
    assert "tick that you do not want to say" in public.post(url("adult"), {}).content.decode()


def test_the_public_is_not_asked_what_only_professionals_know(public):
    answer(public, {"who": {"voice": "relative"}})
    everything = "".join(public.get(url(step), follow=True).content.decode() for step in SHORT)
    assert "NHS number" not in everything
    assert not {"happened", "actions", "wishes", "others"} & set(SHORT)
    assert set(SHORT) < set(FULL)


@pytest.mark.parametrize(("said", "stops"), [("yes", True), ("not_sure", True), ("no", False), ("", False)])
def test_a_child_at_risk_is_signposted_and_the_concern_goes_on(public, said, stops):
    answer(public, {step: ANSWERS[step] for step in ("who", "worry", "danger", "adult", "needs")})
    response = public.post(url("safety"), {"children_at_risk": said}, follow=True)
    assert response.redirect_chain[-1][0] == (url("children") if stops else url("you"))
    if stops:
        assert b"01582 547622" in response.content
        assert public.post(url("children"), hidden(response)).url == url("you")
        answer(public, {"you": {}})
        public.post(url("check"), hidden(public.get(url("check"))))
        assert Referral.objects.get().particulars.children_at_risk == said


def test_changing_who_is_speaking_changes_what_is_asked_and_loses_nothing(public):
    answer(public, IN_FULL)
    assert public.post(url("who"), {"voice": "relative"}).url == url("check")
    assert "Finger marks" not in text_of(public.get(url("check")))
    public.post(url("who"), {"voice": "professional"})
    assert "Finger marks" in text_of(public.get(url("check")))


def test_guidance_on_what_safeguarding_covers_is_shown_and_never_a_gate(public):
    for page in (public.get(url("start")), answer_to(public, "happened")):
        assert "cannot protect themselves" in page.content.decode()
        assert reverse("thresholds:guide") in page.content.decode()
    assert public.post(url("happened"), {}).status_code == 302


def answer_to(client, step):
    answer(client, {each: IN_FULL[each] for each in ("who", "worry", "danger", "adult")})
    return client.get(url(step))


# nothing is lost


@pytest.mark.parametrize("step", [step for step in IN_FULL if step != "who"])
def test_a_page_that_outlives_its_session_brings_every_answer_back(public, client_for, step):
    done = {}
    for each, fields in IN_FULL.items():
        if each == step:
            break
        done[each] = fields
    answer(public, done)
    page = hidden(public.get(url(step)))
    elsewhere = client_for()  # knows nothing of this session
    assert elsewhere.post(url(step), page | IN_FULL[step]).status_code == 302
    rest = {each: IN_FULL[each] for each in list(IN_FULL)[list(IN_FULL).index(step) + 1 :]}
    answer(elsewhere, rest)
    elsewhere.post(url("check"), hidden(elsewhere.get(url("check"))))
    referral = Referral.objects.get()
    assert (referral.worry, referral.referrer_name) == (WORRY, "Anita Example")
    assert (referral.particulars.abuse_types, referral.particulars.care_needs) == (["PHY", "DA"], "Dementia")


def test_a_page_of_another_report_belongs_to_that_report(public, client_for):
    answer(public, {step: ANSWERS[step] for step in ("who", "worry")})
    page = hidden(public.get(url("danger")))
    other = client_for()
    answer(other, {"who": {"voice": "self"}, "worry": {"worry": "Another worry"}})
    other.post(url("danger"), page | {"danger": "no"})
    assert WORRY in unescape(other.get(url("worry")).content.decode())


def test_after_half_an_hour_the_session_has_forgotten_and_the_page_has_not(public, time_machine):
    time_machine.move_to("2026-03-27 12:00")
    answer(public, {step: ANSWERS[step] for step in ("who", "worry")})
    page = public.get(url("danger"))
    assert f"we forget your answers within {FORGET_MINUTES} minutes" in page.content.decode()
    time_machine.shift(timedelta(minutes=FORGET_MINUTES + 1))
    assert public.get(url("danger")).url == url("worry")
    assert WORRY not in unescape(public.get(url("worry")).content.decode())
    assert public.post(url("danger"), hidden(page) | {"danger": "no"}).url == url("adult")
    assert WORRY in unescape(public.get(url("worry")).content.decode())


def test_staying_on_a_page_keeps_what_is_half_typed(public):
    answer(public, {step: ANSWERS[step] for step in ("who", "worry", "danger")})
    assert public.post(url("adult"), {"adult_other": "Tall, walks with", "keep": "1"}).url == url("adult")
    assert b"Tall, walks with" in public.get(url("adult")).content
    assert public.get(url("needs")).url == url("adult")


@pytest.mark.parametrize("step", ["worry", "check", "ring"])
def test_a_form_whose_token_has_gone_needs_one_more_click(people, step):
    client = Client(enforce_csrf_checks=True)
    posted = {"worry": WORRY, "danger": "no", "once": "9f0b3bf6-6f0b-4c3e-8a43-5f3b5d6b7a10", "done": ["who", "worry"]}
    expired = client.post(url(step), posted | {"adult_unknown": "on"})
    assert expired.status_code == 403
    assert "Nothing is lost" in expired.content.decode()
    fields = hidden(expired)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', expired.content.decode())[1]
    again = client.post(url(step), urlencode(fields | {"csrfmiddlewaretoken": token}, doseq=True), content_type=FORM)
    assert again.status_code == 302
    if step == "check":
        assert Referral.objects.get().worry == WORRY


def test_what_was_typed_comes_back_with_its_questions_and_the_button_says_what_it_does(people):
    client = Client(enforce_csrf_checks=True)
    posted = {name: value for fields in IN_FULL.values() for name, value in fields.items()}
    page = client.post(url("check"), posted | {"once": "9f0b3bf6-6f0b-4c3e-8a43-5f3b5d6b7a10"})
    words = text_of(page)
    for said in (
        "Are there injuries or other effects?", "Finger marks", "Yes, with limits", "999 000 0018",
        "2 March 1940", "By letter", "Physical abuse", "I am contacting you through my work", "press “Send it again”",
    ):  # fmt: skip
        assert said in words, said
    assert ">Send it again</button>" in page.content.decode()
    for button, label in (("save", "Save it again"), ("keep", "Go on")):
        assert f">{label}</button>" in client.post(url("check"), posted | {button: "1"}).content.decode()
    assert ">Go on</button>" in client.post(url("worry"), {"worry": WORRY}).content.decode()


def test_files_that_did_not_come_through_are_named(people):
    client = Client(enforce_csrf_checks=True)
    page = client.post(url("files"), {"worry": WORRY, "files": [SimpleUploadedFile("her arm.jpg", b"x")], "add": "1"})
    assert "Choose these files again on the next page" in text_of(page)
    assert "her arm.jpg" in text_of(page)
    assert "Nothing is lost" not in text_of(page)


def test_behind_a_sign_in_a_form_from_elsewhere_never_becomes_ours_by_a_click(people):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.duty_worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.post(reverse("triage:board"), {"words": "typed"}).content.decode()
    assert "Nothing is lost" not in page
    assert 'name="words"' not in page


# what the worker reads


def test_the_worker_reads_what_was_said_and_no_empty_rows(public, people, client_for):
    answer(public, IN_FULL)
    public.post(url("check"), hidden(public.get(url("check"))))
    reference = Referral.objects.get().case.reference
    page = client_for(people.duty_worker).get(reverse("referrals:reports", args=[reference])).content.decode()
    for words in ("999 000 0018", "Physical abuse", "Finger marks", "Must not learn of it", "Invented Care", "1 Example Row"):
        assert words in page
    assert "Concerns before" not in page
    assert "Incident reference" not in page


def test_a_short_report_shows_no_empty_groups(public, people, client_for):
    answer(public, ANSWERS | {"needs": {}})
    public.post(url("check"), hidden(public.get(url("check"))))
    reference = Referral.objects.get().case.reference
    page = client_for(people.duty_worker).get(reverse("referrals:reports", args=[reference])).content.decode()
    assert "mash-particulars__group" not in page


def test_enter_in_a_box_goes_on(client):
    """A browser presses the first button of the form."""
    client.post(reverse("referrals:who"), {"voice": "relative"})
    form = client.get(reverse("referrals:worry")).content.decode().split("<form", 1)[1]
    first = re.search(r"<button[^>]*type=\"submit\"[^>]*>", form)[0]
    assert "name=" not in first
