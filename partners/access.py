"""The portal's door: one agency's own checks, while an agreement with it is in force on this very request."""

from collections.abc import Callable
from functools import wraps

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mash.accounts.models import User
from mash.cases.access import refuse, visible_cases
from mash.organisations.queries import has_live_agreement
from mash.trail.services import record_apart
from mash.trail.verbs import Verb

from .models import Check
from .states import CheckState

View = Callable[..., HttpResponse]


def portal_checks(actor: User) -> QuerySet[Check]:
    """The checks that exist for this person: their agency's own, on cases that are shared with it today."""
    if not actor.is_partner:
        return Check.objects.none()
    own = Check.objects.filter(agency=actor.organisation_id, case__in=visible_cases(actor))
    return own.exclude(state=CheckState.WITHDRAWN)


def portal_check_for(actor: User, reference: str, *, purpose: str) -> Check:
    """One check for one person of the agency that was asked, recorded before it is shown. Anything else is a 404."""
    related = ("case", "agency", "asked_by", "answered_by", "read_by")
    check = portal_checks(actor).select_related(*related).filter(reference=reference).first()
    if check is None:
        refuse(actor, reference, purpose)
    chain = f"reads:{check.case.reference}"
    record_apart(Verb.VIEWED, chain=chain, by=actor, subject=reference, detail={"purpose": purpose})
    return check


def withdrawn_check(actor: User, reference: str) -> Check | None:
    """A question to this person's agency that was withdrawn, of which it had word. Only for whoever wrote an answer to it:
    it says that it is gone and nothing of the case, and to anybody else it does not exist.
    """
    if not actor.is_partner:
        return None
    return Check.objects.filter(agency=actor.organisation_id, reference=reference, state=CheckState.WITHDRAWN).first()


def portal_page(view: View) -> View:
    """Every page of the portal: without an agreement in force all of them are one and the same plain page.

    Known and unknown addresses answer alike, so that a shut portal tells nothing. People of the council get a 404.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **path: str) -> HttpResponse:
        actor, where = request.user, path.get("reference", "portal")
        if not actor.is_partner:
            refuse(actor, where, "portal")
        if not has_live_agreement(actor.organisation_id):
            detail = {"purpose": "portal", "why": "no agreement in force"}
            record_apart(Verb.REFUSED, chain=f"refused:{actor.pk}", by=actor, subject=where, detail=detail)
            return render(request, "partners/lapsed.html", status=403)
        return view(request, **path)

    return guarded
