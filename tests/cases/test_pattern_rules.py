"""Each rule of a pattern: it holds, and just does not; names and addresses that are the same, and those that only look so."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from mash.cases.pattern_names import Subject, address_key, organisation_key, person_key, place_subjects, source_subjects
from mash.cases.pattern_rules import MATCHED, RULES, Numbers, Record, find, in_words, still_holds
from mash.cases.states import Grouping, PatternRule, RecordKind

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
N = Numbers()
NUMBER = iter(range(1, 10_000))


def record(kind=RecordKind.CONCERN, *, days, adult=1, rank=0, case=None):
    number = next(NUMBER)
    return Record(f"{kind}:{number}", kind, case or number, adult, NOW - timedelta(days=days), rank)


def found(records, subjects=None):
    return {(a.rule, a.subject.grouping): a for a in find(records, subjects or {}, N, NOW)}


def rules_of(records, subjects=None):
    return set(found(records, subjects))


def among(records, subject):
    return {r.case: [subject] for r in records}


def of(kind, *days, **more):
    return [record(kind, days=d, **more) for d in days]


ADULT = Grouping.ADULT
CONCERN, REPORT = RecordKind.CONCERN, RecordKind.REPORT


def test_three_concerns_in_the_window_are_repeated_and_two_are_not():
    assert rules_of(of(CONCERN, 1, 100, 364)) == {(PatternRule.REPEATED, ADULT)}
    assert rules_of(of(CONCERN, 1, 100)) == set()
    assert rules_of(of(CONCERN, 1, 100, 366)) == set()


def test_a_pattern_names_exactly_its_records():
    inside = of(CONCERN, 1, 100, 364)
    alert = found([*inside, record(days=366)])[PatternRule.REPEATED, ADULT]
    assert alert.evidence == {r.key for r in inside}
    assert [r.at for r in alert.records] == sorted(r.at for r in inside)


@pytest.mark.parametrize("grouping", [g for g in Grouping if g != ADULT])
def test_concerns_about_several_adults_are_brought_together(grouping):
    shared = [record(days=d, adult=a) for d, a in ((1, 1), (50, 2), (90, 3))]
    subject = Subject(grouping, "alike")
    assert rules_of(shared, among(shared, subject)) == {(PatternRule.REPEATED, grouping)}
    assert rules_of(shared[:2], among(shared, subject)) == set()
    apart = {r.case: [Subject(grouping, str(r.case))] for r in shared}
    assert rules_of(shared, apart) == set()


def test_an_address_is_a_pattern_only_when_two_adults_live_there():
    one = of(CONCERN, 1, 50, 90)
    at = Subject(Grouping.ADDRESS, "14 example rd lu19zz")
    assert (PatternRule.REPEATED, Grouping.ADDRESS) not in rules_of(one, among(one, at))
    two = [*one[:2], record(days=90, adult=2)]
    assert (PatternRule.REPEATED, Grouping.ADDRESS) in rules_of(two, among(two, at))


@pytest.mark.parametrize(
    ("ranks", "rises"),
    [((1, 2), True), ((1, 1, 2), True), ((2, 1, 2), True), ((1, 3), True), ((2, 2), False), ((2, 1), False), ((1, 3, 2), False),
     ((3,), False), ((1, 0), False), ((1, 0, 2), True)],
)  # fmt: skip
def test_severity_rises_when_the_last_ratings_climb(ranks, rises):
    records = [record(days=40 - 10 * n, rank=rank) for n, rank in enumerate(ranks)]
    assert ((PatternRule.ESCALATING, ADULT) in rules_of(records)) is rises


def test_rising_severity_rests_on_the_run_only_and_a_new_rating_is_new_evidence():
    first, *run = [record(days=40 - 10 * n, rank=rank) for n, rank in enumerate((3, 1, 2))]
    alert = found([first, *run])[PatternRule.ESCALATING, ADULT]
    assert list(alert.records) == run
    assert alert.evidence == {f"{run[0].key}:1", f"{run[1].key}:2"}


def test_a_place_needs_three_that_rise_and_a_person_two():
    two = [record(days=20, rank=1, adult=1), record(days=10, rank=2, adult=2)]
    three = [record(days=30, rank=1, adult=3), *two]
    for grouping, least in ((Grouping.PROVIDER, 3), (Grouping.WARD, 3), (Grouping.ADDRESS, 3), (Grouping.STAFF, 2), (Grouping.SOURCE, 2)):
        subject = Subject(grouping, "alike")
        assert ((PatternRule.ESCALATING, grouping) in rules_of(two, among(two, subject))) is (least == 2)
        assert (PatternRule.ESCALATING, grouping) in rules_of(three, among(three, subject))


def test_two_admissions_with_suspected_harm_recur_and_others_do_not_count():
    assert rules_of(of(RecordKind.ADMISSION, 1, 300)) == {(PatternRule.ADMISSIONS, ADULT)}
    assert rules_of(of(RecordKind.ADMISSION, 1, 370)) == set()
    assert rules_of([*of(RecordKind.ADMISSION, 1), *of(RecordKind.ADMITTED, 5, 9, 40)]) == set()


def test_a_place_needs_three_admissions_of_its_adults():
    three = [record(RecordKind.ADMISSION, days=d, adult=d) for d in (5, 60, 200)]
    home = Subject(Grouping.PROVIDER, "hollybrook")
    assert rules_of(three, among(three, home)) == {(PatternRule.ADMISSIONS, Grouping.PROVIDER)}
    assert rules_of(three[:2], among(three, home)) == set()


def test_three_discharges_are_repeated():
    assert rules_of(of(RecordKind.DISCHARGE, 1, 100, 300)) == {(PatternRule.DISCHARGES, ADULT)}
    assert rules_of(of(RecordKind.DISCHARGE, 1, 100, 370)) == set()


def test_four_calls_in_thirty_days_are_a_burst():
    assert rules_of(of(REPORT, 1, 10, 20, 30)) == {(PatternRule.BURST, ADULT)}
    assert rules_of([*of(REPORT, 1, 10), *of(RecordKind.SOUGHT_HELP, 20, 30)]) == {(PatternRule.BURST, ADULT)}
    assert rules_of(of(REPORT, 1, 10, 20, 31)) == set()
    assert rules_of(of(REPORT, 1, 10, 20)) == set()


def test_a_burst_is_shown_for_ninety_days():
    spell = of(REPORT, 91, 95, 100, 110)
    assert (PatternRule.BURST, ADULT) not in rules_of(spell)
    assert (PatternRule.BURST, ADULT) in rules_of([*of(REPORT, 89), *spell])


def test_silence_follows_a_burst_of_which_nothing_came():
    spell = of(REPORT, 29, 35, 40, 45)
    assert (PatternRule.SILENCE, ADULT) in rules_of(spell)
    assert (PatternRule.SILENCE, ADULT) not in rules_of(of(REPORT, 27, 35, 40, 45))


@pytest.mark.parametrize("kind", [CONCERN, RecordKind.SPOKE, RecordKind.SOUGHT_HELP, RecordKind.ADMITTED, RecordKind.RESOLVED])
def test_what_was_heard_or_resolved_since_ends_the_silence(kind):
    spell = of(REPORT, 40, 45, 50, 55)
    assert (PatternRule.SILENCE, ADULT) not in rules_of([*spell, record(kind, days=5)])


def test_a_failed_attempt_to_speak_does_not_end_the_silence():
    spell = of(REPORT, 40, 45, 50, 55)
    assert (PatternRule.SILENCE, ADULT) in rules_of([*spell, *of(RecordKind.TRIED, 5)])


def test_what_was_heard_long_after_the_burst_makes_it_no_silence_after_it():
    assert (PatternRule.SILENCE, ADULT) not in rules_of([*of(REPORT, 200, 205, 210, 215), *of(RecordKind.SPOKE, 100)])


def test_three_days_of_drawing_back_are_a_pattern():
    assert rules_of(of(RecordKind.DREW_BACK, 1, 30, 89)) == {(PatternRule.DISENGAGED, ADULT)}
    assert rules_of([*of(RecordKind.DREW_BACK, 1), *of(RecordKind.TRIED, 10, 20)]) == {(PatternRule.DISENGAGED, ADULT)}
    assert rules_of(of(RecordKind.DREW_BACK, 1, 30, 91)) == set()
    assert rules_of(of(RecordKind.TRIED, 1, 1.01, 1.02)) == set()


def test_attempts_before_somebody_spoke_with_the_adult_do_not_count():
    tried = of(RecordKind.TRIED, 10, 20, 30)
    assert rules_of([*tried, record(RecordKind.SPOKE, days=5)]) == set()
    assert rules_of([*tried, record(RecordKind.SPOKE, days=40)]) == {(PatternRule.DISENGAGED, ADULT)}


def test_nothing_is_found_about_an_adult_whom_nobody_knows():
    assert rules_of(of(CONCERN, 1, 2, 3, adult=None)) == set()


def test_part_of_a_pattern_may_make_it_by_itself_or_not():
    records = of(CONCERN, 1, 2, 3, 4)
    assert still_holds(PatternRule.REPEATED, ADULT, records[1:], N, NOW)
    assert not still_holds(PatternRule.REPEATED, ADULT, records[2:], N, NOW)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_says_itself_with_its_numbers(rule):
    for grouping in RULES[rule][1]:
        words = in_words(rule, grouping, Numbers(repeats=7, months=8, rising=7, admissions=7, discharges=7, burst=7, signs=7))
        assert "7" in words
        assert grouping in MATCHED


def test_rising_severity_is_said_as_it_is_looked_for():
    assert in_words(PatternRule.ESCALATING, Grouping.WARD, N) == (
        "At least 3 concerns in a row about the same ward or unit within 12 months, each rated as high as the one before or higher, and the last "
        "higher than the first"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kevin Doe", "Mr KEVIN DOE"), ("Doe, Kevin", "Kevin  Doe"), ("Kevin Doe, her nephew", "Kevin Doe"), ("Kevin Doe, 45", "Kevin Doe"), ("Siobhán O'Hara", "siobhán o’hara"), ("Dr. Ann-Marie Lee", "Ann Marie Lee")],
)
def test_names_that_are_the_same(one, other):
    assert person_key(one) == person_key(other) != ""


@pytest.mark.parametrize("name", ["Kevin", "Her nephew, called Kevin", "Unknown man", "A carer from the agency", "K Doe", "Not known yet", ""])
def test_words_that_name_nobody(name):
    assert person_key(name) == ""


BURST = (1, 10, 20, 30)
EACH_NUMBER = [
    ("rising", 3, [record(days=9, rank=1), record(days=3, rank=2)]), ("admissions", 3, of(RecordKind.ADMISSION, 1, 300)),
    ("discharges", 4, of(RecordKind.DISCHARGE, 1, 100, 200)), ("burst", 5, of(REPORT, *BURST)), ("burst_days", 28, of(REPORT, *BURST)),
    ("burst_shown_days", 60, of(REPORT, 70, 75, 80, 90)), ("silent_days", 60, of(REPORT, 40, 50, 60, 65)),
    ("signs", 4, of(RecordKind.DREW_BACK, 1, 30, 89)), ("signs_days", 80, of(RecordKind.DREW_BACK, 1, 30, 89)),
    ("repeats", 4, of(CONCERN, 1, 100, 364)), ("months", 11, of(CONCERN, 1, 100, 364)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "number", "records"), EACH_NUMBER, ids=[row[0] for row in EACH_NUMBER])
def test_each_number_decides(name, number, records):
    by = find(records, {}, N, NOW), find(records, {}, replace(N, **{name: number}), NOW)
    lost = {a.rule for a in by[0]} - {a.rule for a in by[1]}
    assert len(lost) == 1, "with this number, and no other, the pattern holds no more"
    told = in_words(lost.pop(), ADULT, replace(N, **{name: number}))
    assert str(number) in told or name == "burst_shown_days"


def test_every_number_is_tried():
    assert [row[0] for row in EACH_NUMBER] == [field.name for field in fields(Numbers)]


def test_as_much_is_read_as_the_longest_rule_needs():
    assert replace(N, months=1).longest == timedelta(days=120)
    assert timedelta(days=394) < N.longest < timedelta(days=396)


def test_alike_is_not_the_same():
    assert person_key("Kevin Doe") != person_key("Kelvin Doe")
    assert organisation_key("Hollybrook Care Home") != organisation_key("Hollybank Care Home")
    assert address_key("14 Example Row", "LU1 9ZZ") != address_key("14a Example Row", "LU1 9ZZ")
    assert address_key("Flat 3, 12 Example Row", "LU1 9ZZ") != address_key("Flat 2, 12 Example Row", "LU1 9ZZ")
    assert address_key("14 Example Row", "LU1 9ZZ") != address_key("14 Example Row", "LU2 9ZZ")


def test_providers_and_wards():
    assert organisation_key("The Sample Home Care Ltd") == organisation_key("sample home care")
    assert organisation_key("the care home") == organisation_key("Hospital") == organisation_key("") == ""
    assert place_subjects("Luton Vale Hospital, Ward 7") == [
        Subject(Grouping.PROVIDER, "luton vale hospital"), Subject(Grouping.WARD, "luton vale hospital, ward 7")
    ]  # fmt: skip
    assert place_subjects("Hospital, Ward 7") == []


def test_addresses_however_they_are_spelt():
    assert address_key("14 Example Road, Luton", "lu1 9zz") == address_key("14 example rd LU1 9ZZ", "LU19ZZ")
    assert address_key("Hollybrook House", "LU1 9ZZ") != ""
    assert address_key("Hollybrook House", "LU1") == address_key("No fixed abode", "") == address_key("", "LU1 9ZZ") == ""


def source(name, *, relationship="", trust=False, organisation=False, adult=1):
    return source_subjects(name, is_organisation=organisation, position_of_trust=trust, relationship=relationship, adult=adult)


def test_a_relative_is_compared_within_one_adults_concerns_only():
    for relationship in ("son", "Her nephew", ""):
        assert source("David Jones", relationship=relationship, adult=1) != source("David Jones", relationship=relationship, adult=2)
        assert source("David Jones", relationship=relationship, adult=1) == source("David Jones", relationship=relationship, adult=1)
        assert source("David Jones", relationship=relationship, adult=None) == []
    assert source("David Jones", relationship="neighbour", adult=1) == source("David Jones", relationship="a friend", adult=2)


def test_staff_are_compared_everywhere_and_apart_from_others():
    staff = source("Jo Carter", trust=True, relationship="paid carer")
    assert staff == source("Jo Carter", trust=True, adult=2) == [Subject(Grouping.STAFF, "jo carter")]
    assert staff != source("Jo Carter", relationship="neighbour")
    assert source("Hollybrook Care Home", organisation=True) == [Subject(Grouping.PROVIDER, "hollybrook care home")]
