"""What may be said of a trail's detail, and the bars of a picture."""

from audit.figures import bars, columns
from audit.queries.trail import in_words


def test_a_detail_is_said_in_words():
    assert in_words({"step": "partners", "state": "done"}) == "step: Partner checks; as: Done"
    assert in_words({"purpose": "rate_concern"}) == "page: rate concern"


def test_what_is_not_known_to_be_safe_is_left_out():
    assert in_words({"las_id": "12345", "own_words": "help", "shown": ["M-1"], "outcome": ""}) == ""


def test_bars_are_shares_of_the_longest():
    assert [bar["percent"] for bar in bars([("a", 4, "", ""), ("b", 1, "", ""), ("c", 0, "", "")])] == [100, 25, 0]


def test_a_bar_leads_to_what_it_counts_and_an_empty_one_nowhere():
    assert [bar["url"] for bar in bars([("a", 4, "", "/list/"), ("b", 0, "", "/list/")])] == ["/list/", ""]


def test_bars_of_nothing_have_no_length():
    assert [bar["percent"] for bar in bars([("a", 0, "", "")])] == [0]


def test_columns_stand_side_by_side():
    assert [(c["x"], c["y"], c["height"]) for c in columns(bars([("a", 2, "", ""), ("b", 1, "", "")]))] == [
        ("5.00", "0.00", "100.00"), ("55.00", "50.00", "50.00"),
    ]  # fmt: skip
