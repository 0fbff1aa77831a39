"""The outbox."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from mash.accounts.models import User

from .states import Channel, State


class Message(FSMModelMixin, models.Model):
    """One message to one person. Its body carries no case content: a reference, and a link or a number to ring."""

    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    channel = models.CharField(max_length=20, choices=Channel.choices(), default=Channel.EMAIL)
    recipient = models.CharField(max_length=254)
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

    class Meta:
        indexes = [
            models.Index(fields=["not_before_at"], condition=Q(state="waiting"), name="message_waiting"),
            models.Index(fields=["taken_at"], condition=Q(state="sending"), name="message_sending"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in State]), name="message_state_known")
        ]

    @transition(state, source=State.WAITING, target=State.SENDING)
    def take(self) -> None:
        self.attempts += 1

    @transition(state, source=State.SENDING, target=State.SENT)
    def sent(self) -> None: ...

    @transition(state, source=State.SENDING, target=State.WAITING)
    def wait_again(self) -> None: ...

    @transition(state, source=State.SENDING, target=State.IN_DOUBT)
    def doubt(self) -> None: ...

    @transition(state, source=State.SENDING, target=State.DEAD)
    def give_up(self) -> None: ...
