"""Who the adult is and what happened to them: used by those who work the case, and shown to nobody else."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mash.cases.adult_rules import RedressSaid, TraumaSaid, facet_problem, redress_problems
from mash.cases.adult_states import Facet, FacetAnswer, SeenBy
from mash.cases.identity import before_contact
from mash.cases.models import Case
from mash.cases.record import record_at, record_of
from mash.cases.services import identity as services
from mash.cases.services.identity import AdultRefused, record_identity, record_redress, record_trauma
from mash.cases.services.locking import Stale
from mash.cases.services.needs import newest
from mash.cases.states import Nature
from mash.trail.models import Detail, Event
from mash.trail.verbs import Verb
from tests.factories import make_case

pytestmark = pytest.mark.django_db
FAITH, USE, STORY, AVOID = "Quaker, since Lent.", "No visits on Sunday.", "She was held down as a girl.", "Being touched without warning."
SAID = FacetAnswer.SAID


def tell(case, by, answers=None, approach=USE, seen=None):
    seen = (newest(case.identity), newest(case.approaches)) if seen is None else seen
    answers = {Facet.RELIGION: (SAID, FAITH)} if answers is None else answers
    return record_identity(reference=case.reference, answers=answers, approach=approach, seen=seen, by=by)


def trauma(case, by, seen=None, **more):
    words = {"words": STORY, "helps": "Her sister.", "avoid": AVOID, "seen_by": SeenBy.FEW, "source": "The adult", "nature": Nature.FACT}
    return record_trauma(reference=case.reference, said=TraumaSaid(**words | more), seen=newest(case.traumas) if seen is None else seen, by=by)


def redress(case, by, seen=None, **more):
    said = RedressSaid(**{"protection": "Sleep.", "protection_how": "New locks.", "source": "The adult"} | more)
    return record_redress(reference=case.reference, said=said, seen=newest(case.redresses) if seen is None else seen, by=by)


def again(people, case, **more):
    """Another case of the same adult."""
    other = make_case(people, stage="triage")
    Case.objects.filter(pk=other.pk).update(adult=case.adult, **more)
    return Case.objects.get(pk=other.pk)


def full(people, **more):
    case = make_case(people, stage="triage", **more)
    tell(case, people.duty_worker)
    trauma(case, people.duty_worker)
    redress(case, people.duty_worker)
    return case


def kept(case):
    return sum(rows.count() for rows in (case.identity, case.approaches, case.traumas, case.redresses))


def verbs(case, verb):
    return Event.objects.filter(chain=f"case:{case.reference}", verb=verb).count()


# rules


def test_nothing_need_be_answered_and_words_are_theirs():
    assert facet_problem(None, "") == ""
    assert facet_problem(FacetAnswer.NOT_SAID, "") == ""
    assert facet_problem(SAID, FAITH) == ""
    assert facet_problem(SAID, " ") == "Write it in their words, or choose another answer"
    assert "take them out" in facet_problem(FacetAnswer.NOT_SAID, FAITH)
    assert "take them out" in facet_problem(None, FAITH)


def test_a_need_says_how_it_might_be_met():
    assert redress_problems(RedressSaid(redress="An apology.", redress_how="The home writes.")) == {}
    assert redress_problems(RedressSaid(redress="An apology.")).keys() == {"redress_how"}
    assert redress_problems(RedressSaid(support_how="Visits.")).keys() == {"protection"}


# services


def test_only_what_is_new_is_recorded_and_nothing_is_written_over(people):
    case = make_case(people, stage="triage")
    tell(case, people.duty_worker)
    tell(case, people.practitioner, {Facet.RELIGION: (SAID, FAITH), Facet.ETHNICITY: (FacetAnswer.NOT_SAID, "")})
    assert [(row.facet, row.recorded_by) for row in case.identity.order_by("pk")] == [
        ("religion", people.duty_worker), ("ethnicity", people.practitioner),
    ]  # fmt: skip
    assert case.approaches.count() == 1
    assert verbs(case, Verb.IDENTITY_RECORDED) == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        case.identity.update(words="Nothing.")


def test_whoever_did_not_see_the_last_is_told(people):
    case = full(people)
    for call in (lambda by: tell(case, by, seen=(0, 0)), lambda by: trauma(case, by, seen=0), lambda by: redress(case, by, seen=0)):
        with pytest.raises(Stale):
            call(people.practitioner)
    assert (case.identity.count(), case.traumas.count(), case.redresses.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "call",
    [lambda case, by: tell(case, by, {Facet.RELIGION: (SAID, "")}), lambda case, by: trauma(case, by, words="", helps="", avoid=" "),
     lambda case, by: redress(case, by, protection_how="")],
)  # fmt: skip
def test_the_service_refuses_what_the_form_would(people, call):
    case = make_case(people, stage="triage")
    with pytest.raises(AdultRefused):
        call(case, people.duty_worker)
    assert not case.identity.exists()


CALLS = [tell, trauma, redress]


@pytest.mark.parametrize("role", ["qa_manager", "locality_manager", "partner", "board_member", "administrator"])
@pytest.mark.parametrize("call", CALLS)
def test_others_may_not(people, role, call):
    case = make_case(people, stage="triage")
    with pytest.raises((PermissionDenied, Http404)):
        call(case, getattr(people, role))
    assert kept(case) == 0


@pytest.mark.parametrize("call", CALLS)
def test_without_a_trail_nothing_happens(people, call, monkeypatch):
    case = make_case(people, stage="triage")

    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    monkeypatch.setattr(services, "record", fail)
    with pytest.raises(RuntimeError):
        call(case, people.duty_worker)
    assert kept(case) == 0


@pytest.mark.parametrize("call", CALLS)
def test_a_closed_case_is_told_nothing_more(people, call):
    case = make_case(people, stage="closed")
    with pytest.raises(Stale):
        call(case, people.duty_worker)


# who is shown it


def url(name, case):
    return reverse(f"cases:{name}", args=[case.reference])


OF_CASE = ["cases:around", "cases:case", "cases:decisions", "cases:last_year", "triage:triage", "enquiries:plan", "audit:trail"]


def pages(client, case):
    """Everything about a case that a reader may open, and the lists in which it stands."""
    paths = [reverse(name, args=[case.reference]) for name in OF_CASE] + [reverse("triage:board"), reverse("cases:adult", args=[case.adult.reference])]
    return "".join(client.get(path).content.decode() for path in paths)


def test_who_works_the_case_is_shown_it_and_who_only_reads_is_not_told_that_there_is_any(people, client_for):
    case = full(people, owner=people.practitioner)
    shown = pages(client_for(people.mash_manager), case)
    assert all(words in shown for words in (FAITH, USE, AVOID, STORY))
    read = client_for(people.qa_manager).get(url("around", case)).content.decode()
    assert "Protection, support and redress" in read
    assert "as they say it" not in read
    read += pages(client_for(people.qa_manager), case)
    assert not any(words in read for words in (FAITH, USE, AVOID, STORY))


def test_what_happened_is_for_few_and_what_to_avoid_for_all_who_work_the_case(people, client_for):
    case = full(people, owner=people.mash_manager)
    assert STORY in client_for(people.duty_worker).get(url("around", case)).content.decode()  # wrote it
    page = client_for(people.practitioner).get(url("around", case)).content.decode()
    assert STORY not in page
    assert AVOID in page
    assert "do not ask the adult again" in page
    trauma(case, people.duty_worker, seen_by=SeenBy.WORKERS)
    assert STORY in client_for(people.practitioner).get(url("around", case)).content.decode()


def test_neither_chronology_nor_trail_nor_decisions_hold_it(people):
    case = full(people)
    told = " ".join(case.chronology.values_list("what", flat=True))
    told += " ".join(Detail.objects.filter(chain=f"case:{case.reference}").values_list("text", flat=True))
    kept = record_of(case)
    assert not any(words in told + str(kept) for words in (FAITH, USE, AVOID, STORY, "religion"))
    assert (len(kept["identity"]), len(kept["traumas"]), kept["redresses"][0]["protection"]) == (1, 1, "Sleep.")
    assert len(record_at(case, timezone.now())[0]["identity"]) == 1


@pytest.mark.parametrize("name", ["triage:log_contact", "triage:speak_with_adult", "enquiries:plan_meeting"])
def test_it_is_used_where_contact_is_prepared(people, client_for, name):
    case = full(people)
    tell(case, people.duty_worker, {Facet.LANGUAGE: (SAID, "Sylheti; a woman interprets.")})
    page = client_for(people.duty_worker).get(reverse(name, args=[case.reference])).content.decode()
    assert "Before you make contact" in page
    assert all(words in page for words in (AVOID, USE, "Sylheti; a woman interprets."))
    assert STORY not in page
    other = make_case(people, stage="triage")
    assert "Before you make contact" not in client_for(people.duty_worker).get(reverse(name, args=[other.reference])).content.decode()


def test_it_is_told_once_for_all_of_the_adults_cases_and_a_hidden_case_gives_nothing_away(people, client_for):
    older = full(people)
    case = again(people, older)
    assert before_contact(people.duty_worker, case).avoid == AVOID
    assert FAITH in client_for(people.duty_worker).get(url("around", case)).content.decode()
    Case.objects.filter(pk=older.pk).update(restricted=True)
    assert before_contact(people.duty_worker, case).avoid == ""
    page = client_for(people.duty_worker).get(url("around", case)).content.decode()
    assert not any(words in page for words in (FAITH, USE, AVOID, STORY))


def test_what_stood_wrongly_is_shown_no_more_but_before(people, client_for):
    case = make_case(people, stage="triage")
    tell(case, people.duty_worker)
    tell(case, people.duty_worker, {Facet.RELIGION: (FacetAnswer.WRONG, "")}, approach="")
    context = client_for(people.duty_worker).get(url("around", case)).context
    row = next(row for row in context["identity"] if row.facet == Facet.RELIGION)
    assert (row.now, [old.words for old in row.before]) == (None, ["", FAITH])
    assert before_contact(people.duty_worker, case).approach == ""


# pages


def test_each_page_records_and_keeps_what_was_typed(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    said = {"seen_answers": 0, "seen_approach": 0, "answer_religion": "said", "words_religion": FAITH}
    assert "take them out" in client.post(url("record_identity", case), said | {"answer_religion": ""}).content.decode()
    assert client.post(url("record_identity", case), said).status_code == 302
    assert "Not used yet" in client.get(url("around", case)).content.decode()
    assert client.post(url("record_identity", case), said | {"approach": USE}).status_code == 409
    assert client.post(url("record_identity", case), said | {"seen_answers": newest(case.identity), "approach": USE}).status_code == 302
    happened = {"seen": 0, "avoid": AVOID, "seen_by": "few", "source": "The adult", "nature": "fact"}
    assert "what helps, or what happened" in client.post(url("record_trauma", case), happened | {"avoid": ""}).content.decode()
    assert client.post(url("record_trauma", case), happened).status_code == 302
    needed = {"seen": 0, "redress": "An apology.", "source": "The adult"}
    assert "Say how the need for redress might be met" in client.post(url("record_redress", case), needed).content.decode()
    assert client.post(url("record_redress", case), needed | {"redress_how": "In writing."}).status_code == 302
    assert "An apology." in client.get(url("around", case)).content.decode()


def test_the_plan_and_the_objectives_start_from_what_the_adult_needs(people, client_for):
    case = make_case(people, stage="mash_enquiry")
    client = client_for(people.practitioner)
    for name in ("scope_enquiry", "agree_plan"):
        assert "Nobody has recorded yet" in client.get(reverse(f"enquiries:{name}", args=[case.reference])).content.decode()
    redress(case, people.duty_worker)
    for name in ("scope_enquiry", "agree_plan"):
        assert "New locks." in client.get(reverse(f"enquiries:{name}", args=[case.reference])).content.decode()


@pytest.mark.parametrize("name", ["around", "record_identity", "record_trauma", "record_redress"])
def test_strangers_find_nothing_and_pages_open_in_few_queries(people, client_for, name, django_assert_max_num_queries):
    case = full(people)
    for role in ("partner", "board_member", "administrator", "locality_manager"):
        assert client_for(getattr(people, role)).get(url(name, case)).status_code == 404
    client = client_for(people.duty_worker)
    client.get(url(name, case))  # the first stamps the session, which comes once a minute
    with django_assert_max_num_queries(12):
        assert client.get(url(name, case)).status_code == 200
