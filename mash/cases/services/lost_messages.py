"""What the outbox cannot do by itself becomes a task: a message that was lost or is in doubt, a letter to be posted."""

from django.db import transaction
from django.db.models import Q

from mash.accounts.roles import Permission
from mash.outbox.models import Message
from mash.outbox.states import Channel, State
from mash.trail.services import System

from ..models import Case, Deadline
from ..states import WorkKind
from .work_items import raise_work_item

SWEEP = System("Sweep")
THING = {
    Channel.EMAIL: "An email", Channel.TEXT: "A text message", Channel.LETTER: "A letter", Channel.PORTAL: "A message",
}  # fmt: skip


def sweep_messages() -> int:
    """Somebody was promised word and may not have got it: a person is asked, once, to see that they do."""
    raised = 0
    while _raise_one():
        raised += 1
    return raised


@transaction.atomic
def _raise_one() -> bool:
    """One message in one transaction: lines of two cases are never held together."""
    asking = Message.objects.lost() | Message.objects.filter(state=State.TO_POST)
    asking = asking.filter(work_item_raised=False).select_related("queued_by")
    message = asking.select_for_update(of=("self",), skip_locked=True).order_by("pk").first()
    if message is None:
        return False
    message.work_item_raised = True
    message.save(update_fields=["work_item_raised"])
    to_post = message.state == State.TO_POST
    raise_work_item(
        WorkKind.POST_LETTER if to_post else WorkKind.DEAD_MESSAGE, question=_question(message)[:300],
        # Posting is the duty desk's daily work; what went wrong is a manager's.
        for_permission=Permission.KEY_REFERRAL if to_post else Permission.MEND_MESSAGES,
        case=_case(message.about), about=message.about, message=message, by=SWEEP,
    )  # fmt: skip
    return True


def _case(about: str) -> Case | None:
    """Whoever may not see the case may not see to whom its messages went: a referral's or check's clock tells which it is."""
    clocks = Deadline.objects.filter(about=about).values("case") if about else ()
    return Case.objects.filter(Q(reference=about) | Q(pk__in=clocks)).order_by("pk").first()


def _question(message: Message) -> str:
    thing = THING[Channel(message.channel)]
    what = f"{thing} about {message.about}" if message.about else f"{thing}, “{message.subject}”,"
    whose = f", asked for by {message.queued_by}," if message.queued_by else ""
    if message.state == State.TO_POST:
        return f"{what}{whose} is ready. Print it, post it in a plain envelope, and say when you did."
    who = message.recipient[:100]
    if message.state == State.IN_DOUBT:
        return f"{what}{whose} may or may not have reached {who}. Did it arrive, and what was done?"
    return f"{what}{whose} could not be sent to {who} ({message.fault[:60]}). How will they be told instead?"
