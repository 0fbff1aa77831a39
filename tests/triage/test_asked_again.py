"""A senior who is asked for a lower rating sees what it rests on, what was refused before, and an empty form."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from mash.cases.decided import record_shown
from mash.cases.drafts import Place
from mash.cases.models import Case, Draft, WorkItem
from mash.cases.record import record_of
from mash.cases.services.drafts import keep_draft
from mash.cases.states import Rag, WorkKind
from tests.factories import make_case, no_concern
from tests.triage.test_pages import RATED, answers
from tests.triage.test_rating import confirm, rate
from tests.triage.test_urgency import row_of
from thresholds.facts import Fact
from triage.rules import Weighed
from triage.states import Factor, Weight

pytestmark = pytest.mark.django_db


def page_of(case):
    return reverse("triage:confirm_rating", args=[case.reference])


def asked(people, case=None, senior=None, **more):
    return rate(case or make_case(people), people.duty_worker, Rag.GREEN, suggested=Rag.AMBER, senior=senior or people.mash_manager, **more)


def test_the_page_shows_the_report_the_nine_factors_and_how_soon(people, client_for):
    weighed = tuple(
        Weighed(each.factor, Weight.CONCERN, "She lives alone.") if each.factor == Factor.VULNERABILITY else each for each in no_concern()
    )
    case = asked(people, seriousness=weighed, unknown=(Fact.DANGER_NOW,), urgency="U3", why_later="Her sister saw her today.")
    page = client_for(people.mash_manager).get(page_of(case)).content.decode()
    for said in (
        "She lives alone.", "The facts suggested “Quickly”, within 4 working hours", "Her sister saw her today.",
        case.referrals.get().worry, "The adult is safe now: <strong>don&#x27;t know</strong>",
    ):  # fmt: skip
        assert said in page, said
    assert Factor.DURATION.label not in page


def test_a_second_senior_reads_that_the_first_refused(people, client_for):
    case = asked(people)
    confirm(case, people.mash_manager, agrees=False)
    case = asked(people, Case.objects.get(pk=case.pk), people.head_of_service)
    task = WorkItem.objects.get(case=case, kind=WorkKind.CONFIRM_RATING, answered_at=None)
    assert task.question.endswith("Morgan Manager has refused this before.")
    page = client_for(people.head_of_service).get(page_of(case)).content.decode()
    assert "Green was refused before" in page
    assert "I have read it." in page


def test_however_many_refused_the_question_fits_its_task(people):
    case = make_case(people)
    for senior in (people.mash_manager, people.head_of_service):
        type(senior).objects.filter(pk=senior.pk).update(name=f"{senior.name} {'of a long name ' * 6}".strip())
        senior.refresh_from_db()
        case = asked(people, case, senior)
        confirm(case, senior, agrees=False)
        case = Case.objects.get(pk=case.pk)
    asked(people, case)
    question = WorkItem.objects.get(case=case, kind=WorkKind.CONFIRM_RATING, answered_at=None).question
    assert len(question) == 300
    assert "has refused this before" in question


def test_a_first_request_speaks_of_no_refusal(people, client_for):
    case = asked(people)
    assert "refused" not in WorkItem.objects.get(case=case, kind=WorkKind.CONFIRM_RATING).question
    assert "was refused before" not in client_for(people.mash_manager).get(page_of(case)).content.decode()


def test_what_was_begun_for_an_earlier_request_does_not_stand_in_the_next(people, client_for):
    case, head = asked(people), people.head_of_service
    place = Place(page_of(case), page_of(case), case.reference)
    keep_draft(place=place, answers={"agrees": ["yes"], "words": ["Fine by me."]}, seen=None, load="", by=head)
    assert "Fine by me." in client_for(head).get(page_of(case)).content.decode()
    confirm(case, people.mash_manager, agrees=False)
    asked(people, Case.objects.get(pk=case.pk), head)
    assert not Draft.objects.filter(owner=head).exclude(sealed=b"").exists()
    page = client_for(head).get(page_of(case)).content.decode()
    assert "Fine by me." not in page
    assert "checked" not in page.split("Do you agree with the lower rating?")[1].split("Your reasons")[0]


def test_a_senior_rates_lower_alone_or_waits_for_the_one_they_name(people):
    """Nobody stands on record as having agreed who was never asked."""
    alone = rate(make_case(people), people.mash_manager, Rag.GREEN, suggested=Rag.AMBER)
    assert (alone.rag, alone.ratings.first().senior) == (Rag.GREEN, None)
    named = rate(make_case(people), people.mash_manager, Rag.GREEN, suggested=Rag.AMBER, senior=people.head_of_service)
    assert (named.rag, named.ratings.first().senior) == (Rag.AMBER, None)
    assert named.work_items.get(kind=WorkKind.CONFIRM_RATING).owner == people.head_of_service
    confirm(named, people.head_of_service, agrees=True)
    assert Case.objects.get(pk=named.pk).rag == Rag.GREEN


def test_all_that_the_last_step_lacks_is_said_at_once_and_a_senior_reads_what_they_may(people, client_for):
    case = make_case(people)
    url = reverse("triage:rate_concern", args=[case.reference])
    words = answers(case, to="rate", safe_now="dont_know", **RATED | {"rag": "green"})
    page = client_for(people.duty_worker).post(url, words).content.decode()
    assert "Say why it can wait longer than “Quickly”" in page
    assert "Choose the senior you asked, because you rate below the suggested level" in page
    senior = client_for(people.mash_manager).post(url, words).content.decode()
    assert "Choose the senior you asked" not in senior
    assert "You may rate lower yourself" in senior
    assert "You may rate lower yourself" not in page


def test_a_colour_that_nobody_chose_bears_nobody_s_name_on_the_board(people):
    """Dana asked for Green; the matrix's Amber stands because a senior refused, and is not hers."""
    case = asked(people)
    assert (row_of(people.duty_worker, case).rated_by, row_of(people.duty_worker, case).waits_for) == ("Dana Duty", "Morgan Manager")
    confirm(case, people.mash_manager, agrees=False)
    assert row_of(people.duty_worker, case).rated_by == ""
    own = rate(Case.objects.get(pk=case.pk), people.duty_worker, Rag.AMBER)
    assert row_of(people.duty_worker, own).rated_by == "Dana Duty"


def test_reasons_for_a_colour_that_did_not_apply_are_never_read_as_those_of_the_other(people, client_for):
    case = asked(people)
    record = record_of(Case.objects.get(pk=case.pk))
    said = " ".join(render_to_string("record/earlier.html", record_shown(record)).split())
    assert "Green asked for; Amber applied until a senior answered" in said
    assert f"The reasons given for Green: {case.decisions.first().rationale}" in said
    confirm(case, people.mash_manager, agrees=True)
    said = " ".join(render_to_string("record/earlier.html", record_shown(record_of(Case.objects.get(pk=case.pk)))).split())
    assert "<strong>Rated Green</strong>" in said
