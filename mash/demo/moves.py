"""What happens in a story of the demo: each move calls the use cases that a worker's click would call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid5

from mash.cases.access import record_search
from mash.cases.adult_states import OutcomesMet
from mash.cases.rules import Without
from mash.cases.services.care import record_care_event
from mash.cases.services.cases import create_adult_for_case, link_adult, reopen_case, take_case
from mash.cases.services.closing import close_case
from mash.cases.services.records import log_contact, record_consultation
from mash.cases.services.steps import settle_step
from mash.cases.states import CareKind, ConsentAnswer, Outcome, Party, Rag, Reached, StepName, StepState, Tri
from mash.people.models import Adult
from mash.people.states import SafeBy
from referrals.desk_rules import Incident
from referrals.models import Referral
from referrals.queries import draft_message, facts_of
from referrals.rules import Details, Report, fingerprint, suggest, suggested_codes, way_for
from referrals.services import rerouting
from referrals.services.accepting import PUBLIC_FORM, accept_referral
from referrals.services.feedback import send_feedback
from referrals.services.incidents import log_incident
from referrals.services.keying import key_referral, log_advice
from referrals.services.reading import classify_referral, join_referral, read_referrals
from referrals.services.referring import send_concern
from referrals.services.rerouting import Receipt
from referrals.states import KEYED, Channel, Class, Danger, Passing, Voice
from thresholds.queries import matrix_in_force
from thresholds.rules import Facts
from thresholds.rules import suggest as suggest_level
from triage.queries import repeats_of
from triage.rules import Conversation, Weighed
from triage.services import check_history, decide_triage, rate_concern, speak_with_adult
from triage.states import Factor, RiskNow, Weight

from . import around_moves, enquiry_moves, paper_moves, partner_moves
from .telling import Move, Telling


def arrive(tale: Telling) -> None:
    """The report comes in."""
    story = tale.story
    name = " ".join(story.adult[:2])
    report = Report(
        worry=story.worry, danger=Danger(story.danger), adult_known=bool(name), adult_name=name,
        adult_whereabouts=story.where, source_words=story.source, voice=Voice(story.voice),
        referrer_name=story.referrer, referrer_role=story.organisation, contact_is_safe=bool(story.referrer) and story.safe,
        referrer_email=f"{story.referrer.split()[0].lower()}@people.example.org" if story.referrer else "",
        referrer_phone="07700 900417" if story.referrer else "",
        details=Details(**story.details) if story.details else None,
    )  # fmt: skip
    referral = _taken_in(tale, report)
    tale.reference, tale.report = referral.case.reference, referral.reference


def _taken_in(tale: Telling, report: Report) -> Referral:
    """By the door through which it came."""
    story, channel = tale.story, Channel(tale.story.channel)
    received_at = tale.cursor - timedelta(hours=story.keyed_after)
    keyed = {"once_key": story.once_key, "report": report, "channel": channel, "received_at": received_at, "by": tale.worker}
    if story.advice:
        return log_advice(advice=story.advice, **keyed)
    if channel == Channel.LOG:
        return _logged(tale)
    if channel in KEYED:
        return key_referral(why_late=story.why_late, **keyed)
    if channel == Channel.PARTNER:
        return send_concern(once_key=story.once_key, report=report, by=tale.town.people[story.sender])
    return accept_referral(once_key=story.once_key, report=report, channel=channel, by=PUBLIC_FORM)


def _logged(tale: Telling) -> Referral:
    """Into the log of a care provider."""
    story, happened_at = tale.story, tale.cursor - timedelta(hours=2)
    born = date.fromisoformat(str(story.adult[2])) if len(story.adult) > 2 else None
    incident = Incident(story.worry, happened_at, adult_name=" ".join(story.adult[:2]), adult_born_on=born, **story.incident)
    return log_incident(once_key=story.once_key, incident=incident, danger=Danger.NO, by=tale.town.people[story.sender])


def read(tale: Telling) -> None:
    """Somebody reads it and takes the case."""
    read_referrals(reference=tale.reference, by=tale.worker)
    if tale.story.joins:
        return _join(tale)
    if tale.story.path != "aside":
        classify_referral(reference=tale.reference, report=tale.report, classed=Class.NEW_CONCERN, by=tale.worker)
        take_case(reference=tale.reference, by=tale.worker)
    return None


def _join(tale: Telling) -> None:
    other = Referral.objects.get(once_key=replace(tale.story, key=tale.story.joins).once_key)
    join_referral(
        reference=tale.reference, report=tale.report, target=other.case.reference, classed=Class.SAME_CONCERN,
        reason="The same adult, and the same worry from another side.", by=tale.worker,
    )  # fmt: skip
    tale.reference = other.case.reference


def pass_on(tale: Telling) -> None:
    """It was meant for another service, which gets it from us."""
    to = tale.town.organisations.get(tale.story.passed_to)
    receipt = Receipt(tale.story.taken_by) if tale.story.taken_by else None
    rerouting.pass_on(
        reference=tale.reference, report=tale.report, once_key=tale.story.once_key, organisation_id=to.pk if to else None,
        service=tale.story.passed_to, how=Passing.PHONE, why=tale.story.words, passed_at=None, receipt=receipt, by=tale.worker,
    )


def find(tale: Telling) -> None:
    """The adult is found on record, or a record is begun."""
    given, family, born, *gender = tale.story.adult
    known = Adult.objects.filter(given_name=given, family_name=family).first()
    shared = {"reference": tale.reference, "version": tale.case.version, "by": tale.worker}
    if known:
        link_adult(adult_id=known.pk, **shared)
    else:
        create_adult_for_case(
            searched=record_search(tale.worker, tale.reference, 0),
            given_name=given, family_name=family, born_on=date.fromisoformat(str(born)), nhs_number=nhs_number(),
            gender=gender[0] if gender else "", address=tale.story.where, postcode="LU1 9ZZ", phone="01632 960244", **shared,
        )


def nhs_number() -> str:
    """The next invented NHS number: 999 and a right check digit."""
    number = Adult.objects.count()
    while True:
        number += 1
        digits = f"999{number:06d}"
        check = 11 - sum(int(d) * (10 - place) for place, d in enumerate(digits)) % 11
        if check != 10 and not Adult.objects.filter(nhs_number=f"{digits}{check % 11}").exists():
            return f"{digits}{check % 11}"


WORRIES = {
    Rag.GREEN: {},
    Rag.AMBER: {
        Factor.DURATION: "Some weeks, by what the referrer says.",
        Factor.IMPACT: "Upset and less well; it may go on if nothing changes.",
    },
    Rag.RED: {
        Factor.VULNERABILITY: "Depends on others for care, and could not get away.",
        Factor.CRIME: "May be a crime. The police were told on the day.",
        Factor.IMPACT: "Hurt, and likely to be hurt again.",
        Factor.COERCION: "Afraid of what happens if they speak.",
    },
}  # fmt: skip


def _weighed(rag: Rag) -> tuple[Weighed, ...]:
    said = WORRIES[rag]
    return tuple(Weighed(f, Weight.CONCERN if f in said else Weight.NO_CONCERN, said.get(f, "")) for f in Factor)


def rate(tale: Telling) -> None:
    """The matrix suggests, and the worker follows it."""
    matrix = matrix_in_force()[1]
    facts = Facts(
        types=tuple(tale.story.types), indicators=tuple(tale.story.indicators),
        gates={gate.code: Tri.YES for gate in matrix.gates}, danger_now=tale.story.danger == "yes",
    )  # fmt: skip
    level = suggest_level(matrix, replace(facts, repeats=repeats_of(tale.case, matrix.repeat.months, tale.worker)))
    rate_concern(
        reference=tale.reference, version=tale.case.version, facts=facts, seriousness=_weighed(level.rag), rag=level.rag, by=tale.worker,
        rationale=tale.story.words or "What is described fits the indicators that were ticked; nothing speaks for less.",
        would_change="A different account from the adult, or something held by a partner.",
        urgency=tale.story.urgency or (level.urgency.code if level.urgency else matrix.urgencies[-1].code), why_later=tale.story.why_later,
    )  # fmt: skip


def gather(tale: Telling) -> None:
    """The referrer, the adult and the record are asked."""
    story, worker = tale.story, tale.worker
    log_contact(
        reference=tale.reference, party=Party.REFERRER, with_whom=story.referrer, reached=Reached.SPOKE,
        happened_at=tale.cursor, what_was_said="Repeats what the report says, and has seen it more than once.", by=worker,
    )  # fmt: skip
    check_history(reference=tale.reference, found="Known to the council for equipment; no earlier concern.", las_id="", seen=0, by=worker)
    speak_with_adult(
        reference=tale.reference, by=worker,
        said=Conversation(
            reached=Reached.SPOKE, happened_at=tale.cursor, what_was_said="Spoke alone, at home, for half an hour.",
            safe_by=SafeBy.PHONE, safe_when="Weekday mornings, when nobody else is in", own_words=story.wishes,
            desired_outcomes="To be safe, to stay at home, and to be asked first.",
            to_referral=ConsentAnswer.YES, to_sharing=ConsentAnswer.YES,
        ),
    )  # fmt: skip


def recur(tale: Telling) -> None:
    """What happened in the adult's care before, as the surgery or the hospital tells."""
    for number, (kind, days, service, words) in enumerate(tale.story.events):
        record_care_event(
            reference=tale.reference, once_key=uuid5(tale.story.once_key, str(number)), kind=CareKind(kind), service=service,
            happened_at=tale.now - timedelta(days=days), words=words, attempts="", by=tale.worker,
        )


def consult(tale: Telling) -> None:
    """A senior is asked."""
    record_consultation(
        reference=tale.reference, senior=tale.manager, question="What follows from what we have?",
        advice="Go on as proposed, keep the adult's wishes in front, and write down what would change it.",
        agencies="Chiltern Vale Police" if tale.story.path == "enquiry" else "", held_at=tale.cursor, by=tale.practitioner,
    )  # fmt: skip


def decide(tale: Telling) -> None:
    """Triage ends."""
    decide_triage(
        reference=tale.reference, version=tale.case.version, outcome=Outcome(tale.story.outcome), by=tale.worker,
        risk_now=RiskNow.ADVISE, since_rating="Spoken with the adult since: nothing new, and nobody in danger.",
        rationale="The adult's wishes can be met this way, and nothing shows a risk that needs an enquiry.",
        would_change="Another report, or the adult changing their mind.", connection=tale.story.connection,
        what_for="What the adult asked for", why_no_connection="" if tale.story.connection else "The adult wants none.",
    )  # fmt: skip


def settle(tale: Telling) -> None:
    """Steps that were not needed are said so."""
    done = set(tale.case.steps.values_list("name", flat=True))
    for name in (StepName.PARTNERS, StepName.PLANNING):
        if name not in done:
            settle_step(
                reference=tale.reference, name=name, state=StepState.NOT_NEEDED, seen=0, by=tale.worker,
                words="Not in proportion to what was found.",
            )  # fmt: skip


def feedback(tale: Telling) -> None:
    """Each referrer hears what they may hear."""
    for referral in tale.case.referrals.order_by("pk"):
        facts = facts_of(tale.case, referral)
        usual = suggest(facts)
        said = {"codes": sorted(suggested_codes(facts, usual.kind, usual.extent)), "added": "", "again_on": None}
        text = draft_message(referral, facts, usual.kind, usual.extent, **said)
        seen = fingerprint(text, way_for(facts), referral.feedback.count())
        send_feedback(
            reference=tale.reference, report=referral.reference, once_key=referral.once_key, kind=usual.kind,
            extent=usual.extent, seen=seen, by=tale.worker, **said,
        )  # fmt: skip


def close(tale: Telling) -> None:
    """The hub's work ends."""
    around_moves.answer_for(tale)
    case = tale.case
    close_case(
        reference=tale.reference, version=case.version, outcome=Outcome(tale.story.outcome), by=tale.manager, outcomes_met=OutcomesMet.MET,
        adult_told="By telephone, at the time they chose.", protection="In place, and the adult knows whom to ring.",
        rationale="Nothing is left that needs the hub.", would_change="Another report, or word from the adult.",
        without=Without(handover="" if case.handed_over_at else "Settled within the hub; the locality team was told."),
    )  # fmt: skip


def reopen(tale: Telling) -> None:
    """It was not over."""
    words = "The neighbour rang: the shouting has begun again."
    reopen_case(reference=tale.reference, version=tale.case.version, reason=words, by=tale.worker)


MOVES: dict[str, Move] = {
    move.__name__: move
    for move in (
        arrive, read, pass_on, find, rate, gather, recur, consult, decide, settle, feedback, close, reopen,
        *around_moves.MOVES, *partner_moves.MOVES, *enquiry_moves.MOVES, *paper_moves.MOVES,
    )
}  # fmt: skip
