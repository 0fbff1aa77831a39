"""Who may see which reports outside a case: an agency its own, and the hub its calls for advice and the incident log."""

from django.db.models import Q, QuerySet

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import refuse, visible_cases
from mash.trail.services import record_apart
from mash.trail.verbs import Verb

from .models import Referral
from .states import Channel, SetAside


def own_referrals(actor: User) -> QuerySet[Referral]:
    """What this person's agency sent signed in, or by its system; what a colleague keeps to themselves left out.

    No sharing agreement is asked for. Under a lapsed one nothing of the hub's may reach the agency; here it sees only
    its own words and what its referrer is told, which anybody with a reference and a code sees too. A report must never
    find a shut door because of a paper that was not renewed (no wrong front door).
    """
    if not actor.may(Permission.REFER):
        return Referral.objects.none()
    return _of_agency(actor).exclude(set_aside=SetAside.LOGGED)


def _of_agency(actor: User) -> QuerySet[Referral]:
    shared = Q(author_only=False) | Q(keyed_by=actor)
    return Referral.objects.filter(shared, agency=actor.organisation_id)


def own_referral_for(actor: User, reference: str, *, purpose: str) -> Referral:
    """One of the agency's own reports, recorded before it is shown. Anybody else's and none look the same: 404."""
    found = own_referrals(actor).select_related("case", "keyed_by", "particulars").filter(reference=reference).first()
    if found is None:
        refuse(actor, reference, purpose)
    chain = f"reads:{found.case.reference}"
    record_apart(Verb.VIEWED, chain=chain, by=actor, subject=reference, detail={"purpose": purpose})
    return found


def advice_calls(actor: User) -> QuerySet[Referral]:
    """Calls for advice that this person may read: they stand on cases, and whoever sees the case sees the call."""
    return Referral.objects.filter(set_aside=SetAside.ADVICE_CALL, case__in=visible_cases(actor))


def own_incidents(actor: User) -> QuerySet[Referral]:
    """What this person's care service logged, also what the hub has taken up since; as with its reports, what a colleague
    keeps to themselves left out, and no agreement asked for: it is their own words.
    """
    return _of_agency(actor).filter(channel=Channel.LOG) if actor.logs_incidents else Referral.objects.none()


def logged_incidents(actor: User) -> QuerySet[Referral]:
    """What care providers logged, for whoever sees the hub's cases. One that was restricted exists for named people only."""
    if not actor.may(Permission.SEE_CASES):
        return Referral.objects.none()
    return Referral.objects.filter(channel=Channel.LOG, case__in=visible_cases(actor))
