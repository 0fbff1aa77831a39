"""The chronology of a case in the order in which things happened, with sources, weight, silences, and what may leave the hub."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.organisations.models import Organisation
from mash.organisations.states import Kind as AgencyKind

from .access import worked_of_seen
from .chronology_rules import AS_TOLD, SIGNS, Sign, Silence, may_leave, silences, span, when_in_words
from .chronology_states import Audience, Confidence, EntryKind, Precision, Relation, Sureness
from .models import Case, ChronologyEntry, EntryLink, Weighing
from .queries import hold_in_words
from .record_parts import REPORT, in_words
from .states import Nature, Party, Stage

SAME_TIME = timedelta(minutes=5)
"""What is recorded within this time of happening needs no second date."""
REFERRERS, ADULT, CARE, OTHERS = "Referrers", "The adult", "Care and health services", "Others who told us"
HUB = "The hub"


@dataclass(frozen=True)
class Linked:
    """Another entry that tells of the same, or contradicts this one."""

    relation: Relation
    number: int
    when: str
    lane: str
    words: str
    by: str


@dataclass(frozen=True)
class Line:
    """One entry as the chronology shows it. `number`: in the order in which they were recorded, for good."""

    number: int
    kind: EntryKind
    when: str
    on: date
    at: datetime
    precision: Precision
    recorded_at: datetime | None
    lane: str
    source: str
    role: str
    recorded_by: str
    what: str
    quote: str
    nature: str
    nature_label: str
    sureness: str
    withheld: str
    held: bool
    from_police: bool
    about: str
    weighing: Weighing | None = None
    links: list[Linked] = field(default_factory=list)

    @property
    def is_statement(self) -> bool:
        """Whether it tells of the adult: the hub's own steps are not weighed as fact or hearsay."""
        return self.kind in (*SIGNS, EntryKind.ANSWER, EntryKind.NEED)

    @property
    def from_answer(self) -> bool:
        """Whether the hub took it out of an agency's answer, with the words of that."""
        return self.kind == EntryKind.EVENT and bool(self.quote)

    @property
    def confidence(self) -> str:
        """The weight that holds, in words."""
        return Confidence(self.weighing.confidence).label if self.weighing else ""

    @property
    def tone(self) -> str:
        """The colour that goes with that word."""
        return {"confirmed": "green", "single": "grey", "doubtful": "orange"}.get(self.weighing.confidence if self.weighing else "", "")


@dataclass(frozen=True)
class Chosen:
    """What of the chronology somebody wants to see; it stands in the address."""

    lane: str = ""
    kind: str = ""
    nature: str = ""
    since: date | None = None
    until: date | None = None

    def takes(self, line: Line) -> bool:
        """Whether an entry is shown. One whose day is not known is shown unless days are asked for."""
        first, last = span(line.on, line.precision)
        dated = line.precision != Precision.UNKNOWN
        return (
            self.lane in ("", line.lane) and self.kind in ("", line.kind) and self.nature in ("", line.nature)
            and (not self.since or dated and last >= self.since) and (not self.until or dated and first <= self.until)
        )  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A line and the silence before it, if there was a long one."""

    line: Line
    silence: Silence | None


@dataclass(frozen=True)
class Around:
    """What one line needs of the others: numbers and entries by key, the reports, the organisations known by name."""

    numbers: dict[int, int]
    by_pk: dict[int, ChronologyEntry]
    reports: dict[str, dict[str, Any]]
    known: dict[str, str]
    on_hold: bool


def lines_of(case: Case) -> list[Line]:
    """Every entry in the order in which things happened; those without a day at the end. Six queries."""
    weighings = Weighing.objects.select_related("weighed_by")
    links = EntryLink.objects.select_related("linked_by")
    entries = list(
        case.chronology.select_related("agency", "recorded_by").order_by("pk").prefetch_related(
            Prefetch("weighings", weighings), Prefetch("links", links), Prefetch("links_back", links)
        )
    )  # fmt: skip
    numbers = {entry.pk: number for number, entry in enumerate(entries, start=1)}
    by_pk = {entry.pk: entry for entry in entries}
    around = Around(numbers, by_pk, _reports(case), dict(Organisation.objects.values_list("name", "kind")), bool(hold_in_words(case)))
    lines = [_line(entry, around) for entry in entries]
    return sorted(lines, key=lambda line: (line.precision == Precision.UNKNOWN, line.at, line.number))


def _reports(case: Case) -> dict[str, dict[str, Any]]:
    """The reports that are on the case now, in words. They belong to a stage above and are read through the case."""
    rows = REPORT.rows(Case.objects.filter(pk=case.pk))
    return {row["row"]["reference"]: in_words("reports", row["row"]) for row in rows}


def _line(entry: ChronologyEntry, around: Around) -> Line:
    report = around.reports.get(entry.about) if entry.kind == EntryKind.REPORT else None
    by, lane = entry.recorded_by, lane_of(entry, around.known)
    police = entry.kind == EntryKind.HOLD or around.known.get(lane) == AgencyKind.POLICE
    nature = "" if entry.kind in AS_TOLD else entry.nature
    return Line(
        number=around.numbers[entry.pk], kind=EntryKind(entry.kind), when=_when(entry), on=timezone.localdate(entry.happened_at),
        at=entry.happened_at, precision=Precision(entry.precision), recorded_at=_recorded(entry), lane=lane,
        source=_source(entry, report), role=by.role_within if by and by.name == entry.source else "",
        recorded_by=by.name if by else "", what=entry.what, quote=report["worry"] if report else entry.quote, nature=nature,
        nature_label=Nature(nature).label if nature else "As reported",
        sureness=Sureness(entry.sureness).label if entry.sureness else "", withheld=entry.withheld, held=around.on_hold and police,
        from_police=police, about=entry.about, weighing=next(iter(entry.weighings.all()), None),
        links=_links(entry, around),
    )  # fmt: skip


def _when(entry: ChronologyEntry) -> str:
    return when_in_words(timezone.localtime(entry.happened_at), Precision(entry.precision))


def _recorded(entry: ChronologyEntry) -> datetime | None:
    same = entry.precision == Precision.MINUTE and abs(entry.recorded_at - entry.happened_at) < SAME_TIME
    return None if same else entry.recorded_at


def _source(entry: ChronologyEntry, report: dict[str, Any] | None) -> str:
    if report:
        return ", ".join(filter(None, ["Referrer", report["voice"], report["referrer_role"]]))
    return entry.source


def lane_of(entry: ChronologyEntry, known: Container[str]) -> str:
    """Whose knowledge it is, as lanes and filters name it. A person's name never is one: it would stand in the address."""
    if entry.agency:
        return entry.agency.name
    name = entry.source.partition(",")[0]  # a ward stands after a comma
    if name in known:
        return name
    if entry.kind in (EntryKind.CARE, EntryKind.SOUGHT_HELP):
        return CARE
    return {"Referrer": REFERRERS, Party.REFERRER.label: REFERRERS, Party.ADULT.label: ADULT, "The hub": HUB}.get(entry.source, OTHERS)


def _links(entry: ChronologyEntry, around: Around) -> list[Linked]:
    """The newest word on each pair; a mark that was taken back is gone from here and stays in the history."""
    newest: dict[int, EntryLink] = {}
    for link in sorted([*entry.links.all(), *entry.links_back.all()], key=lambda each: each.pk):
        newest[link.other_id if link.one_id == entry.pk else link.one_id] = link
    return [
        Linked(
            Relation(link.relation), around.numbers[pk], _when(around.by_pk[pk]), lane_of(around.by_pk[pk], around.known), link.words,
            link.linked_by.name,
        )
        for pk, link in newest.items() if link.relation != Relation.APART
    ]  # fmt: skip


def weighings_for(actor: User) -> Q:
    """Of the cases that this person sees, what they read of how entries were weighed: all readers what holds, and those who
    work the case what was said before it.
    """
    newer = Weighing.objects.filter(entry=OuterRef("entry"), pk__gt=OuterRef("pk"))
    holds = ~Q(Exists(newer))
    if not actor.may(Permission.WORK_CASES):
        return holds
    worked = worked_of_seen(actor, of="entry__case__")
    return holds | worked if worked else worked


def links_that_hold(_: User) -> Q:
    """The newest word on each pair of entries, where it was not taken back: the chronology shows no other."""
    newer = EntryLink.objects.filter(one=OuterRef("one"), other=OuterRef("other"), pk__gt=OuterRef("pk"))
    return ~Q(Exists(newer)) & ~Q(relation=Relation.APART)


def lanes_in(lines: Iterable[Line]) -> list[str]:
    """Who told something, each once."""
    return sorted({line.lane for line in lines})


def with_silences(lines: list[Line], case: Case) -> tuple[list[Shown], Silence | None]:
    """The lines with the long silences between them, and the one that lasts until today."""
    dated = [line for line in lines if line.precision != Precision.UNKNOWN]
    today = timezone.localdate() if case.stage != Stage.CLOSED else None
    found = silences([Sign(line.kind, line.on, line.precision) for line in dated], today)
    undated = [Shown(line, None) for line in lines if line.precision == Precision.UNKNOWN]
    return [Shown(line, found.get(place)) for place, line in enumerate(dated)] + undated, found.get(len(dated))


def for_audience(lines: Iterable[Line], audience: Audience, *, on_hold: bool) -> list[Line]:
    """What of the chronology may be drawn for them."""
    return [
        line for line in lines
        if may_leave(line.kind, withheld=line.withheld, from_answer=line.from_answer, from_police=line.from_police, on_hold=on_hold, audience=audience)
    ]  # fmt: skip


def entry_history(case: Case, number: int) -> dict[str, Any] | None:
    """One entry with everything that was judged of it, or nothing."""
    lines = lines_of(case)
    line = next((each for each in lines if each.number == number), None)
    if line is None:
        return None
    pk = case.chronology.order_by("pk").values_list("pk", flat=True)[number - 1]
    weighings = list(Weighing.objects.filter(entry=pk).select_related("weighed_by"))
    marks = EntryLink.objects.filter(one=pk).count() + EntryLink.objects.filter(other=pk).count()
    return {"line": line, "weighings": weighings, "seen": len(weighings) + marks, "others": [each for each in lines if each is not line]}
