"""The desk's pages: keying in, telling the caller, advice calls, passing on."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case, WorkItem
from mash.cases.states import Stage, WorkKind
from mash.cases.work_items import work_items_for
from mash.trail.models import Event
from referrals.codes import matches, secret_code
from referrals.models import Referral, Reroute
from referrals.queries import REPLACED, receipt
from referrals.rules import Report
from referrals.services.keying import log_advice
from referrals.services.status import open_status
from referrals.states import Channel, Danger
from tests.documents.samples import picture
from tests.factories import make_case

pytestmark = pytest.mark.django_db
KEY = reverse("referrals:key_referral")
ADVICE, LOG = reverse("referrals:advice_calls"), reverse("referrals:log_advice")
BOARD, TASKS, ANSWER = reverse("triage:board"), reverse("triage:tasks"), reverse("triage:answer_work_item")


def answers(**more):
    return {"channel": "phone", "worry": "She is locked in.", "danger": "no", "adult_unknown": "on", "once": str(uuid4())} | more


def moment(at):
    at = timezone.localtime(at)
    parts = {"day": at.day, "month": at.month, "year": at.year, "time": f"{at:%H:%M}"}
    return {f"received_at_{name}": str(value) for name, value in parts.items()}


def keyed(report):
    return reverse("referrals:keyed", args=[report.reference])


def on(case, name):
    return reverse(f"referrals:{name}", args=[case.reference, case.referrals.first().reference])


@pytest.fixture
def client(client_for, people):
    """A duty worker's."""
    return client_for(people.duty_worker)


@pytest.mark.parametrize("address", [KEY, LOG, ADVICE])
def test_the_pages_open_in_few_queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_keying_in_is_one_click_from_the_board_for_who_may(client, client_for, people):
    assert f'href="{KEY}"' in client.get(BOARD).content.decode()
    assert f'href="{KEY}"' not in client_for(people.qa_manager).get(BOARD).content.decode()
    assert client_for(people.qa_manager).get(KEY).status_code == 403
    assert client_for(people.qa_manager).get(ADVICE).status_code == 200
    assert client_for(people.partner).get(ADVICE).status_code == 403


def test_a_call_is_keyed_in_and_the_code_is_read_out_once(client, people):
    response = client.post(KEY, answers(voice="professional", organisation="Larkfield", injuries="A cut"), follow=True)
    report = Referral.objects.get()
    page = response.content.decode()
    assert report.reference in page
    assert matches(re.search(r"<code>([^<]+)</code>", page)[1], report.code_sha256)
    assert (report.read_by, report.keyed_by, report.channel) == (people.duty_worker, people.duty_worker, Channel.PHONE)
    assert (report.particulars.organisation, report.particulars.injuries) == ("Larkfield", "A cut")
    again = client.get(keyed(report)).content.decode()
    assert "<code>" not in again
    assert f'href="{on(report.case, "new_code")}"' in again
    assert "keyed in" in client.get(reverse("referrals:reports", args=[report.case.reference])).content.decode()


def test_of_two_tabs_each_reads_out_its_own_reference_and_code(client):
    """The first tab follows its redirect only after the second has keyed in."""
    addresses = [client.post(KEY, answers(worry=words)).url for words in ("She is locked in.", "He fell.")]
    for address, report in zip(addresses, Referral.objects.order_by("pk"), strict=True):
        page = client.get(address).content.decode()
        assert re.search(r"R-\w{4}-\w{4}", page)[0] == report.reference
        assert matches(re.search(r"<code>([^<]+)</code>", page)[1], report.code_sha256)


def test_what_a_colleague_keyed_in_or_nobody_may_see_is_not_read_out(client, client_for, people):
    client.post(KEY, answers())
    report = Referral.objects.get()
    assert client_for(people.practitioner).get(keyed(report)).url == BOARD
    Case.objects.update(restricted=True)
    assert client.get(keyed(report)).url == BOARD
    assert client_for(people.qa_manager).get(keyed(report)).status_code == 403


def test_a_letter_is_keyed_in_with_its_scan_which_outlives_a_wrong_answer(client):
    scan = SimpleUploadedFile("letter.jpg", picture(), "image/jpeg")
    page = client.post(KEY, answers(worry="") | {"files": [scan]}).content.decode()
    token = re.search(r'name="file" value="([^"]+)"', page)[1]
    assert not Referral.objects.exists()
    client.post(KEY, answers() | {"file": token})
    assert [str(file.document.token) for file in Referral.objects.get().files.all()] == [token]


def test_a_late_letter_is_called_late_before_it_is_keyed_in(client):
    data = answers(channel="paper") | moment(timezone.now() - timedelta(days=9))
    page = client.post(KEY, data).content.decode()
    assert "This is late already" in page
    assert "She is locked in." in page
    assert not Referral.objects.exists()
    assert "<title>Late already" in page
    assert 'data-module="govuk-error-summary"' in page
    assert page.count("Key it in all the same") == 2
    assert page.count(">Cancel<") == 2
    known = re.search(r'name="late_known" value="([^"]+)"', page)[1]
    moved = data | moment(timezone.now() - timedelta(days=19)) | {"late_known": known}
    assert b"This is late already" in client.post(KEY, moved).content
    assert client.post(KEY, data | {"late_known": known, "why_late": "In a tray"}).url == keyed(Referral.objects.get())
    assert Referral.objects.get().case.deadlines.filter(breach_reason="In a tray").count() == 3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"worry": ""}, "Enter what they are worried about"), ({"danger": ""}, "Say if anyone is in danger now"),
        ({"channel": ""}, "Choose how it reached us"), ({"channel": "public"}, "Choose one of the answers given"),
        ({"channel": "paper"}, "Enter when the letter reached us"), ({"adult_unknown": ""}, "tick that it is not known who it is"),
        ({"reply_by": "letter"}, "Enter the address"), ({"nhs_number": "999 000 0000"}, "Check the NHS number"),
        ({"once": ""}, "open too long"), (moment(timezone.now() + timedelta(days=2)), "future"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, wrong, words):
    page = client.post(KEY, answers(source_words="A man in a van") | wrong).content.decode()
    assert words in page
    assert "A man in a van" in page
    assert not Referral.objects.exists()
    assert client.post(KEY, answers()).status_code == 302


def test_every_mistake_is_named_at_once_and_in_the_order_of_the_page(client):
    wrong = answers(channel="phone", worry="", adult_unknown="", nhs_number="999 000 0000") | {
        "received_at_day": "31", "received_at_month": "2", "received_at_year": "2026", "received_at_time": "10:00",
        "adult_born_on_day": "31", "adult_born_on_month": "2", "adult_born_on_year": "1948",
    }  # fmt: skip
    page = client.post(KEY, wrong).content.decode()
    summary = page[page.index("There is a problem") : page.index("<h1")]
    said = [
        "The date when it reached us must be a real date", "Enter what they are worried about",
        "The date of birth must be a real date", "Check the NHS number",
    ]  # fmt: skip
    places = [summary.index(words) for words in said]
    assert places == sorted(places)
    short = client.post(KEY, wrong | {"received_at_year": "26", "adult_born_on_year": ""}).content.decode()
    assert "The date when it reached us needs the whole year, like 27 3 2026" in short
    assert "The date of birth must include a year" in short
    timeless = client.post(KEY, wrong | {"received_at_day": "3", "received_at_time": ""}).content.decode()
    assert "The date when it reached us needs its time too, like 14:30" in timeless


def test_a_new_code_is_made_on_purpose_shown_once_and_ends_the_old_one(client, client_for, people):
    client.post(KEY, answers())
    report = Referral.objects.get()
    old, page = secret_code(report.once_key, settings.SECRET_KEY), on(report.case, "new_code")
    assert f'href="{page}"' in client.get(reverse("referrals:reports", args=[report.case.reference])).content.decode()
    assert b"Tick that you have made sure" in client.post(page, {"once": str(uuid4())}).content
    said = {"once": str(uuid4()), "is_referrer": "on"}
    shown = client.post(page, said, follow=True).content.decode()
    new = re.search(r"<code>([^<]+)</code>", shown)[1]
    client.post(page, said)
    assert re.search(r"<code>([^<]+)</code>", client.get(page).content.decode())[1] == new  # the same page sent twice
    assert "<code>" not in client.get(page).content.decode()
    assert open_status(reference=report.reference, code=old) is None
    assert open_status(reference=report.reference, code=new) == report
    assert receipt(report.once_key).code == REPLACED
    assert Event.objects.filter(chain=f"case:{report.case.reference}", verb="code_renewed").count() == 1
    assert client_for(people.qa_manager).post(page, said).status_code == 403


DANGER = {"who_is_safe": "She is", "how_known": "Rang her", "nobody_in_danger": "on"}


@pytest.mark.parametrize(
    ("name", "said"),
    [("set_aside", {"why": "not_safeguarding", "reason": "A row about a hedge"}),
     ("pass_on", {"service": "Children's MASH", "how": "phone", "why": "A child"})],
)  # fmt: skip
def test_danger_is_not_put_away_with_a_few_words(client, people, name, said):
    calm, case = make_case(people), make_case(people, danger_now=True)
    said |= {"once": str(uuid4())}
    warning = "says that someone is in danger now"
    assert warning not in client.get(on(calm, name)).content.decode()
    assert warning in client.get(on(case, name)).content.decode()
    page = client.post(on(case, name), said).content.decode()
    for words in ("Say who is safe now", "Say how you know", "Tick that you have made sure"):
        assert words in page
    assert Case.objects.get(pk=case.pk).stage == Stage.RECEIVED
    page = client.post(on(case, name), said | DANGER, follow=True).content.decode()
    assert "Safe now: She is (known by: Rang her)." in page
    item = WorkItem.objects.get(kind=WorkKind.DANGER_SET_ASIDE)
    assert list(work_items_for(people.mash_manager).filter(pk=item.pk)) == [item]
    assert not work_items_for(people.duty_worker).filter(pk=item.pk).exists()
    client.post(on(calm, name), said | {"once": str(uuid4())})
    assert Case.objects.get(pk=calm.pk).stage == Stage.CLOSED


def test_a_report_that_was_set_aside_is_taken_up_again_from_its_page_and_the_closed_case(client, people):
    case = make_case(people)
    client.post(on(case, "set_aside"), {"why": "not_safeguarding", "reason": "Parking"})
    reports = reverse("referrals:reports", args=[case.reference])
    page = client.get(reports).content.decode()
    assert on(case, "classify") not in page
    assert f'href="{on(case, "take_up")}"' in page
    assert "A report is a concern after all" in client.get(reverse("cases:case", args=[case.reference])).content.decode()
    assert b"Say why it is a concern after all" in client.post(on(case, "take_up"), {}).content
    assert client.post(on(case, "take_up"), {"why": "She was pushed"}).url == reports
    assert case.reference in client.get(BOARD).content.decode()
    assert "This is a concern after all" not in client.get(reports).content.decode()
    assert b"not set aside" in client.post(on(case, "take_up"), {"why": "Again"}).content


def test_which_service_it_goes_to_is_not_called_optional(client, people):
    page = client.get(on(make_case(people), "pass_on")).content.decode()
    asked = re.search(r"To which service\?(.*?)</label>", page, re.DOTALL)[1]
    assert "optional" not in asked
    assert "optional" in re.search(r"Their reference(.*?)</label>", page, re.DOTALL)[1]


def test_a_call_for_advice_becomes_a_concern_without_typing_it_again(client):
    said = {"channel": "phone", "worry": "He hits her.", "advice": "Ring 999.", "organisation": "Larkfield", "voice": "relative"}
    page = client.post(KEY, said | moment(timezone.now()) | {"from_advice": "yes"}).content.decode()
    assert "There is a problem" not in page
    for kept in ("He hits her.", "We advised: Ring 999.", 'value="Larkfield"', f'value="{timezone.localtime().year}"'):
        assert kept in page
    assert re.search(r'value="relative"[^>]*checked', page)
    assert not Referral.objects.exists()


def test_an_advice_call_is_logged_and_listed(client):
    assert b"Enter what you advised" in client.post(LOG, {"worry": "May I share?"}).content
    data = {"channel": "walk_in", "voice": "professional", "worry": "May I share?", "advice": "You may.", "once": str(uuid4()),
            "referrer_name": "Robin Reporter", "organisation": "Larkfield"}  # fmt: skip
    page = client.post(LOG, data, follow=True).content.decode()
    for words in ("May I share?", "You may.", "Robin Reporter", "Larkfield", "Nothing is left to do"):
        assert words in page
    assert client.post(LOG, data).url == ADVICE
    assert Referral.objects.count() == 1
    assert client.get(ADVICE).status_code == 200  # says so once
    assert Referral.objects.get().reference not in client.get(BOARD).content.decode()
    assert "<strong>0</strong> calls" in client.post(ADVICE, {"words": "parking"}).content.decode()
    assert "May I share?" in client.post(ADVICE, {"words": "larkfield"}).content.decode()


def test_advice_calls_are_paged_with_the_words_kept(client, people):
    for number in range(27):
        log_advice(
            once_key=uuid4(), report=Report(worry=f"Question {number}", danger=Danger.NO), channel=Channel.PHONE,
            received_at=None, advice="Ring the GP.", by=people.duty_worker,
        )  # fmt: skip
    page = client.post(ADVICE, {"words": "question"}).content.decode()
    assert "Page 1 of 2" in page
    assert 'value="question"' in page
    assert client.post(ADVICE, {"words": "question", "page": "2"}).content.decode().count("Advice by") == 2


def test_a_report_is_passed_on_and_its_receipt_recorded_from_the_task(client, people):
    case = make_case(people)
    assert b"Choose the service" in client.post(on(case, "pass_on"), {"why": "A child"}).content
    data = {"organisation": people.housing.pk, "how": "phone", "why": "A repair", "once": str(uuid4())}
    both = client.post(on(case, "pass_on"), data | {"service": "Another"}).content
    assert b"not both" in both
    page = client.post(on(case, "pass_on"), data, follow=True).content.decode()
    assert "Receipt awaited" in page
    assert Case.objects.get(pk=case.pk).stage == Stage.CLOSED
    receipt = on(case, "record_receipt")
    assert f'href="{receipt}"' in client.get(TASKS).content.decode()
    assert client.post(ANSWER, {"task": WorkItem.objects.get().pk, "answer": "Fine"}).url == receipt
    assert b"Enter who there has taken it" in client.post(receipt, {"became": "taken"}).content
    done = client.post(receipt, {"became": "taken", "received_by": "Cleo", "their_reference": "H-1"}, follow=True).content.decode()
    assert "Taken by Cleo" in done
    assert "H-1" in done
    late = client.post(receipt, {"became": "taken", "received_by": "Somebody else"}).content.decode()
    assert "No receipt is awaited" in late
    assert "Somebody else" in late
    assert Reroute.objects.get().received_by == "Cleo"


def test_a_report_that_is_not_taken_is_on_the_board_again(client, people):
    case = make_case(people)
    client.post(on(case, "pass_on"), {"service": "Children's MASH", "how": "post", "why": "A child", "once": str(uuid4())})
    assert b"Enter why they will not take it" in client.post(on(case, "record_receipt"), {"became": "not_taken"}).content
    client.post(on(case, "record_receipt"), {"became": "not_taken", "why": "He is 18"})
    assert case.reference in client.get(BOARD).content.decode()
    assert "He is 18" in client.get(reverse("referrals:reports", args=[case.reference])).content.decode()


def test_there_is_no_receipt_page_for_a_report_that_stayed_here(client, people):
    assert client.get(on(make_case(people), "record_receipt")).status_code == 404


def test_setting_aside_leads_to_passing_on(client, people):
    case = make_case(people)
    page = client.get(on(case, "set_aside")).content.decode()
    assert "misdirected" not in page
    assert f'href="{on(case, "pass_on")}"' in page
