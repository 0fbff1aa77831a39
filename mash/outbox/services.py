"""Queueing a message with the change it tells of, and writing down what became of it."""

from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.template.base import Template, VariableNode
from django.template.context import Context
from django.template.loader import get_template
from django.utils import timezone

from mash.hub.contact import hub
from mash.trail.services import Actor, System, record
from mash.trail.verbs import Verb

from .channels import carrier_for
from .models import Message
from .rules import LEASE, Fate, check_words, text_number, what_follows
from .states import ASKABLE, Channel, State

BELL = "outbox"
RELAY = System("Relay")
ALWAYS = {"service_name": "Luton Adults MASH", "hub_phone": hub().phone}


def queue_message(
    *, recipient: str, template: str, context: dict[str, str], about: str, by: Actor, channel: Channel = Channel.EMAIL
) -> Message:
    """Somebody will be told, neutrally: templates/<channel>/<template>.txt, whose first line is "Subject: …".

    Part of the caller's transaction and line of trail: no change without its message, no message without its change.
    The bell that wakes the relay rings at commit. `about`: reference of the case or referral. A text to a number that
    can't receive one is `NotTextable`; `recipient` of a letter is name and address, a line each.
    """
    if channel == Channel.TEXT:
        recipient = text_number(recipient)
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
    """The next message that is due, marked as being sent so that no other relay takes it.

    It keeps the carrier that first took it: only there can it be looked for.
    """
    message = Message.objects.due(timezone.now()).select_for_update(skip_locked=True).first()
    if message is not None:
        message.look_for() if message.state == State.IN_DOUBT else message.take()
        message.carrier = message.carrier or carrier_for(message.channel)
        message.taken_at = timezone.now()
        message.save(update_fields=["state", "carrier", "attempts", "taken_at"])
    return message


@transaction.atomic
def record_sent(*, message_id: int, attempt: int) -> None:
    """Its carrier has taken it over. Whoever was promised word has been sent it."""
    message = _being_sent(message_id, attempt)
    if message is None:
        return
    message.sent()
    _went(message, timezone.now(), RELAY)


@transaction.atomic
def record_fault(*, message_id: int, attempt: int, fate: Fate, fault: str) -> None:
    """Sending failed: try again later, look for it, give up, or leave it to a person."""
    message = _being_sent(message_id, attempt)
    if message is not None:
        _fail(message, fate, fault)


@transaction.atomic
def doubt_abandoned() -> int:
    """A relay died while it was sending these: they may have arrived, so they are looked for and never just sent again."""
    left = Message.objects.filter(state=State.SENDING, taken_at__lt=timezone.now() - LEASE)
    abandoned = list(left.select_for_update(skip_locked=True).order_by("pk")[:500])
    for message in abandoned:
        _fail(message, Fate.IN_DOUBT, "the relay stopped while sending")
    return len(abandoned)


@transaction.atomic
def record_posted(*, message_id: int, posted_at: datetime, by: Actor) -> None:
    """A person has put the letter into the post: whoever was promised word has been sent it."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message_id)
    message.posted()
    _went(message, posted_at, by)


@transaction.atomic
def record_not_posted(*, message_id: int, by: Actor) -> None:
    """A person decided against posting the letter, and has said what is done instead."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message_id)
    message.give_up()
    # Somebody has just answered for it: no sweep asks again.
    message.work_item_raised = True
    message.save(update_fields=["state", "work_item_raised"])
    _record(Verb.MESSAGE_FAILED, message, by, state=message.state)


def withdraw_messages(*, about: str, by: Actor) -> int:
    """It is no longer safe that these arrive: none of them leaves. What a relay has in hand at this moment is beyond recall.

    Part of the caller's transaction and lock. How many were stopped.
    """
    stopped = list(Message.objects.stoppable().filter(about=about).select_for_update(of=("self",)).order_by("pk"))
    for message in stopped:
        message.withdraw()
        message.save(update_fields=["state"])
        _record(Verb.MESSAGE_WITHDRAWN, message, by)
    return len(stopped)


def _being_sent(message_id: int, attempt: int) -> Message | None:
    """Nothing when this attempt has meanwhile been given up as in doubt: what was found out since then stands."""
    return Message.objects.select_for_update().filter(pk=message_id, state=State.SENDING, attempts=attempt).first()


def _fail(message: Message, fate: Fate, fault: str) -> None:
    state, wait = what_follows(fate, message.attempts, askable=message.carrier in ASKABLE)
    edges = {State.WAITING: message.wait_again, State.IN_DOUBT: message.doubt, State.TO_POST: message.leave_to_post}
    edges.get(state, message.give_up)()
    message.fault = fault
    message.not_before_at = timezone.now() + wait if wait else message.not_before_at
    message.save(update_fields=["state", "fault", "not_before_at"])
    if wait is None and state != State.TO_POST:
        _record(Verb.MESSAGE_FAILED, message, RELAY, fault=fault, state=message.state)


def _went(message: Message, at: datetime, by: Actor) -> None:
    message.sent_at = at
    message.save(update_fields=["state", "sent_at"])
    _record(Verb.MESSAGE_SENT, message, by)


def _record(verb: Verb, message: Message, by: Actor, **detail: str) -> None:
    facts = {"about": message.about, "channel": message.channel, "attempts": message.attempts} | detail
    record(verb, chain="outbox", by=by, subject=str(message.reference), detail=facts)


@transaction.atomic
def send_password_link(*, email: str, link: str, by: Actor) -> Message:
    """Somebody who has an account can choose its password, once, within a day."""
    message = queue_message(
        recipient=email, template="choose_password", context={"password_url": link}, about="", by=by
    )
    record(Verb.MESSAGE_QUEUED, chain="accounts:sign-in", by=by, detail={"template": "choose_password"})
    return message
