"""What every door here does: find the case, ask one use case to act, and answer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict

from mash.accounts.roles import Permission
from mash.cases.access import case_for, permit_on
from mash.cases.pages import case_page, stale_page
from mash.cases.services.locking import Stale

from ..queries.enquiry import abilities
from ..services.refusals import EnquiryRefused


def case_of(request: HttpRequest, reference: str, purpose: str, permission: Permission | None = None) -> Any:
    """The case, if this person may see it and, where the page does something, do this."""
    case = case_for(request.user, reference, purpose=purpose)
    if permission:
        permit_on(request.user, case, permission)
    return case


def page(request: HttpRequest, case: Any, template: str, **context: Any) -> HttpResponse:
    """A page of the case that offers only what this person may do."""
    return case_page(request, case, template, may=abilities(request.user, case), **context)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, if anything was."""
    return request.POST if request.method == "POST" else None


def carry_out(
    request: HttpRequest, form: Form, service: Callable[..., Any], *, then: HttpResponse, done: str, **where: Any
) -> HttpResponse | None:
    """Ask the service. Nothing comes back when it refused: the form then says why, with everything typed still in it."""
    said = form.answers() if hasattr(form, "answers") else form.cleaned_data
    try:
        service(by=request.user, **said, **where)
    except Stale as stale:
        return stale_page(request, stale, form)
    except EnquiryRefused as refused:
        form.add_error(None, str(refused).splitlines())
        return None
    messages.success(request, done)
    return then


def warn(request: HttpRequest, form: Form) -> None:
    """Say what was wrong on the next page, for a button that has no page of its own."""
    for error in [error for errors in form.errors.values() for error in errors]:
        messages.warning(request, error)


def act(
    request: HttpRequest, case: Any, form: Form, service: Callable[..., Any], template: str, *, then: HttpResponse,
    done: str, where: dict[str, int] | None = None, **context: Any,
) -> HttpResponse:  # fmt: skip
    """A whole door: the page with its form; filled in well, the service is asked, and `then` is where it leads."""
    if form.is_valid():
        answer = carry_out(request, form, service, then=then, done=done, reference=case.reference, **(where or {}))
        if answer is not None:
            return answer
    return page(request, case, template, form=form, **context)
