"""An e-mail on its report: what it is, what could not be read, what it belongs to, and the message itself."""

import pytest
from django.urls import reverse

from mash.cases.models import Case
from mash.cases.states import Clock
from mash.outbox.models import Message
from referrals.models import Mail, Referral
from referrals.services.mailbox import sweep_mailbox
from referrals.states import MailKind, SetAside
from tests.referrals.mails import AWAY, MALFORMED, WORDS, bounce, mail

pytestmark = pytest.mark.django_db(transaction=True)


def of(kind: MailKind) -> Referral:
    return Referral.objects.select_related("case", "mail").get(mail__kind=kind)


def page_of(client, referral):
    return client.get(reverse("referrals:reports", args=[referral.case.reference])).content.decode()


@pytest.fixture
def client(people, client_for):
    return client_for(people.duty_worker)


def test_a_person_s_message_shows_their_words_and_how_to_reply(postbox, client):
    postbox.deliver(mail())
    sweep_mailbox()
    page = page_of(client, of(MailKind.CONCERN))
    assert WORDS in page
    assert "They wrote from this address themselves" in page
    assert "could not be fully read" not in page


def test_what_could_not_be_read_is_said(postbox, client):
    postbox.deliver(MALFORMED["base64 cut off"])
    sweep_mailbox()
    page = page_of(client, of(MailKind.MALFORMED))
    assert "Could not be fully read" in page
    assert "cut off or garbled" in page


def test_the_message_is_downloaded_as_it_came_never_shown(postbox, client):
    raw = mail("<script>alert(1)</script>")
    postbox.deliver(raw)
    sweep_mailbox()
    referral = of(MailKind.CONCERN)
    page = page_of(client, referral)
    assert "<script>alert" not in page
    address = reverse("referrals:message", args=[referral.case.reference, referral.reference])
    assert address in page
    answer = client.get(address)
    assert answer.content == raw
    assert answer["Content-Disposition"] == f'attachment; filename="{referral.reference}.eml"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")


def test_nobody_downloads_a_message_of_a_case_that_is_not_theirs(postbox, people, client_for):
    postbox.deliver(mail())
    sweep_mailbox()
    referral = of(MailKind.CONCERN)
    address = reverse("referrals:message", args=[referral.case.reference, referral.reference])
    assert client_for(people.partner).get(address).status_code == 404
    assert client_for(people.qa_manager).get(address).status_code == 403
    Case.objects.update(restricted=True)
    assert client_for(people.duty_worker).get(address).status_code == 404


def test_a_report_that_came_otherwise_has_no_message(people, client):
    from tests.factories import make_case

    case = make_case(people)
    address = reverse("referrals:message", args=[case.reference, case.referrals.get().reference])
    assert client.get(address).status_code == 404


def test_an_automatic_reply_is_badged_and_set_aside_in_two_clicks(postbox, client):
    postbox.deliver(AWAY)
    sweep_mailbox()
    referral = of(MailKind.AUTO_REPLY)
    assert "Email: automatic reply" in client.get(reverse("triage:board")).content.decode()
    assert "A machine answered, not a person" in page_of(client, referral)
    address = reverse("referrals:set_aside", args=[referral.case.reference, referral.reference])
    form = client.get(address).context["form"]
    client.post(address, {name: form[name].value() for name in form.fields})
    referral.refresh_from_db()
    assert referral.set_aside == SetAside.NOT_A_PERSON
    assert not referral.case.deadlines.open().filter(clock=Clock.FEEDBACK).exists(), "nobody is there to be told"


def test_a_person_s_report_set_aside_begins_with_nothing_chosen_and_is_owed_an_answer(postbox, client):
    postbox.deliver(mail())
    sweep_mailbox()
    referral = of(MailKind.CONCERN)
    page_of(client, referral)
    address = reverse("referrals:set_aside", args=[referral.case.reference, referral.reference])
    assert client.get(address).context["form"]["why"].value() is None
    client.post(address, {"why": "advice_call", "reason": "Asked what we do."})
    assert referral.case.deadlines.open().filter(clock=Clock.FEEDBACK).exists()


def test_a_bounce_says_which_message_came_back_to_whom_that_case_exists(postbox, client):
    postbox.deliver(mail())
    sweep_mailbox()
    told = Message.objects.get()
    postbox.deliver(bounce(f"{told.reference}@mash.example.org"))
    sweep_mailbox()
    assert f"our message about {told.about}" in page_of(client, of(MailKind.BOUNCE))
    Case.objects.filter(referrals__reference=told.about).update(restricted=True)
    page = page_of(client, of(MailKind.BOUNCE))
    assert told.about not in page.replace("Subject", "")
    assert "a message of ours" in page


@pytest.mark.parametrize(("who", "linked"), [("robin@example.org", True), ("ROBIN@example.org", True), ("he@example.org", False)])
def test_a_reference_in_the_subject_links_only_from_its_own_address(postbox, client, who, linked):
    postbox.deliver(mail())
    sweep_mailbox()
    first = Referral.objects.get()
    postbox.deliver(mail("It got worse.", who=who, subject=f"Re: Your enquiry {first.reference}"))
    sweep_mailbox()
    second = Referral.objects.select_related("case").get(worry__contains="It got worse")
    assert second.case != first.case, "nothing joins by itself"
    page = page_of(client, second)
    assert (f"{first.reference} (case {first.case.reference})" in page) is linked


def test_the_same_message_twice_says_so(postbox, client):
    raw = mail()
    postbox.deliver(raw)
    postbox.deliver(raw)
    sweep_mailbox()
    first, second = Referral.objects.select_related("case").order_by("pk")
    assert f"{second.reference} (case {second.case.reference})" in page_of(client, first)


def test_the_page_asks_no_more_for_more_messages(postbox, people, client, django_assert_max_num_queries):
    for _ in range(4):
        postbox.deliver(mail())
    sweep_mailbox()
    case = Case.objects.order_by("pk").first()
    Referral.objects.update(case=case)
    client.get(reverse("referrals:reports", args=[case.reference]))
    with django_assert_max_num_queries(15):
        page = client.get(reverse("referrals:reports", args=[case.reference])).content.decode()
    assert page.count("Download the") == 4


def test_the_report_s_page_carries_no_bytes_of_messages(postbox, client, django_assert_max_num_queries):
    postbox.deliver(mail())
    sweep_mailbox()
    with django_assert_max_num_queries(40) as asked:
        page_of(client, of(MailKind.CONCERN))
    seen = [query["sql"] for query in asked.captured_queries if "referrals_mail" in query["sql"]]
    assert seen[1:]
    assert not any('"raw"' in sql for sql in seen[1:])
    assert Mail.objects.count() == 1
