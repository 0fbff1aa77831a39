"""What was promised with a decision, asked for on its day; and what contracts management is told of a provider."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.references import new_reference
from mash.trail.services import System, record
from mash.trail.verbs import Verb

from ..access import permit, refuse
from ..calendar import current
from ..chronology_states import EntryKind
from ..models import Case, ChosenAction, Decision, ProviderIntelligence, WorkItem
from ..provider_rules import AboutProvider, naming_problem
from ..queries import names_of
from ..rules import Chosen
from ..states import Clock, WorkKind
from ..working_time import Unit, due_at
from .asking import ask_due
from .cases import tell
from .clocks import meet_clock, start_clock
from .locking import locked_case
from .work_items import raise_work_item, settle_work_items

SWEEP = System("Sweep")
CONTRACTS_DAYS = 5
"""Working days in which contracts management says what it did (assumption, to be agreed between the two services)."""


class ActionRefused(Exception):
    """It can't be done so; the message says what to do instead."""


def choose_actions(case: Case, decision: Decision, chosen: Iterable[Chosen], by: User) -> None:
    """Keep what was chosen from the menu with a decision. Part of the caller's transaction and trail."""
    rows = [
        ChosenAction(case=case, decision=decision, code=each.code, words=each.words, who=each.who, due_on=each.due_on)
        for each in chosen
    ]  # fmt: skip
    ChosenAction.objects.bulk_create(rows)
    for row in rows:
        if row.due_on:
            tell(case, f"Promised by {row.who} for {row.due_on:%-d %B %Y}: {row.words}", source=by.name, by=by, kind=EntryKind.CONNECTION)


@transaction.atomic
def answer_action(*, reference: str, action_id: int, words: str, by: User) -> ChosenAction:
    """What became of a promise: it came, or it did not and what follows. On a closed case too."""
    case = locked_case(reference=reference, by=by, permission=Permission.FOLLOW_CONNECTION)
    row = case.chosen_actions.select_for_update(of=("self",)).filter(pk=action_id, due_on__isnull=False).first()
    if row is None:
        refuse(by, reference, "answer_action")
    if row.answered_at:
        raise ActionRefused("Somebody has answered this already. Their answer stands.")
    row.answer, row.answered_by, row.answered_at = words, by, timezone.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    settle_work_items(WorkKind.ACTION_OWED, about=row.about, answer=words, by=by, case=case)
    meet_clock(case, Clock.CONNECTION, about=row.about)
    tell(case, f"{row.words} ({row.who}): {words}", source=by.name, by=by, kind=EntryKind.CONNECTION)
    record(Verb.ACTION_ANSWERED, chain=f"case:{reference}", by=by, subject=reference, detail={"action": row.pk})
    return row


def sweep_actions() -> int:
    """The day of a promise has come: somebody is asked, once, whether it was kept."""
    return ask_due(due=_due_actions, ask=_ask_whether_kept)


def _due_actions() -> QuerySet[ChosenAction]:
    due = ChosenAction.objects.filter(due_on__lte=timezone.localdate(), asked_at__isnull=True, answered_at__isnull=True)
    return due.select_related("decision__decided_by").order_by("due_on", "pk")


def _ask_whether_kept(case: Case, row: ChosenAction) -> None:
    row.asked_at = timezone.now()
    row.save(update_fields=["asked_at"])
    start_clock(case, Clock.CONNECTION, about=row.about)
    raise_work_item(
        WorkKind.ACTION_OWED, question=f"{row.who} promised by {row.due_on:%-d %B %Y}: {row.words}. Is it done?"[:300],
        for_permission=Permission.FOLLOW_CONNECTION, case=case, about=row.about, owner=case.owner or row.decision.decided_by, by=SWEEP,
    )  # fmt: skip


@transaction.atomic
def tell_contracts(*, reference: str, about: AboutProvider, by: User) -> ProviderIntelligence:
    """Contracts management learns what a provider did, so that the next resident is safer; it says what it did about it."""
    case = locked_case(reference=reference, by=by, permission=Permission.FOLLOW_CONNECTION)
    row = tell_of_provider(case, about, by)
    record(Verb.CONTRACTS_TOLD, chain=f"case:{reference}", by=by, subject=reference, detail={"intelligence": row.reference})
    return row


def tell_of_provider(case: Case, about: AboutProvider, by: User) -> ProviderIntelligence:
    """The same within another use case: a decision. The adult's name does not go with it unless it must."""
    problem = naming_problem(about, names_of(case))
    if problem:
        raise ActionRefused(problem)
    now, calendar = timezone.now(), current()
    row = case.intelligence.create(
        reference=new_reference("V"), provider=about.provider, what=about.what, happened_on=about.happened_on,
        why_named=about.why_named, sent_by=by, sent_at=now,
        due_at=due_at(now, CONTRACTS_DAYS, Unit.WORKING_DAYS, calendar.table.hours, calendar.is_shut),
    )  # fmt: skip
    raise_work_item(
        WorkKind.PROVIDER_TOLD, question=f"{about.provider}: read what the hub learned, and say what you did."[:300],
        for_permission=Permission.RECEIVE_INTELLIGENCE, about=row.reference, by=by,
    )  # fmt: skip
    tell(case, f"Contracts management told about {about.provider}: {about.what}", source=by.name, by=by, at=now)
    return row


def sweep_intelligence() -> int:
    """What a provider did must not lie unread: the day has gone by without a word, and whoever told contracts management is
    asked, once, to ring them.
    """
    return ask_due(due=_unanswered, ask=_ask_to_ring)


def _unanswered() -> QuerySet[ProviderIntelligence]:
    asked = WorkItem.objects.filter(kind=WorkKind.CONTRACTS_LATE, about=OuterRef("reference"))
    late = ProviderIntelligence.objects.filter(~Q(Exists(asked)), due_at__lte=timezone.now(), answered_at__isnull=True)
    return late.select_related("sent_by").order_by("due_at", "pk")


def _ask_to_ring(case: Case, row: ProviderIntelligence) -> None:
    raise_work_item(
        WorkKind.CONTRACTS_LATE, question=f"{row.provider}: an answer was expected by {row.due_at:%-d %B}. What does contracts management say when it is rung?"[:300],
        for_permission=Permission.FOLLOW_CONNECTION, case=case, about=row.reference, owner=case.owner or row.sent_by, by=SWEEP,
    )  # fmt: skip


@transaction.atomic
def answer_intelligence(*, intelligence: str, words: str, by: User) -> ProviderIntelligence:
    """What contracts management did about a provider; whoever told it reads this on the case."""
    permit(by, Permission.RECEIVE_INTELLIGENCE, subject=intelligence)
    row = ProviderIntelligence.objects.select_for_update(of=("self",)).select_related("case").get(reference=intelligence)
    if row.answered_at:
        raise ActionRefused("A colleague has answered this already. Their answer stands.")
    row.answer, row.answered_by, row.answered_at = words, by, timezone.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    settle_work_items(WorkKind.PROVIDER_TOLD, about=row.reference, answer=words, by=by)
    settle_work_items(WorkKind.CONTRACTS_LATE, about=row.reference, answer="Contracts management has answered.", by=by, case=row.case)
    tell(row.case, f"Contracts management about {row.provider}: {words}", source=by.name, by=by)
    record(Verb.CONTRACTS_ANSWERED, chain=f"case:{row.case.reference}", by=by, subject=row.reference)
    return row
