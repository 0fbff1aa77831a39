"""Handing a case to a Locality Adult Community Team."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import refuse
from mash.cases.chronology_states import EntryKind
from mash.cases.models import Case
from mash.cases.services.cases import tell
from mash.cases.services.clocks import call_off, meet_clock, start_clock
from mash.cases.services.locking import locked_case
from mash.cases.states import Clock, Stage
from mash.organisations.queries import locality_teams
from mash.references import new_reference
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Handover
from ..queries.handovers import decides
from ..queries.records import open_enquiry, open_handover, possible_owners
from ..rules import may_decide, may_propose
from ..states import HandoverState
from .refusals import EnquiryRefused, refuse_if

CONSIDER = "cases.consider"
OF_HANDOVER = (Clock.HANDOVER_MEETING, Clock.HANDOVER_ACCEPTANCE)


@transaction.atomic
def propose_handover(*, reference: str, version: int, to_team_id: int, summary: str, by: User) -> Handover:
    """A locality team is asked to take the adult's case on, and may look at it. The hub owns it until they accept."""
    case = locked_case(reference=reference, by=by, permission=Permission.PROPOSE_HANDOVER, version=version)
    team = locality_teams().select_related("group").filter(pk=to_team_id).first()
    if team is None:
        raise EnquiryRefused("Choose one of the locality teams.")
    refuse_if(may_propose(Stage(case.stage), open_handover(case) is not None, case.team_id == team.pk))
    handover = Handover.objects.create(
        case=case, reference=new_reference("H"), to_team=team, summary=summary, proposed_by=by, proposed_at=timezone.now()
    )
    assign_perm(CONSIDER, team.group, case)
    start_clock(case, Clock.HANDOVER_MEETING, about=handover.reference, at=handover.proposed_at)
    _changed(case, f"Handover to {team.name} proposed. {summary}", by)
    record(Verb.HANDOVER_PROPOSED, chain=f"case:{reference}", by=by, subject=reference, detail={"team": team.name})
    return handover


@transaction.atomic
def meet_handover(
    *, reference: str, version: int, met_at: datetime, met_with: str, responsibilities: str, starts_on: date, by: User
) -> Handover:
    """The seniors of both sides met: who does what for the adult, and from when. The team's answer is now due."""
    case = locked_case(reference=reference, by=by, permission=Permission.PROPOSE_HANDOVER, version=version)
    handover = _under_way(case)
    if handover.state != HandoverState.PROPOSED:
        raise EnquiryRefused("The handover meeting has been recorded.")
    handover.met_with = met_with
    handover.meet(met_at, responsibilities, starts_on)
    handover.save()
    meet_clock(case, Clock.HANDOVER_MEETING, about=handover.reference, at=met_at)
    start_clock(case, Clock.HANDOVER_ACCEPTANCE, about=handover.reference, at=timezone.now())
    _changed(case, f"Handover meeting with {met_with}: {responsibilities}", by, at=met_at)
    record(Verb.HANDOVER_MET, chain=f"case:{reference}", by=by, subject=reference, detail={"starts_on": starts_on})
    return handover


@transaction.atomic
def decide_handover(
    *, reference: str, version: int, accept: bool, by: User, owner_id: int | None = None, reason: str = ""
) -> Handover:
    """The team answers. Accepted: the case and the adult's enquiry are theirs. Refused: the hub goes on owning it."""
    case = locked_case(reference=reference, by=by, permission=Permission.ACCEPT_HANDOVER, version=version)
    handover = _under_way(case)
    if not decides(by, handover):
        refuse(by, reference, "decide_handover")
    refuse_if(may_decide(HandoverState(handover.state), accept))
    at = timezone.now()
    _accept(case, handover, owner_id, by, at) if accept else _refuse(case, handover, reason, by, at)
    handover.save()
    remove_perm(CONSIDER, handover.to_team.group, case)
    verb = Verb.HANDOVER_ACCEPTED if accept else Verb.HANDOVER_REFUSED
    record(verb, chain=f"case:{reference}", by=by, subject=reference, detail={"team": handover.to_team.name})
    return handover


def _accept(case: Case, handover: Handover, owner_id: int | None, by: User, at: datetime) -> None:
    # Whoever accepts answers for the case until they name somebody: it is never nobody's.
    owner = possible_owners(handover).filter(pk=owner_id or by.pk).first()
    if owner is None:
        raise EnquiryRefused("Choose somebody of your team.")
    handover.accept(by, at)
    case.team, case.owner, case.handed_over_at = handover.to_team, owner, at
    enquiry = open_enquiry(case)
    if enquiry and owner and owner.may(Permission.HOLD_ENQUIRY):
        enquiry.holder = owner
        enquiry.save(update_fields=["holder"])
    meet_clock(case, Clock.HANDOVER_ACCEPTANCE, about=handover.reference, at=at)
    _changed(case, f"{handover.to_team.name} accepted the handover", by)


def _refuse(case: Case, handover: Handover, reason: str, by: User, at: datetime) -> None:
    if not reason.strip():
        raise EnquiryRefused("Give the reason why the team does not take the case.")
    handover.refuse(by, at, reason)
    meet_clock(case, Clock.HANDOVER_ACCEPTANCE, about=handover.reference, at=at)
    call_off(case, *OF_HANDOVER, about=handover.reference)
    _changed(case, f"{handover.to_team.name} refused the handover: {reason}", by)


def _under_way(case: Case) -> Handover:
    handover = open_handover(case)
    if handover is None:
        raise EnquiryRefused("No handover is under way.")
    return handover


def _changed(case: Case, what: str, by: User, at: datetime | None = None) -> None:
    case.version += 1
    case.save()
    tell(case, what, source=by.name, by=by, at=at, kind=EntryKind.DECISION)
