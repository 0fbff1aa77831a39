"""An indicator can have another level in one setting than elsewhere, lower or higher (review: "lower or higher in different settings")."""

from dataclasses import replace

import pytest
from django.urls import reverse

from mash.cases.states import Tri
from tests.thresholds.test_draft_pages import draft, text_of, typed, url
from thresholds.matrix import InvalidMatrix, SettingLevel, read
from thresholds.queries import matrix_in_force
from thresholds.reading import plain
from thresholds.rules import Facts, Section, differences, suggest

pytestmark = pytest.mark.django_db


@pytest.fixture
def matrix():
    return matrix_in_force()[1]


def placing(matrix, *levels, setting="care_home"):
    settings = (replace(each, levels=tuple(levels)) if each.code == setting else each for each in matrix.settings)
    return replace(matrix, settings=tuple(settings))


def suggested(matrix, code, setting):
    gates = {gate.code: Tri.YES for gate in matrix.gates}
    return suggest(matrix, Facts(gates=gates, indicators=(code,), setting=setting))


@pytest.mark.parametrize(("code", "here"), [("PHY1b", 2), ("PHY1b", 3), ("FIN2c", 1)])
def test_higher_or_lower_there_and_as_before_elsewhere(matrix, code, here):
    other = placing(matrix, SettingLevel(indicator=code, level=here))
    usual = matrix.indicators[code].level
    assert suggested(other, code, "care_home").level == here != usual
    assert suggested(other, code, "hospital").level == suggested(matrix, code, "hospital").level == usual
    assert suggested(other, code, "").level == usual


def test_the_reason_and_the_grade_say_so(matrix):
    found = suggested(placing(matrix, SettingLevel(indicator="PHY1b", level=2)), "PHY1b", "care_home")
    reason = next(reason for reason in found.reasons if reason.code == "PHY1b")
    assert reason.effect == "Level 2 in this setting: Care home (Level 1 elsewhere)"
    assert [(grade.code, grade.level) for grade in found.by_type] == [("PHY", 2)]


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([("PHY9z", 2)], "There is no indicator PHY9z, but the setting Care home names it."),
        ([("PHY1b", 9)], "There is no Level 9, but the setting Care home is at it."),
        ([("PHY1b", 2), ("PHY1b", 3)], "of the indicator PHY1b appears 2 times"),
    ],
)
def test_what_fits_nothing_is_refused(matrix, levels, said):
    wrong = placing(matrix, *(SettingLevel(indicator=code, level=level) for code, level in levels))
    with pytest.raises(InvalidMatrix) as refused:
        read(plain(wrong))
    assert said in " ".join(refused.value.problems)
    assert read(plain(placing(matrix, SettingLevel(indicator="PHY1b", level=2))))


def test_a_version_says_what_differs(matrix):
    found = differences(matrix, placing(matrix, SettingLevel(indicator="PHY1b", level=2)))
    assert [(row.old, row.new) for row in found] == [("none", "PHY1b Level 2")]


def test_the_form_takes_it_and_the_page_says_it(people, client_for, matrix):
    version, client = draft(people), client_for(people.mash_manager)
    data = typed(version, Section.SETTINGS)
    at = next(number for number, setting in enumerate(matrix.settings) if setting.code == "care_home")
    wrong = client.post(url(version, Section.SETTINGS), data | {f"rows-{at}-levels": "PHY1b two"})
    assert "must be the code of an indicator and a level, like PHY1b: 2" in text_of(wrong)
    assert client.post(url(version, Section.SETTINGS), data | {f"rows-{at}-levels": "PHY1b: 2"}).status_code == 302
    version.refresh_from_db()
    assert read(version.data).settings[at].levels == (SettingLevel(indicator="PHY1b", level=2),)
    assert "is Level 2 here, and Level 1 elsewhere" in text_of(client.get(reverse("thresholds:version", args=[version.pk])))
    again = typed(version, Section.SETTINGS)
    assert client.post(url(version, Section.SETTINGS), again).status_code == 302
    assert read(version.data).settings[at].levels == (SettingLevel(indicator="PHY1b", level=2),)
