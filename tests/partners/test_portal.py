"""The portal: every address, for those who were asked, never asked, lapsed, and of the council."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from mash.organisations.models import Agreement
from mash.organisations.services import start_agreement
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb
from partners.models import Check
from partners.services.asking import read_answer, withdraw_check
from partners.states import Answer, CheckState

pytestmark = pytest.mark.django_db
UNKNOWN = "K-0000-0000"
GIVEN = {
    Answer.NOTHING_HELD: {},
    Answer.SHARED: {"text": "Four calls", "nature": "fact"},
    Answer.CANNOT_SHARE: {"lawful": "crime", "words": "A live investigation"},
    Answer.NOT_OURS: {},
    Answer.RING_ME: {"ring_number": "01632 960555"},
}


def addresses(reference):
    """Every address of the portal for one check, with what is posted to it."""
    found = [("GET", reverse("partners:portal"), {}), ("GET", reverse("partners:portal_check", args=[reference]), {})]
    for answer, words in GIVEN.items():
        url = reverse("partners:answer_check", args=[reference, answer])
        found += [("GET", url, {}), ("POST", url, words)]
    return [*found, ("GET", reverse("partners:portal_dispute", args=[reference]), {})]


def ask(client, method, url, words):
    return client.post(url, words) if method == "POST" else client.get(url)


def main_of(response):
    """What a page says, without the form's token."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())


def test_these_are_all_the_addresses_of_the_portal():
    ours = next(r for r in get_resolver().url_patterns if getattr(r, "app_name", "") == "partners").url_patterns
    assert {p.name for p in ours if str(p.pattern).startswith("portal/")} == {"portal", "portal_check", "answer_check", "portal_dispute"}


@pytest.mark.parametrize("role", ["partner", "partner_manager"])
def test_the_agency_that_was_asked_comes_in_everywhere(client_for, check, people, role):
    client = client_for(getattr(people, role))
    for method, url, _ in addresses(check.reference):
        if method == "GET":
            assert client.get(url).status_code == 200, url


@pytest.mark.parametrize(("answer", "words"), GIVEN.items())
def test_each_of_the_five_answers_takes_two_clicks(client_for, check, people, answer, words):
    client = client_for(people.partner)
    page = client.get(reverse("partners:portal_check", args=[check.reference])).content.decode()
    url = reverse("partners:answer_check", args=[check.reference, answer])
    assert f'href="{url}"' in page
    assert "Send this answer" in client.get(url).content.decode()
    assert Check.objects.get().state == CheckState.ASKED
    response = client.post(url, words, follow=True)
    assert response.redirect_chain == [(reverse("partners:portal_check", args=[check.reference]), 302)]
    html = response.content.decode()
    assert "What you answered" in html
    assert "Nobody at the Adults MASH has read it yet" in html
    done = Check.objects.get()
    assert (done.answer, done.answered_by) == (answer, people.partner)


def test_what_is_asked_and_shown_is_on_the_page_and_nothing_else_of_the_case(client_for, check, case, people):
    html = client_for(people.partner).get(reverse("partners:portal_check", args=[check.reference])).content.decode()
    for words in (
        "Were officers called?",
        "Ada Example",
        "Bruises were seen",
        "To decide whether she is safe",
        "Dana Duty",
        "01582 547730",
    ):
        assert words in html
    for words in (case.reference, "Amber", "9990000018", "Invented Road"):
        assert words not in html


@pytest.mark.parametrize(
    ("answer", "words", "message"),
    [
        (Answer.SHARED, {"nature": "fact"}, "Write what you can share"),
        (Answer.SHARED, {"text": "Kept words"}, "Say whether this is fact"),
        (Answer.CANNOT_SHARE, {"words": "Kept words"}, "Choose the lawful reason"),
        (Answer.CANNOT_SHARE, {"lawful": "crime"}, "Give the reason"),
        (Answer.RING_ME, {"text": "Kept words"}, "Enter the number"),
        (Answer.RING_ME, {"ring_number": "never"}, "like 01632"),
    ],
)
def test_wrong_input_is_told_and_words_are_kept(client_for, check, people, answer, words, message):
    url = reverse("partners:answer_check", args=[check.reference, answer])
    html = client_for(people.partner).post(url, words).content.decode()
    assert message in html
    assert all(text in html for text in words.values())
    assert Check.objects.get().state == CheckState.ASKED


def test_a_nul_byte_and_a_great_text_are_no_fault(client_for, check, people):
    url = reverse("partners:answer_check", args=[check.reference, Answer.SHARED])
    client = client_for(people.partner)
    assert "characters or fewer" in client.post(url, {"text": "x" * 5_000_000, "nature": "fact"}).content.decode()
    assert client.post(url, {"text": "seen\0 twice", "nature": "fact"}).status_code == 302
    assert Check.objects.get().answer_text == "seen twice"


def test_the_colleague_who_comes_second_is_told_and_keeps_the_words(client_for, check, people, monkeypatch):
    url = reverse("partners:answer_check", args=[check.reference, Answer.SHARED])
    second = client_for(people.partner_manager)
    client_for(people.partner).post(reverse("partners:answer_check", args=[check.reference, Answer.NOTHING_HELD]))
    # The second one's form had been open before: between its own look and its own sending the first one answered.
    waiting = Check.objects.get()
    looked = Check(**{f.attname: getattr(waiting, f.attname) for f in Check._meta.fields if f.attname != "state"})
    monkeypatch.setattr("partners.views.portal.portal_check_for", lambda *a, **k: looked)
    response = second.post(url, {"text": "Four calls", "nature": "fact"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Pat Police" in html
    assert "Four calls" in html
    monkeypatch.undo()
    assert "answered already, by Pat Police" in client_for(people.partner).get(url, follow=True).content.decode()


def test_the_partner_sees_that_it_was_read_and_by_which_role(client_for, check, case, people):
    client = client_for(people.partner)
    client.post(reverse("partners:answer_check", args=[check.reference, Answer.NOTHING_HELD]))
    read_answer(reference=case.reference, check_reference=check.reference, by=people.practitioner)
    html = client.get(reverse("partners:portal_check", args=[check.reference])).content.decode()
    assert "Read by a safeguarding practitioner" in html
    assert "Priya Practitioner" not in html
    assert "Read" in client.get(reverse("partners:portal")).content.decode()


def test_a_late_answer_says_that_it_is_looked_at(client_for, check, case, people):
    case.decided_at = timezone.now()
    case.save()
    url = reverse("partners:answer_check", args=[check.reference, Answer.NOTHING_HELD])
    html = client_for(people.partner).post(url, follow=True).content.decode()
    assert "arrived after the decision" in html


def test_an_agency_that_was_never_asked_gets_404_everywhere(client_for, check, people, person_of):
    client = client_for(person_of(people.housing))
    for method, url, words in addresses(check.reference)[1:]:
        known = ask(client, method, url, words)
        unknown = ask(client, method, url.replace(check.reference, UNKNOWN), words)
        assert (known.status_code, unknown.status_code) == (404, 404), url
        assert main_of(known) == main_of(unknown).replace(UNKNOWN, check.reference)
    assert check.reference not in client.get(reverse("partners:portal")).content.decode()
    assert Check.objects.get().state == CheckState.ASKED


def test_another_kind_of_answer_is_404(client_for, check, people):
    url = reverse("partners:answer_check", args=[check.reference, "sixth"])
    assert client_for(people.partner).get(url).status_code == 404


def test_a_withdrawn_check_is_404(client_for, check, asked, case, people):
    withdraw_check(reference=case.reference, check_reference=check.reference, by=people.duty_worker)
    asked()
    client = client_for(people.partner)
    for method, url, words in addresses(check.reference)[1:]:
        # Whoever sends an answer wrote one, and is told (test_too_late.py).
        assert ask(client, method, url, words).status_code == (409 if method == "POST" else 404), url


@pytest.mark.parametrize(
    "role",
    [
        "duty_worker",
        "practitioner",
        "mash_manager",
        "head_of_service",
        "qa_manager",
        "locality_manager",
        "board_member",
        "administrator",
    ],
)
def test_people_of_the_council_get_404_on_the_portal(client_for, check, people, role):
    client = client_for(getattr(people, role))
    for method, url, words in addresses(check.reference):
        assert ask(client, method, url, words).status_code == 404, url
    assert Check.objects.get().state == CheckState.ASKED


def test_a_stranger_is_asked_to_sign_in(client_for, check):
    for method, url, words in addresses(check.reference):
        response = ask(client_for(), method, url, words)
        if response.status_code == 403:  # nothing but what they typed themselves, and the way to sign in
            assert f'href="{reverse("account_login")}?next=' in response.content.decode()
            assert b"You have been signed out" in response.content
        else:
            assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.drill
def test_a_lapsed_agreement_shuts_every_address_on_the_next_click_of_a_live_session(
    client_for, check, asked, case, people, lapse, person_of
):
    colleagues = [people.partner, people.partner_manager, *(person_of(people.police, f"Officer {n}") for n in range(8))]
    sessions = [client_for(colleague) for colleague in colleagues]
    for session in sessions:
        assert session.get(reverse("partners:portal_check", args=[check.reference])).status_code == 200
    lapse()
    for session in sessions:
        pages = set()
        for method, url, words in [*addresses(check.reference), *addresses(UNKNOWN)]:
            response = ask(session, method, url, words)
            assert response.status_code == 403, url
            assert "01582 547730" in response.content.decode()
            pages.add(main_of(response))
        # One page for all: what exists and what doesn't look the same.
        assert len(pages) == 1
        assert "Ada" not in pages.pop()
        assert session.get(reverse("partners:checks", args=[case.reference])).status_code == 404
    assert Check.objects.get().state == CheckState.ASKED


def test_it_lapses_by_the_day_too_and_a_new_agreement_opens_it(client_for, check, people, town):
    client, url = client_for(people.partner), reverse("partners:portal_check", args=[check.reference])
    today = timezone.localdate()
    Agreement.objects.filter(pk=town.agreement.pk).update(ends_on=today)
    assert client.get(url).status_code == 200
    Agreement.objects.filter(pk=town.agreement.pk).update(ends_on=today - timedelta(days=1))
    assert client.get(url).status_code == 403
    start_agreement(
        title="Renewed", signatories=[people.police], starts_on=today, ends_on=today + timedelta(days=1), review_on=today,
        by=System("test"),
    )  # fmt: skip
    assert client.get(url).status_code == 200


def test_reads_and_refusals_are_on_record(client_for, check, case, people, person_of, lapse):
    url = reverse("partners:portal_check", args=[check.reference])
    stranger = person_of(people.housing)
    client_for(people.partner).get(url)
    client_for(stranger).get(url)
    client_for(people.duty_worker).get(url)
    client_for(people.partner).get(reverse("partners:portal"))
    lapse()
    client_for(people.partner).get(url)
    events = Event.objects.using("trail")
    assert events.filter(verb=Verb.VIEWED, chain=f"reads:{case.reference}", actor_id=people.partner.pk).count() == 1
    assert events.filter(verb=Verb.LISTED, actor_id=people.partner.pk).count() == 1
    for person in (stranger, people.duty_worker, people.partner):
        assert events.filter(verb=Verb.REFUSED, subject=check.reference, actor_id=person.pk).count() == 1


@pytest.mark.parametrize("name", ["checks", "ask_partner"])
def test_the_case_s_own_pages_are_404_for_those_who_were_asked(client_for, check, case, people, name):
    assert client_for(people.partner).get(reverse(f"partners:{name}", args=[case.reference])).status_code == 404
    assert client_for(people.duty_worker).get(reverse(f"partners:{name}", args=[case.reference])).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_list(
    client_for, check, people, asked, django_assert_max_num_queries, case
):
    from mash.cases.services.cases import open_case

    client = client_for(people.partner)
    client.get(reverse("partners:portal"))
    for _ in range(12):
        other = open_case(received_at=timezone.now(), danger_now=False, by=System("test"))
        asked(reference=other.reference, once=uuid4())
    with django_assert_max_num_queries(15):
        html = client.get(reverse("partners:portal")).content.decode()
    assert html.count("/portal/K-") == 13
