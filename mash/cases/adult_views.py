"""An adult's record: who they are, where they live, their cases; and putting right what is wrong in it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.people.services import CorrectionRefused, NumberTaken

from .access import adult_for, holder_of, may_correct, permit, refuse
from .adult_forms import CorrectAdultForm, taken_words
from .allocated import unlinked_from
from .queries import identity_of, known_of, record_of
from .services.adults import correct_adult


@require_safe
def record(request: HttpRequest, adult: str) -> HttpResponse:
    """The whole record, with those of the adult's cases that this person may see."""
    found = adult_for(request.user, adult, purpose="adult")
    context = record_of(found) | {
        "unlinked": unlinked_from(request.user, found), "adult": found, "known": known_of(request.user, [found])[found.pk], "may_correct": may_correct(request.user, found),
    }  # fmt: skip
    return render(request, "cases/adult.html", context)


def correct(request: HttpRequest, adult: str) -> HttpResponse:
    """What is wrong, and who says so."""
    found = adult_for(request.user, adult, purpose="correct_adult")
    permit(request.user, Permission.WORK_CASES, subject=adult)
    if not may_correct(request.user, found):
        refuse(request.user, adult, "correct_adult")
    form = CorrectAdultForm(request.POST if request.method == "POST" else None, initial=identity_of(found))
    context: dict[str, object] = {"form": form, "adult": found, "holder": None}
    if form.is_valid():
        try:
            correct_adult(adult_reference=adult, by=request.user, **form.identity())
        except CorrectionRefused as refused:
            form.add_error(None, str(refused))
        except NumberTaken as taken:
            context["holder"] = holder = holder_of(request.user, taken.nhs_number)
            form.add_error("nhs_number", taken_words(holder))
        else:
            messages.success(request, "The record is corrected. What stood there before is kept.")
            return redirect("cases:adult", adult)
    return render(request, "cases/correct_adult.html", context)
