"""Word leaves that there is something to read: neutral, by the referrer's safe way, or by nobody's."""

from django.conf import settings
from django.urls import reverse

from mash.accounts.roles import Permission
from mash.cases.models import Case
from mash.cases.services.work_items import raise_work_item
from mash.cases.states import WorkKind
from mash.outbox.models import Message
from mash.outbox.services import compose, queue_message
from mash.outbox.states import Channel
from mash.trail.services import Actor

from ..models import Referral
from ..states import Way

CHANNELS = {Way.EMAIL: Channel.EMAIL, Way.TEXT: Channel.TEXT, Way.LETTER: Channel.LETTER}
LONGEST = 254
"""What the outbox keeps of a recipient. A longer address is cut at its end, never refused."""


def send_notice(referral: Referral, by_way: Way, template: str, *, by: Actor, **words: str) -> Message | None:
    """A message without any of its words, in the caller's transaction; None where nothing is sent this way."""
    if by_way not in CHANNELS:
        return None
    return queue_message(
        recipient=recipient(referral, by_way), template=template, context=_context(referral, words),
        about=referral.reference, by=by, channel=CHANNELS[by_way],
    )  # fmt: skip


def notice(referral: Referral, by_way: Way, template: str) -> tuple[str, str]:
    """Subject and body as they would leave, for the preview; both empty where nothing is sent."""
    if by_way not in CHANNELS:
        return "", ""
    return compose(template, _context(referral, {}), CHANNELS[by_way])


def recipient_in_words(referral: Referral, by_way: Way) -> str:
    """Where it goes, for the preview; a call goes to the number of the report."""
    if by_way == Way.PHONE:
        return referral.referrer_phone
    return recipient(referral, by_way) if by_way in CHANNELS else ""


def ask_to_ring(case: Case, referral: Referral, *, what: str, by: Actor) -> None:
    """A person rings: what may be said is on the page that the task names, and no number stands in the task."""
    question = f"Ring the referrer of {referral.reference} and say that {what}. Ask who you are speaking to before you say more."
    raise_work_item(
        WorkKind.RING_REFERRER, question=question, for_permission=Permission.WORK_CASES, by=by, case=case,
        about=referral.reference, owner=case.owner,
    )  # fmt: skip


def recipient(referral: Referral, by_way: Way) -> str:
    """Where a message goes."""
    letter = "\n".join(line for line in (referral.referrer_name, referral.referrer_address) if line)
    return {Way.EMAIL: referral.referrer_email, Way.TEXT: referral.referrer_phone, Way.LETTER: letter}[by_way][:LONGEST]


def _context(referral: Referral, words: dict[str, str]) -> dict[str, str]:
    return {"reference": referral.reference, "status_url": status_url()} | words


def status_url() -> str:
    """Where a referrer looks, with reference and code. The address alone opens nothing."""
    return settings.SERVICE_URL.rstrip("/") + reverse("referrals:status")
