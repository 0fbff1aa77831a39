"""The forms of the matrix: what is kept untouched stays as it was, what is changed is exactly that, and codes are given once."""

import os
import random
import string
from copy import deepcopy
from dataclasses import replace

import pytest
from django.http import QueryDict

from mash.cases.states import Rag
from tests.thresholds.test_properties import MATRIX
from thresholds.exchange import from_yaml, to_yaml
from thresholds.forms import fresh, judged, retained
from thresholds.matrix import InvalidMatrix, Route, read
from thresholds.reading import plain
from thresholds.rules import Codes, Section, differences, names_it, told, touched

PAGES = [(section, None) for section in Section if section != Section.WHOLE]
PAGES += [(Section.TYPES, kind.code) for kind in MATRIX.types] + [(Section.ROUTING, rule.code) for rule in MATRIX.routing]
EDITS = 200 if os.environ.get("DRILLS") == "full" else 20


def sent(answers):
    """What a browser sends of a page on which nobody touched anything."""
    data = QueryDict(mutable=True)
    if answers.rows is not None:
        data["rows-TOTAL_FORMS"] = data["rows-INITIAL_FORMS"] = len(answers.rows.forms)
    for form in answers.forms:
        for field in form:
            value = field.value()
            if isinstance(value, list | tuple):
                data.setlist(field.html_name, [str(each) for each in value])
            elif value is True:
                data[field.html_name] = "on"
            elif value not in (None, False):
                data[field.html_name] = str(value)
    return data


def fill(data, typed):
    for name, value in typed.items():
        data[name] = value


def kept(section, part, data, matrix=MATRIX, given=()):
    answers = judged(section, matrix, part, data)
    assert answers.is_valid(), [form.errors for form in answers.failed]
    return read(plain(answers.matrix_with(matrix, given)))


def page(section, part=None, matrix=MATRIX):
    return sent(fresh(section, matrix, part))


@pytest.mark.parametrize(("section", "part"), PAGES, ids=lambda value: str(value or "all"))
def test_a_page_that_nobody_touched_changes_nothing(section, part):
    after = kept(section, part, page(section, part))
    assert differences(MATRIX, after) == ()
    assert after == MATRIX


def test_every_section_s_page_one_after_the_other_leaves_the_shipped_matrix_as_it_is():
    matrix = MATRIX
    for section, part in PAGES:
        matrix = kept(section, part, page(section, part, matrix), matrix)
    assert matrix == MATRIX
    assert read(from_yaml(to_yaml(plain(matrix)))) == MATRIX


def test_what_is_changed_on_a_page_is_changed_and_nothing_else():
    data = page(Section.TYPES, "PHY")
    at = next(name.rsplit("-", 1)[0] for name, code in data.items() if code == "PHY2a")
    data[f"{at}-words"], data[f"{at}-level"] = "Marks keep appearing.", "3"
    after = kept(Section.TYPES, "PHY", data)
    assert {(row.what, row.new) for row in differences(MATRIX, after)} == {("PHY2a, words", "Marks keep appearing."), ("PHY2a, level", "Level 3")}
    moved = next(row for row in differences(MATRIX, after) if row.what == "PHY2a, level")
    assert moved.about == "Marks keep appearing.", "nobody agrees to a code"


def test_a_new_indicator_gets_a_code_that_nothing_ever_had():
    shown = retained(Section.TYPES, MATRIX, "PHY", page(Section.TYPES, "PHY"), "add-3")
    data, at = sent(shown), next(number for number, row in enumerate(shown.rows.forms) if not row.value_of("code"))
    assert [number for number, row in shown.groups[0]["rows"]][-1] == at
    assert kept(Section.TYPES, "PHY", data) == MATRIX  # a new row with nothing in it isn't there
    data[f"rows-{at}-words"] = "A carer boasts of it."
    assert kept(Section.TYPES, "PHY", data).indicators["PHY3f"].words == "A carer boasts of it."
    assert "PHY3g" in kept(Section.TYPES, "PHY", data, given={"PHY3f"}).indicators
    data[f"rows-{at}-code"] = "INVENTED"
    assert "INVENTED" not in kept(Section.TYPES, "PHY", data).indicators


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        (Codes(["G1", "G2"]).numbered("G"), "G3"), (Codes(f"PHY3{c}" for c in string.ascii_lowercase).lettered("PHY3"), "PHY3aa"),
        (Codes(["CUC"]).short("Cuckooing"), "CUCA"), (Codes([]).short("123"), "TYPE"), (Codes(["care_home"]).worded("Care home"), "care_home_2"),
        (Codes([]).worded("…"), "setting"),
    ],
)  # fmt: skip
def test_codes_are_made_of_what_they_stand_for(code, wanted):
    assert code == wanted


def test_one_giver_of_codes_gives_each_once():
    codes = Codes(["G1"])
    assert [codes.numbered("G"), codes.numbered("G"), codes.kept("G1"), codes.kept("G9")] == ["G2", "G3", "G1", ""]


def test_rows_are_added_moved_and_removed_without_a_word_lost():
    data = page(Section.LIFTS)
    data["rows-0-words"] = "Typed, not kept."
    codes = [lift.code for lift in MATRIX.lifts]
    for do, wanted in {
        "down-0": [codes[1], codes[0], *codes[2:]], "up-1": [codes[1], codes[0], *codes[2:]], "up-0": codes, "down-8": codes, "up-x": codes,
        "up-99": codes, "remove-1": [codes[0], *codes[2:]], "add": [*codes, ""], "nonsense": codes, "remove-99": codes, "up": codes,
    }.items():  # fmt: skip
        shown = retained(Section.LIFTS, MATRIX, None, data, do)
        assert [row.value_of("code") or "" for row in shown.rows.forms] == wanted, do
        assert "Typed, not kept." in [row.value_of("words") for row in shown.rows.forms]
        assert shown.failed == []


def test_what_something_else_names_is_not_removed_and_the_page_says_what_names_it():
    data = page(Section.GATES)
    shown = retained(Section.GATES, MATRIX, None, data, "remove-7")
    assert (shown.stuck, len(shown.rows.forms)) == (7, 9)
    assert shown.problems == ["G8 can't be removed while it is named by the routing rule Police discussion. Take it out there first."]
    assert len(retained(Section.GATES, MATRIX, None, data, "remove-0").rows.forms) == 8
    assert names_it(MATRIX, Section.LIFTS, "L1") == ["the count of repeats"]
    assert names_it(MATRIX, Section.TYPES, "INC") == ["the routing rule Police discussion", "the routing rule Motive"]
    assert names_it(MATRIX, Section.WHOLE, "PHY3a") == ["the routing rule Police discussion"]
    assert names_it(MATRIX, Section.ROUTING, "R3") == []


def test_a_browser_that_leaves_out_what_is_named_is_told_by_the_same_words_as_a_file():
    data = page(Section.GATES)
    for name in ("code", "words"):
        data[f"rows-7-{name}"] = ""
    with pytest.raises(InvalidMatrix, match="There is no gate G8, but the routing rule Police discussion names it"):
        kept(Section.GATES, None, data)


def test_what_stands_at_a_level_moves_with_it():
    data = sent(retained(Section.LEVELS, MATRIX, None, page(Section.LEVELS), "add"))
    fill(data, {"rows-3-name": "Slight", "rows-3-rag": "green", "rows-3-response_level": "1", "rows-3-actions": "Note it\n\nSay so"})
    for do in ("up-3", "up-2", "up-1"):
        data = sent(retained(Section.LEVELS, MATRIX, None, data, do))
    after = kept(Section.LEVELS, None, data)
    assert [(level.number, level.name, level.rag) for level in after.levels][0] == (1, "Slight", Rag.GREEN)
    assert (after.levels[0].actions, after.gates_least_level) == (("Note it", "Say so"), 3)
    assert {code: sign.level - after.indicators[code].level for code, sign in MATRIX.indicators.items()} == dict.fromkeys(MATRIX.indicators, -1)
    assert [rule.least_level for rule in after.routing] == [4, *[1] * 7]


def test_a_level_in_use_is_not_removed():
    data = sent(retained(Section.LEVELS, MATRIX, None, page(Section.LEVELS), "remove-1"))
    with pytest.raises(InvalidMatrix, match=r"Level 2, Significant, can't be removed while it is used by \d+ indicators, what can be chosen at the end, the level without all gates"):
        kept(Section.LEVELS, None, data)


@pytest.mark.parametrize(
    ("section", "part", "change", "says"),
    [
        (Section.GATES, None, {"rows-0-words": " "}, "Enter the statement, or remove this gate"), (Section.MATRIX, None, {"note": ""}, "Enter a note"),
        (Section.LEVELS, None, {"rows-0-rag": "blue"}, "Choose one of the answers given"), (Section.REPEAT, None, {"number": "1"}, "“How many concerns, this one included?” must be a whole number from 2 to 99, like 3"),
        (Section.SETTINGS, None, {"rows-0-lowers_bar": "on"}, "Choose the lift that applies by itself"),
        (Section.TYPES, "PHY", {"rows-0-level": "9"}, "Choose one of the answers given"), (Section.LEVELS, None, {"rows-1-actions": "\n"}, "at least one action"),
        (Section.ROUTING, "R8", {"facts": ""}, "Choose from the answers given"), (Section.GATES, None, {"rows-TOTAL_FORMS": "500"}, "at most 120"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(section, part, change, says):
    data = page(section, part)
    fill(data, change)
    answers = judged(section, MATRIX, part, data)
    assert not answers.is_valid()
    assert says in " ".join(str(form.errors) + str(form.non_form_errors() if hasattr(form, "non_form_errors") else "") for form in answers.failed)


@pytest.mark.parametrize(("section", "name"), [(Section.REPEAT, "repeat"), (Section.PATTERNS, "patterns")])
def test_a_number_is_asked_for_and_told_of_in_the_same_words(section, name):
    asked = {each: str(field.label) for each, field in fresh(section, MATRIX, None).head.fields.items() if each not in ("confirmed", "lift")}
    for number, label in asked.items():
        part = getattr(MATRIX, name)
        after = replace(MATRIX, **{name: replace(part, **{number: getattr(part, number) + 1})})
        assert [row.what for row in differences(MATRIX, after)] == [label]


def test_a_rule_that_nothing_makes_hold_is_refused_and_one_with_a_new_trigger_is_kept():
    data = page(Section.ROUTING, "R8")
    del data["facts"]
    assert not judged(Section.ROUTING, MATRIX, "R8", data).is_valid()
    data.setlist("signs_UD", ["UD3d"])
    data["route"] = "mash_enquiry"
    rule = kept(Section.ROUTING, "R8", data).routing[-1]
    assert (rule.when.indicators, rule.when.facts, rule.route) == (("UD3d",), (), Route.MASH_ENQUIRY)


def test_a_new_type_and_a_new_rule_come_last_with_codes_of_their_own():
    data = sent(retained(Section.TYPES, MATRIX, "", page(Section.TYPES, ""), "add-2"))
    fill(data, {"name": "Cuckooing", "kind": "abuse", "rows-0-words": "Strangers have moved in.", "rows-0-level": "2"})
    after = kept(Section.TYPES, "", data)
    assert (after.types[-1].code, after.types[-1].indicators[0].code, after.types[-1].assumption) == ("CUC", "CUC2a", True)
    data = page(Section.ROUTING, "")
    fill(data, {"name": "Fire", "words": "Ask the fire service.", "route": "", "least_level": "1", "types": "SN"})
    assert kept(Section.ROUTING, "", data).routing[-1].code == "R9"


def test_a_part_that_is_not_there_has_no_page():
    assert [fresh(Section.TYPES, MATRIX, "ZZZ"), fresh(Section.GATES, MATRIX, "G1"), fresh(Section.GATES, MATRIX, "")] == [None] * 3


def test_another_order_is_a_difference_since_people_read_in_it():
    data = plain(MATRIX)
    data["gates"][0], data["gates"][1] = data["gates"][1], data["gates"][0]
    signs = data["types"][0]["indicators"]
    signs[0], signs[1] = signs[1], signs[0]
    found = differences(MATRIX, read(data))
    assert [(row.part, row.what) for row in found] == [("Gates", "Order"), ("Physical abuse", "Level 1, order")]
    assert touched(found) == {Section.GATES: 1, Section.TYPES: 1}
    assert [told(section, MATRIX) for section in (Section.LEVELS, Section.GATES, Section.REPEAT)] == [
        "Low (Green), Significant (Amber), Critical (Red)", "9 gates", "3 concerns within 12 months"
    ]  # fmt: skip


def test_random_edits_by_form_come_back_the_same_from_their_file():
    """Each round one page of the matrix so far: words typed anew, boxes turned, rows added, moved and removed."""
    chance, matrix, done, refused = random.Random(4), deepcopy(MATRIX), 0, 0
    while done < EDITS:
        pages = [(s, None) for s in Section if s != Section.WHOLE] + [(Section.TYPES, k.code) for k in matrix.types] + [(Section.ROUTING, r.code) for r in matrix.routing]
        section, part = chance.choice(pages)
        data = scribbled(chance, fresh(section, matrix, part))
        for _ in range(chance.randrange(3)):
            do = chance.choice(["add", "add-2"]) if part else "add"
            do = chance.choice([do, *(f"{verb}-{chance.randrange(12)}" for verb in ("up", "down", "remove"))])
            if section not in (Section.TYPES, Section.ROUTING) or part or do[:3] != "add":
                data = scribbled(chance, retained(section, matrix, part, data, do))
        answers = judged(section, matrix, part, data)
        try:
            after = read(plain(answers.matrix_with(matrix, MATRIX.all_codes))) if answers.is_valid() else None
        except InvalidMatrix:
            after = None
        if after is None:
            refused += 1
            continue
        assert read(from_yaml(to_yaml(plain(after)))) == after
        matrix, done = after, done + 1
    assert len(differences(MATRIX, matrix)) > EDITS / 2
    assert refused < EDITS * 10


def scribbled(chance, answers):
    """A page sent with some of its words typed anew: quotes, colons, leading signs and other letters among them."""
    data = sent(answers)
    for name in list(data):
        if name.rsplit("-", 1)[-1] in ("words", "name", "note", "actions", "prompts") and (not data[name] or chance.random() < 0.1):
            data[name] = "".join(chance.choice("aZ é“:'\"#-&*!%@{[0:\\ñ|>") for _ in range(chance.randrange(1, 30)))
        elif name.endswith(("confirmed", "lowers_bar")) and chance.random() < 0.1:
            del data[name]
    return data


def test_what_can_be_chosen_at_a_level_is_added_moved_to_another_level_and_goes_with_its_level():
    shown = retained(Section.MENU, MATRIX, None, page(Section.MENU), "add-3")
    data = sent(shown)
    fill(data, {"rows-0-words": "Ask the Board.", "rows-0-owed": "on"})
    at = next(name.rsplit("-", 1)[0] for name, code in data.items() if code == "A1b")
    data[f"{at}-level"] = "2"
    after = kept(Section.MENU, None, data)
    assert [(action.code, action.words, action.owed, action.assumption) for action in after.levels[2].menu] == [("A3a", "Ask the Board.", True, True)]
    assert "A1b" in {action.code for action in after.levels[1].menu}
    assert touched(differences(MATRIX, after)) == {Section.MENU: 3}
    data = sent(retained(Section.LEVELS, MATRIX, None, page(Section.LEVELS), "add"))
    fill(data, {"rows-3-name": "Slight", "rows-3-rag": "green", "rows-3-response_level": "1", "rows-3-actions": "Note it"})
    for do in ("up-3", "up-2", "up-1"):
        data = sent(retained(Section.LEVELS, MATRIX, None, data, do))
    assert [level.menu for level in kept(Section.LEVELS, None, data).levels] == [(), *(level.menu for level in MATRIX.levels)]
