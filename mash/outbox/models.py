"""The outbox."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from mash.accounts.models import User

from .rules import WAITS
from .states import ASKABLE, Carrier, Channel, State

LOOKED_FOR = Q(state=State.IN_DOUBT, carrier__in=ASKABLE, attempts__lte=len(WAITS))


class Messages(models.QuerySet):
    """What the relay is to do, and what it can do no more."""

    def due(self, now: datetime) -> "Messages":
        """To be looked for, or to be sent: in this order (which is the alphabet's), so that no backlog prolongs a doubt."""
        found = self.filter(Q(state=State.WAITING) | LOOKED_FOR, not_before_at__lte=now)
        return found.order_by("state", "not_before_at", "pk")

    def stoppable(self) -> "Messages":
        """Not gone, as far as is known: no relay has them in hand, and none would touch them again if they were stopped."""
        return self.filter(Q(state__in=[State.WAITING, State.TO_POST]) | LOOKED_FOR)

    def lost(self) -> "Messages":
        """Nothing but a person can find out, or find another way."""
        return self.filter(Q(state=State.DEAD) | Q(state=State.IN_DOUBT) & ~LOOKED_FOR)


class Message(FSMModelMixin, models.Model):
    """One message to one person. Its body carries no case content: a reference, and a link or a number to ring."""

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    channel = models.CharField(max_length=20, choices=Channel.choices(), default=Channel.EMAIL)
    carrier = models.CharField(
        max_length=20, choices=Carrier.choices(), blank=True, help_text="chosen when first taken, and then kept"
    )
    recipient = models.CharField(max_length=400, help_text="address, number, or name and postal address")
    subject = models.CharField(max_length=120)
    body = models.TextField()
    about = models.CharField(max_length=40, blank=True, db_index=True, help_text="reference of the case or referral")
    state = FSMField(default=State.WAITING, choices=State.choices(), protected=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    queued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    not_before_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True, help_text="the kind of fault, never the text of the message")
    work_item_raised = models.BooleanField(default=False)

    objects = Messages.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["state", "not_before_at"], condition=Q(state__in=["in_doubt", "waiting"]), name="message_due"
            ),
            models.Index(fields=["taken_at"], condition=Q(state="sending"), name="message_sending"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in State]), name="message_state_known")
        ]

    @transition(state, source=State.WAITING, target=State.SENDING)
    def take(self) -> None:
        self.attempts += 1

    @transition(state, source=State.IN_DOUBT, target=State.SENDING)
    def look_for(self) -> None:
        self.attempts += 1

    @transition(state, source=State.SENDING, target=State.SENT)
    def sent(self) -> None: ...

    @transition(state, source=State.SENDING, target=State.WAITING)
    def wait_again(self) -> None: ...

    @transition(state, source=State.SENDING, target=State.IN_DOUBT)
    def doubt(self) -> None: ...

    @transition(state, source=State.SENDING, target=State.TO_POST)
    def leave_to_post(self) -> None: ...

    @transition(state, source=State.TO_POST, target=State.SENT)
    def posted(self) -> None: ...

    @transition(state, source=[State.SENDING, State.TO_POST], target=State.DEAD)
    def give_up(self) -> None: ...

    @transition(state, source=[State.WAITING, State.IN_DOUBT, State.TO_POST], target=State.WITHDRAWN)
    def withdraw(self) -> None: ...
