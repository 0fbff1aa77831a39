"""How often the looking at words is right, on notes that were labelled by hand before."""

from collections import Counter
from datetime import date
from pathlib import Path
from time import process_time

import pytest
import yaml

from mash.cases.wording.rules import look, whom
from mash.cases.wording.text import Known, Term, Text, words_in

HERE = Path(__file__)
CORPUS = yaml.safe_load(HERE.with_name("wording_corpus.yaml").read_text())
TERMS = yaml.safe_load((HERE.parents[2] / "mash/cases/data/terms.yaml").read_text())
KINDS = ("name", "person", "term", "opinion")
ON = date(2026, 6, 8)


def known(person):
    said = CORPUS["people"][person]
    return Known(
        names=tuple(said["names"]), others=tuple(said["others"]), reported=tuple(said.get("reported", [])), words=words_in([said["words"], *said["others"]]),
        pronoun=said["pronoun"], born_on=said["born_on"], terms=tuple(Term(*row) for row in TERMS),
    )  # fmt: skip


def kinds_in(person, words, form=None):
    text = Text("what", words, **(form or {}))
    return {str(one.kind) for one in look([text], known(person), {}, whom([text]), ON)}


def counted(rows):
    """Right alarms, false alarms and missed ones, by kind."""
    right, false, missed = Counter(), Counter(), Counter()
    wrong = []
    for person, words, wanted, *form in rows:
        found = kinds_in(person, words, *form)
        right.update(found & set(wanted))
        false.update(found - set(wanted))
        missed.update(set(wanted) - found)
        if found != set(wanted):
            wrong.append((words, wanted, sorted(found)))
    return right, false, missed, wrong


@pytest.mark.parametrize("part", ["first", "second", "last", "tried", "after"])
def test_alarms_are_right_and_few_are_missed(part, capsys):
    right, false, missed, wrong = counted(CORPUS[part])
    lines = [f"{part}: {len(CORPUS[part])} notes, {sum(not row[2] for row in CORPUS[part])} of them plain"]
    for kind in KINDS:
        precision = right[kind] / ((right[kind] + false[kind]) or 1)
        recall = right[kind] / ((right[kind] + missed[kind]) or 1)
        lines.append(f"  {kind:8} right {right[kind]:2} false {false[kind]:2} missed {missed[kind]:2} precision {precision:.2f} recall {recall:.2f}")
    with capsys.disabled():
        print("", *lines, *(f"    {row}" for row in wrong), sep="\n")
    plain = [row for row in CORPUS[part] if not row[2]]
    assert sum(bool(kinds_in(person, words, *form)) for person, words, _, *form in plain) <= len(plain) * 0.05
    for kind in KINDS:
        assert right[kind] >= 0.9 * (right[kind] + false[kind]), f"{kind}: precision"
        assert right[kind] >= 0.7 * (right[kind] + missed[kind]), f"{kind}: recall"


def test_a_usual_note_is_looked_at_in_five_milliseconds():
    words = " ".join(words for _, words, wanted in CORPUS["second"] if not wanted)[:1200]
    text, about = Text("what", words), known("maureen")
    look([text], about, {}, whom([text]), ON)
    times = []
    for _ in range(20):
        start = process_time()
        look([text], about, {}, whom([text]), ON)
        times.append(process_time() - start)
    assert sorted(times)[10] < 0.005


@pytest.mark.parametrize("again", ["Mr A ", "JT said ", "Doreen was ", "he is 41 years old, ", "DOB 1/2/1950 ", "Gordon and ", "a ", "is very so too "])
def test_words_without_end_cost_no_more_than_a_moment(again):
    """Each name and age that is found looks at the words around it: 6,000 letters of them took up to 18 seconds once."""
    text = Text("what", (again * 6000)[:6000], fact=True)
    start = process_time()
    look([text], known("gordon"), {}, whom([text]), ON)
    assert process_time() - start < 0.5
