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


def sending_of(case: Case) -> Sending | None:
    """The sending that awaits its worker's answer."""
    return case.sendings.awaited().select_related("worker__organisation", "because", "sent_by").first()


def withdrawn_from(actor: User, reference: str) -> Sending | None:
    """The request on this case that was made to this person and taken back, if that was the last. Whether or not the case
    is there for them now: they were asked, and are told that they need not answer.
    """
    last = Sending.objects.select_related("withdrawn_by", "case").filter(case__reference=reference, worker=actor).first()
    return last if last and last.withdrawn_at else None


def unlinked_from(actor: User, adult: Adult) -> list[AdultLink]:
    """Cases that were taken to be about this adult and are not, as far as this person may see them, the newest first."""
    ended = AdultLink.objects.filter(adult=adult, unlinked_at__isnull=False, case__in=visible_cases(actor))
    return list(ended.select_related("case", "unlinked_by").order_by("-unlinked_at", "-pk"))


def links_of(case: Case) -> list[AdultLink]:
    """Whom this case was taken to be about, the newest first."""
    return list(case.adult_links.select_related("adult", "linked_by", "unlinked_by"))
