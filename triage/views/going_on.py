"""From one step of a rating to the next: what was answered waits in the worker's draft, and each step has an address."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict

from mash.cases.drafts import Answers, Place, Seen, Unsent, answers_in, drafts_on, load_of, sight_in
from mash.cases.services.drafts import DraftTooLong, keep_draft
from mash.forms.kept import keys_of
from thresholds.matrix import Matrix

from .steps import NOT_CARRIED, PAGES, STEPS, walk


class ToNextStep(HttpResponseRedirect):
    """See the other page (303): what was sent is no use case yet, and stays a draft."""

    status_code = 303


def keep_step(request: HttpRequest, case: Any, step: str) -> HttpResponse | None:
    """Keep what was answered so far and lead on to `step`. None where that is no page, or it is too much to keep."""
    if step not in PAGES:
        return None
    answers = _boxes(request) | answers_in((name, values) for name, values in request.POST.lists() if name not in NOT_CARRIED - {"matrix"})
    seen = sight_in(request.POST.get("draft_seen", ""), case.reference)
    try:
        keep_draft(place=Place(request.path, request.path, case.reference), load=load_of(request.POST), answers=answers, seen=seen, by=request.user)
    except DraftTooLong:
        return None
    asked = {"step": step, "version": request.POST.get("version") or case.version}
    return ToNextStep(f"{request.path}?{urlencode(asked)}")


def kept_step(request: HttpRequest, case: Any) -> tuple[QueryDict | None, Seen | None]:
    """What was answered before the step that is asked for, as if it were sent with it, and what the first step showed of the
    case. None where there is nothing.
    """
    step = request.GET.get("step", "")
    draft = _draft(request, case) if step in PAGES else None
    if draft is None:
        return None, None
    data = draft.as_sent()
    data.update({"to": step, "version": request.GET.get("version") or case.version})
    return data, draft.seen


def left_at(request: HttpRequest, case: Any, matrix: Matrix, name: str) -> str:
    """The step at which somebody left, if they began and did not send it: whoever comes back need not begin again, unless
    what they answered was asked by another version of the matrix.
    """
    draft = _draft(request, case)
    if draft is None:
        return ""
    data = draft.as_sent()
    if data.get("matrix", name) != name:
        return ""
    data["version"] = case.version
    reached = walk(data, matrix, STEPS)
    unseen = (name for name, form in reached.answered.items() if not any(key in data for key in keys_of(form)))
    return next(unseen, reached.step or "decide")


def _draft(request: HttpRequest, case: Any) -> Unsent | None:
    mine = drafts_on(request.user, case) if case.has_drafts else []
    return next((each for each in mine if each.draft.path == request.path), None)


def _boxes(request: HttpRequest) -> Answers:
    """The boxes of the page that was sent: a browser doesn't tell of one that is not ticked."""
    names = request.POST.get("asked", "").split(",")
    return answers_in((name, []) for name in names)
