"""Who is away, and who stands in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from .forms import CoverForm, EndCoverForm
from .queries import coverable_people, covers_shown, stand_ins
from .roles import Permission
from .services import CoverRefused, arrange_cover, end_cover, permit


def cover(request: HttpRequest) -> HttpResponse:
    """Absences that are not over, and arranging one: a manager for everybody, everyone for themselves."""
    permit(request.user, Permission.WORK_CASES)
    form = CoverForm(
        request.POST if request.method == "POST" else None, people=_named(coverable_people(request.user)),
        stand_ins=_named(stand_ins()),
    )  # fmt: skip
    if form.is_valid() and _arranged(request, form):
        return redirect("accounts:cover")
    context = {"form": form, "covers": covers_shown(request.user, timezone.localdate())}
    return render(request, "accounts/cover.html", context)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    permit(request.user, Permission.WORK_CASES)
    form = EndCoverForm(request.POST)
    try:
        ended = end_cover(cover_id=form.cleaned_data["cover"] if form.is_valid() else 0, by=request.user)
    except CoverRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{ended.away.name} is back: what concerns them reaches them again.")
    return redirect("accounts:cover")


def _arranged(request: HttpRequest, form: CoverForm) -> bool:
    words = form.cleaned_data
    try:
        made = arrange_cover(
            away_id=int(words["away"]), stand_in_id=int(words["stand_in"]) or None, from_on=words["from_on"],
            until_on=words["until_on"], by=request.user,
        )  # fmt: skip
    except CoverRefused as refused:
        form.add_error("stand_in", str(refused))
        return False
    who = f"{made.stand_in.name} stands in" if made.stand_in else "The MASH Manager is told instead"
    messages.success(request, f"{made.away.name} is away. {who}.")
    return True


def _named(people: list) -> list[tuple[str, str]]:
    return [(str(person.pk), f"{person.name}, {person.role_label.lower()}") for person in people]
