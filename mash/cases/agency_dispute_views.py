"""An agency disagrees: the same page for a check that it was asked and a report that it sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.accounts.roles import Permission

from .access import permit
from .dispute_forms import OF_AGENCY, RaiseDisputeForm, RespondForm
from .dispute_queries import ToldDispute, told_disputes
from .kept_pages import kept_page
from .services.disputes import DisputeMoved, DisputeRefused, raise_dispute, respond_to_dispute


def agency_dispute(request: HttpRequest, *, reference: str, source: str, back: str) -> HttpResponse:
    """The agency says that it disagrees, or what it makes of the answer. Of the case it sees nothing but what it was told.

    The caller's door has looked whether the check or report is there for this person.
    """
    permit(request.user, Permission.RAISE_DISPUTE, subject=source)
    told = told_disputes(request.user, source)
    now = next((each for each in told if each.says), None)
    data = request.POST if request.method == "POST" else None
    if now:
        form = RespondForm(data, initial={"seen": now.seen}, says=now.says)
    else:
        form = RaiseDisputeForm(data, initial={"source": source}, choices=OF_AGENCY)
    if form.is_valid():
        try:
            return _carry_out(request, reference, source, form, now)
        except (DisputeRefused, DisputeMoved) as refused:
            form.add_error(None, str(refused))
    return kept_page(request, "cases/agency_dispute.html", told=told, now=now, form=form, source=source, back=back)


def _carry_out(request: HttpRequest, reference: str, source: str, form: RaiseDisputeForm | RespondForm, now: ToldDispute | None) -> HttpResponse:
    if now:
        respond_to_dispute(reference=reference, dispute=now.row.reference, source=source, by=request.user, **form.said())
        messages.success(request, "Recorded. Thank you.")
    else:
        raise_dispute(reference=reference, claim=form.claim(source=source), by=request.user)
        messages.success(request, "We have recorded that you disagree. You will have an answer on this page. Work on it goes on meanwhile.")
    return redirect(request.path)
