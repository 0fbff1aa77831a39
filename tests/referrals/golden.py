"""What every referrer in every situation is told: the two tables that people review, and that the rules must give.

`python -m tests.referrals.golden` prints them as they are now.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import yaml

from mash.cases.states import ConsentAnswer, Hold, Outcome, Stage
from referrals.rules import (
    Facts,
    Line,
    kinds_open,
    most_extent,
    offered,
    suggest,
    suggested_codes,
    way_for,
    why_no_holding,
)
from referrals.states import Extent, FeedbackKind, Safety, SetAside, Voice, Way
from referrals.ways import Reach

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("feedback_golden.txt")
SHIPPED = yaml.safe_load((ROOT / "referrals/data/statements.yaml").read_text())
LINES = [
    Line(row["code"], row["text"], tuple(row["kinds"]), Extent(row["extent"]), tuple(row.get("voices", [])))
    for row in SHIPPED["statements"]
]
EXCLUDES = [(row["code"], other) for row in SHIPPED["exclude"] for other in row["beside"]]
CONTACTS = frozenset({Way.EMAIL, Way.TEXT, Way.PHONE, Way.LETTER})


@dataclass(frozen=True)
class Situation:
    """How far the case has got, as far as a message can depend on it."""

    name: str
    stage: Stage
    outcome: Outcome | None = None
    decided: bool = True
    set_aside: SetAside | None = None


OPEN = (Stage.TRIAGE, Stage.MASH_ENQUIRY, Stage.SECTION_42, Stage.NON_STATUTORY)
SITUATIONS = [
    Situation("received", Stage.RECEIVED, decided=False),
    *(Situation(f"{stage} open", stage, decided=False) for stage in OPEN),
    *(Situation(f"{stage} decided", stage) for stage in OPEN),
    *(Situation(f"triage: {outcome}", Stage.TRIAGE, outcome) for outcome in Outcome if outcome != Outcome.SET_ASIDE),
    *(Situation(f"closed: {outcome}", Stage.CLOSED, outcome) for outcome in Outcome if outcome != Outcome.SET_ASIDE),
    *(Situation(f"set aside: {why}", Stage.RECEIVED, decided=False, set_aside=why) for why in SetAside),
    *(
        Situation(f"ended by: {why}", Stage.CLOSED, Outcome.SET_ASIDE, decided=False, set_aside=why)
        for why in SetAside
    ),
]
HOLDS = (None, *Hold)
CONSENTS = (None, *ConsentAnswer)


def facts(
    voice: Voice, agency: bool, consent: ConsentAnswer | None, safety: Safety, hold: Hold | None, at: Situation
) -> Facts:  # fmt: skip
    """One combination, of somebody who asked for an e-mail and gave every contact."""
    has = CONTACTS | ({Way.PORTAL} if agency else set())
    return Facts(
        voice=voice, reach=Reach(safety, asked=Way.EMAIL, has=frozenset(has)), read=True, consent=consent, hold=hold,
        stage=at.stage, outcome=at.outcome, decided=at.decided, set_aside=at.set_aside,
    )  # fmt: skip


def combinations() -> Iterator[tuple[tuple, Facts, Situation]]:
    """Audience × consent × safety × hold × outcome, all of them."""
    for who in product(Voice, (False, True), CONSENTS, Safety, HOLDS):
        for at in SITUATIONS:
            yield who, facts(*who, at), at


def how_much(found: Facts) -> str:
    """Most that may be told, what is suggested, how they hear, and whether the hub writes by itself."""
    alone = "no" if why_no_holding(found) else "yes"
    return f"{most_extent(found)[0]:10}{suggest(found).extent:10}{way_for(found):13}{alone}"


def what(found: Facts, extent: Extent) -> dict[FeedbackKind, str]:
    """For each message that makes sense now: the statements that are ticked beforehand, in their order."""
    return {kind: " ".join(line.code for line in ticked(found, kind, extent)) for kind in kinds_open(found)}


def ticked(found: Facts, kind: FeedbackKind, extent: Extent) -> list[Line]:
    usual = suggested_codes(found, kind, extent)
    return [line for line in offered(LINES, found, kind, extent) if line.code in usual]


def key_of_how(who: tuple) -> str:
    voice, agency, consent, safety, hold = who
    return f"{voice:14}{'agency' if agency else '-':8}{consent or '-':12}{safety:15}{hold or '-':9}"


def key_of_what(found: Facts, at: Situation, kind: FeedbackKind, extent: Extent) -> str:
    return f"{found.audience:14}{found.hold or '-':8}{at.name:30}{kind:9}{extent:9}"


def table() -> str:
    """Both tables as text."""
    how: dict[str, str] = {}
    said: dict[str, str] = {}
    for who, found, at in combinations():
        how[key_of_how(who)] = how_much(found)
        for extent in spoken(found):
            said |= {key_of_what(found, at, kind, extent): codes for kind, codes in what(found, extent).items()}
    parts = [HEAD, HOW, *(f"{key}{value}" for key, value in how.items()), "", WHAT, *(f"{k}{v}" for k, v in said.items())]
    return "\n".join(parts) + "\n"


def spoken(found: Facts) -> list[Extent]:
    """The extents at which something may be said."""
    most = most_extent(found)[0]
    return {Extent.FULL: [Extent.FULL, Extent.LIMITED], Extent.LIMITED: [Extent.LIMITED], Extent.WITHHELD: []}[most]


HEAD = """\
# What referrers are told (workflow, section 6). Reviewed by people, held by test_golden.py; every combination of audience,
# consent, safety, hold and outcome is looked up here. Nothing in it says, or hangs on, whether the adult is known to us.
"""
HOW = f"# {'voice':12}{'through':8}{'consent':12}{'safety':15}{'police':9}{'most':10}{'suggested':10}{'way':13}by itself"
WHAT = f"# {'audience':12}{'police':8}{'how far it has got':30}{'message':9}{'extent':9}statements that are ticked"

if __name__ == "__main__":
    print(table(), end="")
