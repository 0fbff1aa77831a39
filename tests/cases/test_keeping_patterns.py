"""Events in an adult's care, and the life of a pattern: found, dismissed with a reason, back on new evidence, ended."""

from copy import deepcopy
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import CareEvent, Case, PatternAlert, PatternDismissal
from mash.cases.pattern_queries import listed_patterns, patterns_of, patterns_on
from mash.cases.services import care, patterns
from mash.cases.services.care import EventRefused, record_care_event
from mash.cases.services.locking import Stale
from mash.cases.services.patterns import DismissalRefused, dismiss_pattern
from mash.cases.states import CareKind, PatternRule, PatternState
from mash.once import OtherWords
from mash.trail.models import Event
from tests.cases.planted_town import Planted
from tests.factories import make_case
from thresholds.models import MatrixVersion
from thresholds.queries import forget, version_in_force
from triage.services.patterns import sweep_patterns
from triage.tasks import sweep_patterns as bell

pytestmark = pytest.mark.django_db


def event(case, by, kind=CareKind.MISSED, **changed):
    words = {"once_key": uuid4(), "kind": kind, "happened_at": timezone.now(), "service": "Larkfield Surgery", "words": "",
             "attempts": "Rang twice and wrote."}  # fmt: skip
    return record_care_event(reference=case.reference, by=by, **(words | changed))


def lines(case):
    return Event.objects.filter(chain=f"case:{case.reference}").count()


def test_an_event_is_kept_told_and_leaves_one_line(people):
    case = make_case(people, stage="triage")
    before = lines(case)
    kept = event(case, people.duty_worker)
    assert lines(case) == before + 1
    entry = case.chronology.first()
    assert (entry.what.split(".")[-2].strip(), entry.source) == ("What was done to reach them: Rang twice and wrote", "Larkfield Surgery")
    assert kept.case == case


@pytest.mark.parametrize("kind", [CareKind.MISSED, CareKind.NOT_ENGAGING])
def test_drawing_back_is_never_a_bare_label(people, kind):
    case = make_case(people, stage="triage")
    with pytest.raises(EventRefused, match="what was done to reach"):
        event(case, people.duty_worker, kind, attempts=" ")
    event(case, people.duty_worker, CareKind.DISCHARGE, attempts="")
    with pytest.raises(IntegrityError):
        CareEvent.objects.update(kind=kind)


def test_the_same_event_sent_twice_is_one(people):
    case, key, at = make_case(people, stage="triage"), uuid4(), timezone.now()
    first = event(case, people.duty_worker, once_key=key, happened_at=at)
    assert event(case, people.duty_worker, once_key=key, happened_at=at) == first
    with pytest.raises(OtherWords):
        event(case, people.duty_worker, once_key=key, happened_at=at, words="She was found on the floor.")
    assert CareEvent.objects.count() == 1


def test_an_event_sent_again_with_other_words_stays_on_the_page_and_is_recorded_with_one_more_press(people, client_for):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    url = reverse("cases:record_care_event", args=[case.reference])
    said = {"kind": "missed", "service": "Larkfield Surgery", "words": "", "attempts": "Rang twice.", "happened_at_day": "1",
            "happened_at_month": "10", "happened_at_year": "2026", "happened_at_time": "10:00", "once": str(uuid4())}  # fmt: skip
    for _ in range(2):
        assert client.post(url, said).status_code == 302
    told = client.post(url, said | {"words": "She was found on the floor."})
    assert "not kept yet. From this page we have an event on record" in told.content.decode()
    assert "She was found on the floor." in told.content.decode()
    once = told.context["form"]["once"].value()
    assert client.post(url, said | {"words": "She was found on the floor.", "once": once}).status_code == 302
    assert list(CareEvent.objects.order_by("pk").values_list("words", flat=True)) == ["", "She was found on the floor."]


def test_others_may_not_record_an_event_nor_anybody_on_a_closed_case(people):
    case = make_case(people, stage="triage")
    for role in ("qa_manager", "partner", "board_member"):
        with pytest.raises(PermissionDenied):
            event(case, getattr(people, role))
    event(case, people.practitioner)
    with pytest.raises(Stale):
        event(make_case(people, stage="closed"), people.practitioner)


def test_no_line_no_event(people, monkeypatch):
    case = make_case(people, stage="triage")
    monkeypatch.setattr(care, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        event(case, people.duty_worker)
    assert not CareEvent.objects.exists()


@pytest.fixture
def planted(people):
    return Planted(people)


@pytest.fixture
def repeated(planted):
    """Three concerns about one adult, and the pattern that they make."""
    adult = planted.adult()
    cases = [planted.concern(adult, days) for days in (40, 20, 3)]
    sweep_patterns()
    return cases, PatternAlert.objects.get()


def dismiss(cases, alert, by, *, edition=1, reason="Each is the same fall, told three times."):
    return dismiss_pattern(reference=cases[-1].reference, pattern=alert.reference, edition=edition, reason=reason, by=by)


def test_the_bell_finds_it_and_the_board_and_the_case_tell(planted, repeated):
    cases, alert = repeated
    PatternAlert.objects.all().delete()
    bell()
    words = "Repeated concerns, same adult: 3 in 37 days"
    assert patterns_on(planted.people.duty_worker, [case.pk for case in cases]) == {case.pk: [words] for case in cases}
    view = patterns_of(planted.people.duty_worker, cases[0]).views[0]
    assert (view.badge, len(view.lines)) == (words, 3)
    assert view.rule == "3 or more concerns about the same adult within 12 months"


def test_a_dismissal_is_kept_with_its_reason_and_takes_the_pattern_off_the_board(planted, repeated):
    cases, alert = repeated
    before = lines(cases[-1])
    kept = dismiss(cases, alert, planted.people.duty_worker)
    assert lines(cases[-1]) == before + 1
    assert kept.evidence == alert.evidence
    assert patterns_on(planted.people.duty_worker, [cases[-1].pk]) == {}
    assert listed_patterns(planted.people.mash_manager).object_list == []
    told = listed_patterns(planted.people.mash_manager, state=PatternState.DISMISSED).object_list[0]
    assert [(d.by, d.reason) for d in told.dismissals] == [("Dana Duty", "Each is the same fall, told three times.")]
    assert "fall" not in cases[-1].chronology.first().what


def test_it_comes_back_on_new_evidence_and_only_then(planted, repeated):
    cases, alert = repeated
    dismiss(cases, alert, planted.people.duty_worker)
    assert sweep_patterns() == 0
    Case.objects.filter(pk=cases[0].pk).update(opened_at=planted.at(400))
    cases[0].referrals.update(received_at=planted.at(400))
    sweep_patterns()
    assert PatternAlert.objects.get().ended_at
    Case.objects.filter(pk=cases[0].pk).update(opened_at=planted.at(40))
    sweep_patterns()
    assert patterns_on(planted.people.duty_worker, [cases[1].pk]) == {}, "the same records as were dismissed"
    new = planted.concern(cases[0].adult, 1)
    sweep_patterns()
    assert patterns_on(planted.people.duty_worker, [new.pk]) == {new.pk: ["Repeated concerns, same adult: 4 in 39 days"]}
    view = patterns_of(planted.people.duty_worker, new).views[0]
    assert view.state == PatternState.OPEN
    assert view.dismissals[0].overtaken_at
    assert PatternAlert.objects.get().reference == alert.reference


def test_what_is_put_right_ends_the_pattern(planted, repeated):
    cases, alert = repeated
    Case.objects.filter(pk=cases[0].pk).update(adult=planted.adult())
    assert sweep_patterns() == 1
    assert PatternAlert.objects.get().ended_at
    assert patterns_of(planted.people.duty_worker, cases[1]).views == []
    assert Event.objects.filter(verb="pattern_ended").count() == 1
    assert [v.state for v in listed_patterns(planted.people.mash_manager, state=PatternState.ENDED).object_list] == [PatternState.ENDED]


def test_a_higher_rating_is_new_evidence_of_rising_severity(planted):
    adult = planted.adult()
    planted.concern(adult, 9, "green")
    last = planted.concern(adult, 3, "amber")
    sweep_patterns()
    alert = PatternAlert.objects.get(rule=PatternRule.ESCALATING)
    dismiss([last], alert, planted.people.duty_worker)
    Case.objects.filter(pk=last.pk).update(rag="red")
    sweep_patterns()
    assert PatternDismissal.objects.get().overtaken_at


@pytest.fixture(autouse=True)
def _as_shipped():
    """Other numbers are another test's: no process remembers them."""
    yield
    forget()


def in_force(**numbers):
    """A version of the matrix with other numbers comes into force. The database refuses to rewrite one that was."""
    running = version_in_force()
    MatrixVersion.objects.filter(pk=running.pk).update(superseded_at=timezone.now())
    data = deepcopy(running.data)
    data["repeat"]["months"] = numbers.pop("months", 12)
    data["patterns"] |= numbers
    MatrixVersion.objects.create(name=f"Other numbers {running.pk}", data=data, in_force_from=timezone.now())
    forget()


def test_the_numbers_of_the_matrix_in_force_are_looked_for_by(planted):
    adult = planted.adult()
    last = [planted.concern(adult, days, level) for days, level in ((9, "green"), (3, "amber"))][-1]
    in_force(rising=3)
    sweep_patterns()
    assert patterns_on(planted.people.duty_worker, [last.pk]) == {}
    in_force(rising=2)
    sweep_patterns()
    assert PatternAlert.objects.get(ended_at=None).rule == PatternRule.ESCALATING


def test_a_pattern_that_stands_says_its_rule_as_it_is_now_and_stays_dismissed(planted, repeated):
    cases, alert = repeated
    dismiss(cases, alert, planted.people.duty_worker)
    in_force(months=24)
    assert sweep_patterns() == 0
    view = patterns_of(planted.people.duty_worker, cases[0]).views[0]
    assert (view.rule, view.state) == ("3 or more concerns about the same adult within 24 months", PatternState.DISMISSED)


def test_a_pattern_of_a_provider_names_no_ward_and_one_of_a_ward_does(planted):
    wards = ["Garden Wing"] * 4 + ["Orchard Wing"]
    for days, ward in zip((50, 40, 30, 20, 10), wards, strict=True):
        last = planted.names(planted.concern(planted.adult(), days), f"Invented Care Home, {ward}", is_organisation=True)
    sweep_patterns()
    views = listed_patterns(planted.people.mash_manager).object_list
    assert {view.grouping: (view.about, len(view.lines)) for view in views} == {
        "Same provider": ("Invented Care Home", 5), "Same ward or unit": ("Invented Care Home, Garden Wing", 4),
    }  # fmt: skip
    assert [view.about for view in patterns_of(planted.people.duty_worker, last).views] == ["Invented Care Home"]


def test_a_short_window_of_repeats_hides_no_other_pattern(planted):
    case = planted.concern(planted.adult(), 89)
    for days in (88, 60, 50):
        event(case, planted.people.duty_worker, happened_at=planted.at(days))
    in_force(months=1)
    sweep_patterns()
    assert PatternAlert.objects.get().rule == PatternRule.DISENGAGED


def test_who_may_dismiss_it(planted, repeated):
    cases, alert = repeated
    for role in ("qa_manager", "partner", "board_member", "administrator"):
        with pytest.raises(PermissionDenied):
            dismiss(cases, alert, getattr(planted.people, role))
    with pytest.raises(Http404):
        dismiss(cases, alert, planted.people.locality_manager)
    with pytest.raises(Http404):
        dismiss([planted.concern(planted.adult(), 2)], alert, planted.people.duty_worker)
    dismiss(cases, alert, planted.people.practitioner)


def test_a_closed_case_is_no_hindrance(planted):
    adult = planted.adult()
    cases = [planted.concern(adult, days, outcome="advice") for days in (40, 20, 3)]
    sweep_patterns()
    dismiss(cases, PatternAlert.objects.get(), planted.people.duty_worker)


def test_nobody_answers_for_what_they_may_not_see(planted, repeated):
    cases, alert = repeated
    planted.restrict(cases[0])
    with pytest.raises(DismissalRefused, match="related restricted record"):
        dismiss(cases, alert, planted.people.duty_worker)
    dismiss(cases, alert, planted.people.mash_manager)


def test_the_second_is_told_who_dismissed_it_and_whoever_saw_less_looks_again(planted, repeated):
    cases, alert = repeated
    planted.concern(cases[0].adult, 1)
    sweep_patterns()
    with pytest.raises(DismissalRefused, match="records changed"):
        dismiss(cases, alert, planted.people.duty_worker)
    dismiss(cases, alert, planted.people.duty_worker, edition=2)
    with pytest.raises(DismissalRefused, match="Dana Duty has dismissed this"):
        dismiss(cases, alert, planted.people.practitioner, edition=2)


def test_no_line_no_dismissal_and_no_pattern(planted, repeated, monkeypatch):
    cases, alert = repeated
    monkeypatch.setattr(patterns, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        dismiss(cases, alert, planted.people.duty_worker)
    assert not PatternDismissal.objects.exists()
    planted.concern(cases[0].adult, 1)
    with pytest.raises(ZeroDivisionError):
        sweep_patterns()
    assert PatternAlert.objects.get().edition == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_find_it_once(planted):
    adult = planted.adult()
    for days in (40, 20, 3):
        planted.concern(adult, days)
    gate = Barrier(2)

    def sweep():
        gate.wait()
        sweep_patterns()
        connection.close()

    both = [Thread(target=sweep) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert PatternAlert.objects.count() == 1
    assert Event.objects.filter(verb="pattern_found").count() == 1


WHEN = {"happened_at_day": "2", "happened_at_month": "11", "happened_at_year": "2026", "happened_at_time": "10:30"}


def address(name, *parts):
    return reverse(name, args=[getattr(part, "reference", part) for part in parts])


def test_the_page_records_an_event_and_keeps_what_was_typed(people, client_for):
    case, client = make_case(people, stage="triage"), client_for(people.duty_worker)
    url, key = address("cases:record_care_event", case), str(uuid4())
    words = {"kind": "missed", "service": "Memory clinic", "words": "Second time.", "attempts": "", "once": key} | WHEN
    page = client.post(url, words)
    assert page.status_code == 200
    for text in ("Say what was done to reach the adult", "Memory clinic", "Second time."):
        assert text in page.content.decode()
    assert client.post(url, words | {"attempts": "Rang her sister."}).status_code == 302
    assert CareEvent.objects.get().attempts == "Rang her sister."


def test_the_page_dismisses_a_pattern_and_keeps_what_was_typed(planted, repeated, client_for):
    cases, alert = repeated
    client, url = client_for(planted.people.duty_worker), address("cases:dismiss_pattern", cases[0], alert)
    assert "Say why this pattern needs nothing more" in client.post(url, {"edition": 1, "reason": ""}).content.decode()
    planted.concern(cases[0].adult, 1)
    sweep_patterns()
    late = client.post(url, {"edition": 1, "reason": "All one fall."}).content.decode()
    assert "records changed" in late
    assert "All one fall." in late
    assert 'name="edition" value="2"' in late
    assert client.post(url, {"edition": 2, "reason": "All one fall."}).status_code == 302
    shown = client.get(address("cases:case", cases[0])).content.decode()
    assert "All one fall." in shown


def test_strangers_find_no_pattern(planted, repeated, client_for):
    cases, alert = repeated
    for role in ("partner", "board_member", "administrator", "locality_manager"):
        client = client_for(getattr(planted.people, role))
        assert client.get(address("cases:dismiss_pattern", cases[0], alert)).status_code == 404
        assert client.get(address("cases:record_care_event", cases[0])).status_code == 404
    other = planted.concern(planted.adult(), 2)
    assert client_for(planted.people.duty_worker).get(address("cases:dismiss_pattern", other, alert)).status_code == 404


def test_the_pages_ask_few_questions(planted, repeated, client_for, django_assert_max_num_queries):
    cases, alert = repeated
    planted.names(cases[0], "Terry Vance", relationship="befriender")
    client = client_for(planted.people.mash_manager)
    client.get(address("triage:board"))  # the calendar is known, and the session stamped, as in any minute's second click
    for url in (
        address("cases:case", cases[0]), address("cases:dismiss_pattern", cases[0], alert), address("triage:board"),
        address("cases:record_care_event", cases[0]), address("audit:patterns"), address("triage:rate_concern", cases[0]),
    ):  # fmt: skip
        with django_assert_max_num_queries(15, info=url):
            assert client.get(url).status_code == 200, url


def test_the_managers_list_leads_to_the_dismissal_those_who_work_cases(planted, repeated, client_for):
    cases, alert = repeated
    url = address("cases:dismiss_pattern", cases[-1], alert)
    shown = {role: client_for(getattr(planted.people, role)).get(address("audit:patterns")).content.decode() for role in ("mash_manager", "qa_manager")}
    assert [f'href="{url}"' in page for page in shown.values()] == [True, False]
    assert all("37 days" in page for page in shown.values())
    assert "Say why" in client_for(planted.people.mash_manager).post(url, {"edition": 1, "reason": ""}).content.decode()
    dismiss(cases, alert, planted.people.duty_worker)
    assert url not in client_for(planted.people.mash_manager).get(address("audit:patterns") + "?state=dismissed").content.decode()


def test_the_managers_list_is_narrowed_by_rule_and_state(planted, repeated, client_for):
    client = client_for(planted.people.mash_manager)
    for query, shown in (("", True), ("rule=repeated", True), ("rule=burst", False), ("state=dismissed", False), ("state=strange", True)):
        page = client.get(address("audit:patterns") + f"?{query}").content.decode()
        assert ("37 days" in page) is shown, query
    for role in ("duty_worker", "board_member"):
        assert client_for(getattr(planted.people, role)).get(address("audit:patterns")).status_code == 403
