"""Queueing a message with the change it tells of, and writing down what became of it."""

from django.conf import settings
from django.db import connection, transaction
from django.template.base import Template, VariableNode
from django.template.context import Context
from django.template.loader import get_template
from django.utils import timezone

from mash.trail.services import Actor, System, record
from mash.trail.verbs import Verb

from .models import Message
from .rules import LEASE, Fate, check_words, wait_after
from .states import Channel, State

BELL = "outbox"
RELAY = System("Relay")
ALWAYS = {"service_name": "Luton Adults MASH", "hub_phone": "01582 547730"}


def queue_message(
    *, recipient: str, template: str, context: dict[str, str], about: str, by: Actor, channel: Channel = Channel.EMAIL
) -> Message:
    """Somebody will be told, neutrally: templates/<channel>/<template>.txt, whose first line is "Subject: …".

    Part of the caller's transaction and line of trail: no change without its message, no message without its change.
    The bell that wakes the relay rings at commit. `about`: reference of the case or referral.
    """
    subject, body = compose(template, {"sign_in_url": settings.SERVICE_URL} | context, channel)
    message = Message.objects.create(
        channel=channel, recipient=recipient, subject=subject, body=body, about=about, queued_by_id=by.pk
    )
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, '')", [BELL])
    return message


def compose(template: str, context: dict[str, str], channel: Channel = Channel.EMAIL) -> tuple[str, str]:
    """Subject and body of a message, after its words were checked against what a message may say.

    A text has no subject. What is put into the portal is there already: of an e-mail's words only the subject is kept.
    """
    folder = Channel.EMAIL if channel == Channel.PORTAL else channel
    source: Template = get_template(f"{folder}/{template}.txt").template
    words = ALWAYS | context
    used = {node.filter_expression.var.var for node in source.nodelist.get_nodes_by_type(VariableNode)}
    check_words(used, words)
    written = source.render(Context(words, autoescape=False))
    if channel == Channel.TEXT:
        return "", written.strip()
    first, _, body = written.partition("\n")
    return first.removeprefix("Subject:").strip(), "" if channel == Channel.PORTAL else body.strip() + "\n"


@transaction.atomic
def take_message() -> Message | None:
    """The next message that is due, marked as being sent so that no other relay takes it."""
    due = Message.objects.filter(state=State.WAITING, not_before_at__lte=timezone.now())
    message = due.select_for_update(skip_locked=True).order_by("not_before_at", "pk").first()
    if message is not None:
        message.take()
        message.taken_at = timezone.now()
        message.save(update_fields=["state", "attempts", "taken_at"])
    return message


@transaction.atomic
def record_sent(*, message_id: int) -> None:
    """The mail server has taken it over. Whoever was promised word has been sent it."""
    message = _being_sent(message_id)
    if message is None:
        return
    message.sent()
    message.sent_at = timezone.now()
    message.save(update_fields=["state", "sent_at"])
    _record(Verb.MESSAGE_SENT, message)


@transaction.atomic
def record_fault(*, message_id: int, fate: Fate, fault: str) -> None:
    """Sending failed: try again later, give up, or leave it to a person who can find out whether it arrived."""
    message = _being_sent(message_id)
    if message is None:
        return
    wait = wait_after(message.attempts) if fate == Fate.TRY_AGAIN else None
    message.fault = fault
    if wait is not None:
        message.wait_again()
        message.not_before_at = timezone.now() + wait
    elif fate == Fate.IN_DOUBT:
        message.doubt()
    else:
        message.give_up()
    message.save(update_fields=["state", "fault", "not_before_at"])
    if wait is None:
        _record(Verb.MESSAGE_FAILED, message, fault=fault, state=message.state)


@transaction.atomic
def doubt_abandoned() -> int:
    """A relay died while it was sending these: they may have arrived, so they are never sent again by themselves."""
    left = Message.objects.filter(state=State.SENDING, taken_at__lt=timezone.now() - LEASE)
    abandoned = list(left.select_for_update(skip_locked=True).order_by("pk")[:500])
    for message in abandoned:
        message.doubt()
        message.fault = "the relay stopped while sending"
        message.save(update_fields=["state", "fault"])
        _record(Verb.MESSAGE_FAILED, message, fault=message.fault, state=message.state)
    return len(abandoned)


def _being_sent(message_id: int) -> Message | None:
    """Nothing when another relay has meanwhile given this one up as in doubt: that stands."""
    return Message.objects.select_for_update().filter(pk=message_id, state=State.SENDING).first()


def _record(verb: Verb, message: Message, **detail: str) -> None:
    facts = {"about": message.about, "attempts": message.attempts} | detail
    record(verb, chain="outbox", by=RELAY, subject=str(message.reference), detail=facts)


@transaction.atomic
def send_password_link(*, email: str, link: str, by: Actor) -> Message:
    """Somebody who has an account can choose its password, once, within a day."""
    message = queue_message(
        recipient=email, template="choose_password", context={"password_url": link}, about="", by=by
    )
    record(Verb.MESSAGE_QUEUED, chain="accounts:sign-in", by=by, detail={"template": "choose_password"})
    return message
