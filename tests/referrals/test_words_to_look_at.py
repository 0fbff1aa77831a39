"""Wrong names and disrespectful terms: a worker who keys in is asked; a professional and a partner never are, and the worker is told."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from mash.cases.models import Case, LetThrough, Remarked, Term
from mash.cases.wording.states import WordingKind
from partners.services.answering import answer_check
from partners.states import Answer
from referrals.models import Referral
from referrals.rules import Details, Report
from referrals.services.accepting import PUBLIC_FORM, accept_referral
from referrals.services.reading import join_referral, read_referrals
from referrals.services.referring import send_concern
from referrals.states import Channel, Class, Danger, Voice
from tests.factories import make_case
from tests.house.grid import ask

pytestmark = pytest.mark.django_db
KEY, ALL = reverse("referrals:key_referral"), reverse("audit:let_through")
BAD = "K.L. was shouting again. She is a bed blocker."


@pytest.fixture(autouse=True)
def term():
    return Term.objects.update_or_create(phrase="bed blocker*", defaults={"why": "It blames.", "instead": "Say what she waits for."})[0]


def data(**changed):
    words = {"channel": "phone", "worry": BAD, "danger": "no", "adult_name": "Dorothy Vance", "once": str(uuid4())}
    return words | changed


def seen(page):
    return re.search(r'name="words_seen" value="([^"]*)"', page.content.decode())[1]


def report(worry=BAD, **more):
    words = {"adult_name": "Dorothy Vance", "voice": Voice.PROFESSIONAL, "referrer_name": "Nell Nurse"}
    return Report(worry=worry, danger=Danger.NO, **(words | more))


def sent(people, **more):
    return send_concern(once_key=uuid4(), report=report(**more), by=people.partner)


def kinds(about):
    return sorted((row.kind, row.words) for row in Remarked.objects.filter(about=about.reference))


# keying in


def test_whoever_keys_in_is_asked_about_initials_and_terms_and_gives_a_reason(client_for, people):
    client = client_for(people.duty_worker)
    page = client.post(KEY, data())
    text = page.content.decode()
    assert "Nobody on this record has these initials. The adult is Dorothy Vance." in text
    assert "bed blocker" in text
    assert not Referral.objects.exists()
    done = client.post(KEY, data(words_seen=seen(page), as_it_is="The caller's own words."))
    assert done.status_code == 302
    rows = LetThrough.objects.all()
    assert {row.kind for row in rows} == {WordingKind.NAME, WordingKind.TERM}
    assert {row.case for row in rows} == {Case.objects.get()}, "hidden when the case is"
    assert not Remarked.objects.exists(), "they were asked already"


@pytest.mark.parametrize(
    "changed",
    [
        {"worry": "Mrs Vance was shouting again."}, {"worry": "D.V. was shouting again."}, {"adult_name": ""},
        {"worry": "Mrs Kaur was shouting again.", "source_words": "Mrs Kaur from next door"},
        {"worry": "Dana Duty said so.", "referrer_name": "Robin Reporter"},
    ],
)  # fmt: skip
def test_whom_the_report_names_and_our_own_people_are_on_record(client_for, people, changed):
    more = {} if changed.get("adult_name") is None else {"worry": "K.L. was shouting again.", "adult_unknown": "on"}
    assert client_for(people.duty_worker).post(KEY, data(**(changed | more))).status_code == 302


def test_a_wrong_name_is_asked_about(client_for, people):
    page = client_for(people.duty_worker).post(KEY, data(worry="Mrs Pratt was shouting again."))
    assert "Nobody on this record is called that. The adult is Dorothy Vance." in page.content.decode()


# professionals


def test_nothing_is_in_a_partners_way_and_the_worker_is_told(client_for, people):
    made = sent(people)
    assert kinds(made) == [("name", "K.L."), ("term", "bed blocker")]
    made.refresh_from_db()
    assert made.worry == BAD, "their words stay"
    page = client_for(people.duty_worker).get(reverse("referrals:reports", args=[made.case.reference])).content.decode()
    assert "Words to look at:" in page
    assert "“K.L.”" in page
    own = client_for(people.partner).get(reverse("referrals:own_referral", args=[made.reference])).content.decode()
    assert "Words to look at" not in own


def test_the_public_long_form_is_looked_at_and_a_neighbours_is_not(people):
    for voice, many in ((Voice.PROFESSIONAL, 2), (Voice.RELATIVE, 0), (Voice.SELF, 0)):
        made = accept_referral(once_key=uuid4(), report=report(voice=voice), channel=Channel.PUBLIC, by=PUBLIC_FORM)
        assert len(kinds(made)) == many


def test_every_answer_in_words_is_looked_at(people):
    made = sent(people, worry="She is hungry.", details=Details(actions_taken="Told her not to be a bed blocker."))
    assert [row.field for row in Remarked.objects.filter(about=made.reference)] == ["Done already"]


def test_clean_words_say_nothing(client_for, people):
    made = sent(people, worry="Mrs Vance is hungry.")
    assert kinds(made) == []
    page = client_for(people.duty_worker).get(reverse("referrals:reports", args=[made.case.reference])).content.decode()
    assert "Words to look at" not in page


def test_a_fault_in_looking_never_holds_a_concern_up(people, monkeypatch, caplog):
    def fails(*args, **kwargs):
        raise RuntimeError("Dorothy Vance")

    monkeypatch.setattr("mash.cases.services.wording.look", fails)
    assert sent(people).worry == BAD
    assert not Remarked.objects.exists()
    assert "Words were not looked at: RuntimeError" in caplog.text
    assert "Vance" not in caplog.text


def test_remarks_go_with_the_report_that_joins_another_case(people):
    made, other = sent(people), make_case(people)
    read_referrals(reference=made.case.reference, by=people.duty_worker)
    join_referral(
        reference=made.case.reference, report=made.reference, target=other.reference, classed=Class.SAME_CONCERN, reason="One adult.",
        by=people.duty_worker,
    )  # fmt: skip
    assert set(Remarked.objects.values_list("case", flat=True)) == {other.pk}


# partners


def test_a_partners_answer_is_kept_and_terms_in_it_are_shown_to_the_hub_alone(client_for, people):
    case = make_case(people, stage="triage")
    reference = ask(case, people, people.police)
    answer_check(reference=reference, answer=Answer.SHARED, text="A known bed blocker.", by=people.partner)
    page = client_for(people.duty_worker).get(reverse("partners:check_answer", args=[case.reference, reference])).content.decode()
    assert "Words to look at:" in page
    assert "Say what she waits for." in page
    own = client_for(people.partner).get(reverse("partners:portal_check", args=[reference])).content.decode()
    assert "Words to look at" not in own


# audits


def test_audits_count_it_by_agency_and_not_what_is_restricted(client_for, people):
    sent(people)
    client = client_for(people.qa_manager)
    page = client.get(ALL).content.decode()
    assert "In what professionals and partners sent" in page
    assert "Invented Police" in page
    Case.objects.update(restricted=True)
    assert "In what professionals and partners sent" not in client.get(ALL).content.decode()
