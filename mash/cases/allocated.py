"""The worker whom an adult already has: who it is, and whether a report has been sent to them."""

from mash.accounts.models import User
from mash.people.models import Adult

from .access import visible_cases
from .models import AdultLink, Case, Sending
from .states import Stage


def worked_case(actor: User, case: Case) -> Case | None:
    """The newest other open case of this adult that has a worker, among those that exist for this person."""
    if case.adult_id is None or case.stage == Stage.CLOSED:
        return None
    others = visible_cases(actor).filter(adult=case.adult_id, owner__is_active=True).exclude(stage=Stage.CLOSED)
    found = others.exclude(pk=case.pk)
    if case.owner_id:
        found = found.exclude(owner=case.owner_id)
    return found.select_related("owner", "team").order_by("-opened_at", "-pk").first()


def open_worker_of(actor: User, adult: Adult) -> User | None:
    """Who has an open case of this adult, as far as this person may know."""
    mine = visible_cases(actor).filter(adult=adult, owner__is_active=True).exclude(stage=Stage.CLOSED)
    found = mine.select_related("owner").order_by("-opened_at", "-pk").first()
    return found.owner if found else None


def sending_of(case: Case) -> Sending | None:
    """The sending that awaits its worker's answer."""
    return case.sendings.select_related("worker", "because", "sent_by").filter(answered_at__isnull=True).first()


def links_of(case: Case) -> list[AdultLink]:
    """Whom this case was taken to be about, the newest first."""
    return list(case.adult_links.select_related("adult", "linked_by", "unlinked_by"))
