"""The public form and the status page, as a stranger without JavaScript meets them."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mash.cases.calendar import current
from mash.outbox.models import Message
from referrals.codes import secret_code
from referrals.models import Feedback, Referral
from referrals.queries import statements_in_force
from referrals.rules import STEPS
from referrals.services.reading import read_referrals
from referrals.states import Extent, FeedbackKind, Withheld

pytestmark = pytest.mark.django_db
WORRY = "Her nephew shouts at her, and her arms are bruised."
ANSWERS = {
    "who": {"voice": "relative"},
    "worry": {"worry": WORRY},
    "danger": {"danger": "not_sure"},
    "adult": {"adult_name": "Mrs Invented", "adult_whereabouts": "12 Example Row"},
    "needs": {"adult_knows": "no", "care_needs": "She has dementia"},
    "safety": {"contact_risk": "yes", "safe_contact": "Mornings only"},
    "you": {"referrer_email": "robin@example.org", "safe_to_reply": "yes", "reply_by": "email"},
}
PAGES = [
    "start", "who", "worry", "danger", "ring", "adult", "needs", "safety", "children", "you", "check", "sent", "resume", "status",
]  # fmt: skip


def url(name):
    return reverse(f"referrals:{name}")


def fill(client, upto="you", **changed):
    for step, answers in ANSWERS.items():
        response = client.post(url(step), changed.get(step, answers))
        assert response.status_code == 302, response.content
        if step == upto:
            return response
    return response


def hidden(response):
    """What the check page would post."""
    fields = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode()):
        if name != "csrfmiddlewaretoken":
            fields.setdefault(name, []).append(unescape(value))
    return fields


def sent_reference(response):
    return re.search(r"R-\w{4}-\w{4}", response.content.decode())[0]


@pytest.fixture
def public(people, client_for):
    return client_for()


def test_a_stranger_starts_at_the_form(public):
    assert public.get("/").url == url("start")
    response = public.get(url("start"))
    for words in (
        b"999",
        b"101",
        b"01582 547730",
        b"01582 547622",
        b"do not need proof",
        b"within 4 working hours",
        b"within 1 hour",
    ):
        assert words in response.content


def test_from_the_worry_to_the_reference(public):
    fill(public)
    check = public.get(url("check"))
    assert WORRY.split(",")[0].encode() in check.content
    assert b"Could it put the adult at risk" in check.content
    response = public.post(url("check"), hidden(check), follow=True)
    assert response.redirect_chain[-1][0] == url("sent")
    referral = Referral.objects.get()
    assert referral.reference in response.content.decode()
    assert secret_code(referral.once_key, settings.SECRET_KEY) in response.content.decode()
    assert b"A person will read it by" in response.content
    assert (referral.worry, referral.adult_name, referral.contact_risk) == (WORRY, "Mrs Invented", "yes")
    assert referral.contact_is_safe
    assert Message.objects.get().recipient == "robin@example.org"
    assert b"We are sending an email" in response.content


def test_only_three_things_are_asked_for(public):
    worry = {"worry": "An old man cries at night."}
    fill(public, who={}, adult={"adult_unknown": "on"}, needs={}, safety={}, you={}, worry=worry)
    public.post(url("check"), hidden(public.get(url("check"))))
    referral = Referral.objects.get()
    assert not referral.adult_known
    assert referral.voice == "not_said"
    assert not referral.contact_is_safe
    assert not Message.objects.exists()


def test_danger_now_shows_the_numbers_and_goes_on(public):
    response = fill(public, upto="danger", danger={"danger": "yes"})
    assert response.url == url("ring")
    page = public.get(url("ring"))
    assert b"Call 999 before you go on" in page.content
    assert public.post(url("ring"), hidden(page)).url == url("adult")


def test_a_question_out_of_turn_leads_to_the_missing_one(public):
    for page in ("danger", "adult", "needs", "safety", "you", "check"):
        assert public.get(url(page)).url == url("worry")
    fill(public, upto="danger")
    assert public.get(url("you")).url == url("adult")
    assert public.get(url("happened")).url == url("adult")
    assert public.get(url("sent")).url == url("start")


def test_changing_an_answer_leads_back_to_the_check(public):
    fill(public)
    assert WORRY.split(",")[0].encode() in public.get(url("worry")).content
    assert public.post(url("worry"), {"worry": "Something else"}).url == url("check")


@pytest.mark.parametrize(
    ("step", "posted", "message", "kept"),
    [
        ("worry", {"worry": ""}, "Tell us what you are worried about", ""),
        ("worry", {"worry": "x" * 20_001}, "must be 20,000 characters or fewer", "x" * 20_001),
        ("danger", {}, "Say if anyone is in danger now", ""),
        ("danger", {"danger": "perhaps"}, "Choose one of the answers", ""),
        ("adult", {}, "tick that you do not know who it is", ""),
        ("you", {"referrer_email": "robin@", "referrer_name": "Robin"}, "email address in the correct format", "Robin"),
        ("you", {"referrer_email": f"{'a' * 260}@example.org", "referrer_name": "Robin"}, "email address in the correct", "Robin"),
        ("you", {"referrer_phone": "call me maybe"}, "Enter a telephone number", "call me maybe"),
        ("you", {"reply_by": "letter", "referrer_name": "Robin"}, "Enter the address to write to, or choose", "Robin"),
        ("you", {"reply_by": "text", "referrer_name": "Robin"}, "Enter the number to send texts to, or choose", "Robin"),
        ("you", {"reply_by": "text", "referrer_phone": "07700 9", "safe_to_reply": "yes"}, "receive text messages", "07700 9"),
        ("you", {"reply_by": "text", "referrer_phone": "+1 212 555 0100", "safe_to_reply": "yes"}, "British mobile", "+1 212"),
        ("you", {"reply_by": "email", "referrer_email": "r@example.org"}, "Say if it is safe for us to contact you", "r@example.org"),
    ],
)
def test_a_wrong_answer_is_said_and_kept(public, step, posted, message, kept):
    response = public.post(url(step), posted)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert kept in response.content.decode()
    assert "<title>Error: " in response.content.decode()


def test_all_that_is_wrong_with_a_way_to_hear_back_is_said_at_once(public):
    page = public.post(url("you"), {"reply_by": "text", "referrer_email": "robin@"}).content.decode()
    for message in ("Enter an email address in the correct format", "Enter the number to send texts to", "Say if it is safe"):
        assert page.count(message) == 2, message


@pytest.mark.parametrize(
    ("you", "silent"),
    [
        ({"reply_by": "text", "referrer_phone": "07700 900 982", "safe_to_reply": "yes"}, ""),
        ({"reply_by": "email", "referrer_email": "r@example.org", "safe_to_reply": "no"}, "You said that it is not safe"),
        ({"reply_by": "email", "referrer_email": "r@example.org", "safe_to_reply": "not_sure"}, "You are not sure if it is safe"),
        ({"referrer_email": "r@example.org"}, "You did not say that it is safe"),
        ({"reply_by": "status_page", "safe_to_reply": "no", "referrer_phone": "01632 960 001"}, ""),
        ({}, ""),
    ],
)
def test_whoever_will_hear_nothing_knows_it_before_they_send(public, you, silent):
    fill(public, you=you)
    page = public.get(url("check")).content.decode()
    assert ("We will not write to you or ring you" in page) is bool(silent)
    assert silent in page


def test_an_unfinished_report_is_gone_on_with_only_when_somebody_says_so(public):
    assert b"There is an unfinished report" not in public.get(url("start")).content
    fill(public, upto="danger")
    page = public.get(url("start")).content.decode()
    assert "There is an unfinished report on this device" in page
    assert WORRY[:12] not in page
    assert "govuk-button--start" not in page
    assert f'href="{url("adult")}"' in page
    assert WORRY[:12] in public.get(url("worry")).content.decode()
    assert public.post(url("start")).url == url("who")
    assert WORRY[:12] not in public.get(url("worry")).content.decode()
    assert b"There is an unfinished report" not in public.get(url("start")).content


@pytest.mark.parametrize("then", ["start", "who", "worry"])
def test_the_code_can_be_shown_again_until_the_person_begins_anew(public, then):
    fill(public)
    public.post(url("check"), hidden(public.get(url("check"))))
    code = secret_code(Referral.objects.get().once_key, settings.SECRET_KEY).encode()
    for _ in range(2):
        assert code in public.get(url("sent")).content
    public.get(url("status"))
    assert code in public.get(url("sent")).content
    public.get(url("start")) if then == "start" else public.post(url(then), ANSWERS[then])
    assert public.get(url("sent")).url == url("start")


def test_five_megabytes_come_back_with_the_limit_and_the_words(public):
    response = public.post(url("worry"), {"worry": "a long story " * 400_000})
    assert response.status_code == 200
    assert b"must be 20,000 characters or fewer" in response.content
    assert response.content.count(b"a long story") == 400_000


def test_a_nul_costs_nobody_their_words(public):
    fill(public, worry={"worry": "He fell\x00 again"}, adult={"adult_name": "Mr\x00 Invented"})
    public.post(url("check"), hidden(public.get(url("check"))))
    assert Referral.objects.get().worry == "He fell again"
    assert public.post(url("status"), {"reference": "\x00", "code": "\x00"}).status_code == 200
    assert public.post(url("check"), {"once": "\x00"}).status_code == 200


def test_sending_twice_going_back_and_a_new_session_give_the_same_report(public, client_for):
    fill(public)
    form = hidden(public.get(url("check")))
    first = sent_reference(public.post(url("check"), form, follow=True))
    again = sent_reference(public.post(url("check"), form, follow=True))
    elsewhere = sent_reference(client_for().post(url("check"), form, follow=True))
    assert first == again == elsewhere
    assert Referral.objects.count() == 1
    assert public.get(url("check")).url == url("worry")


def test_a_lost_draft_can_still_be_sent(public, client_for):
    fill(public)
    form = hidden(public.get(url("check")))
    response = client_for().post(url("check"), form, follow=True)
    assert Referral.objects.get().reference in response.content.decode()


def test_a_lost_key_brings_the_answers_back_with_a_good_one(public):
    fill(public)
    form = hidden(public.get(url("check"))) | {"once": "nonsense"}
    response = public.post(url("check"), form)
    assert b"Check your answers and send them again" in response.content
    public.post(url("check"), hidden(response))
    assert Referral.objects.count() == 1


def test_an_incomplete_form_leads_to_the_question(public):
    response = public.post(url("check"), {"once": str(uuid4()), "worry": WORRY})
    assert b"Say if anyone is in danger now" in response.content
    assert not Referral.objects.exists()
    assert public.post(url("danger"), {"danger": "no"}).url == url("adult")
    assert public.get(url("worry")).status_code == 200


def test_without_its_token_a_form_gives_the_words_back(people):
    client = Client(enforce_csrf_checks=True)
    response = client.post(url("worry"), {"worry": WORRY})
    assert response.status_code == 403
    assert WORRY.split(",")[0] in response.content.decode()


def test_leaving_forgets_everything(public):
    fill(public)
    response = public.get(reverse("exit"))
    assert response.status_code == 302
    assert response["Location"] == "https://www.bbc.co.uk/weather"
    assert response["Referrer-Policy"] == "no-referrer"
    assert '"cookies"' in response["Clear-Site-Data"]
    assert {name for name, cookie in response.cookies.items() if cookie["max-age"] == 0} == {"sessionid", "csrftoken"}
    assert public.get(url("check")).url == url("worry")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_can_be_left_is_not_kept_and_needs_no_account(public, page, django_assert_max_num_queries):
    fill(public)
    if page == "sent":
        public.post(url("check"), hidden(public.get(url("check"))))
    with django_assert_max_num_queries(15):
        response = public.get(url(page))
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    html = response.content.decode()
    assert re.search(r'<a[^>]* href="([^"]*)"|<a href="([^"]*)"', html)[0].endswith(f'href="{reverse("exit")}"')
    assert "It cannot clear your browser" in html
    title = re.search(r"<title>(.*?)</title>", response.content.decode())[1]
    assert not any(word in title.lower() for word in ("abuse", "safeguard", "mash", "adult"))
    assert "01582 547730" in response.content.decode()


@pytest.mark.parametrize(("you", "most"), [({}, 16), (ANSWERS["you"], 18)], ids=["anonymous", "acknowledged by e-mail"])
def test_sending_takes_few_queries(public, you, most):
    fill(public, you=you)
    form = hidden(public.get(url("check")))
    current()  # read once in half a minute by each process, whoever sends what
    with CaptureQueriesContext(connection) as captured:
        public.post(url("check"), form)
    assert len([q for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]) <= most


def test_half_a_form_is_never_an_error(public):
    for posted in ({}, {"once": ""}, {"once": str(uuid4())}, {"worry": "\ud800".encode("utf-8", "surrogatepass")}):
        for page in (*STEPS, "ring", "children", "check", "resume", "status"):
            assert public.post(url(page), posted).status_code in (200, 302)
    assert not Referral.objects.exists()


# the status page


@pytest.fixture
def sent(public):
    fill(public)
    public.post(url("check"), hidden(public.get(url("check"))))
    return Referral.objects.get()


def look(client, referral, code=None):
    code = code or secret_code(referral.once_key, settings.SECRET_KEY)
    return client.post(url("status"), {"reference": referral.reference, "code": code})


def told(referral, people, kind, **changed):
    return Feedback.objects.create(
        referral=referral, once_key=uuid4(), kind=kind, version_name=statements_in_force().name, composed_by=people.duty_worker,
        composed_at=timezone.now(), **({"extent": Extent.LIMITED, "text": "We have decided what to do."} | changed),
    )  # fmt: skip


def test_the_status_says_what_happened_and_nothing_of_the_case(public, sent, people):
    page = look(public, sent).content.decode()
    assert "Not yet. It will be read by" in page
    read_referrals(reference=sent.case.reference, by=people.duty_worker)
    told(sent, people, FeedbackKind.DECIDED)
    page = look(public, sent).content.decode()
    assert "Not yet. It will be read by" not in page
    assert page.count(">Not yet<") == 1, "only the end of the work is awaited"
    assert "We have decided what to do." in page
    for hidden_word in (sent.case.reference, "Mrs Invented", people.duty_worker.name, WORRY):
        assert hidden_word not in page


def test_what_is_withheld_leaves_no_mark(public, sent, people):
    before = look(public, sent).content
    told(
        sent,
        people,
        FeedbackKind.DECIDED,
        extent=Extent.WITHHELD,
        text="",
        withheld=Withheld.UNSAFE,
        withheld_reason="He reads her post.",
    )
    strip = re.compile(rb'value="(?:[^"]{64}|[0-9a-f-]{36})"')
    assert strip.sub(b"", look(public, sent).content) == strip.sub(b"", before)


def test_a_wrong_code_and_an_unknown_reference_look_the_same(public, sent):
    wrong = public.post(url("status"), {"reference": sent.reference, "code": "WRONG"}).content.decode()
    unknown = public.post(url("status"), {"reference": "R-0000-0000", "code": "WRONG"}).content.decode()
    assert "We found nothing with this reference and code" in wrong
    assert "We found nothing with this reference and code" in unknown
    assert "Received" not in wrong


def test_after_five_wrong_codes_the_page_says_wait(public, sent):
    for _ in range(5):
        look(public, sent, "WRONG")
    response = look(public, sent, "WRONG")
    assert response.status_code == 429
    assert b"Wait 15 minutes" in response.content
    assert look(public, sent).status_code == 200, "nobody shuts the referrer out"
    assert sent.reference.encode() in response.content


def test_the_status_has_no_address_of_its_own(public, sent):
    response = public.get(
        url("status"), {"reference": sent.reference, "code": secret_code(sent.once_key, settings.SECRET_KEY)}
    )
    assert b"Received" not in response.content
