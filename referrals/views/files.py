"""Photos and documents: added to a report that is being written, and opened by whoever may read it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mash.cases.access import case_for
from mash.cases.pages import case_page
from mash.health.errors import can_be_sent_again

from ..drafts import FILES, FORGET_MINUTES, WARN_MINUTES, Draft, draft_in, draft_on
from ..forms.files import FilesForm
from ..forms.public import KNOWN
from ..pages import not_added
from ..queries import file_of, report_of, unsent_files
from ..rules import LAST, STEPS, first_missing
from ..services.accepting import PUBLIC_FORM
from ..states import Voice
from .answers import hold_draft, shown_again
from .enclosed import changed_files
from .saved import TOO_LONG, put_away

NONE_CHOSEN = "Choose a photo or a document first, or go on without"
# A picture may be shown within a page of ours, but nothing in it may ever run or load anything.
CLOSED_IN = "default-src 'none'; sandbox"


@login_not_required
@can_be_sent_again(shown_again)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """Adding, taking back and going on are one form: whichever button is pressed, what was chosen is not lost."""
    if request.method == "POST":
        return _change(request, draft_on(request.POST, request.session, known=KNOWN, steps=STEPS))
    draft = draft_in(request.session)
    missing = first_missing(draft.done, draft.voice)
    if missing:
        return redirect(f"referrals:{missing}")
    return _page(request, draft, FilesForm())


def _change(request: HttpRequest, draft: Draft) -> HttpResponse:
    form = FilesForm(request.POST, request.FILES)
    form.is_valid()
    tokens, refused = changed_files(request, form, held=_tokens(request, draft), by=PUBLIC_FORM)
    draft.hold_files(tokens)
    hold_draft(request, draft)
    for sentence in refused:
        form.add_error("files", sentence)
    if "add" in request.POST and not form.cleaned_data.get("files") and not form.errors:
        form.add_error("files", NONE_CHOSEN)
    if "save" in request.POST and not form.errors:
        saved = put_away(request, draft)
        if saved:
            return saved
        form.add_error(None, TOO_LONG)
    if form.errors:
        return _page(request, draft, form)
    return redirect("referrals:check" if "go_on" in request.POST else "referrals:files")


def _tokens(request: HttpRequest, draft: Draft) -> list[str]:
    """What the session knows of, or, when that was lost, what the page carried."""
    return draft.files or request.POST.getlist(FILES)


def _page(request: HttpRequest, draft: Draft, form: FilesForm) -> HttpResponse:
    # The page brings the files' own tokens beside their names.
    carried = [pair for pair in draft.carried() if pair[0] != FILES]
    files = unsent_files(draft.files)
    context = {
        "form": form, "files": [file for file in files if file.usable], "not_added": not_added(files), "carried": carried,
        "back_url": reverse(f"referrals:{LAST if draft.voice == Voice.PROFESSIONAL else 'check'}"),
        "warn_minutes": WARN_MINUTES, "forget_minutes": FORGET_MINUTES,
    }  # fmt: skip
    return render(request, "referrals/files.html", context)


@require_safe
def file(request: HttpRequest, reference: str, report: str, number: int) -> HttpResponse:
    """The file, for whoever may read the report; a page that says why, while or when it may not be opened."""
    case = case_for(request.user, reference, purpose=f"file {number} of {report}")
    found = file_of(report_of(case, report), number)
    if not found.document.openable:
        return case_page(request, case, "referrals/file_closed.html", file=found)
    shown = "inline" if found.kind.is_picture else "attachment"
    return HttpResponse(
        bytes(found.document.content),
        content_type=found.document.content_type,
        headers={
            "Content-Disposition": f'{shown}; filename="{found.name}"',
            "Content-Security-Policy": CLOSED_IN,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        },
    )
