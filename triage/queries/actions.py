"""The menu of a case's level, what was chosen from it, and what contracts management was told."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.access import visible_cases
from mash.cases.models import Case, ChosenAction, ProviderIntelligence, RequiredAction, SourceOfHarm
from mash.cases.pattern_names import provider_key
from mash.organisations.queries import agencies
from mash.organisations.states import Kind
from thresholds.matrix import Level
from thresholds.queries import matrix_in_force


def level_of(case: Case) -> Level | None:
    """The level at which the case was rated last, with its menu as the version in force has it. `case_for` has looked it up."""
    matrix = matrix_in_force()[1]
    return matrix.level(case.rated_level) if case.rated_level and case.rated_level <= len(matrix.levels) else None


def actions_of(case: Case) -> QuerySet[ChosenAction]:
    """What was chosen with the case's decisions, the newest decision first."""
    return case.chosen_actions.select_related("answered_by", "decision").order_by("-decision", "pk")


def action_named(case: Case, action_id: int) -> ChosenAction | None:
    """One promise."""
    return actions_of(case).filter(pk=action_id, due_on__isnull=False).first()


def told_of(case: Case) -> list[ProviderIntelligence]:
    """What contracts management was told from this case, and what it did."""
    return list(case.intelligence.select_related("sent_by", "answered_by"))


def intelligence_for(user: User) -> QuerySet[ProviderIntelligence]:
    """What this person may read of providers: contracts management all of it; in the hub, what comes from cases they see."""
    rows = ProviderIntelligence.objects.select_related("sent_by", "answered_by", "case")
    return rows if user.may(Permission.RECEIVE_INTELLIGENCE) else rows.filter(case__in=visible_cases(user))


def by_provider(user: User) -> list[dict[str, Any]]:
    """Grouped by provider, however its name is spelt, as patterns are: those with something unanswered first, then those
    heard of most. A group bears the name that was written last.
    """
    groups: dict[str, list[ProviderIntelligence]] = defaultdict(list)
    now = timezone.now()
    for row in intelligence_for(user):
        row.late = row.answered_at is None and row.due_at < now
        groups[provider_key(row.provider)].append(row)
    found = [{"provider": rows[0].provider, "rows": rows, "open": sum(r.answered_at is None for r in rows)} for rows in groups.values()]
    return sorted(found, key=lambda group: (not group["open"], -len(group["rows"]), group["provider"].lower()))


def providers_known(case: Case) -> list[str]:
    """Providers to pick from while typing: those on record, and organisations named as a source of harm here."""
    named = SourceOfHarm.objects.order_by().filter(case=case, is_organisation=True).values_list("name", flat=True)
    return sorted(agencies().order_by().filter(kind=Kind.CARE_PROVIDER).values_list("name", flat=True).union(named))


def required_of(case: Case) -> list[RequiredAction]:
    """What rules of the matrix asked for on this case, what is open first. One query."""
    return sorted(case.required_actions.select_related("answered_by"), key=lambda row: row.answered_at is not None)


def required_named(case: Case, code: str) -> RequiredAction | None:
    """One of them."""
    return case.required_actions.select_related("answered_by", "decision").filter(code=code).first()
