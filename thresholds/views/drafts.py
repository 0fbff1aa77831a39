"""Changing a draft of the matrix section by section, with what it then says otherwise than the version in force."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from mash.accounts.roles import Permission
from mash.accounts.services import permit
from mash.accounts.states import Standing
from mash.cases.drafts import Place, drafts_at
from mash.cases.kept_pages import forget_words, keeps_of

from .. import queries
from ..forms import PREFIX, Answers, fresh, judged, retained
from ..matrix import InvalidMatrix, Matrix, read
from ..reading import plain
from ..rules import LISTED, WHAT, Section, differences, told, touched
from ..services import DraftMoved, NothingChanged, change_draft, draft_matrix
from .versions import found_version

ROWS_SENT = f"{PREFIX}-TOTAL_FORMS"
"""Without it what was sent says nothing of the rows, not that there are none."""
GONE = "It is no draft any more, so it can't be changed."


@require_POST
def begin(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """A new draft, which says what this version says."""
    permit(request.user, Permission.PROPOSE_MATRIX, subject="matrix")
    made = draft_matrix(data=found_version(request, matrix_id).data, by=request.user)
    messages.success(request, f"Draft {made} is begun. Nobody rates by it until the Board has approved it.")
    return redirect("thresholds:change_draft", made.pk)


@require_safe
def change(request: HttpRequest, matrix_id: int) -> HttpResponse:
    """A draft by its sections, what it says otherwise than the version in force, and how it came to that."""
    permit(request.user, Permission.PROPOSE_MATRIX, subject="matrix")
    found, running = found_version(request, matrix_id), queries.version_in_force()
    if found.standing != Standing.DRAFT:
        return _no_draft(request, found)
    matrix = read(found.data)
    differing = differences(read(running.data), matrix)
    many = touched(differing)
    sections = [{"section": each, "told": told(each, matrix), "differing": many[each]} for each in Section if each != Section.WHOLE]
    context = {"version": found, "beside": running, "sections": sections, "differences": differing, "changes": queries.changes_of(found)}
    return render(request, "thresholds/change_draft.html", context)


def add_part(request: HttpRequest, matrix_id: int, section: str) -> HttpResponse:
    """A new type or routing rule."""
    return change_section(request, matrix_id, section, "")


def change_section(request: HttpRequest, matrix_id: int, section: str, part: str | None = None) -> HttpResponse:
    """One section, or one type or rule of it. Rows are added, moved and removed on the page; what is kept is always a whole."""
    permit(request.user, Permission.PROPOSE_MATRIX, subject="matrix")
    found = found_version(request, matrix_id)
    if request.method != "POST" and found.standing != Standing.DRAFT:
        return _no_draft(request, found)
    at, matrix = _section(section), read(found.data)
    shown = fresh(at, matrix, part)
    # What somebody else removed meanwhile can still be kept by who has it open.
    gone = shown is None and request.method == "POST" and at in LISTED and part in queries.codes_given()
    if shown is None and not gone:
        raise Http404
    if request.method != "POST":
        return _as_left(request, found, shown) or _page(request, found, shown)
    do = request.POST.get("do", "save")
    if do != "save":
        return _page(request, found, retained(at, matrix, part, request.POST, do))
    return _save(request, found, judged(at, matrix, part, request.POST))


def _as_left(request: HttpRequest, found: Any, shown: Answers) -> HttpResponse | None:
    """The section as somebody was typing it when they left. It goes by the edition that they saw: who changed the section
    meanwhile is told of when it is kept.
    """
    begun = next(iter(drafts_at(request.user, request.path)), None)
    if begun is None or "edition" not in begun.answers or (shown.rows is not None and ROWS_SENT not in begun.answers):
        return None
    data = begun.as_sent()
    return _page(request, found, retained(shown.section, shown.matrix, shown.part, data, ""), edition=data["edition"], restored=begun)


def _save(request: HttpRequest, found: Any, answers: Answers) -> HttpResponse:
    if not answers.is_valid():
        return _page(request, found, answers)
    try:
        matrix = answers.matrix_with(answers.matrix, queries.codes_given())
        made = change_draft(
            version_id=found.pk, edition=_edition(request), data=plain(matrix), section=answers.section,
            part=_called(answers), by=request.user,
        )  # fmt: skip
    except InvalidMatrix as wrong:
        answers.problems += wrong.problems
        return _page(request, found, answers)
    except DraftMoved as moved:
        return _second(request, moved.version, answers, matrix)
    except NothingChanged:
        forget_words(request)
        messages.info(request, "Nothing was changed.")
    else:
        running = queries.version_in_force()
        many = len(differences(read(running.data), read(made.data)))
        messages.success(request, f"Kept. {many} difference{'s' * (many != 1)} from {running}, which is in force.")
    return redirect(_above(found, answers))


def _second(request: HttpRequest, theirs: Any, answers: Answers, mine: Matrix) -> HttpResponse:
    """Somebody was first. What was typed stays in its boxes, with what it would change of what they made."""
    more = {"theirs": theirs, "against": None}
    if theirs.standing == Standing.DRAFT:
        more["against"] = differences(read(theirs.data), _upon(theirs, answers) or mine)
    return _page(request, theirs, answers, edition=theirs.edition, status=409, **more)


def _upon(theirs: Any, answers: Answers) -> Matrix | None:
    """This section as it was typed, in the draft as the other left it; none if the two don't fit together."""
    try:
        return answers.matrix_with(read(theirs.data), queries.codes_given())
    except InvalidMatrix:
        return None


def _page(request: HttpRequest, found: Any, answers: Answers, *, status: int = 200, **more: Any) -> HttpResponse:
    edition = more.get("edition", _edition(request) if request.method == "POST" else found.edition)
    context = {
        "keeps": keeps_of(request, Place(request.path, request.path)), "restored": None,
        "version": found, "answers": answers, "section": answers.section, "what": WHAT.get(answers.section, ""),
        "back": _above(found, answers), "edition": edition, "theirs": None, "listed": _listed(answers), "called": _called(answers),
    }  # fmt: skip
    return render(request, "thresholds/change_section.html", context | more, status=status)


def _above(found: Any, answers: Answers) -> str:
    """The page that a section's page, or that of one type or rule, belongs to."""
    if answers.part is None:
        return reverse("thresholds:change_draft", args=[found.pk])
    return reverse("thresholds:change_section", args=[found.pk, answers.section])


def _listed(answers: Answers) -> list[tuple[Any, Any]]:
    """The types or rules of a list, each beside its row."""
    if answers.part is not None or answers.section not in LISTED or answers.rows is None:
        return []
    parts = {part.code: part for part in getattr(answers.matrix, answers.section)}
    return [(row, parts.get(row.value_of("code"))) for row in answers.rows.forms]


def _called(answers: Answers) -> str:
    """What the page's type or rule is called."""
    return str(answers.head["name"].value() or "") if answers.part is not None and answers.head else ""


def _section(name: str) -> Section:
    if name not in {*Section} - {Section.WHOLE}:
        raise Http404
    return Section(name)


def _edition(request: HttpRequest) -> int:
    sent = request.POST.get("edition", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else 0


def _no_draft(request: HttpRequest, found: Any) -> HttpResponse:
    messages.info(request, GONE)
    return redirect("thresholds:version", found.pk)
