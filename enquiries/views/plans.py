"""The safeguarding plan of a case."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from mash.accounts.roles import Permission
from mash.cases.identity import redress_on

from ..forms.plans import ActionDoneForm, AddActionForm, AgreePlanForm, ReviewPlanForm
from ..queries.meetings import plan_page
from ..queries.records import numbered, plan_actions
from ..services import plans as services
from .acting import act, case_of, page, posted

TAB = "enquiries:plan"


@require_safe
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "plan")
    return page(request, case, "enquiries/plan.html", **plan_page(case))


def agree_plan(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "agree_plan", Permission.WORK_CASES)
    form = AgreePlanForm(posted(request))
    return act(
        request, case, form, services.agree_plan, "enquiries/agree_plan.html",
        then=redirect(TAB, reference), done="The plan is agreed. Add its actions.", wishes=case.wishes.first(), redress=redress_on(case),
    )  # fmt: skip


def add_action(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "add_action", Permission.WORK_CASES)
    form = AddActionForm(posted(request))
    return act(
        request, case, form, services.add_action, "enquiries/add_action.html",
        then=redirect(TAB, reference), done="The action is added.",
    )  # fmt: skip


def action_done(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    case = case_of(request, reference, "action_done", Permission.WORK_CASES)
    action = numbered(plan_actions(case), number)
    form = ActionDoneForm(posted(request))
    return act(
        request, case, form, services.action_done, "enquiries/action_done.html",
        then=redirect(TAB, reference), done="The action is recorded as done.", where={"number": number}, action=action,
    )  # fmt: skip


def review_plan(request: HttpRequest, reference: str) -> HttpResponse:
    case = case_of(request, reference, "review_plan", Permission.WORK_CASES)
    form = ReviewPlanForm(posted(request))
    return act(
        request, case, form, services.review_plan, "enquiries/review_plan.html",
        then=redirect(TAB, reference), done="The review is recorded.",
    )  # fmt: skip
