"""The tabs of a case with its reports and its feedback, as workers see them."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from mash.cases.models import Case
from mash.cases.states import Stage
from mash.outbox.models import Message
from referrals.models import Feedback, Referral
from referrals.states import Voice
from tests.factories import WORRY, make_case, make_referral

pytestmark = pytest.mark.django_db
TABS = ["reports", "feedback"]
PAGES = ["classify", "set_aside", "join", "choose_feedback", "withhold_feedback", "caution", "acknowledge"]
WITHHELD = {
    "reason": "unsafe", "words": "His brother opens his post", "seen": "0",
    "review_on_day": "1", "review_on_month": "6", "review_on_year": "2090",
}  # fmt: skip
STRANGERS = ["partner", "partner_manager", "board_member", "administrator", "locality_manager"]


def url(name, case, *more):
    report = [] if name in TABS else [case.referrals.first().reference]
    return reverse(f"referrals:{name}", args=[case.reference, *report, *more])


def hidden(response):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    data = {}
    for name, value in found:
        if name != "csrfmiddlewaretoken":
            data.setdefault(name, []).append(value)
    return data


@pytest.mark.parametrize("page", [*TABS, *PAGES])
def test_a_page_opens_in_few_queries(people, client_for, page, django_assert_max_num_queries):
    case = make_case(people)
    for _ in range(8):
        make_referral(case, read_by=people.duty_worker)
    client = client_for(people.duty_worker)
    with django_assert_max_num_queries(16):  # and one on the trail's own connection
        assert client.get(url(page, case)).status_code == 200


@pytest.mark.parametrize("page", [*TABS, *PAGES])
def test_strangers_find_nothing(people, client_for, page):
    case = make_case(people)
    for role in STRANGERS:
        assert client_for(getattr(people, role)).get(url(page, case)).status_code == 404
    assert client_for().get(url(page, case)).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_who_only_oversees_changes_nothing(people, client_for, page):
    case = make_case(people)
    assert client_for(people.qa_manager).get(url(page, case)).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_report_of_another_case_is_not_here(people, client_for, page):
    case, other = make_case(people), make_case(people)
    path = reverse(f"referrals:{page}", args=[case.reference, other.referrals.get().reference])
    assert client_for(people.duty_worker).get(path).status_code == 404


def test_opening_a_report_is_reading_it(people, client_for):
    case = make_case(people, read=False)
    client_for(people.qa_manager).get(url("reports", case))
    client_for(people.duty_worker).head(url("reports", case))
    assert case.referrals.get().read_at is None
    page = client_for(people.duty_worker).get(url("reports", case)).content.decode()
    assert case.referrals.get().read_by == people.duty_worker
    assert WORRY in page
    assert f"by {people.duty_worker.name}" in page


def test_an_unsafe_contact_is_shown_as_one(people, client_for):
    case = make_case(people)
    Referral.objects.update(contact_is_safe=False, contact_risk="yes")
    page = client_for(people.duty_worker).get(url("reports", case)).content
    assert b"They did not say that it is safe" in page
    assert b"contact could put the adult at risk" in page


def test_a_report_is_classified(people, client_for):
    case, client = make_case(people), client_for(people.duty_worker)
    assert b"Choose what this report is" in client.post(url("classify", case), {}).content
    assert client.post(url("classify", case), {"classed": "same_concern"}).url == url("reports", case)
    assert case.referrals.get().classed == "same_concern"


def test_a_report_is_set_aside_and_its_case_closes(people, client_for):
    case, client = make_case(people), client_for(people.duty_worker)
    kept = client.post(url("set_aside", case), {"reason": "Meant for the housing desk"})
    assert b"Choose why it goes no further" in kept.content
    assert b"Meant for the housing desk" in kept.content
    response = client.post(
        url("set_aside", case), {"why": "advice_call", "reason": "Meant for the housing desk"}, follow=True
    )
    assert b"Set aside by" in response.content
    assert Case.objects.get(pk=case.pk).stage == Stage.CLOSED
    assert b"Owed by" in client.get(url("feedback", case)).content
    again = client.post(url("set_aside", case), {"why": "advice_call", "reason": "Twice"})
    assert b"already been rated" in again.content or b"already been set aside" in again.content
    assert b"Twice" in again.content


def test_a_report_joins_the_case_of_the_same_adult(people, client_for):
    target, case = make_case(people, stage="triage"), make_case(people)
    Case.objects.filter(pk=case.pk).update(adult=target.adult)
    client = client_for(people.duty_worker)
    assert target.reference in client.get(url("join", case)).content.decode()
    words = {"target": target.reference, "classed": "same_concern", "reason": "The same neighbour rang twice"}
    look = client.post(url("join", case), words).content.decode()
    assert "Are they about one adult?" in look
    assert "The same neighbour rang twice" in look  # kept for the button
    assert target.referrals.count() == 1
    back = client.post(url("join", case), words | {"checked": target.reference, "change": "1"}).content.decode()
    assert "The same neighbour rang twice" in back
    assert target.referrals.count() == 1
    response = client.post(url("join", case), words | {"checked": target.reference}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("cases:case", args=[target.reference])
    assert target.referrals.count() == 2
    for page in ("referrals:reports", "cases:case"):
        content = client.get(reverse(page, args=[case.reference])).content.decode()
        assert f'href="{reverse("cases:case", args=[target.reference])}"' in content
    assert "Duplicate" in content
    assert "Not a concern" not in content


def test_a_case_to_join_is_typed_when_none_is_listed(people, client_for):
    target, case = make_case(people), make_case(people)
    client, words = client_for(people.duty_worker), {"classed": "new_concern", "reason": "Same flat"}
    assert b"Enter the reference of the other case" in client.post(url("join", case), words).content
    wrong = client.post(url("join", case), words | {"other_reference": "M-0000-0000"})
    assert b"There is no open case with this reference" in wrong.content
    assert b"Same flat" in wrong.content
    assert client.post(url("join", case), words | {"other_reference": "\x00"}).status_code == 200
    typed = target.reference.lower().replace("-", " ")
    words |= {"other_reference": typed}
    assert client.post(url("join", case), words | {"checked": "M-0000-0000"}).status_code == 200
    assert client.post(url("join", case), words | {"checked": target.reference}).status_code == 302


# feedback


def decided(people, voice=Voice.RELATIVE, **changed):
    case = make_case(people, stage="decided")
    case.referrals.update(voice=voice, **changed)
    return case


def preview(client, case, kind="decided", extent="limited", **changed):
    path = url("compose_feedback", case, kind, extent)
    once = re.search(r'name="once" value="([^"]+)"', client.get(path).content.decode())[1]
    posted = {"codes": ["thank-you", "read-and-decided"], "once": once} | changed
    return path, client.post(path, posted)


def test_what_is_owed_is_shown(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    assert b"Owed once it is decided" in client.get(url("feedback", case)).content
    assert b"Owed by" in client.get(url("feedback", decided(people))).content


def test_the_suggestion_fits_who_asks(people, client_for):
    client = client_for(people.duty_worker)
    page = client.get(url("choose_feedback", decided(people))).content
    assert b"agreement to sharing is not on record" in page
    professional = decided(people, Voice.PROFESSIONAL)
    professional.consents.create(to_referral="yes", to_sharing="yes", recorded_by=people.duty_worker)
    assert b"The adult agreed to sharing" in client.get(url("choose_feedback", professional)).content
    professional.consents.create(to_referral="yes", to_sharing="no", recorded_by=people.duty_worker)
    page = client.get(url("choose_feedback", professional)).content
    assert b"The adult said no to sharing" in page
    assert b"That it was read and decided, no more<" in page.split(b"Suggested")[1]
    assert b"not on record" not in page


def test_the_outcome_is_not_told_to_the_public(people, client_for):
    case, client = decided(people), client_for(people.duty_worker)
    response = client.post(url("choose_feedback", case), {"kind": "decided", "extent": "full"})
    assert b"The outcome can&#x27;t be told" in response.content
    assert client.get(url("compose_feedback", case, "decided", "full")).url == url("choose_feedback", case)
    assert client.get(url("compose_feedback", case, "decided", "withheld")).url == url("choose_feedback", case)
    assert client.get(url("compose_feedback", case, "decided", "nonsense")).status_code == 404
    chosen = client.post(url("choose_feedback", case), {"kind": "decided", "extent": "limited"})
    assert chosen.url == url("compose_feedback", case, "decided", "limited")


def test_the_preview_shows_exactly_what_is_sent(people, client_for):
    case, client = decided(people), client_for(people.duty_worker)
    path, shown = preview(client, case)
    assert b"robin@example.org" in shown.content
    assert not Feedback.objects.exists()
    response = client.post(path, hidden(shown) | {"send": "1"})
    assert response.url == url("feedback", case)
    sent = Feedback.objects.get()
    for paragraph in sent.text.split("\n\n"):
        assert paragraph in shown.content.decode()
    assert Message.objects.filter(about=sent.referral.reference, subject__startswith="Your enquiry").count() == 1
    assert client.post(path, hidden(shown) | {"send": "1"}).status_code in (200, 302)
    assert Feedback.objects.count() == 1
    assert b"Settled" in client.get(url("feedback", case)).content


def test_changing_keeps_what_was_chosen(people, client_for):
    case, client = decided(people, Voice.PROFESSIONAL), client_for(people.duty_worker)
    path, shown = preview(client, case, extent="full", added="Please keep visiting on Fridays.")
    assert b"Please keep visiting on Fridays." in shown.content
    back = client.post(path, hidden(shown) | {"change": "1"})
    assert b"Please keep visiting on Fridays." in back.content
    assert b'value="1" class="govuk-button"' not in back.content


def test_an_unsafe_contact_sees_it_on_the_status_page_only(people, client_for):
    case, client = decided(people, contact_is_safe=False), client_for(people.duty_worker)
    path, shown = preview(client, case)
    assert b"nothing is sent" in shown.content
    assert b"robin@example.org" not in shown.content
    client.post(path, hidden(shown) | {"send": "1"})
    assert Feedback.objects.get().message is None


def test_a_contact_that_became_unsafe_is_previewed_again(people, client_for):
    case, client = decided(people), client_for(people.duty_worker)
    path, shown = preview(client, case)
    case.referrals.update(contact_is_safe=False)
    again = client.post(path, hidden(shown) | {"send": "1"})
    assert b"Something has changed since your preview" in again.content
    assert not Feedback.objects.exists()
    client.post(path, hidden(again) | {"send": "1"})
    assert Feedback.objects.get().message is None


def test_a_promise_to_write_needs_its_day(people, client_for):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    path, response = preview(client, case, "holding", codes=["still-working", "again-by"])
    assert b"Enter the day by which you will write again" in response.content
    day = {"again_on_day": "1", "again_on_month": "4", "again_on_year": "2099"}
    path, shown = preview(client, case, "holding", codes=["still-working", "again-by"], **day)
    assert b"We will write to you again by 1 April 2099." in shown.content
    client.post(path, hidden(shown) | {"send": "1"})
    assert "1 April 2099" in Feedback.objects.get().text
    wrong = preview(client, case, "holding", codes=["again-by"], **day | {"again_on_month": "13"})[1]
    assert b"Enter a real date" in wrong.content


def test_silence_is_explained_to_managers(people, client_for):
    case, client = decided(people), client_for(people.duty_worker)
    assert client.post(url("choose_feedback", case), {"kind": "decided", "extent": "withheld"}).url == url(
        "withhold_feedback", case
    )
    words = WITHHELD | {"once": str(uuid4())}
    assert b"Choose why nothing is sent" in client.post(url("withhold_feedback", case), words | {"reason": ""}).content
    for _ in range(2):
        assert client.post(url("withhold_feedback", case), words).url == url("feedback", case)
    assert Feedback.objects.count() == 1
    assert b"His brother opens his post" in client_for(people.mash_manager).get(url("feedback", case)).content
    assert b"His brother opens his post" not in client_for(people.practitioner).get(url("feedback", case)).content


def test_nothing_is_withheld_before_a_decision(people, client_for):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    words = WITHHELD | {"once": str(uuid4())}
    response = client.post(url("withhold_feedback", case), words)
    assert b"nothing to withhold before a decision" in response.content
    assert b"His brother opens his post" in response.content
