"""What a routing rule of the matrix asks to be done whatever the level."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.searched import Searched

from .case import Case
from .decisions import Decision


class RequiredAction(models.Model):
    """One rule that held when a concern was rated: the police, the children's MASH, the position-of-trust route. It stays open
    until somebody says that it was done, with whom and when, or why it is not needed.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="required_actions")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+", help_text="the rating that asked for it first")
    code = models.CharField(max_length=20, help_text="the rule in the matrix")
    name = models.CharField(max_length=150, help_text="as the version of the matrix said it")
    words = models.TextField(help_text="as the version of the matrix said it")
    required_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="when somebody is asked for it if it is still open")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="when somebody was asked for it because it stayed open")
    done = models.BooleanField(null=True, blank=True, help_text="done, or not needed; open while empty")
    with_whom = models.CharField(max_length=150, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text="what came of it, or why it is not needed")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            GinIndex(Searched("with_whom", "answer"), name="required_searched"),
            models.Index(fields=["due_at"], condition=Q(answered_at__isnull=True, asked_at__isnull=True), name="required_to_ask_about"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="required_once"),
            models.CheckConstraint(condition=Q(answered_at__isnull=True, done__isnull=True) | (Q(answered_at__isnull=False, done__isnull=False) & ~Q(answer="")), name="required_answered_in_words"),
            models.CheckConstraint(condition=~Q(done=True) | (Q(done_at__isnull=False) & ~Q(with_whom="")), name="required_done_with_somebody"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name
