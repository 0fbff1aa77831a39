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
        stand_ins=_named(stand_ins(request.user)),
    )  # fmt: skip
    if form.is_valid() and _arranged(request, form):
        return redirect("accounts:cover")
    today = timezone.localdate()
    context = {"form": form, "covers": covers_shown(request.user, today), "today": today, "may_arrange": request.user.may(Permission.ARRANGE_COVER)}
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
        begun = ended.from_on <= timezone.localdate()
        what = f"{ended.away.name} is back" if begun else f"The absence of {ended.away.name} is called off"
        messages.success(request, f"{what}: what concerns them reaches them{' again' if begun else ''}.")
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
    begun = made.from_on <= timezone.localdate()
    away = "is away" if begun else f"will be away from {made.from_on:%-d %B}"
    messages.success(request, f"{made.away.name} {away}. {who}.")
    return True


def _named(people: list) -> list[tuple[str, str]]:
    return [(str(person.pk), f"{person.name}, {person.role_label}") for person in people]
