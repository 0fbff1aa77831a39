"""The same door on other pages: a contact, a rating's words, a report that is keyed in; and who the adult says they are."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case, LetThrough, Passage
from mash.cases.wording_queries import pronoun_of
from mash.people.models import Adult
from mash.people.services import create_adult
from mash.trail.services import System
from referrals.rules import Report
from referrals.services.accepting import accept_referral
from referrals.states import Channel, Danger
from tests.factories import make_case
from triage.states import Factor

pytestmark = pytest.mark.django_db
WORRY = (
    "When I came on Tuesday the back door was broken, the kettle was on the floor, and she told me three times that nobody must know about "
    "the man who sleeps in the front room and takes her pension on the first of the month."
)
YESTERDAY = timezone.localtime() - timedelta(days=1)
WHEN = {f"happened_at_{part}": getattr(YESTERDAY, part) for part in ("day", "month", "year")} | {"happened_at_time": "10:00"}


@pytest.fixture
def case(people):
    made = make_case(people, stage="triage")
    Adult.objects.filter(pk=made.adult_id).update(given_name="Maureen", family_name="Ashdown", gender="woman", born_on=date(1941, 2, 17))
    return made


@pytest.fixture
def desk(people, client_for):
    return client_for(people.duty_worker)


def contact(words):
    return {"party": "referrer", "with_whom": "Robin Reporter", "reached": "spoke", "what_was_said": words} | WHEN


def test_what_somebody_said_has_its_source_and_is_still_asked_about_names(desk, case):
    address = reverse("triage:log_contact", args=[case.reference])
    assert b"Mrs Patel" in desk.post(address, contact("Mrs Patel was in tears.")).content
    assert desk.post(address, contact("The nephew is lazy and Maureen is afraid of him.")).status_code == 302


def test_an_insult_is_asked_about_also_where_the_source_is_named(desk, case):
    address = reverse("triage:log_contact", args=[case.reference])
    asked = desk.post(address, contact("She is a stupid, nasty old woman and is obviously lying.")).content.decode()
    assert "“nasty old woman”" in asked
    assert "“obviously lying”" in asked
    assert desk.post(address, contact("She was lying on the floor with a nasty bruise.")).status_code == 302


def test_a_name_that_was_said_before_is_on_the_record(desk, case):
    address = reverse("triage:log_contact", args=[case.reference])
    assert desk.post(address, contact("Her lodger Mr Quayle was there.")).status_code == 302
    assert desk.post(address, contact("Mr Quayle was there again.")).status_code == 302


def test_people_of_the_hub_and_of_organisations_are_known(desk, case):
    address = reverse("triage:log_contact", args=[case.reference])
    assert desk.post(address, contact("Mr Manager will ring Ms Police.")).status_code == 302


def test_what_a_public_report_says_is_no_copy_here_and_one_elsewhere(desk, case):
    report = Report(worry=WORRY, danger=Danger.NO, adult_name="An invented adult")
    with_report = accept_referral(once_key=uuid4(), report=report, channel=Channel.PUBLIC, by=System("Public form")).case
    assert Passage.objects.filter(case=with_report).exists()
    page = desk.post(reverse("triage:log_contact", args=[case.reference]), contact(WORRY)).content.decode()
    assert f"This stands in {with_report.reference}" in page
    assert desk.post(reverse("triage:log_contact", args=[with_report.reference]), contact(WORRY)).status_code == 302


def test_what_a_rating_says_of_each_factor_is_looked_at(desk, case):
    address = reverse("triage:rate_concern", args=[case.reference])
    first = {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes", "types": ["NEG"], "version": case.version}
    weighed = {f"factor_{factor}": "no_concern" for factor in Factor} | {"factor_impact": "concern", "words_impact": "Maureen is a bed blocker."}
    asked = desk.post(address, first | weighed | {"to": "decide"})
    text = asked.content.decode()
    assert "“bed blocker”" in text
    assert "Maureen is a bed blocker." in text
    seen = {"words_seen": text.partition('name="words_seen" value="')[2].partition('"')[0], "as_it_is": "Said so by the ward."}
    there = desk.post(address, first | weighed | seen | {"to": "decide"})
    assert there.status_code == 303
    assert "Said so by the ward." in desk.get(there.url).content.decode(), "the reason goes on to the last step"
    decision = {"to": "rate", "rag": "amber", "urgency": "U3", "rationale": "A lapse.", "would_change": "A word from the GP."}
    assert desk.post(address, first | weighed | seen | decision).status_code == 302
    row = LetThrough.objects.get()
    assert (row.case, row.kind, row.words) == (case, "term", "bed blocker")


def test_words_beside_no_concern_are_neither_asked_about_nor_kept(desk, case):
    """Their box is hidden: nobody is asked about what they do not see, and nothing is recorded that they took back."""
    address = reverse("triage:rate_concern", args=[case.reference])
    first = {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes", "types": ["NEG"], "version": case.version}
    weighed = {f"factor_{factor}": "no_concern" for factor in Factor} | {"words_impact": "Maureen is a bed blocker.", "factor_crime": "dont_know", "words_crime": "Card used?"}
    there = desk.post(address, first | weighed | {"to": "decide"})
    assert there.status_code == 303
    decision = {"to": "rate", "rag": "amber", "urgency": "U3", "rationale": "A lapse.", "would_change": "A word from the GP."}
    assert desk.post(address, first | weighed | decision).status_code == 302
    kept = case.decisions.first().snapshot["seriousness"]
    assert [each["words"] for each in kept if each["words"]] == ["Card used?"]


def keyed(words, **more):
    report = {"channel": "phone", "worry": words, "danger": "no", "adult_name": "Mrs Quayle", "adult_whereabouts": "1 Example Row"}
    return report | {"once": str(uuid4())} | more


def test_a_report_that_is_keyed_in_is_asked_about_terms_and_not_for_sources(desk):
    address = reverse("referrals:key_referral")
    page = desk.post(address, keyed("Mrs Quayle is a bed blocker. Clearly her son is lazy."))
    text = page.content.decode()
    assert "“bed blocker”" in text
    assert "Clearly" not in text[: text.index("<form method")].partition("Nothing is saved yet")[2]
    seen = text.partition('name="words_seen" value="')[2].partition('"')[0]
    more = {"as_it_is": "The caller's word.", "words_seen": seen}
    assert desk.post(address, keyed("Mrs Quayle is a bed blocker. Clearly her son is lazy.", **more)).status_code == 302
    row = LetThrough.objects.get()
    assert (row.case, row.kind, row.words) == (Case.objects.get(), "term", "bed blocker")


@pytest.mark.parametrize(
    ("gender", "pronouns", "spoken_of"),
    [("woman", "", "she"), ("man", "", "he"), ("woman", "they", "they"), ("man", "other", ""), ("another_way", "", ""),
     ("not_said", "", ""), ("", "he", "he"), ("", "", "")],
)  # fmt: skip
def test_an_adult_is_spoken_of_as_they_wish(gender, pronouns, spoken_of):
    assert pronoun_of(gender, pronouns) == spoken_of


def test_gender_is_for_the_adult_to_say_and_shown_as_they_say_it(people, client_for):
    adult = create_adult(by=System("test"), given_name="Alex", gender="another_way", gender_words="Non-binary", pronouns="they")
    client = client_for(people.duty_worker)
    page = client.get(reverse("cases:adult", args=[adult.reference])).content.decode()
    assert "In another way: Non-binary" in page
    assert "They and them" in page
    words = {"given_name": "Alex", "gender": "", "gender_words": "", "pronouns": "", "seen": 0, "reason": "Alex asked us to take it off."}
    assert client.post(reverse("cases:correct_adult", args=[adult.reference]), words).status_code == 302
    adult.refresh_from_db()
    assert (adult.gender, adult.gender_words, adult.pronouns) == ("", "", "")
    assert adult.changes.get().before == {"gender": "another_way", "gender_words": "Non-binary", "pronouns": "they"}
