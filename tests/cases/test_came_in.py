"""What comes in while somebody decides is read before they decide: nothing is rated or ended that nobody has seen."""

from uuid import uuid4

import pytest
from django.urls import reverse

from mash.cases.models import Case
from mash.cases.services.locking import Stale
from mash.cases.states import Clock, Instead, Rag
from partners.services.answering import answer_check
from partners.states import Answer
from referrals.services.reading import read_referrals
from referrals.services.replies import receive_reply
from referrals.states import Danger, ReplyKind, SetAside
from tests.cases import test_connections as connections
from tests.cases.test_drafts import typed
from tests.factories import make_case, make_referral
from tests.house.grid import ask
from tests.referrals.test_services import join
from tests.referrals.test_taking_up import take_up
from tests.triage.test_going_on import FIRST, SERIOUSNESS, SIGNS
from tests.triage.test_rating import rate

pytestmark = pytest.mark.django_db
SAID = {"rag": "amber", "urgency": "U3", "rationale": "Bills go unpaid.", "would_change": "A word from the bank."}


def a_report_joins(case, people):
    source = make_case(people, danger_now=True)
    read_referrals(reference=source.reference, by=people.duty_worker)
    join(source, case.reference, people.duty_worker)


def a_report_is_taken_up(case, people):
    report = case.referrals.exclude(set_aside="").get()
    take_up(case, people.duty_worker, report)


def the_referrer_writes(case, people):
    report = case.referrals.first().reference
    receive_reply(report=report, once_key=uuid4(), kind=ReplyKind.WORSE, words="He has a knife.", danger=Danger.YES, by=people.duty_worker)


def a_partner_answers(case, people):
    answer_check(reference=case.checks.get().reference, answer=Answer.SHARED, text="Four calls.", by=people.partner)


def help_comes_to_nothing(case, people):
    row = case.connections.get()
    connections.answer(case, row, Instead.LOOK_AGAIN, people.duty_worker)


@pytest.fixture
def case(people):
    """A case at triage to which each of these can still happen."""
    case, row = connections.offered(people)
    connections.move(case, row, connections.BOUNCED, people.duty_worker, why=connections.Bounce.FULL)
    ask(case, people, people.police)
    aside = {"set_aside": SetAside.NOT_SAFEGUARDING, "set_aside_reason": "Parking.", "set_aside_by": people.duty_worker}
    make_referral(case, read_by=people.duty_worker, **aside)
    return Case.objects.get(pk=case.pk)


EVENTS = [a_report_joins, a_report_is_taken_up, the_referrer_writes, a_partner_answers, help_comes_to_nothing]


@pytest.mark.parametrize("comes", EVENTS)
def test_whoever_rates_has_seen_what_came_in(people, case, comes):
    opened = case
    comes(Case.objects.get(pk=case.pk), people)
    with pytest.raises(Stale):
        rate(opened, people.duty_worker, Rag.GREEN)
    now = Case.objects.get(pk=case.pk)
    assert now.rag == opened.rag
    assert rate(now, people.duty_worker, Rag.AMBER).rag == Rag.AMBER
    assert not now.deadlines.open().filter(clock=Clock.RATING).exists()


def rated_on(client, url, version, seen):
    weighed = FIRST | SIGNS | SERIOUSNESS | SAID
    return client.post(url, weighed | {"to": "rate", "version": version, "draft_seen": seen, "draft_asked": "rationale,would_change"})


@pytest.mark.parametrize(("comes", "words"), [(a_report_joins, " received ("), (a_partner_answers, "Four calls.")])
def test_they_read_it_beside_their_own_words_which_wait(people, client_for, case, comes, words):
    url, client = reverse("triage:rate_concern", args=[case.reference]), client_for(people.duty_worker)
    seen = client.get(url).context["keeps"]["seen"]
    comes(Case.objects.get(pk=case.pk), people)
    page = rated_on(client, url, case.version, seen)
    assert page.status_code == 409
    shown = page.content.decode()
    assert "The case changed before you decided" in shown
    assert "Something came in that you had not seen" in shown
    assert words in shown
    assert "Bills go unpaid." in shown
    assert "Rated by" not in shown.partition("What you wrote")[0]
    assert rated_on(client, url, Case.objects.get(pk=case.pk).version, seen).status_code == 302


def test_a_step_further_on_still_knows_what_the_first_step_showed(people, client_for, case):
    url, client = reverse("triage:rate_concern", args=[case.reference]), client_for(people.duty_worker)
    seen = client.get(url).context["keeps"]["seen"]
    there = client.post(url, FIRST | {"to": "signs", "version": case.version, "draft_seen": seen}).url
    a_partner_answers(case, people)
    page = client.get(there)
    later = rated_on(client, url, page.context["form"]["version"].value() if "version" in page.context["form"].fields else case.version, page.context["keeps"]["seen"])
    assert later.status_code == 409
    assert "Four calls." in later.content.decode()


def test_words_that_were_begun_before_are_put_beside_what_came_in_since(people, client_for, case):
    note, client = reverse("cases:add_note", args=[case.reference]), client_for(people.duty_worker)
    typed(client, case, note)
    assert "The case has changed since." not in client.get(note).content.decode()
    a_partner_answers(case, people)
    shown = client.get(note).content.decode()
    assert "The case has changed since." in shown
    assert "Four calls." in shown
