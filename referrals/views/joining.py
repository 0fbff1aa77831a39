"""Joining a report to another case: first both adults side by side, then the joining."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.accounts.roles import Permission
from mash.cases.access import case_for, permit_on
from mash.cases.pages import case_page

from ..desk_queries import join_problem, joining_sides
from ..forms.sorting import JoinForm
from ..queries import cases_to_join, report_of
from ..services.reading import join_referral
from ..states import Class
from .reports import done

BUTTONS = {"csrfmiddlewaretoken", "checked", "change"}


def join(request: HttpRequest, reference: str, report: str) -> HttpResponse:
    """Which case, then a look at both. Done, it leads to the other case's summary: its reports are read by whoever means to."""
    case = case_for(request.user, reference, purpose="join")
    permit_on(request.user, case, Permission.READ_REFERRAL)
    found = report_of(case, report)
    form = JoinForm(request.POST if request.method == "POST" else None, cases=cases_to_join(request.user, case))
    if not form.is_valid() or "change" in request.POST:
        return case_page(request, case, "referrals/join.html", form=form, report=found)
    words, target = form.cleaned_data, form.cleaned_data["target"]
    problem = join_problem(request.user, reference, target)
    if problem:
        form.add_error(None, problem)
    elif request.POST.get("checked") != target:
        return _side_by_side(request, case, found, target)

    def sort() -> str:
        join_referral(
            reference=reference, report=report, target=target, classed=Class(words["classed"]), reason=words["reason"],
            by=request.user,
        )  # fmt: skip
        return f"Report {report} has joined this case. Its rating needs confirming."

    if not form.errors and done(request, form, sort):
        return redirect("cases:case", target)
    return case_page(request, case, "referrals/join.html", form=form, report=found)


def _side_by_side(request: HttpRequest, case: object, report: object, target: str) -> HttpResponse:
    other = case_for(request.user, target, purpose="join")
    ours, theirs, differs = joining_sides(case, report, other)
    kept = [(name, value) for name, values in request.POST.lists() if name not in BUTTONS for value in values]
    context = {"sides": [ours, theirs], "differs": differs, "kept": kept, "report": report, "target": target}
    return case_page(request, case, "referrals/join_check.html", **context)
