"""People of other agencies send concerns under their name, and follow their own agency's and nobody else's."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mash.accounts.roles import Role
from mash.accounts.services import create_account
from mash.cases.models import Case, WorkItem
from mash.cases.states import WorkKind
from mash.organisations.services import end_agreement
from mash.trail.models import Event
from mash.trail.services import System
from referrals.access import own_referrals
from referrals.models import Feedback, Referral
from referrals.queries import status_of
from referrals.rules import Details, Report
from referrals.services.reading import read_referrals
from referrals.services.referring import send_concern
from referrals.states import Channel, Danger, Extent, FeedbackKind, Voice, Withheld
from tests.documents.samples import picture
from tests.factories import make_case, make_referral

pytestmark = pytest.mark.django_db
REPORT = Report(worry="She has bruises like fingers.", danger=Danger.NO, adult_name="Ada Invented", referrer_role="Constable")
OWN = reverse("referrals:own_referrals")
SEND = reverse("referrals:send_concern")
COUNCIL = ["duty_worker", "practitioner", "mash_manager", "head_of_service", "qa_manager", "locality_manager",
           "board_member", "administrator"]  # fmt: skip


def send(by, report=REPORT, **more):
    return send_concern(once_key=uuid4(), report=report, by=by, **more)


def follow(report):
    return reverse("referrals:own_referral", args=[report.reference])


def once(page):
    return re.search(r'name="once" value="([^"]+)"', page.content.decode())[1]


@pytest.fixture
def nurse(people):
    """Somebody of another agency."""
    return create_account(
        email="nurse@example.org", name="Nell Nurse", role=Role.PARTNER, organisation=people.trust, password=None,
        by=System("test"),
    )  # fmt: skip


def tell(report, by, **words):
    words = {"kind": FeedbackKind.DECIDED, "extent": Extent.LIMITED, "text": "We have decided what to do."} | words
    return Feedback.objects.create(
        referral=report, once_key=uuid4(), version_name="test", composed_by=by, composed_at=timezone.now(), **words
    )


def test_a_report_is_signed_with_the_account_whatever_was_typed(people):
    typed = Report(worry="x", danger=Danger.NO, referrer_name="Somebody Else", referrer_email="other@example.org",
                   voice=Voice.SELF, details=Details(organisation="Elsewhere", injuries="A cut"))  # fmt: skip
    report = send(people.partner, typed)
    assert (report.channel, report.agency, report.keyed_by) == (Channel.PARTNER, people.police, people.partner)
    assert (report.referrer_name, report.referrer_email) == (people.partner.name, people.partner.email)
    assert (report.voice, report.referrer_role) == (Voice.PROFESSIONAL, "Partner")
    assert (report.particulars.organisation, report.particulars.injuries) == ("Invented Police", "A cut")
    assert send(people.partner).referrer_role == "Constable"
    assert report.read_at is None


@pytest.mark.parametrize("role", COUNCIL)
def test_nobody_else_sends_by_this_door(people, role):
    with pytest.raises(PermissionDenied):
        send(getattr(people, role))
    assert not Referral.objects.exists()


def test_an_agency_follows_its_own_and_nobody_elses(people, nurse):
    ours, theirs = send(people.partner), send(nurse)
    make_referral(make_case(people))
    assert list(own_referrals(people.partner)) == list(own_referrals(people.partner_manager)) == [ours]
    assert list(own_referrals(nurse)) == [theirs]
    for role in COUNCIL:
        assert not own_referrals(getattr(people, role)).exists()
    people.partner.is_active = False
    assert not own_referrals(people.partner).exists()


def test_a_report_about_a_colleague_is_followed_by_its_author_alone(people, client_for):
    report = send(people.partner, author_only=True)
    assert list(own_referrals(people.partner)) == [report]
    assert not own_referrals(people.partner_manager).exists()
    assert client_for(people.partner).get(follow(report)).status_code == 200
    assert client_for(people.partner_manager).get(follow(report)).status_code == 404


def test_a_stranger_finds_nothing_and_that_is_on_record(people, nurse, client_for):
    report = send(people.partner)
    unknown = reverse("referrals:own_referral", args=["R-0000-0000"])
    for address in (follow(report), unknown):
        assert client_for(nurse).get(address).status_code == 404
    assert Event.objects.using("trail").filter(chain=f"refused:{nurse.pk}", subject=report.reference).exists()
    for role in COUNCIL:
        assert client_for(getattr(people, role)).get(follow(report)).status_code == 403
    assert client_for().get(OWN).status_code == 302


def test_a_lapsed_agreement_shuts_neither_door(people, town, client_for):
    report = send(people.partner)
    end_agreement(agreement_id=town.agreement.pk, by=System("test"))
    client = client_for(people.partner)
    assert client.get(reverse("partners:portal")).status_code == 403
    assert report.reference in client.get(OWN).content.decode()
    assert client.get(follow(report)).status_code == 200
    answers = {"worry": "She is worse.", "danger": "no", "adult_name": "Ada", "once": once(client.get(SEND))}
    assert client.post(SEND, answers).status_code == 302
    assert Referral.objects.count() == 2


def test_they_see_what_the_status_page_shows_and_nothing_of_the_case(people, client_for):
    report = send(people.partner)
    case = Case.objects.get(pk=report.case_id)
    client = client_for(people.partner)
    assert "Not yet. It will be read by" in client.get(follow(report)).content.decode()
    read_referrals(reference=case.reference, by=people.duty_worker)
    tell(report, people.duty_worker)
    tell(report, people.duty_worker, extent=Extent.WITHHELD, text="", withheld=Withheld.UNSAFE, withheld_reason="Kept back")
    page = client.get(follow(report)).content.decode()
    assert "We have decided what to do." in page
    assert REPORT.worry in page
    assert [f.text for f in status_of(report).told] == ["We have decided what to do."]
    for hidden in (case.reference, "Kept back", people.duty_worker.name, "Not rated"):
        assert hidden not in page
    assert "Decided" in client.get(OWN).content.decode()
    assert Event.objects.using("trail").filter(chain=f"reads:{case.reference}", subject=report.reference).exists()


def test_the_list_is_paged_and_takes_few_queries(people, client_for, django_assert_max_num_queries):
    for _ in range(27):
        send(people.partner)
    client = client_for(people.partner)
    with django_assert_max_num_queries(10):
        page = client.get(OWN).content.decode()
    assert page.count('href="/our-referrals/R-') == 25
    assert client.get(OWN, {"page": 2}).content.decode().count('href="/our-referrals/R-') == 2


def test_a_concern_is_sent_with_the_name_filled_in_and_followed(people, client_for):
    client = client_for(people.partner)
    page = client.get(SEND)
    assert people.partner.email in page.content.decode()
    answers = {
        "worry": "She has bruises.", "danger": "yes", "adult_unknown": "on", "referrer_role": "Constable", "once": once(page),
        "abuse_types": ["PHY"], "injuries": "Both arms", "reply_by": "portal",
    }  # fmt: skip
    sent = client.post(SEND, answers, follow=True)
    report = Referral.objects.get()
    assert sent.redirect_chain[-1][0] == follow(report)
    assert b'href="tel:999"' in sent.content
    assert (report.adult_known, report.particulars.abuse_types, report.reply_by) == (False, ["PHY"], "portal")
    assert client.post(SEND, answers).url == follow(report)
    assert Referral.objects.count() == 1
    assert 'value="Constable"' in client.get(SEND).content.decode()


def test_what_is_missing_is_said_and_nothing_typed_is_lost(people, client_for):
    client = client_for(people.partner)
    page = client.post(SEND, {"adult_other": "About 80", "injuries": "Both arms", "reply_by": "phone"}).content.decode()
    assert "Tell us what you are worried about" in page
    assert "Enter the telephone number that we may ring" in page
    assert "About 80" in page
    assert "Both arms" in page
    assert re.search(r'<details class="[^"]*" open', page)
    assert not Referral.objects.exists()


WORDS = {"worry": "She has bruises.", "danger": "no", "adult_name": "Ada Invented"}


def upload(name="arm.jpg", content=None):
    return SimpleUploadedFile(name, content or picture(), "image/jpeg")


def test_a_photo_goes_with_the_concern(people, client_for):
    client = client_for(people.partner)
    sent = client.post(SEND, WORDS | {"once": once(client.get(SEND)), "files": [upload()]}, follow=True)
    assert [file.document.content_type for file in Referral.objects.get().files.all()] == ["image/jpeg"]
    assert "Photos and documents" in sent.content.decode()


def test_a_photo_is_kept_while_an_answer_is_put_right_and_may_be_taken_back(people, client_for):
    client = client_for(people.partner)
    wrong = WORDS | {"worry": "", "once": once(client.get(SEND))}
    page = client.post(SEND, wrong | {"files": [upload(), upload("leg.jpg")]}).content.decode()
    tokens = re.findall(r'name="file" value="([^"]+)"', page)
    assert len(tokens) == 2
    page = client.post(SEND, wrong | {"file": tokens, "remove": tokens[0]}).content.decode()
    assert re.findall(r'name="file" value="([^"]+)"', page) == tokens[1:]
    client.post(SEND, WORDS | {"once": wrong["once"], "file": tokens[1:]})
    assert [str(file.document.token) for file in Referral.objects.get().files.all()] == tokens[1:]


def test_a_file_that_cannot_be_taken_holds_no_concern_up(people, client_for):
    client = client_for(people.partner)
    bad = upload("arm.jpg", b"MZ this is a program")
    sent = client.post(SEND, WORDS | {"once": once(client.get(SEND)), "files": [bad]}, follow=True).content.decode()
    assert Referral.objects.get().worry == WORDS["worry"]
    assert "“arm.jpg” was not added." in sent


def test_an_nhs_number_alone_is_a_way_to_find_somebody(people, client_for):
    client = client_for(people.partner)
    answers = WORDS | {"adult_name": "", "once": once(client.get(SEND))}
    assert "Enter a name, a place" in client.post(SEND, answers).content.decode()
    client.post(SEND, answers | {"nhs_number": "999 000 0018"})
    assert Referral.objects.get().particulars.nhs_number == "9990000018"


def test_a_child_at_risk_is_for_the_childrens_mash_as_well(people, client_for):
    client = client_for(people.partner)
    plain, at_risk = send(people.partner), send(people.partner, Report(
        worry="x", danger=Danger.NO, details=Details(children_at_risk="yes")))  # fmt: skip
    assert "Children's MASH" not in client.get(follow(plain)).content.decode()
    assert "Children's MASH" in client.get(follow(at_risk)).content.decode()


def test_an_agency_writes_again_on_its_own_report_and_on_nobody_elses(people, nurse, client_for):
    report = send(people.partner)
    client = client_for(people.partner)
    answers = {"kind": "worse", "words": "He was back last night.", "danger": "no", "once": once(client.get(follow(report)))}
    assert client_for(nurse).post(follow(report), answers).status_code == 404
    assert not report.replies.exists()
    assert client.post(follow(report), answers).url == follow(report)
    client.post(follow(report), answers)
    assert report.replies.get().words == "He was back last night."
    assert WorkItem.objects.get(kind=WorkKind.REFERRER_REPLY).about == report.replies.get().reference
    assert "You wrote again" in client.get(follow(report)).content.decode()


def test_what_an_agency_writes_again_is_kept_on_the_page_until_it_is_whole(people, client_for):
    report = send(people.partner)
    page = client_for(people.partner).post(follow(report), {"words": "He was back last night."}).content.decode()
    assert "Choose what you want to tell us" in page
    assert "He was back last night." in page


def test_one_disagrees_with_a_decision_once_there_is_one(people, client_for):
    report = send(people.partner)
    client = client_for(people.partner)
    assert "I disagree with the decision" not in client.get(follow(report)).content.decode()
    tell(report, people.duty_worker)
    assert "I disagree with the decision" in client.get(follow(report)).content.decode()
