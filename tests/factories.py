"""Cases for tests, made by the use cases themselves, so that they are as real ones are."""

from datetime import date, datetime
from hashlib import sha256
from types import SimpleNamespace
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.cases.access import search_mark
from mash.cases.models import Case
from mash.cases.queries import mark_of_step
from mash.cases.services.cases import create_adult_for_case, open_case, reopen_case
from mash.cases.services.clocks import meet_clock, owe, start_clock
from mash.cases.services.closing import close_case
from mash.cases.services.lost_messages import sweep_messages
from mash.cases.services.records import log_contact, record_consultation
from mash.cases.services.steps import settle, settle_step
from mash.cases.states import Clock, Outcome, Party, Rag, Reached, Stage, StepName, StepState, Tri
from mash.organisations.models import Organisation
from mash.outbox.models import Message
from mash.outbox.relay import Relay
from mash.outbox.services import queue_message
from mash.outbox.states import Channel as Way
from mash.people.models import Adult
from mash.references import new_reference
from mash.trail.services import System
from partners.queries import shown_to
from partners.rules import fingerprint
from referrals.models import Mail, Referral
from referrals.services.accepting import record_arrival
from referrals.states import Channel, Class, Danger, MailKind
from tests.kept import kept
from thresholds.queries import matrix_in_force
from thresholds.rules import Facts
from triage.rules import Weighed
from triage.services import decide_triage, rate_concern
from triage.states import Factor, RiskNow, Weight

NAMES = [
    ("Maureen", "Ashdown"), ("Derek", "Oakley"), ("Shanaz", "Malik"), ("Patrick", "O'Hara"), ("Irena", "Nowak"),
    ("Winston", "Clarke"), ("Joan", "Fairweather"), ("Tariq", "Hussain"), ("Beryl", "Hopton"), ("Luis", "Ferreira"),
]  # fmt: skip
WORRY = "She has bruises on both arms and says her nephew keeps her bank card. She seemed frightened when he came in."

FACTS = {
    Rag.RED: {"types": ("PHY",), "indicators": ("PHY3b",)},
    Rag.AMBER: {"types": ("FIN",), "indicators": ("FIN2c",)},
    Rag.GREEN: {"types": ("FIN",), "indicators": ("FIN1a",)},
}


def facts(rag: Rag = Rag.AMBER, **changed: object) -> Facts:
    """Answers that lead the shipped matrix to suggest this colour."""
    gates = {gate.code: Tri.YES for gate in matrix_in_force()[1].gates}
    return Facts(**({"gates": gates, **FACTS[rag]} | changed))


def previewed(case: Case, concern: str, *agencies: Organisation, with_address: bool = False) -> str:
    """What stands for the preview of what these agencies are shown."""
    return fingerprint(shown_to(case, agency, concern, with_address=with_address) for agency in agencies)


def no_concern() -> tuple[Weighed, ...]:
    """The nine factors of seriousness, none of which worries anybody."""
    return tuple(Weighed(factor, Weight.NO_CONCERN) for factor in Factor)


def make_referral(case: Case, *, read_by: User | None = None, **changed: object) -> Referral:
    """One report on a case, with its clocks, as accepting it writes them."""
    at = case.opened_at
    words: dict[str, object] = {
        "reference": new_reference("R"), "case": case, "once_key": uuid4(),
        "code_sha256": sha256(uuid4().bytes).hexdigest(), "channel": Channel.PUBLIC, "worry": WORRY, "received_at": at,
        "danger": Danger.YES if case.danger_now else Danger.NO, "adult_name": "An invented adult",
        "referrer_name": "Robin Reporter", "referrer_email": "robin@example.org", "contact_is_safe": True,
    }  # fmt: skip
    referral = Referral.objects.create(**(words | changed))
    record_arrival(once_key=referral.once_key, channel=Channel(referral.channel), received_at=referral.received_at)
    start_clock(case, Clock.SEEN, about=referral.reference, at=at, when="danger_now" if case.danger_now else "")
    owe(case, Clock.FEEDBACK, about=referral.reference)
    if read_by:
        referral.read_at, referral.read_by, referral.classed = timezone.now(), read_by, Class.NEW_CONCERN
        referral.save(update_fields=["read_at", "read_by", "classed"])
        meet_clock(case, Clock.SEEN, about=referral.reference)
    return referral


def make_mail(referral: Referral, raw: bytes = b"Subject: Worried\r\n\r\nShe has bruises.") -> Mail:
    """The message that a report was made of."""
    return Mail.objects.create(
        mailbox="test", key=str(referral.once_key), position=1, once_key=referral.once_key, raw=raw, referral=referral,
        sha256=sha256(raw).hexdigest(), kind=MailKind.CONCERN, received_at=referral.received_at,
    )  # fmt: skip


@kept
def make_case(
    people: SimpleNamespace, *, stage: str = "received", rag: str | None = None, adult: bool = True, read: bool = True,
    owner: User | None = None, opened_at: datetime | None = None, danger_now: bool = False, restricted: bool = False,
) -> Case:  # fmt: skip
    """A case at a stage: received, triage, decided (triage ended), mash_enquiry, closed or reopened."""
    worker = people.duty_worker
    stage_wanted = Stage.TRIAGE if stage in ("decided", "closed", "reopened") else Stage(stage)
    with transaction.atomic():
        case = open_case(received_at=opened_at or timezone.now(), danger_now=danger_now, by=System("test"))
        make_referral(case, read_by=worker if read else None)
    if adult:
        case = _with_adult(case, worker)
    if stage_wanted != Stage.RECEIVED:
        colour = Rag(rag or ("red" if stage_wanted in (Stage.MASH_ENQUIRY, Stage.SECTION_42) else "amber"))
        case = rated(case, colour, worker, enquiry=stage_wanted != Stage.TRIAGE)
    if stage in ("decided", "closed", "reopened"):
        case = decided(case, worker)
    if stage in ("closed", "reopened"):
        case = _closed(case, people)
    if stage == "reopened":
        case = reopen_case(reference=case.reference, version=case.version, reason="It began again.", by=worker)
    if owner or restricted:
        Case.objects.filter(pk=case.pk).update(owner=owner, restricted=restricted)
    return Case.objects.get(pk=case.pk)


def settle_all(case: Case, worker: User, senior: User) -> None:
    """The evidence of the seven steps, as a worker would leave it."""
    at = timezone.now()
    said = {"reached": Reached.SPOKE, "happened_at": at, "by": worker, "reference": case.reference}
    log_contact(party=Party.REFERRER, with_whom="Robin Reporter", what_was_said="Says the same on the phone.", **said)
    log_contact(party=Party.ADULT, with_whom="", what_was_said="Wants it to stop, and to stay at home.", **said)
    record_consultation(
        reference=case.reference, senior=senior, question="What now?", advice="Go on.", agencies="", held_at=at, by=worker
    )
    settle(case, StepName.HISTORY, StepState.DONE, "No record on LAS.", worker)
    for name in (StepName.PARTNERS, StepName.PLANNING):
        settle_step(reference=case.reference, name=name, state=StepState.NOT_NEEDED, words="Not for this.", seen=mark_of_step(case, name), by=worker)


def _with_adult(case: Case, worker: User) -> Case:
    number = Adult.objects.count() + 1
    given, family = NAMES[number % len(NAMES)]
    return create_adult_for_case(
        reference=case.reference, version=case.version, searched=search_mark(worker, case.reference), by=worker, given_name=given, family_name=family,
        born_on=date(1936 + number % 50, 1 + number % 12, 1 + number % 28), address=f"{number} Example Row", postcode="LU1 9ZZ",
    )  # fmt: skip


def rated(case: Case, rag: Rag, worker: User, *, enquiry: bool) -> Case:
    answers = facts(rag)
    if enquiry and rag != Rag.RED:  # below Red only the types that always progress reach an enquiry
        answers = facts(rag, types=("DA",), indicators=("DA2b",) if rag == Rag.AMBER else ("DA1a",))
    rate_concern(
        reference=case.reference, version=case.version, facts=answers, seriousness=no_concern(), urgency="U3", rag=rag, by=worker,
        rationale="Invented rationale.", would_change="Word from the GP.",
    )  # fmt: skip
    return Case.objects.get(pk=case.pk)


def decided(case: Case, worker: User) -> Case:
    decide_triage(
        reference=case.reference, version=case.version, outcome=Outcome.ADVICE, by=worker, rationale="Advice is enough.", risk_now=RiskNow.ADVISE, since_rating="Nothing has.",
        would_change="Another report.", connection="Invented Befriending", what_for="Company",
    )  # fmt: skip
    return Case.objects.get(pk=case.pk)


def ready_to_close(people: SimpleNamespace) -> Case:
    """A case of which nothing is left to do but to close it."""
    return _all_done(make_case(people, stage="decided"), people)


def _all_done(case: Case, people: SimpleNamespace) -> Case:
    settle_all(case, people.duty_worker, people.mash_manager)
    for deadline in case.deadlines.open().filter(clock=Clock.FEEDBACK):
        meet_clock(case, Clock.FEEDBACK, about=deadline.about)
    return case


def _closed(case: Case, people: SimpleNamespace) -> Case:
    _all_done(case, people)
    return close_case(
        reference=case.reference, version=case.version, outcome=Outcome.ADVICE, adult_told="Told by phone.",
        protection="None needed.", rationale="Nothing more for the hub.", by=people.duty_worker,
    )


def letter_to_post(*, about: str = "R-0000-0001", recipient: str = "Robin Example\n12 Example Row\nLuton LU1 9ZZ", **more: object) -> Message:
    """A letter that the relay has left to whoever posts it, and the task that asks for it."""
    words = {"reference": "R-0000-0001", "due": "Monday 1 June at 12:00"}
    message = queue_message(
        recipient=recipient, template="acknowledgement", context=words, about=about, channel=Way.LETTER, by=System("test")
    )
    Message.objects.filter(pk=message.pk).update(**more)
    while Relay().send_next():
        pass
    sweep_messages()
    return Message.objects.get(pk=message.pk)
