"""Whoever answers second, or after the question was withdrawn, is told so, and not a word of theirs is lost."""

import pytest
from django.urls import reverse

from mash.cases.drafts import drafts_of
from partners.models import Check
from partners.services.answering import answer_check
from partners.services.asking import withdraw_check
from partners.states import Answer
from tests.cases.pages_with_forms import read, save_here

pytestmark = pytest.mark.django_db
WORDS = "He was arrested with a machete on Tuesday; she called 999 twice."
LOAD = "b" * 32


@pytest.fixture
def second(people, person_of):
    return person_of(people.police)


@pytest.fixture
def at(check):
    return reverse("partners:answer_check", args=[check.reference, Answer.SHARED])


@pytest.fixture
def overtaken(check, case, people):
    """A colleague answers, or the hub withdraws the question."""

    def made(how):
        if how == "answered":
            answer_check(reference=check.reference, answer=Answer.NOTHING_HELD, by=people.partner)
        else:
            withdraw_check(reference=case.reference, check_reference=check.reference, by=people.duty_worker)

    return made


def sends(client, at, opened=None, **more):
    own = {"draft_load": LOAD, "draft_seen": opened.frame["data-seen"]} if opened else {}
    return client.post(at, {"text": WORDS, "nature": "fact"} | own | more)


TOLD = {"answered": "Pat Police", "withdrawn": "has withdrawn the question"}


@pytest.mark.parametrize("how", TOLD)
@pytest.mark.parametrize("script", [True, False])
def test_the_words_of_the_second_stay_on_the_page_and_are_found_again(client_for, second, at, overtaken, how, script):
    client = client_for(second)
    opened = read(client.get(at).content)
    if script:
        assert save_here(client, opened, {"text": ["He was arr"]}, turn=1, load=LOAD).status_code == 200
    overtaken(how)
    told = sends(client, at, opened if script else None)
    assert told.status_code == 409
    for words in (TOLD[how], "was not sent", WORDS, "01582 547730"):
        assert words in told.content.decode()
    later = client_for(second).get(at)
    assert later.status_code == 200
    assert WORDS in later.content.decode()
    assert [draft.answers["text"] for draft in drafts_of(second) if "text" in draft.answers] in ([[WORDS]], [])
    assert Check.objects.get().answer != Answer.SHARED


@pytest.mark.parametrize("how", TOLD)
def test_a_page_that_is_not_filled_in_yet_says_so_too(client_for, second, at, overtaken, how):
    overtaken(how)
    told = sends(client_for(second), at, nature="")
    assert told.status_code == 409
    assert WORDS in told.content.decode()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer.CANNOT_SHARE, {"lawful": "crime", "words": "A live investigation"}), (Answer.RING_ME, {"ring_number": "01632 960555"}),
        (Answer.NOTHING_HELD, {}),
    ],
)  # fmt: skip
def test_every_kind_of_answer_is_shown_in_its_own_words(client_for, check, second, overtaken, answer, said):
    overtaken("answered")
    told = client_for(second).post(reverse("partners:answer_check", args=[check.reference, answer]), said)
    assert told.status_code == 409
    assert all(words in told.content.decode() for words in said.values() if " " in words)
    assert ("What you wrote" in told.content.decode()) == bool(said)


def test_an_answer_too_long_to_be_kept_says_so(client_for, second, at, overtaken):
    overtaken("answered")
    told = sends(client_for(second), at, text="x" * 200_001).content.decode()
    assert "copy it now" in told
    assert "stays on this page" not in told


def test_what_is_sent_in_time_is_taken_and_waits_no_more(client_for, second, at):
    client = client_for(second)
    opened = read(client.get(at).content)
    save_here(client, opened, {"text": [WORDS]}, turn=1, load=LOAD)
    assert sends(client, at, opened).status_code == 302
    assert Check.objects.get().answer_text == WORDS
    assert WORDS not in read(client.get(at).content).answers.get("text", [""])
    page = client.get(reverse("partners:portal_check", args=[Check.objects.get().reference])).content.decode()
    assert "Read what you wrote" not in page


def test_the_answered_question_leads_to_the_words_of_whoever_wrote_them_alone(client_for, check, people, second, at, overtaken):
    overtaken("answered")
    sends(client_for(second), at)
    question = reverse("partners:portal_check", args=[check.reference])
    assert f'href="{at}">Read what you wrote' in client_for(second).get(question).content.decode()
    assert "Read what you wrote" not in client_for(people.partner_manager).get(question).content.decode()
    assert WORDS not in client_for(people.partner_manager).get(at, follow=True).content.decode()


def test_a_withdrawn_question_tells_nobody_but_its_agency(client_for, check, people, person_of, at, overtaken):
    overtaken("withdrawn")
    strange = client_for(person_of(people.housing, "Harry Housing"))
    known, unknown = sends(strange, at), sends(strange, at.replace(check.reference, "K-0000-0000"))
    assert (known.status_code, unknown.status_code) == (404, 404)
    assert check.reference not in unknown.content.decode()
    assert client_for(people.partner).get(at).status_code == 404, "nobody of the agency who wrote nothing sees a page either"
    told = sends(client_for(people.partner), at).content.decode()
    for hidden in ("Ada Example", "Bruises were seen", "To decide whether she is safe"):
        assert hidden not in told


def test_a_lapsed_agreement_shuts_this_page_as_well(client_for, second, at, overtaken, lapse):
    overtaken("withdrawn")
    lapse()
    assert sends(client_for(second), at).status_code == 403
