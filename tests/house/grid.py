"""Who is answered what: every address, asked by everyone, both ways, of cases built by the use cases themselves."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from audit.services import draw_sample
from audit.states import LabPeriod
from enquiries.services.handovers import decide_handover, meet_handover, propose_handover
from enquiries.services.holding import take_enquiry
from enquiries.services.meetings import plan_meeting, record_attendance
from enquiries.services.plans import add_action, agree_plan
from enquiries.services.risks import record_risk
from enquiries.states import MeetingKind, Place
from mash.accounts.middleware import STAMP
from mash.accounts.models import User
from mash.accounts.roles import Role
from mash.cases.adult_rules import MarkerSaid, NeedSaid, Part, ResponseSaid
from mash.cases.adult_states import MarkerKind, Met, NeedKind, NeedState
from mash.cases.calendar import in_force, is_shut
from mash.cases.chronology_states import PaperKind
from mash.cases.models import Case, PatternAlert
from mash.cases.pattern_rules import Numbers
from mash.cases.rules import Offer
from mash.cases.services.closures import propose_closure
from mash.cases.services.connections import offer_connection
from mash.cases.services.markers import set_marker
from mash.cases.services.needs import record_need, record_response
from mash.cases.services.papers import draw_paper
from mash.cases.services.patterns import keep_patterns
from mash.cases.services.shifts import accept_shift, hand_over_shift
from mash.cases.services.texts import propose_text
from mash.cases.services.timescales import propose_timescales
from mash.cases.services.written_reports import sign_report
from mash.cases.states import ClosureKind
from mash.cases.summary import summary_content
from mash.cases.text_queries import running as running_text
from mash.cases.texts import text_named
from mash.cases.timescale_changes import values_of
from mash.cases.timescale_queries import version_in_force
from mash.cases.working_time import working_day_from
from mash.documents.services import take_in
from mash.organisations.queries import agencies
from mash.organisations.services import end_agreement
from mash.organisations.states import Kind
from mash.trail.services import System
from partners.changes import PARTICULARS
from partners.rules import Ask
from partners.services.asking import ask_partner
from partners.services.changing import propose_change
from partners.states import Basis, ChangeKind
from referrals.services.files import attach_files
from tests.cases.disputed import disputed
from tests.factories import letter_to_post, make_case, make_mail, previewed
from tests.town import Town
from thresholds.queries import version_in_force as matrix_version
from thresholds.services import draft_matrix, propose_matrix

ASKERS = {
    "anon": ("", "open"), "duty": (Role.DUTY_WORKER, "open"), "practit": (Role.PRACTITIONER, "open"),
    "manager": (Role.MASH_MANAGER, "open"), "head": (Role.HEAD_OF_SERVICE, "open"), "qa": (Role.QA_MANAGER, "open"),
    "local": (Role.LOCALITY_MANAGER, "open"), "l.offer": (Role.LOCALITY_MANAGER, "offered"),
    "l.own": (Role.LOCALITY_MANAGER, "own"), "partner": (Role.PARTNER, "open"),
    "p.mgr": (Role.PARTNER_MANAGER, "open"), "board": (Role.BOARD_MEMBER, "open"), "admin": (Role.ADMINISTRATOR, "open"),
}  # fmt: skip
"""Column: who asks, and of which case. The heading of the table says the same in words."""
PORTAL = ("asked", "unasked", "lapsed")
ABSENT = {"reference": "M-0000-0000", "report": "R-0000-0000", "check": "K-0000-0000", "adult": "P-0000-0000",
          "connection": "N-0000-0000", "pattern": "A-0000-0000", "dispute": "D-0000-0000", "paper": "F-0000-0000"}  # fmt: skip
FIXED = {
    "number": 1, "attendee": 1, "term_id": 1, "kind": "holding", "extent": "limited", "name": "planning", "answer": "nothing_held",
    "what": "unseen", "clock": "s42_decision", "about": "case", "uidb36": "0", "key": "set-password",
    "section": "types", "part": "PHY", "sample_id": 1, "second_id": 1,
    "letter": "6f2c1a0e-9f6e-4a1e-8f57-0d6a2f4f9a12", "action_id": 0, "intelligence": "V-0000-0000",
    "need": "housing", "marker_id": 0, "response_id": 0, "search": "0a0a0a0a", "text": "protection", "code": "R4",
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its name, and the words that stand in it."""

    name: str
    words: frozenset[str]

    @property
    def of_case(self) -> bool:
        return bool(self.words & {"reference", "adult"}) and not self.of_portal and not self.of_machines

    @property
    def of_machines(self) -> bool:
        """The API: a person's session is nothing there, whoever they are."""
        return self.name.startswith("referrals:api:")

    @property
    def of_portal(self) -> bool:
        return self.name.startswith("partners:") and bool(re.search("portal|answer_check", self.name))


def addresses(within: URLResolver | None = None, space: str = "", words: frozenset[str] = frozenset()) -> Iterator[Address]:
    """Every pattern of the resolver."""
    for each in (within or get_resolver()).url_patterns:
        taken = words | frozenset(each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            yield from addresses(each, f"{space}{each.namespace}:" if each.namespace else space, taken)
        else:
            yield Address(f"{space}{each.name}", taken)


@dataclass(frozen=True)
class Row:
    """One line of the table: what each asker was answered."""

    address: Address
    relation: str
    method: str
    cells: dict[str, str]

    @property
    def says_nothing(self) -> bool:
        """No one may ask so: the address knows only the other method."""
        return set(self.cells.values()) <= {"405", "sign-in"} and "405" in self.cells.values()

    def __str__(self) -> str:
        name = f"{self.address.name} {self.relation}".strip()
        return f"{name:38}{self.method:6}{''.join(f'{cell:9}' for cell in self.cells.values())}".rstrip()


@dataclass
class Scene:
    """Whom and what there is to ask for."""

    people: dict[str, User]
    cases: dict[str, dict[str, object]] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    town: Town | None = None
    proposals: dict[str, int] = field(default_factory=dict)

    @classmethod
    def build(cls) -> "Scene":
        town = Town.build(System("test"))
        scene = cls(people=town.people, town=town)
        people = SimpleNamespace(**town.people, **town.organisations)
        for relation, team in (("open", people.other_locality), ("offered", people.locality), ("own", people.locality)):
            scene.cases[relation] = furnished(people, team, accept=relation == "own")
        scene.cases["restricted"] = furnished(people, people.locality, accept=True)
        Case.objects.filter(reference=scene.cases["restricted"]["reference"]).update(restricted=True)
        keep_patterns(numbers=Numbers(repeats=1))
        for words in scene.cases.values():
            words["pattern"] = PatternAlert.objects.filter(records__case__reference=words["reference"]).first().reference
        scene.cases["absent"] = ABSENT
        scene.checks = {"asked": str(scene.cases["open"]["check"]), "unasked": ask(make_case(people), people, people.trust)}
        scene.checks["lapsed"] = scene.checks["asked"]
        letter_to_post(reference=FIXED["letter"])
        scene.proposals = proposed(people.mash_manager) | {"change_id": handed_over(people)} | drawn(people)
        for role, person in town.people.items():
            client = Client()
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            session = client.session
            session[STAMP] = (timezone.now() + timedelta(hours=1)).timestamp()  # the clicks that follow have nothing to write
            session.save()
            scene.sessions[role] = session.session_key
        return scene

    def ask(self, address: Address, method: str, role: str, words: dict[str, object]) -> HttpResponse:
        """One request in a browser of its own, as if it had never been made."""
        client = Client()
        if role:
            client.cookies["sessionid"] = self.sessions[role]
        url = reverse(address.name, kwargs={word: words[word] for word in address.words})
        before = transaction.savepoint()  # the trail's connection is the same one here
        response = getattr(client, method.lower())(url)
        transaction.savepoint_rollback(before)
        return response

    def words(self, relation: str) -> dict[str, object]:
        """What stands in an address of this case."""
        return FIXED | {"agreement_id": self.town.agreement.pk, "person_id": self.people[Role.PARTNER].pk} | self.proposals | ABSENT | self.cases[relation]


def handed_over(people: SimpleNamespace) -> int:
    """A shift change that was accepted."""
    change = hand_over_shift(once_key=uuid4(), words="Ring the GP.", by=people.duty_worker)
    return accept_shift(change_id=change.pk, by=people.practitioner).pk


def furnished(people: SimpleNamespace, team: object, *, accept: bool) -> dict[str, object]:
    """A Red case in MASH enquiry with everything that has an address, offered to a team, and accepted or not."""
    case = make_case(people, stage="mash_enquiry")
    make_mail(case.referrals.get())
    reference, by = case.reference, people.practitioner
    check = ask(case, people, people.police)
    take_enquiry(reference=reference, version=case.version, by=by)
    record_risk(reference=reference, abuse_type="PHY", source_id=0, place=Place.OWN_HOME, words="Bruises.", by=by)
    now = timezone.now()
    plan_meeting(reference=reference, kind=MeetingKind.PLANNING, at=now, agenda="Safety.", adult_invited=True, by=by)
    record_attendance(reference=reference, number=1, name="Pat Police", organisation="Invented Police", by=by)
    agree_plan(reference=reference, aim="Safe at home.", contingency="Ring the hub.", by=by)
    due = timezone.localdate() + timedelta(days=3)
    add_action(reference=reference, what="Change locks.", agency="Invented Homes", person="Lee Lock", due_on=due, by=by)
    report = [{"what": "Change the locks.", "who": "Lee Lock", "by_on": due.isoformat()}]
    sign_report(reference=reference, number=1, edition=0, analysis="He has a key.", recommendations=report, by=by)
    attach_files(case.referrals.get(), [take_in(name="note.txt", content=b"Bruises, twice.", by=by).pk])
    around = told_around(reference, by)
    connection = offer_connection(reference=reference, offer=Offer("Invented Befriending", "Company"), by=by)
    paper = draw_paper(reference=reference, kind=PaperKind.SUMMARY, write=summary_content, by=by)
    version = Case.objects.get(pk=case.pk).version
    dispute = disputed(case, by)
    propose_handover(reference=reference, version=version, to_team_id=team.pk, summary="Risks.", by=by)
    meet_handover(
        reference=reference, version=version + 1, met_at=now, met_with="Lou", responsibilities="Visits.", starts_on=due, by=by
    )
    if accept:
        decide_handover(reference=reference, version=version + 2, accept=True, by=people.locality_manager)
    return {"reference": reference, "report": case.referrals.get().reference, "check": check, "adult": case.adult.reference,
            "connection": connection.reference, "dispute": dispute.reference, "paper": paper.reference} | around


def told_around(reference: str, by: User) -> dict[str, int]:
    """Two needs that nobody meets, what the services do about them, and a warning marker."""
    soon = timezone.localdate() + timedelta(days=14)
    for kind in (NeedKind.HOUSING, NeedKind.MONEY):
        need = NeedSaid(kind, NeedState.NEED, "No heating.", met=Met.NO, source="The adult")
        record_need(reference=reference, said=need, seen=0, by=by)
    parts = tuple(Part(kind, "Invented Homes", "Mends it", soon) for kind in (NeedKind.HOUSING, NeedKind.MONEY))
    response = record_response(reference=reference, said=ResponseSaid("Luton Council", "Lee", "Home.", soon, parts), seen=0, by=by)
    said = MarkerSaid(MarkerKind.DOG, "Ring first.", "It bit a carer.", "A carer", soon, disclosed=True)
    return {"marker_id": set_marker(reference=reference, said=said, by=by).pk, "response_id": response.pk}


def drawn(people: SimpleNamespace) -> dict[str, int]:
    """A sample of one rating, which the Head of Service was asked to rate again."""
    sample = draw_sample(once_key=uuid4(), rater_id=people.head_of_service.pk, period=LabPeriod.EVER, size=1, by=people.mash_manager)
    return {"sample_id": sample.pk, "second_id": sample.ratings.get().pk}


def proposed(by: User) -> dict[str, int]:
    """A change of the timescales, of a day, of the matrix and of a standard text, each waiting for an answer; and a draft of the matrix."""
    running = version_in_force()
    values = values_of(running.data) | {"opens": "08:30"}
    version = propose_timescales(values=values, base_id=running.pk, reason="We open earlier.", by=by)
    day = working_day_from(timezone.localdate() + timedelta(days=40), in_force().hours, is_shut)
    closure = propose_closure(day=day, kind=ClosureKind.SHUT, reason="The hub moves house.", by=by)
    matrix = deepcopy(matrix_version().data) | {"note": "As the Board wishes."}
    draft = draft_matrix(data=matrix, by=by)
    propose_matrix(version_id=draft.pk, edition=draft.edition, reason="The Board asked for it.", by=by)
    other = draft_matrix(data=matrix, by=by)
    text = text_named(FIXED["text"])
    base = running_text(text)
    words = {piece.key: f"{piece.words} Thank you." for piece in text.pieces(base)}
    wording = propose_text(text=text, base_id=base.pk, words=words, reason="Politer.", by=by)
    return {
        "version_id": version.pk, "closure_id": closure.pk, "matrix_id": draft.pk, "draft_id": other.pk, "text_id": wording.pk,
        "proposal_id": partner_proposed(by), "partner_id": agencies().first().pk,
    }  # fmt: skip


def partner_proposed(by: User) -> int:
    """A new partner, waiting for an answer."""
    said = dict.fromkeys(PARTICULARS, "") | {"name": "Invented Probation", "kind": Kind.PROBATION.value}
    return propose_change(kind=ChangeKind.NEW_PARTNER, content=said, reason="They joined.", by=by).pk


def ask(case: Case, people: SimpleNamespace, agency: object) -> str:
    """One agency is asked about a case."""
    return ask_partner(
        reference=case.reference, asks=[Ask(agency.pk, "Were officers called?")], purpose="To decide whether she is safe",
        basis=Basis.SAFEGUARDING, basis_reason="Public task", concern="Bruises were seen", once=uuid4(),
        seen=previewed(case, "Bruises were seen", agency), by=people.duty_worker,
    )[0].reference  # fmt: skip


def verdict(response: HttpResponse) -> str:
    """A cell of the table."""
    if response.status_code == 302 and response["Location"].startswith("/sign-in/"):
        return "sign-in"
    return str(response.status_code)


def rows(scene: Scene) -> Iterator[Row]:
    """The whole table. The agreement ends last: a lapsed portal is asked then."""
    asked = [(address, relation) for relation in ("", *PORTAL) for address in addresses() if address.of_portal == bool(relation)]
    for address, relation in asked:
        if relation == "lapsed":
            end_agreement(agreement_id=scene.town.agreement.pk, by=System("test"))
        for method in ("GET", "POST"):
            row = Row(address, relation, method, _cells(scene, address, relation, method))
            if not row.says_nothing:
                yield row


def _cells(scene: Scene, address: Address, relation: str, method: str) -> dict[str, str]:
    more = {"reference": scene.checks[relation]} if relation else {}
    return {
        asker: verdict(scene.ask(address, method, role, scene.words(of) | more)) for asker, (role, of) in ASKERS.items()
    }
