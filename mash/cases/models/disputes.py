"""Disagreement about a decision, and everything that became of it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from mash.accounts.models import User
from mash.organisations.models import Organisation
from mash.searched import Searched

from ..dispute_rules import LAST
from ..dispute_states import UNDER_WAY, DisputeAbout, DisputeOutcome, DisputeSays, DisputeState
from .case import Case
from .decisions import Decision


class Dispute(FSMModelMixin, models.Model):
    """Somebody disagrees with a decision about the adult, or with there being none. It never holds the case up."""

    reference = models.CharField(max_length=12, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="disputes")
    about = models.CharField(max_length=12, choices=DisputeAbout.choices())
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="disputes")
    what = models.CharField(max_length=300, blank=True, help_text="which decision has not been made")
    why = models.TextField()
    sought = models.TextField(help_text="what should happen instead")
    safety_at_stake = models.BooleanField(help_text="it is to be answered on the same day")
    meanwhile = models.TextField(help_text="what keeps the adult safe until it is settled")
    adults_view = models.TextField(blank=True)
    why_no_view = models.TextField(blank=True, help_text="why the adult's view is not known")
    source = models.CharField(max_length=12, blank=True, help_text="the check, report or handover from which it was raised")
    for_referrer = models.BooleanField(default=False, help_text="a referrer disagrees, and somebody took that up for them")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", help_text="of what is disputed")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", help_text="the senior of a rating")
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_from = models.ForeignKey(Organisation, models.PROTECT, related_name="+", help_text="their team or agency then")
    raised_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(help_text="1 MASH Manager, 2 Head of Service")
    why_level = models.CharField(max_length=200, blank=True, help_text="why the first level was passed over")
    state = FSMField(default=DisputeState.RAISED, choices=DisputeState.choices(), protected=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="accepted, withdrawn, or the last answer read")

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [GinIndex(Searched("reference", "what", "why", "sought", "meanwhile", "adults_view", "why_no_view"), name="dispute_searched")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in DisputeState]), name="dispute_state_known"),
            models.CheckConstraint(condition=Q(level__in=[1, 2]), name="dispute_level_known"),
            models.CheckConstraint(condition=~Q(meanwhile=""), name="dispute_safe_meanwhile"),
            models.CheckConstraint(condition=~Q(adults_view="") | ~Q(why_no_view=""), name="dispute_adults_view_or_why_not"),
            models.CheckConstraint(condition=~Q(about="decision") | Q(decision__isnull=False), name="dispute_of_a_decision"),
            models.UniqueConstraint(
                fields=["case", "raised_by", "about", "decision", "source"], nulls_distinct=False,
                condition=Q(state__in=[str(s) for s in UNDER_WAY]), name="dispute_raised_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def tone(self) -> str:
        """The colour that goes with the state's word."""
        return {"raised": "red", "answered": "yellow", "accepted": "green", "ended": "blue"}.get(self.state, "grey")

    @transition(state, source=DisputeState.RAISED, target=DisputeState.ANSWERED)
    def answer(self) -> None:
        """At the first level: whoever raised it accepts that, or takes it up."""

    @transition(state, source=DisputeState.RAISED, target=DisputeState.ENDED)
    def end(self) -> None:
        """At the last level."""

    @transition(state, source=[DisputeState.RAISED, DisputeState.ANSWERED], target=DisputeState.RAISED)
    def go_up(self) -> None:
        self.level = LAST

    @transition(state, source=DisputeState.ANSWERED, target=DisputeState.ACCEPTED)
    def accept(self) -> None:
        """It is over, and both sides agree."""

    @transition(state, source=DisputeState.RAISED, target=DisputeState.WITHDRAWN)
    def withdraw(self) -> None:
        """It is over before anybody answered."""


class DisputeMove(models.Model):
    """One answer to a dispute, or what whoever raised it said next. Rows are added and never changed."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="moves")
    level = models.PositiveSmallIntegerField(help_text="at which it was said")
    outcome = models.CharField(max_length=12, choices=DisputeOutcome.choices(), blank=True, help_text="of an answer")
    says = models.CharField(max_length=12, choices=DisputeSays.choices(), blank=True, help_text="of whoever raised it")
    words = models.TextField()
    changes = models.TextField(blank=True, help_text="what changes, and who sees to it; of a handover: what was agreed")
    told = models.TextField(blank=True, help_text="what a partner may be told")
    other_head = models.CharField(max_length=150, blank=True, help_text="Head of Service of the other side of a handover")
    moved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [GinIndex(Searched("words", "changes", "told", "other_head"), name="dispute_move_searched")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome="") ^ Q(says=""), name="dispute_move_is_one_thing"),
            models.CheckConstraint(condition=~Q(words=""), name="dispute_move_in_words"),
        ]
