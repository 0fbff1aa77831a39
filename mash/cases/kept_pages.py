"""Pages outside any case whose words are kept while they are typed: keying in, advice calls, tasks, the partner portal."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from mash.forms.kept import put_back

from .drafts import OWN, Place, Unsent, answers_in, drafts_at, load_of, mark_of, place_in, sealed_place
from .services.drafts import DraftTooLong, discard_draft, keep_draft

ASKED = "draft"
"""In an address: which of the forms that somebody began they go on with."""


def kept_page(request: HttpRequest, template: str, *, form: Form, alike: bool = False, status: int = 200, **context: object) -> HttpResponse:
    """Render a page outside any case, with what its reader had typed into its form and not sent.

    `alike`: a new one is begun each time the page is opened, such as one report after the other; what was begun before is
    named above it, and opens when it is asked for. Its form has a key that makes sending it twice harmless.
    """
    drafts = drafts_at(request.user, request.path)
    one = _which(request, form, drafts) if alike else ""
    draft = next((each for each in drafts if each.draft.one == one), None)
    if draft and not form.is_bound:
        put_back(form, draft.answers, request.POST)
    page = f"{request.path}?{ASKED}={one}" if alike else request.path
    shown = {
        "form": form, "keeps": keeps_of(request, Place(request.path, page, one=one)),
        "restored": draft if request.method != "POST" else None, "begun": [each for each in drafts if each is not draft],
    }  # fmt: skip
    return render(request, template, shown | context, status=status)


def keeps_of(request: HttpRequest, place: Place) -> dict[str, object]:
    """What a page carries so that its script can keep the words of one form."""
    return frame_of(request, url=reverse("cases:keep"), seen=sealed_place(place, request.user))


def keep_refused(request: HttpRequest) -> bool:
    """What was sent to a page outside any case and could not be taken waits where it was written, script or no script.
    False where it is too long for that.
    """
    place = Place(request.path, request.path)
    try:
        keep_draft(place=place, answers=answers_in(request.POST.lists()), seen=None, load=load_of(request.POST), by=request.user)
    except DraftTooLong:
        return False
    return True


def forget_words(request: HttpRequest) -> None:
    """What was typed here is left: it says what stands there already, or its writer begins afresh."""
    discard_draft(place=Place(request.path, request.path), by=request.user)


def frame_of(request: HttpRequest, *, url: str, seen: str, here: str = "") -> dict[str, object]:
    """What the frame of every page that keeps words carries: where they are kept, what the page showed, whose page it is,
    when it was opened, whether it was just sent, and, on a page of a case, where its script asks who else is there.
    """
    return {
        "url": url, "here": here, "seen": seen, "person": mark_of(request.user), "posted": request.method == "POST",
        "opened": timezone.now().isoformat(),
    }  # fmt: skip


def _which(request: HttpRequest, form: Form, drafts: list[Unsent]) -> str:
    """The key of this form: as its page said, as it was sent, as it was begun, or a fresh one."""
    said = place_in(request.POST.get(f"{OWN}seen", ""), request.user) if form.is_bound else None
    if said and said.one and said.path == request.path:
        # What goes on under a fresh key is still what was begun on that page.
        return said.one
    asked = request.GET.get(ASKED, "")
    if not form.is_bound and asked in {each.draft.one for each in drafts}:
        form.initial["once"] = asked
    return str(form["once"].value() or "")[:36]
