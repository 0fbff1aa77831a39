"""A town in which it is known which patterns there are: each planted in each grouping, beside what only looks like one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from types import SimpleNamespace
from uuid import UUID, uuid5

from django.utils import timezone
from guardian.shortcuts import assign_perm

from mash.cases.models import CareEvent, Case
from mash.cases.states import Bounce, CareKind, Grouping, Outcome, PatternRule, Rag, Reached, Stage
from mash.people.models import Adult
from mash.references import new_reference
from referrals.models import Particulars, Referral
from referrals.states import Channel, Class, Danger, SetAside

SPACE = UUID(int=42)
GIVEN = ["Maureen", "Derek", "Shanaz", "Patrick", "Irena", "Winston"]
FAMILY = ["Ashdown", "Oakley", "Malik", "Byrne"]
"""Few names, so that many adults share theirs."""
MARKS = ["Zqmarkhospital", "ZQMARKSPELT", "Zqmarkward", "Zqmarkwhy"]
"""Words that stand in restricted records only."""


@dataclass
class Planted:
    """The town while it is built, and what must be found in it."""

    people: SimpleNamespace
    now: datetime = field(default_factory=timezone.now)
    chance: Random = field(default_factory=lambda: Random(20260401))
    expected: set[tuple[PatternRule, Grouping, frozenset[str]]] = field(default_factory=set)
    count: int = 0

    def at(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def number(self) -> int:
        self.count += 1
        return self.count

    def adult(self, address: str = "", postcode: str = "") -> Adult:
        number = self.number()
        adult = Adult.objects.create(given_name=self.chance.choice(GIVEN), family_name=self.chance.choice(FAMILY))
        adult.addresses.create(text=address or f"{number} Noise Street, Luton", postcode=postcode or "LU3 9ZZ")
        return adult

    def concern(self, adult: Adult | None, days: float, rag: str = "green", *, outcome: str = "", reports: int = 1,
                restricted: bool = False, **report: object) -> Case:  # fmt: skip
        at = self.at(days)
        # A closed case was closed at once: what follows it is not resolved by it.
        closed = bool(outcome)
        rated = outcome not in (Outcome.SET_ASIDE,) and rag
        case = Case.objects.create(
            reference=new_reference("M"), adult=adult, team=self.people.hub, opened_at=at, rag=rag if rated else "",
            stage=Stage.CLOSED if closed else Stage.TRIAGE if rated else Stage.RECEIVED, outcome=outcome,
            closed_at=at if closed else None, restricted=restricted,
        )  # fmt: skip
        for n in range(reports):
            self.report(case, days if n == 0 else days - 0.01 * n, Class.NEW_CONCERN if n == 0 else Class.SAME_CONCERN, **report)
        return case

    def report(self, case: Case, days: float, classed: str, *, provider: str = "", aside: str = "") -> Referral:
        made = Referral.objects.create(
            reference=new_reference("R"), case=case, once_key=uuid5(SPACE, str(self.number())), code_sha256="0" * 64,
            channel=Channel.PUBLIC, worry="Invented.", danger=Danger.NO, received_at=self.at(days), classed=classed,
            set_aside=aside, set_aside_reason="Why." if aside else "", set_aside_by=self.people.duty_worker if aside else None,
        )  # fmt: skip
        if provider:
            Particulars.objects.create(referral=made, source_provider=provider)
        return made

    def names(self, case: Case, name: str, **how: object) -> Case:
        case.sources_of_harm.create(name=name, recorded_by=self.people.duty_worker, **how)
        return case

    def event(self, case: Case, kind: CareKind, days: float, service: str = "Luton Vale General") -> CareEvent:
        return case.care_events.create(
            once_key=uuid5(SPACE, str(self.number())), kind=kind, happened_at=self.at(days), service=service,
            attempts="Rang twice, wrote once.", recorded_by=self.people.duty_worker,
        )  # fmt: skip

    def tried(self, case: Case, days: float, reached: Reached = Reached.NO_ANSWER) -> object:
        return case.contacts.create(
            party="adult", reached=reached, happened_at=self.at(days), what_was_said="Rang.", recorded_by=self.people.duty_worker
        )

    def bounced(self, case: Case, days: float, why: Bounce = Bounce.NOT_REACHED) -> object:
        by = self.people.duty_worker
        help = case.connections.create(reference=new_reference("N"), service="Invented Befriending", recorded_by=by)
        return help.moves.create(state="bounced", why=why, words="Rang three times.", moved_by=by, moved_at=self.at(days))

    def expect(self, rule: PatternRule, grouping: Grouping, records: list[object]) -> None:
        rising = rule == PatternRule.ESCALATING
        self.expected.add((rule, grouping, frozenset(
            f"{key_of(r)}:{Rag(r.rag).rank}" if rising else key_of(r) for r in records
        )))  # fmt: skip

    def restrict(self, *cases: Case) -> None:
        """Open to the MASH Manager by name, and to nobody else."""
        for case in cases:
            Case.objects.filter(pk=case.pk).update(restricted=True)
            assign_perm("cases.see_shared", self.people.mash_manager, case)


def key_of(record: object) -> str:
    words = {"Case": "case", "CareEvent": "event", "Contact": "contact", "ConnectionMove": "bounce", "Referral": "report"}
    return f"{words[type(record).__name__]}:{record.pk}"


def build(people: SimpleNamespace) -> Planted:
    """The whole town."""
    town = Planted(people)
    for part in (noise, near_misses, repeats, rising, admissions, discharges, bursts, drawing_back):
        part(town)
    return town


def noise(town: Planted) -> None:
    """Two hundred adults with a concern or two, of the same few names, never rising; relatives of one name."""
    for n in range(200):
        adult = town.adult()
        town.names(town.concern(adult, town.chance.uniform(200, 360), "amber"), "Kevin Ashdown", relationship="nephew")
        if n % 2:
            town.names(town.concern(adult, town.chance.uniform(1, 190), town.chance.choice(["amber", "green"]), outcome="advice"), "Unknown man")


def near_misses(town: Planted) -> None:
    """What only looks like a pattern."""
    for third in (
        {"days": 366}, {"days": 9, "outcome": Outcome.SET_ASIDE, "aside": SetAside.NOT_SAFEGUARDING},
        {"days": 9, "outcome": Outcome.DUPLICATE}, {"days": 9, "other": True},
    ):  # fmt: skip
        adult = town.adult()
        for days in (3, 100):
            town.concern(adult, days)
        town.concern(town.adult() if third.pop("other", False) else adult, **third)
    twice = town.adult()
    town.concern(twice, 5)
    town.concern(twice, 60, reports=3)  # more about the same concern is no other concern
    for adult, who in ((town.adult(), "David Jones"), (town.adult(), "David Jones"), (town.adult(), "David Jones")):
        town.names(town.concern(adult, 20), who, relationship="son")
    for name in ("Hollybank Care Home", "Hollybrooke Care Home", "Holly Brook Homecare"):
        town.names(town.concern(town.adult(), 30), name, is_organisation=True)
    for flat in ("1", "2", "3"):
        town.concern(town.adult(f"Flat {flat}, 40 Sample Court", "LU2 9ZZ"), 30)
    falls = town.adult()
    for days, rag in ((90, "red"), (60, "amber")):
        town.concern(falls, days, rag)
    for kinds in ([CareKind.ADMISSION_HARM, CareKind.ADMISSION, CareKind.ADMISSION], [CareKind.DISCHARGE, CareKind.ENDED]):
        case = town.concern(town.adult(), 400, outcome="advice")
        for n, kind in enumerate(kinds):
            town.event(case, kind, 20 + n)


def repeats(town: Planted) -> None:
    rule = PatternRule.REPEATED
    adult = town.adult()
    town.expect(rule, Grouping.ADULT, [
        town.concern(adult, 4), town.concern(adult, 90, outcome="no_concern"),
        town.concern(adult, 300, outcome=Outcome.SET_ASIDE, aside=SetAside.ADVICE_CALL),
    ])  # fmt: skip
    again = town.adult()
    case, other = town.concern(again, 50), town.concern(again, 10)
    further = town.report(case, 20, Class.NEW_CONCERN)
    town.expected.add((rule, Grouping.ADULT, frozenset([key_of(case), key_of(other), f"new:{further.pk}"])))
    homes = [("14 Example Road, Luton", "LU1 9ZZ"), ("14 example rd", "lu19zz"), ("14, Example Road LU1 9ZZ", "LU1 9ZZ")]
    town.expect(rule, Grouping.ADDRESS, [town.concern(town.adult(*home), 5 + n) for n, home in enumerate(homes)])
    town.expect(rule, Grouping.SOURCE, [
        town.names(town.concern(town.adult(), 30 * n), who, relationship=how)
        for n, (who, how) in enumerate([("Terry Vance", "befriender"), ("Mr Terry Vance", "a friend"), ("VANCE, Terry", "lodger")])
    ])  # fmt: skip
    town.expect(rule, Grouping.STAFF, [
        town.names(town.concern(town.adult(), 30 * n), "Jo Carter", position_of_trust=True, relationship="paid carer") for n in range(3)
    ])  # fmt: skip
    said = [town.concern(town.adult(), 40 + n, provider="Sample Home Care Ltd") for n in range(2)]
    town.expect(rule, Grouping.PROVIDER, [*said, town.names(town.concern(town.adult(), 9), "The Sample Home Care", is_organisation=True)])
    ward = [town.names(town.concern(town.adult(), 9 * n), "Luton Vale Hospital, Ward 7", is_organisation=True) for n in range(3)]
    town.expect(rule, Grouping.WARD, ward)
    elsewhere = town.names(town.concern(town.adult(), 33), "Luton Vale Hospital", is_organisation=True)
    town.expect(rule, Grouping.PROVIDER, [*ward, elsewhere])


def rising(town: Planted) -> None:
    rule = PatternRule.ESCALATING
    adult = town.adult()
    town.expect(rule, Grouping.ADULT, [town.concern(adult, 60, "green", outcome="advice"), town.concern(adult, 6, "amber")])
    for grouping, how in ((Grouping.SOURCE, {"relationship": "neighbour"}), (Grouping.STAFF, {"position_of_trust": True})):
        who = {Grouping.SOURCE: "Robin Next", Grouping.STAFF: "Robin Paid"}[grouping]
        town.expect(rule, grouping, [town.names(town.concern(town.adult(), days, rag), who, **how) for days, rag in ((50, "amber"), (5, "red"))])
    steps = [(70, "green"), (50, "amber"), (5, "red")]
    three = [town.concern(town.adult("9 Rising Street", "LU4 9ZZ"), *step) for step in steps]
    _both(town, Grouping.ADDRESS, three)
    home = [town.names(town.concern(town.adult(), *step), "Rising Lodge", is_organisation=True) for step in steps]
    _both(town, Grouping.PROVIDER, home)
    ward = [town.names(town.concern(town.adult(), *step), "Rising Infirmary, Ward 2", is_organisation=True) for step in steps]
    _both(town, Grouping.WARD, ward)
    _both(town, Grouping.PROVIDER, ward)


def _both(town: Planted, grouping: Grouping, cases: list[Case]) -> None:
    for rule in (PatternRule.ESCALATING, PatternRule.REPEATED):
        town.expect(rule, grouping, cases)


def admissions(town: Planted) -> None:
    """Events count from when they happened, however old the case is on which they are recorded."""
    rule, kind = PatternRule.ADMISSIONS, CareKind.ADMISSION_HARM
    case = town.concern(town.adult(), 500, outcome="advice")
    town.expect(rule, Grouping.ADULT, [town.event(case, kind, 20), town.event(case, kind, 200)])
    house = [town.concern(town.adult("77 Frail Row", "LU5 9ZZ"), 500, outcome="advice") for _ in range(3)]
    town.expect(rule, Grouping.ADDRESS, [town.event(each, kind, 10) for each in house])
    ward = [town.names(town.concern(town.adult(), 500, outcome="advice"), "Frail Court, East Wing", is_organisation=True) for _ in range(3)]
    events = [town.event(each, kind, 30) for each in ward]
    town.expect(rule, Grouping.WARD, events)
    town.expect(rule, Grouping.PROVIDER, events)


def discharges(town: Planted) -> None:
    case = town.concern(town.adult(), 400, outcome="advice")
    kinds = [(CareKind.DISCHARGE, 10), (CareKind.ENDED, 60), (CareKind.DISCHARGE, 300)]
    town.expect(PatternRule.DISCHARGES, Grouping.ADULT, [town.event(case, *each) for each in kinds])


def bursts(town: Planted) -> None:
    for last, rules in ((3, [PatternRule.BURST]), (40, [PatternRule.BURST, PatternRule.SILENCE]), (150, [PatternRule.SILENCE])):
        case = town.concern(town.adult(), last + 20)
        calls = [case.referrals.get(), *(town.report(case, last + 5 * n, Class.SAME_CONCERN) for n in range(2))]
        calls.append(town.event(case, CareKind.SOUGHT_HELP, last + 2))
        for rule in rules:
            town.expect(rule, Grouping.ADULT, calls)
    resolved = town.concern(town.adult(), 60)
    for n in range(3):
        town.report(resolved, 50 + n, Class.SAME_CONCERN)
    town.expect(PatternRule.BURST, Grouping.ADULT, list(resolved.referrals.all()))
    Case.objects.filter(pk=resolved.pk).update(stage=Stage.CLOSED, outcome="early_help", closed_at=town.at(30))


def drawing_back(town: Planted) -> None:
    case = town.concern(town.adult(), 100)
    signs = [town.event(case, CareKind.MISSED, 50), town.bounced(case, 20), town.tried(case, 5, Reached.DECLINED)]
    signs.append(town.event(case, CareKind.NOT_ENGAGING, 12))
    town.expect(PatternRule.DISENGAGED, Grouping.ADULT, signs)
    spoken = town.concern(town.adult(), 100)
    for days in (30, 20, 10):
        town.tried(spoken, days)
        town.bounced(spoken, days, Bounce.FULL)
    town.tried(spoken, 2, Reached.SPOKE)
