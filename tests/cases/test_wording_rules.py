"""Each rule of looking at words: what it finds, and what it lets be. Without a rule its test fails."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mash.cases.wording.passages import RUN, WINDOW, copied, marks_of
from mash.cases.wording.rules import look, whom
from mash.cases.wording.states import WordingKind
from mash.cases.wording.text import Copy, Known, Term, Text, own_words_out, sentences

KEY = b"only for tests"
ON = date(2026, 6, 8)
SHE = Known(
    names=("Maureen", "Ashdown", "Mo"), others=("Robin Reporter", "Tina Webb"), words=frozenset({"robin", "reporter", "tina", "webb", "kyle"}),
    pronoun="she", born_on=date(1941, 2, 17), terms=(Term("manipulat*", "Why.", "Instead."), Term("bed block*", "Why.", "Instead.")),
)  # fmt: skip


def found(words, known=SHE, **about):
    text = Text("what", words, **about)
    return [(one.kind, one.words) for one in look([text], known, {}, whom([text]), ON)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Mrs Patel rang.", "Mrs Patel"), ("Then Mr. J. Quayle came in.", "Mr. J. Quayle"), ("JT said no.", "JT"), ("Mr B was in.", "Mr B"),
        ("Service user AB fell.", "Service user AB"), ("Doreen Ashdown was seen.", "Doreen Ashdown"), ("Spoke to Brenda today.", "Brenda"),
        ("Brenda's daughter said no.", "Brenda"), ("M.A. was seen with R.K. on the ward.", "R.K."), ("She told us J.B. moved in.", "J.B."),
        ("She met R.K. She was calm.", "R.K."), ("Seen with R.K.", "R.K."),
    ],
)  # fmt: skip
def test_a_name_of_nobody_is_found(words, name):
    assert (WordingKind.NAME, name) in found(words)


@pytest.mark.parametrize(
    "words",
    [
        "Mrs Ashdown rang.", "Mo was in.", "Mr Webb was in.", "MA said no.", "M.A. was in.", "Her neighbour Mrs Patel rang.", "Mrs Patel (warden) rang.",
        "Mrs Patel, the warden, rang.", "Brenda Holt from Invented Homes rang.", "A man called Brenda rang.", "GP said no.", "OT was in.",
        "At 4 Brenda Road.", "Brenda House was shut.", "May was wet.", "Will is to be read.", "Dr Patel rang.", "Nurse Brenda Holt rang.",
        "Kyle said no.", "She said yes.", "LAS was down.", "R.R. was seen with T.W. on the ward.", "Her neighbour R.K. moved in.", "R.K. (warden) moved in.",
        "At 9 A.M. she ate.", "Her B.P. was high.", "She reads J.K. Rowling.", "Seen by the G.P. on Monday.", "Form A.B.C. was sent.",
    ],
)  # fmt: skip
def test_a_name_on_record_or_explained_is_let_be(words):
    assert [row for row in found(words) if row[0] == WordingKind.NAME] == []


def test_initials_are_those_of_somebody_on_record():
    other = Known(names=("Derek", "Oakley", ""), others=("Sandra Oakley",))
    assert found("SO said no. DO said yes.", other) == []
    assert found("MA said no.", other) == [(WordingKind.NAME, "MA")]
    assert found("JB rang, KL will ring, and WB paid it back. SO rang too.", other) == [(WordingKind.NAME, each) for each in ("JB", "KL", "WB")]


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("This 67-year-old woman lives alone.", 1), ("This 85-year-old woman lives alone.", 0), ("Maureen, aged 84, lives alone.", 0),
        ("Maureen, aged 48, lives alone.", 1), ("Her 45-year-old son visits.", 0), ("The 45-year-old nephew visits.", 0), ("DOB 17/02/1941.", 0),
        ("DOB 17.02.1914.", 1), ("She is 20 minutes late.", 0), ("She was born on 17 February 1941.", 0), ("A 67-year-old house.", 0),
        ("Maureen Ashdown (aged 34) fell.", 1), ("Maureen Ashdown (aged 85) fell.", 0), ("Mrs Ashdown (34) fell.", 1), ("Her son (aged 34) fell.", 0),
    ],
)  # fmt: skip
def test_ages_are_held_against_the_record(words, hits):
    assert len([row for row in found(words) if row[0] == WordingKind.PERSON]) == hits


GORDON = Known(
    names=("Gordon", "Peel", ""), others=("Nora Finch", "Gordon Peel", "Mr Peel"), reported=("Gordy Peel",), words=frozenset({"nora", "finch", "gordon", "peel"}),
    pronoun="he", born_on=date(1957, 4, 10), terms=(Term("manipulat*", "Why.", "Instead."),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("Gordon is aged 41.", True), ("Mr Peel, aged 41, rang.", True), ("Mr Peel is 41 years old.", True), ("Ms Peel was seen.", True),
        ("Gordon and Doreen, aged 69 and 41, rang.", False), ("Doreen and Gordon, aged 41 and 69, rang.", False), ("A lodger moved in. He is 41 years old.", False),
        ("His neighbour Ms Peel was seen.", False), ("A 41-year-old woman was seen leaving.", False), ("This 41-year-old woman was seen.", True),
    ],
)  # fmt: skip
def test_the_adult_s_own_name_elsewhere_on_the_record_is_nobody_else_s(words, hit):
    assert (WordingKind.PERSON in [kind for kind, _ in found(words, GORDON)]) == hit


@pytest.mark.parametrize("other", ["Mrs Peel", "Doreen Peel", "Gordon and Doreen Peel", "Doreen Peel, wife of Gordon"])
def test_a_relative_of_the_same_family_name_may_be_meant_by_it(other):
    assert found("Mr Peel is aged 41.", Known(names=GORDON.names, others=(other,), words=GORDON.words, pronoun="he", born_on=GORDON.born_on)) == []


@pytest.mark.parametrize(("words", "hit"), [("Spoke with the lady.", True), ("Spoke with the lady upstairs.", False), ("The lady was seen at home.", True), ("The lady was seen leaving.", False), ("Gordon met the lady. He knew her name.", False)])
def test_the_lady_is_the_adult_only_where_a_worker_met_nobody_else(words, hit):
    assert bool(found(words, GORDON)) == hit


def test_initials_that_a_report_gives_are_on_record():
    assert found("GP said no. NF said no.", Known(names=("Ann", "Lee", ""), others=("Nora Finch",), reported=("Gale Poole",))) == []
    assert found("QP said no.", Known(names=("Ann", "Lee", ""), reported=("Quin Poole",))) == []
    assert found("QP said no.", Known(names=("Ann", "Lee", ""))) == [(WordingKind.NAME, "QP")]


@pytest.mark.parametrize("about", [{}, {"fact": True}])
def test_a_word_gets_one_remark(about):
    assert found("He is manipulative.", GORDON, **about) == [(WordingKind.TERM, "manipulative")]
    assert len(found("He is probably a thief.", GORDON, **about)) == 1


def test_a_guess_is_shown_with_the_words_after_it():
    assert found("Probably a drug dealer and bad.", GORDON, fact=True) == [(WordingKind.OPINION, "Probably a drug dealer")]


def test_an_age_is_that_of_the_day_the_words_tell_of():
    text = Text("what", "Maureen, aged 60, was moved.")
    assert look([text], SHE, {}, {}, date(2001, 5, 1)) == []
    assert look([text], SHE, {}, {}, ON)


@pytest.mark.parametrize(
    ("words", "pronoun", "hit"),
    [
        ("Maureen opened the door himself.", "she", True), ("Maureen opened the door herself.", "she", False),
        ("Maureen opened the door herself.", "they", True), ("Maureen opened the door herself.", "", False),
        ("Maureen's son said that he is tired.", "she", False), ("Maureen and Kyle say that he is tired.", "she", False),
        ("He opened the door.", "she", False), ("The adult said that he is tired.", "she", True), ("Mr Ashdown is tired.", "she", True),
        ("Mrs Ashdown is tired.", "she", False), ("Mr Ashdown is tired.", "they", False),
        ("Maureen Ashdown, an 85-year-old man, fell.", "she", True), ("Maureen Ashdown, an 85-year-old woman, fell.", "she", False),
        ("Maureen Ashdown is an elderly gentleman.", "she", True), ("Maureen Ashdown is an elderly lady.", "she", False),
        ("Maureen Ashdown and her son, a tall man, fell.", "she", False), ("Maureen, aged 85, lives with Kyle, a tall man.", "she", False),
    ],
)  # fmt: skip
def test_he_and_she_are_asked_about_only_where_they_can_mean_nobody_else(words, pronoun, hit):
    known = Known(names=SHE.names, others=("Robin Reporter", "Kyle Wood"), words=frozenset({"kyle"}), pronoun=pronoun)
    assert bool(found(words, known)) == hit


def test_a_family_name_that_two_share_means_nobody_for_certain():
    known = Known(names=SHE.names, others=("Kyle Ashdown",), pronoun="she")
    assert found("Mr Ashdown is tired.", known) == []


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("She is MANIPULATIVE and loud, staff said.", True), ("A bed-blocker.", True), ("A bed  blocker.", True), ("The ward said that she is “manipulative”.", False),
        ("A so-called “bed blocker”.", True), ("She unmanipulates it.", False),
    ],
)  # fmt: skip
def test_terms_are_found_unless_somebody_is_quoted(words, hit):
    assert (WordingKind.TERM in [kind for kind, _ in found(words)]) == hit


def test_what_a_term_says_comes_from_the_list():
    text = Text("what", "A bed blocker.")
    known = Known(terms=(Term("bed blocker", "Nobody blocks a bed by being ill.", "Say what they wait for."),))
    [one] = look([text], known, {}, {}, ON)
    assert (one.why, one.instead) == ("Nobody blocks a bed by being ill.", "Say what they wait for.")


@pytest.mark.parametrize(
    ("words", "about", "hit"),
    [
        ("He is lazy.", {}, True), ("The nurse said that he is lazy.", {}, False), ("He is lazy.", {"sourced": True}, False), ("Clearly he took it.", {}, True),
        ("He was clearly visible.", {}, False), ("She spoke clearly.", {}, False), ("I think he took it.", {"fact": True}, True),
        ("I think he took it.", {}, False), ("Allegedly he took it.", {"fact": True}, True), ("He took it.", {"fact": True, "source": "unknown"}, True),
        ("He took it.", {"fact": True, "source": "His sister"}, False), ("She is a stupid, nasty old woman.", {}, True),
        ("He is a known liar.", {}, True), ("She is obviously lying.", {}, True), ("She is lying about it.", {}, True),
        ("He is lazy.", {"source": "His sister"}, False), ("He is lazy.", {"source": "unknown"}, True), ("He is probably a thief.", {"fact": True, "source": "Ann"}, True),
        ("The door is probably locked.", {"fact": True, "source": "Ann"}, False), ("He will probably leave on Friday.", {"fact": True, "source": "Ann"}, False),
        ("The dose must be taken with food.", {"fact": True, "source": "Ann"}, False), ("His stairs are dangerous.", {}, False), ("He is dangerous.", {}, True),
        ("He is lazy, the carers write.", {}, False), ("He is hostile when he is asked to leave.", {}, True), ("Staff are demanding a meeting.", {}, False), ("He is demanding.", {}, True),
        ("He is difficult to reach.", {}, False), ("He is difficult to work with.", {}, True),
        ("She was lying on the floor.", {}, False), ("She was lying very still.", {}, False), ("It was a difficult visit.", {}, False),
    ],
)  # fmt: skip
def test_opinion_without_a_source(words, about, hit):
    assert (WordingKind.OPINION in [kind for kind, _ in found(words, **about)]) == hit


def long_text(length, word="w"):
    return " ".join(f"{word}{number}" for number in range(length))


def test_a_copy_of_twenty_five_words_always_shares_a_mark():
    kept = set(marks_of(long_text(120), KEY))
    words = long_text(120).split()
    for start in range(120 - (RUN + WINDOW - 1)):
        copy = " ".join(["before", *words[start : start + RUN + WINDOW - 1], "after"])
        assert kept & set(marks_of(copy, KEY)), start


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 60), st.integers(25, 60), st.text(alphabet="abc ", max_size=80))
def test_a_long_copy_is_found_wherever_it_stands(start, length, around):
    kept = set(marks_of(long_text(130), KEY))
    copy = " ".join(long_text(130).split()[start : start + length])
    assert kept & set(marks_of(f"{around} {copy.upper()}, {around}", KEY))


def test_fewer_than_eighteen_words_in_common_are_no_copy():
    shared = long_text(RUN - 1, "s")
    assert not set(marks_of(f"{long_text(40, 'a')} {shared} {long_text(40, 'b')}", KEY)) & set(marks_of(f"{long_text(40, 'c')} {shared} {long_text(40, 'd')}", KEY))


def test_marks_are_the_installation_s_own():
    assert not set(marks_of(long_text(60), KEY)) & set(marks_of(long_text(60), b"another key"))


@pytest.mark.parametrize(("same", "says"), [(True, "Is it still true?"), (False, "not about this adult")])
def test_a_copy_says_whose_case_it_stands_in(same, says):
    text = Text("what", long_text(30))
    marks = marks_of(text.words, KEY)
    [one] = copied(text, Known(copies=(Copy("M-0000-0001", min(marks), same),)), marks)
    assert "M-0000-0001" in one.why
    assert says in one.why + one.instead


def test_a_sentence_ends_at_no_short_form():
    assert [words for _, words in sentences("Mrs. J. Ashdown rang. Then it rained.")] == ["Mrs. J. Ashdown rang.", " Then it rained."]


def test_only_attributed_quotations_are_blanked_out():
    assert "lazy" not in own_words_out("He said: “I am lazy. Very.”")
    assert "lazy" in own_words_out("A “lazy” man.")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_no_words_are_too_strange_to_be_looked_at(words):
    for one in look([Text("what", words, fact=True, source="x")], SHE, {"what": marks_of(words, KEY)}, whom([Text("what", words)]), ON):
        assert one.words
