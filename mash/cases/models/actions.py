"""What was chosen from the level's menu with a decision, and what contracts management is told of a provider."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.searched import Searched

from .case import Case
from .decisions import Decision


class ChosenAction(models.Model):
    """One action of the matrix's menu, chosen with a triage decision. Owed: somebody promised it by a day."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="chosen_actions")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="chosen_actions")
    code = models.CharField(max_length=20)
    words = models.CharField(max_length=300, help_text="as the version of the matrix said it")
    who = models.CharField(max_length=150, blank=True, help_text="who promised it")
    due_on = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="when somebody was asked whether it is done")
    answer = models.TextField(blank=True, help_text="what became of the promise")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            GinIndex(Searched("words", "who", "answer"), name="chosen_action_searched"),
            models.Index(fields=["due_on"], condition=Q(answered_at__isnull=True, asked_at__isnull=True), name="action_to_ask_about")
        ]
        constraints = [
            models.UniqueConstraint(fields=["decision", "code"], name="action_chosen_once"),
            models.CheckConstraint(condition=Q(due_on__isnull=True) | ~Q(who=""), name="action_owed_by_somebody"),
            models.CheckConstraint(condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="action_answered_in_words"),
        ]

    @property
    def about(self) -> str:
        """What its clock and its task are about."""
        return f"A-{self.pk}"


class ProviderIntelligence(models.Model):
    """Something that contracts management should know of a provider: what, not about whom. Answered in words."""

    reference = models.CharField(max_length=12, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="intelligence")
    provider = models.CharField(max_length=150)
    what = models.TextField()
    happened_on = models.DateField(null=True, blank=True)
    why_named = models.TextField(blank=True, help_text="why contracts management must know who the adult is")
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="an answer is expected by then")
    answer = models.TextField(blank=True, help_text="what contracts management did")
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [GinIndex(Searched("reference", "provider", "what", "why_named", "answer"), name="provider_intelligence_searched")]
        constraints = [
            models.CheckConstraint(condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="intelligence_answered_in_words")
        ]

    def __str__(self) -> str:
        return self.reference
