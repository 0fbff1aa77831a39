"""The tables of the threshold lab: who would move, who decides otherwise, and whose concerns end below the threshold."""

from collections import Counter
from collections.abc import Iterable, Mapping

from mash.cases.states import Rag
from thresholds.rules import FEWEST_TO_JUDGE, Beside, Move

from .queries.drift import Drift, Use
from .queries.moves import Reran, crossed, lacking, moved_by
from .queries.overrides import Chosen, chosen_by
from .queries.rated import Rated
from .states import OTHERWISE, Choice, Ending, Half, Part
from .tables import Cell, Column, Line, Table, Told

ARROWS = {Move.HIGHER: "▲ higher", Move.LOWER: "▼ lower"}
AGAIN = [*Rag, None]
UNTOLD = "Can't be re-run"
FEW = f"fewer than {FEWEST_TO_JUDGE}: too few to judge"


def move_table(found: list[Reran], told: Told) -> Table:
    """Suggested then (rows) against suggested anew (columns): the further from the diagonal, the further it moves."""
    counts = crossed(found)
    most = max(counts.values(), default=0)
    lines = [Line(then.label, _then(then, counts, most, told), rag=then) for then in Rag]
    foot = [told.total((counts.get((then, now), 0) for then in Rag), now=now or "none") for now in AGAIN]
    columns = [Column(now.label if now else UNTOLD, rag=now or "") for now in AGAIN]
    whole = told.total(counts.get((then, now), 0) for then in Rag for now in AGAIN)
    feet = [Line("All", [*foot, whole])]
    return Table("Suggested then, and by the version tried", "Suggested then", [*columns, Column("All")], lines, feet, "Suggested by the version tried")


def _then(then: Rag, counts: Mapping[tuple[Rag, Rag | None], int], most: int, told: Told) -> list[Cell]:
    row = [counts.get((then, now), 0) for now in AGAIN]
    cells = [
        told.count(n, most=most, note=_arrow(then, now) if told.tells(n) else "", then=then, now=now or "none")
        for n, now in zip(row, AGAIN, strict=True)
    ]
    return [*cells, told.total(row, then=then)]


def _arrow(then: Rag, now: Rag | None) -> str:
    if now is None or now == then:
        return ""
    return ARROWS[Move.HIGHER if now.rank > then.rank else Move.LOWER]


def moves_by_table(found: list[Reran], part: Part, called: Mapping[str, str], told: Told) -> Table:
    """How the concerns of each type, setting, referrer or area would move."""
    lines = []
    for value, counts in moved_by(found, part).items():
        at = {"part": part.value, "value": value}
        cells = [told.count(counts[move], move=move, **at) for move in Move]
        lines.append(Line(called[value], [*cells, told.total((counts[move] for move in Move), **at)]))
    return Table(part.label, part.label, [*(Column(move.label) for move in Move), Column("All")], told.lines(lines))


def lacking_table(found: list[Reran], told: Told) -> Table | None:
    """What the version tried doesn't have, so that these concerns can't be re-run."""
    lines = [
        Line(f"{what.capitalize()} {codes}", [told.count(n, code=f"{what} {codes}")]) for (what, codes), n in lacking(found)
    ]
    shown = told.lines(lines)
    return Table("Why concerns can't be re-run", "The version tried has no", [Column("Concerns")], shown) if shown else None


def choice_table(found: list[Chosen], part: Part, called: Mapping[str, str], told: Told) -> Table:
    """How often each person, or the ratings of each type or referrer, went otherwise than suggested."""
    lines = []
    for value, counts in chosen_by(found, part).items():
        lines.append(Line(called[value], _choices(counts, told, {"part": part.value, "value": value})))
    whole = Counter(row.choice for row in found)
    columns = [Column("Otherwise than suggested"), *(Column(choice.label) for choice in Choice), Column("Ratings")]
    return Table(part.label, part.label, columns, told.lines(lines), [Line("All ratings", _choices(whole, told, {}))])


def _choices(counts: Counter[Choice], told: Told, at: Mapping[str, str]) -> list[Cell]:
    whole = [counts[choice] for choice in Choice]
    note = FEW if sum(whole) < FEWEST_TO_JUDGE else ""
    rate = told.share((counts[choice] for choice in OTHERWISE), whole, note=note, choice="otherwise", **at)
    return [rate, *(told.count(counts[choice], choice=choice, **at) for choice in Choice), told.total(whole, **at)]


def drift_table(found: Drift, told: Told) -> Table:
    """Each agency's concerns: suggested Green early and late, and ended below the threshold, beside the hub's."""
    columns = [
        *(Column(f"Suggested {rag.label}") for rag in Rag), Column("Green, first half"), Column("Green, second half"),
        Column("Change", number=False), Column("Ended below the threshold"), Column("Beside the hub", number=False),
        Column("Still open"),
    ]  # fmt: skip
    lines = [Line(use.partner, _use(use, told, {"part": Part.PARTNER.value, "value": use.partner})) for use in found.agencies]
    return Table("Thresholds by who referred", "Who referred", columns, told.lines(lines), [Line("The whole hub", _use(found.whole, told, {}))])


def _use(use: Use, told: Told, at: Mapping[str, str]) -> list[Cell]:
    ended = [use.ended[Ending.BELOW], use.ended[Ending.ABOVE]]
    return [
        *(told.count(use.suggested[rag], suggested=rag, **at) for rag in Rag),
        told.share([use.early[Rag.GREEN]], _of(use.early), suggested=Rag.GREEN, half=Half.EARLY, **at),
        told.share([use.late[Rag.GREEN]], _of(use.late), suggested=Rag.GREEN, half=Half.LATE, **at),
        Cell(_change(use.change)), told.share(ended[:1], ended, ending=Ending.BELOW, **at),
        Cell(_below(use.below) if at else ""), told.count(use.ended[Ending.OPEN], ending=Ending.OPEN, **at),
    ]  # fmt: skip


def urgency_table(found: list[Rated], called: list[str], told: Told) -> Table:
    """How soon somebody had to act, for each colour that was chosen: severity beside urgency. `called`: the urgencies in order."""
    counts = Counter((row.asked, row.urgency) for row in found)
    order = [*called, *sorted({row.urgency for row in found} - set(called))]
    lines = [Line(rag.label, _soon(counts, rag, order, told), rag=rag) for rag in Rag]
    foot = [told.total((counts[rag, name] for rag in Rag), urgency=name) for name in order]
    columns = [*(Column(name) for name in order), Column("All")]
    return Table("How soon, by the colour chosen", "Chosen", columns, lines, [Line("All", [*foot, told.total(counts.values())])])


def _soon(counts: Counter[tuple[Rag, str]], rag: Rag, order: list[str], told: Told) -> list[Cell]:
    row = [counts[rag, name] for name in order]
    cells = [told.count(number, asked=rag, urgency=name) for number, name in zip(row, order, strict=True)]
    return [*cells, told.total(row, asked=rag)]


def _of(counts: Counter[Rag]) -> Iterable[int]:
    return [counts[rag] for rag in Rag]


def _below(below: Beside) -> str:
    return {Beside.HIGHER: "More than the hub", Beside.LOWER: "Fewer than the hub"}.get(below, below.label)


def _change(change: Beside) -> str:
    return {Beside.HIGHER: "More Green than before", Beside.LOWER: "Less Green than before"}.get(change, change.label)
