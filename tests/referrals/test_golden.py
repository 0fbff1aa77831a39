"""Every combination of audience, consent, safety, hold and outcome against one reviewed file. No database."""

from dataclasses import fields

from referrals.rules import Facts, contradiction, why_not, wording
from referrals.states import CAUTIONS, Extent, Voice, Way
from tests.referrals import golden

COMBINATIONS = list(golden.combinations())


def test_the_reviewed_file_is_what_the_rules_give():
    assert golden.table() == golden.GOLDEN.read_text()


def test_every_combination_is_in_the_file():
    """Each is looked up in both tables: no combination is left out, and none is told by something that is not in them."""
    known = set(golden.GOLDEN.read_text().splitlines())
    for who, found, at in COMBINATIONS:
        assert f"{golden.key_of_how(who)}{golden.how_much(found)}" in known
        for extent in golden.spoken(found):
            for kind, codes in golden.what(found, extent).items():
                assert f"{golden.key_of_what(found, at, kind, extent)}{codes}" in known


def test_nothing_that_decides_hangs_on_the_adult():
    """The words depend on these alone: whoever adds to them answers first whether it tells if the adult is known."""
    assert {field.name for field in fields(Facts)} == {
        "voice", "reach", "read", "consent", "stage", "outcome", "decided", "set_aside", "hold",
    }  # fmt: skip


def test_there_are_as_many_as_the_parts_make():
    assert len(COMBINATIONS) == 4 * 2 * 5 * 4 * 3 * len(golden.SITUATIONS)
    assert len({(who, at) for who, _, at in COMBINATIONS}) == len(COMBINATIONS)


def test_no_combination_names_an_outcome_to_whoever_may_not_hear_it():
    for who, found, at in COMBINATIONS:
        for extent in golden.spoken(found):
            for codes in golden.what(found, extent).values():
                if "outcome-" in codes:
                    voice, agency, consent, safety, hold = who
                    assert extent == Extent.FULL
                    assert hold is None
                    assert safety != "may_be_source"
                    assert found.audience in (Voice.SELF, Voice.PROFESSIONAL) or consent == "yes", (who, at)


def test_no_combination_ticks_what_excludes_each_other():
    pairs = golden.EXCLUDES
    codes = {line.code for line in golden.LINES}
    assert {code for pair in pairs for code in pair} <= codes
    assert contradiction(golden.LINES, pairs)
    for _, found, _ in COMBINATIONS:
        for extent in golden.spoken(found):
            for kind in golden.kinds_open(found):
                assert not contradiction(golden.ticked(found, kind, extent), pairs)


def test_no_combination_sends_to_a_contact_that_is_not_safe():
    for _, found, _ in COMBINATIONS:
        if golden.way_for(found) not in (Way.STATUS_PAGE, Way.PORTAL):
            assert found.reach.safety == "safe"
        if found.reach.safety in CAUTIONS:
            assert golden.suggest(found).extent == Extent.WITHHELD


def test_what_is_suggested_is_never_refused_unless_nothing_is_due():
    for _, found, _ in COMBINATIONS:
        found_now = golden.suggest(found)
        if found_now.extent != Extent.WITHHELD:
            assert not why_not(found, found_now.kind, found_now.extent)


def test_whatever_is_said_tells_what_cannot_be_told_and_where_to_turn():
    """Nobody is left with an outcome alone: every message thanks, says how to reach us, and silence is explained."""
    values = {"reference": "R-TEST-0001", "phone": "01582 547730", "read_on": "1 May", "again_by": "2 May"}
    for _, found, _ in COMBINATIONS:
        for extent in golden.spoken(found):
            for kind in golden.kinds_open(found):
                text = wording(golden.ticked(found, kind, extent), values)
                assert text.startswith("Thank you for telling us.")
                assert "01582 547730" in text
                assert "R-TEST-0001" in text
                if extent == Extent.LIMITED and found.audience != Voice.SELF:
                    assert "We cannot share details about another person" in text
