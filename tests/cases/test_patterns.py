"""The planted town: every pattern that a rule defines is found, none is invented, and what is restricted stays hidden."""

import re

import pytest
from django.urls import reverse

from mash.cases.models import Case, PatternAlert
from mash.cases.pattern_queries import RELATED, listed_patterns, pattern_counts, patterns_of, patterns_on
from mash.cases.pattern_rules import RULES
from mash.cases.services.patterns import dismiss_pattern
from mash.cases.states import CareKind, Grouping, PatternRule, PatternState
from mash.trail.models import Event
from tests.cases import planted_town
from tests.cases.planted_town import MARKS, Planted
from triage.queries import repeats_of
from triage.services.patterns import sweep_patterns

MATRIX_COUNTS = {"adult": "adult", "source": "source", "staff": "source", "provider": "service"}
pytestmark = pytest.mark.django_db


def found():
    alerts = PatternAlert.objects.filter(ended_at=None)
    return {(PatternRule(a.rule), Grouping(a.grouping), frozenset(a.evidence)) for a in alerts}


@pytest.fixture
def planted(people):
    return planted_town.build(people)


def test_exactly_the_planted_patterns_are_found_and_told_to_a_manager(planted):
    """One building of the town, for it is large."""
    assert {(rule, grouping) for rule, grouping, _ in planted.expected} == {
        (rule, grouping) for rule, (_, groupings) in RULES.items() for grouping in groupings
    }
    assert sweep_patterns() == len(planted.expected)
    assert found() - planted.expected == set(), "invented"
    assert planted.expected - found() == set(), "missed"
    assert Event.objects.filter(verb="pattern_found", chain="patterns").count() == len(planted.expected)
    manager = planted.people.mash_manager
    told = [view for n in (1, 2) for view in listed_patterns(manager, page=str(n)).object_list]
    assert len(told) == len(planted.expected)
    assert all(view.rule and view.matched and view.lines and not view.hidden for view in told)
    counts = pattern_counts(manager)
    assert sum(by_state[PatternState.OPEN] for by_state in counts.values()) == len(planted.expected)
    for alert in PatternAlert.objects.filter(rule=PatternRule.REPEATED, grouping__in=MATRIX_COUNTS):
        case = Case.objects.get(pk=alert.records.last().case_id)
        assert getattr(repeats_of(case, 12, manager), MATRIX_COUNTS[alert.grouping]) == len(alert.evidence), alert.key


def test_a_second_look_changes_nothing_and_asks_the_same_few_questions(planted, django_assert_max_num_queries):
    sweep_patterns()
    lines = Event.objects.count()
    with django_assert_max_num_queries(12):
        assert sweep_patterns() == 0
    assert Event.objects.count() == lines


@pytest.fixture
def hiding(people):
    """Patterns that rest on restricted records: with too few others, with enough of them, and with none."""
    town = Planted(people)
    few, enough, alone = town.adult(), town.adult(), town.adult()
    cases = {"few": [town.concern(few, d) for d in (10, 40)], "enough": [town.concern(enough, d) for d in (10, 40, 70)]}
    cases |= {"provider": [town.names(town.concern(town.adult(), d), "Brook Lodge", is_organisation=True) for d in (3, 9)]}
    hidden = [town.concern(few, 77), town.concern(enough, 88), *(town.concern(alone, d) for d in (4, 5, 6))]
    spelt = town.names(town.concern(town.adult(), 20), "Brook LODGE Ltd", is_organisation=True)
    spelt.sources_of_harm.update(name="The Brook Lodge Ltd", relationship=MARKS[1])
    events = town.concern(few, 500)
    for days in (30, 60):
        town.event(events, CareKind.ADMISSION_HARM, days, f"{MARKS[0]}, {MARKS[2]}")
    town.restrict(*hidden, spelt, events)
    sweep_patterns()
    return town, cases, [*hidden, spelt, events]


def pages(client, cases):
    yield client.get(reverse("triage:board")).content.decode()
    for group in cases.values():
        for case in group:
            yield client.get(reverse("cases:case", args=[case.reference])).content.decode()


ROLES = ["duty_worker", "practitioner", "head_of_service", "qa_manager"]


@pytest.mark.parametrize("role", ROLES)
def test_nothing_restricted_is_shown_to_those_who_may_not_see_it(hiding, client_for, role):
    town, cases, hidden = hiding
    client = client_for(getattr(town.people, role))
    shown = list(pages(client, cases))
    if role in ("head_of_service", "qa_manager"):
        shown += [client.get(reverse("audit:patterns") + f"?state={state}").content.decode() for state in PatternState]
    for html in shown:
        assert [mark for mark in [*MARKS, "The Brook Lodge Ltd", *(case.reference for case in hidden)] if mark in html] == []
        assert "admission" not in html.replace("Record an event", "").lower() or "Patterns by rule" in html
    assert sum(RELATED in html for html in shown) >= 7


def test_whoever_is_named_sees_the_records(hiding, client_for):
    town, cases, hidden = hiding
    html = "".join(pages(client_for(town.people.mash_manager), cases))
    assert RELATED not in html
    assert all(case.reference in html for case in (hidden[0], hidden[1], hidden[5]))


def test_a_pattern_that_needs_a_hidden_record_says_one_sentence_and_nothing_else(hiding):
    town, cases, _ = hiding
    for name in ("few", "provider"):
        patterns = patterns_of(town.people.duty_worker, cases[name][0])
        assert patterns.views == []
        assert patterns.related
        assert patterns_on(town.people.duty_worker, [cases[name][0].pk]) == {cases[name][0].pk: [RELATED]}


def test_a_pattern_that_holds_without_it_is_shown_without_it(hiding):
    town, cases, _ = hiding
    patterns = patterns_of(town.people.duty_worker, cases["enough"][0])
    assert [view.badge for view in patterns.views] == ["Repeated concerns, same adult: 3 in 60 days"]
    assert patterns.related
    assert patterns.views[0].hidden
    assert not patterns.views[0].dismissable


def test_a_pattern_of_hidden_records_alone_does_not_exist(hiding):
    town, _, _ = hiding
    told = listed_patterns(town.people.head_of_service).object_list
    assert {(view.title, len(view.lines)) for view in told} == {("Repeated concerns", 3)}
    assert len(listed_patterns(town.people.mash_manager).object_list) == 5


def test_why_it_was_dismissed_is_told_to_those_only_who_may_see_all_of_it(hiding, client_for):
    town, cases, _ = hiding
    case, manager = cases["enough"][0], town.people.mash_manager
    view = next(view for view in patterns_of(manager, case).views if view.title == PatternRule.REPEATED.label)
    dismiss_pattern(reference=case.reference, pattern=view.reference, edition=view.edition, reason=MARKS[3], by=manager)
    url = reverse("cases:case", args=[case.reference])
    assert MARKS[3] in client_for(manager).get(url).content.decode()
    page = client_for(town.people.duty_worker).get(url).content.decode()
    assert "Repeated concerns" in page
    assert MARKS[3] not in page


def without_tokens(html):
    html = re.sub(r'(csrfmiddlewaretoken" value=|nonce=|data-seen=|data-opened=)"[^"]+"', "", html)
    return re.sub(r"\d+ min(ute)?s?|\d\d:\d\d", "", html)


def test_how_many_hidden_records_there_are_changes_no_page(hiding, client_for):
    town, cases, _ = hiding
    client = client_for(town.people.duty_worker)
    before = [without_tokens(html) for html in pages(client, cases)]
    for group in ("few", "enough"):
        adult = cases[group][0].adult
        town.restrict(*(town.concern(adult, days, "red") for days in (2, 1)))
    assert sweep_patterns()
    assert [without_tokens(html) for html in pages(client, cases)] == before


def test_the_count_of_the_matrix_tells_of_no_restricted_case(hiding):
    town, cases, _ = hiding
    case = cases["few"][0]
    assert repeats_of(case, 12, town.people.duty_worker).adult == 2
    assert repeats_of(case, 12, town.people.mash_manager).adult == 3
    service = cases["provider"][0]
    assert repeats_of(service, 12, town.people.duty_worker).service == 2
    assert repeats_of(service, 12, town.people.mash_manager).service == 3
