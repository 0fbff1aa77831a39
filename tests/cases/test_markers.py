"""A warning marker shows wherever the adult's cases do, is looked at again within a year, and never lapses by itself."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm

from mash.cases.adult_rules import MarkerSaid, latest_review, marker_problems, review_problem
from mash.cases.adult_states import MarkerKind
from mash.cases.models import Case, CaseUserGrant, Marker
from mash.cases.services import markers
from mash.cases.services.locking import Stale
from mash.cases.services.markers import MarkerRefused, review_marker, set_marker, sweep_markers
from mash.cases.services.needs import newest
from mash.cases.states import WorkKind
from mash.cases.work_items import work_items_for
from mash.trail.models import Event
from mash.trail.verbs import Verb
from tests.factories import make_case

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
IN_MAY = TODAY + timedelta(days=150)
STORY = "He came at a carer with a bottle on Sunday."


def marker(**more):
    words = {"kind": MarkerKind.NOT_ALONE, "advice": "Two workers, daytime.", "evidence": STORY, "source": "Invented Care"}
    return MarkerSaid(**words | {"review_on": IN_MAY, "disclosed": True} | more)


def put(case, by, **more):
    return set_marker(reference=case.reference, said=marker(**more), by=by)


def review(case, row, by, next_on=IN_MAY, seen=None, disclosed=True, why=""):
    seen = newest(row.reviews) if seen is None else seen
    return review_marker(
        reference=case.reference, marker_id=row.pk, seen=seen, words="The carer says so still.", disclosed=disclosed, why_not_disclosed=why,
        next_on=next_on, by=by,
    )  # fmt: skip


def again(people, case, **more):
    """Another case of the same adult."""
    other = make_case(people, stage="triage")
    Case.objects.filter(pk=other.pk).update(adult=case.adult, **more)
    return Case.objects.get(pk=other.pk)


def due(row, days=0):
    Marker.objects.filter(pk=row.pk).update(review_on=TODAY - timedelta(days=days))


def verbs(case, verb):
    return Event.objects.filter(chain=f"case:{case.reference}", verb=verb).count()


# rules


def test_a_marker_is_looked_at_again_within_a_year():
    today = date(2026, 3, 10)
    assert latest_review(today) == date(2027, 3, 10)
    assert latest_review(date(2028, 2, 29)) == date(2029, 2, 28)
    assert review_problem(date(2027, 3, 10), today) == ""
    assert "at the latest" in review_problem(date(2027, 3, 11), today)
    assert review_problem(today, today) == "Enter a day after today"


def test_whoever_is_not_told_is_owed_a_reason():
    assert marker_problems(marker(), TODAY) == {}
    assert marker_problems(marker(disclosed=False), TODAY).keys() == {"why_not_disclosed"}
    assert marker_problems(marker(disclosed=False, why_not_disclosed="He would move her."), TODAY) == {}


# services


def test_a_marker_is_set_and_kept_on_the_trail(people):
    case = make_case(people, stage="triage")
    row = put(case, people.duty_worker)
    assert (row.kind, row.set_by, row.ended_at) == ("not_alone", people.duty_worker, None)
    assert verbs(case, Verb.MARKER_SET) == 1


def test_the_same_marker_is_not_set_twice_and_another_is(people):
    case = make_case(people, stage="triage")
    put(case, people.duty_worker)
    with pytest.raises(MarkerRefused, match="stands on the case already"):
        put(case, people.practitioner)
    put(case, people.practitioner, kind=MarkerKind.DOG)
    assert case.markers.count() == 2


@pytest.mark.parametrize("wrong", [{"review_on": TODAY + timedelta(days=400)}, {"review_on": TODAY}, {"disclosed": False}])
def test_the_service_refuses_what_the_form_would(people, wrong):
    case = make_case(people, stage="triage")
    with pytest.raises(MarkerRefused):
        put(case, people.duty_worker, **wrong)
    assert not case.markers.exists()


def test_the_table_holds_no_marker_without_a_reason_for_silence(people):
    row = put(make_case(people, stage="triage"), people.duty_worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Marker.objects.filter(pk=row.pk).update(disclosed=False)


def test_a_due_review_asks_once_and_the_marker_stays(people):
    case = make_case(people, stage="triage", owner=people.practitioner)
    row = put(case, people.duty_worker)
    assert sweep_markers() == 0
    due(row, days=3)
    assert (sweep_markers(), sweep_markers()) == (1, 0)
    item = case.work_items.get(kind=WorkKind.MARKER_REVIEW)
    assert (item.owner, item.about) == (people.practitioner, row.about)
    assert item in work_items_for(people.mash_manager)
    row.refresh_from_db()
    assert row.ended_at is None


def test_a_review_renews_for_a_reason_and_asks_again_when_it_is_due(people):
    case = make_case(people, stage="triage")
    row = put(case, people.duty_worker)
    due(row)
    sweep_markers()
    review(case, row, people.duty_worker, disclosed=False, why="He would move her.")
    row.refresh_from_db()
    assert (row.review_on, row.disclosed, row.asked_at) == (IN_MAY, False, None)
    assert not case.work_items.filter(kind=WorkKind.MARKER_REVIEW, answered_at__isnull=True).exists()
    due(row)
    assert sweep_markers() == 1
    assert verbs(case, Verb.MARKER_RENEWED) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        row.reviews.update(words="Never looked at.")


def test_a_review_ends_it_and_an_ended_one_is_reviewed_no_more(people):
    case = make_case(people, stage="triage")
    row = put(case, people.duty_worker)
    review(case, row, people.practitioner, next_on=None)
    row.refresh_from_db()
    assert row.ended_at
    assert verbs(case, Verb.MARKER_ENDED) == 1
    with pytest.raises(Stale):
        review(case, row, people.duty_worker)
    due(row)
    assert sweep_markers() == 0


def test_whoever_did_not_see_the_last_review_is_told(people):
    case = make_case(people, stage="triage")
    row = put(case, people.duty_worker)
    review(case, row, people.practitioner)
    with pytest.raises(Stale):
        review(case, row, people.duty_worker, next_on=None, seen=0)
    with pytest.raises(MarkerRefused):
        review(case, row, people.duty_worker, next_on=TODAY + timedelta(days=400))
    assert row.reviews.count() == 1


def test_a_marker_of_a_closed_case_is_reviewed_there(people):
    case = make_case(people, stage="closed")
    row = put(case, people.duty_worker)
    due(row)
    assert sweep_markers() == 1
    assert review(case, row, people.duty_worker, next_on=None).ended_at


CALLS = [lambda case, row, by: put(case, by, kind=MarkerKind.DOG), lambda case, row, by: review(case, row, by)]


@pytest.mark.parametrize("role", ["qa_manager", "locality_manager", "partner", "board_member", "administrator"])
@pytest.mark.parametrize("call", CALLS)
def test_others_may_not(people, role, call):
    case = make_case(people, stage="triage")
    row = put(case, people.duty_worker)
    with pytest.raises((PermissionDenied, Http404)):
        call(case, row, getattr(people, role))
    assert (case.markers.count(), row.reviews.count()) == (1, 0)


@pytest.mark.parametrize("call", CALLS)
def test_without_a_trail_nothing_happens(people, call, monkeypatch):
    case = make_case(people, stage="triage")
    row = put(case, people.duty_worker)

    def fail(*args, **kwargs):
        raise RuntimeError("no trail")

    monkeypatch.setattr(markers, "record", fail)
    with pytest.raises(RuntimeError):
        call(case, row, people.duty_worker)
    assert (case.markers.count(), row.reviews.count()) == (1, 0)


def test_a_marker_of_another_case_is_not_reviewed_from_here(people):
    case = make_case(people, stage="triage")
    row = put(case, people.duty_worker)
    with pytest.raises(Http404):
        review(again(people, case), row, people.duty_worker)


# pages


def url(name, case, *more):
    return reverse(f"cases:{name}", args=[case.reference, *more])


ANSWERS = {"kind": "not_alone", "advice": "Two workers, daytime.", "evidence": STORY, "source": "Invented Care", "disclosed": "yes",
           "review_on_day": IN_MAY.day, "review_on_month": IN_MAY.month, "review_on_year": IN_MAY.year}  # fmt: skip
EVERYWHERE = ["cases:around", "cases:case", "triage:triage", "triage:log_contact", "triage:speak_with_adult", "cases:last_year"]


def test_a_marker_is_set_on_its_page_and_shown_everywhere(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.duty_worker)
    for wrong, words in [({"disclosed": "no"}, "Say why the person is not told"), ({"review_on_year": IN_MAY.year + 3}, "at the latest")]:
        assert words in client.post(url("set_marker", case), ANSWERS | wrong).content.decode()
    assert client.post(url("set_marker", case), ANSWERS).status_code == 302
    assert "stands on the case already" in client.post(url("set_marker", case), ANSWERS).content.decode()
    for name in EVERYWHERE:
        assert "Do not visit alone" in client.get(reverse(name, args=[case.reference])).content.decode(), name
    for path in (reverse("triage:board"), reverse("cases:shift")):
        assert "Do not visit alone" in client.get(path).content.decode()
    assert "Do not visit alone" in client.get(url("around", again(people, case))).content.decode()


def test_a_review_that_was_not_done_is_said_and_hides_nothing(people, client_for):
    case = make_case(people, stage="triage")
    row = put(case, people.duty_worker)
    client = client_for(people.duty_worker)
    assert "review overdue" not in client.get(reverse("triage:board")).content.decode()
    due(row, days=1)
    assert "Do not visit alone (review overdue)" in client.get(reverse("triage:board")).content.decode()
    assert "Review overdue" in client.get(url("around", case)).content.decode()


def test_a_task_leads_to_the_review_and_the_review_is_recorded_there(people, client_for):
    case = make_case(people, stage="triage")
    row = put(case, people.duty_worker)
    due(row)
    sweep_markers()
    client, path = client_for(people.duty_worker), url("review_marker", case, row.pk)
    assert path in client.get(reverse("triage:tasks")).content.decode()
    said = {"seen": 0, "holds": "yes", "words": "Asked the carer.", "disclosed": "yes"}
    assert "Enter the day" in client.post(path, said).content.decode()
    assert client.post(path, said | {"holds": "no"}).status_code == 302
    assert client.post(path, said | {"holds": "no"}).status_code == 409
    assert "Markers that ended" in client.get(url("around", case)).content.decode()
    assert client.get(url("review_marker", case, 0)).status_code == 404


def test_a_marker_of_a_restricted_case_warns_and_tells_nothing_of_the_case(people, client_for):
    hidden = make_case(people, stage="triage")
    other = again(people, hidden)
    row = put(hidden, people.mash_manager)
    Case.objects.filter(pk=hidden.pk).update(restricted=True)
    client = client_for(people.duty_worker)
    for path in (url("around", other), url("case", other), reverse("triage:board")):
        page = client.get(path).content.decode()
        assert "Do not visit alone" in page
        assert hidden.reference not in page
        assert STORY not in page
        assert "Invented Care" not in page
    assert client.get(url("review_marker", hidden, row.pk)).status_code == 404
    assert client.get(url("review_marker", other, row.pk)).status_code == 404
    due(row)
    sweep_markers()
    assert "Does it still hold" not in client.get(reverse("triage:tasks")).content.decode()


def test_whoever_is_named_on_the_restricted_case_reads_what_the_marker_rests_on(people, client_for):
    hidden = make_case(people, stage="triage")
    other = again(people, hidden)
    put(hidden, people.mash_manager)
    Case.objects.filter(pk=hidden.pk).update(restricted=True)
    name_on(hidden, people.duty_worker)
    page = client_for(people.duty_worker).get(url("around", other)).content.decode()
    assert STORY in page
    assert hidden.reference in page


def name_on(case, person):
    assign_perm("cases.see_shared", person, case)
    assert CaseUserGrant.objects.filter(content_object=case, user=person).exists()


def test_with_its_case_a_marker_leaves_an_adult_who_was_linked_by_mistake(people, client_for):
    case = make_case(people, stage="triage")
    other = again(people, case)
    put(case, people.duty_worker)
    client = client_for(people.duty_worker)
    assert "Do not visit alone" in client.get(url("case", other)).content.decode()
    Case.objects.filter(pk=case.pk).update(adult=None)
    assert "Do not visit alone" not in client.get(url("case", other)).content.decode()
    assert "Do not visit alone" in client.get(url("case", case)).content.decode()


@pytest.mark.parametrize(("name", "more"), [("set_marker", False), ("review_marker", True)])
def test_strangers_find_nothing_and_pages_open_in_few_queries(people, client_for, name, more, django_assert_max_num_queries):
    case = make_case(people, stage="triage")
    row = put(case, people.duty_worker)
    path = url(name, case, *([row.pk] if more else []))
    for role in ("partner", "board_member", "administrator", "locality_manager"):
        assert client_for(getattr(people, role)).get(path).status_code == 404
    assert client_for(people.qa_manager).get(path).status_code == 403
    client = client_for(people.duty_worker)
    client.get(path)  # the first stamps the session, which comes once a minute
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200
