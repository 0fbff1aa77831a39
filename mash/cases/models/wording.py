"""Words that are looked at before they are kept: the list of terms, marks of passages, and what was let through."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from mash.accounts.models import User
from mash.organisations.models import Organisation

from ..wording.states import WordingKind
from .case import Case


class Term(models.Model):
    """One word or phrase that may be disrespectful: why, and what can be said instead. A * stands for any ending."""

    phrase = models.CharField(max_length=80)
    why = models.CharField(max_length=300)
    instead = models.CharField(max_length=300)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["phrase", "pk"]
        constraints = [models.UniqueConstraint(Lower("phrase"), name="term_once")]

    def __str__(self) -> str:
        return self.phrase


class TermChange(models.Model):
    """One change of a term: what stood there before, who changed it and why. Empty before: it was added. Kept for good."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="changes")
    before = models.JSONField(default=dict, help_text='the values that were replaced: {"active": true}')
    reason = models.TextField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="term_changed_with_reason")]


class Passage(models.Model):
    """One mark of a passage that stands in a case's record: a keyed hash, from which no word can be read."""

    mark = models.BigIntegerField()
    case = models.ForeignKey(Case, models.CASCADE, related_name="passages")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["mark", "case"], name="passage_once")]


class Remarked(models.Model):
    """One remark on words that somebody outside the hub sent. They were kept as they came, and nobody was held up: whoever works
    with them is told, and audits count it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="remarked")
    about = models.CharField(max_length=12, db_index=True, help_text="the report or the check, by its reference")
    agency = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+", help_text="whose words they are, if signed in")
    field = models.CharField(max_length=200, help_text="the question that they answer")
    kind = models.CharField(max_length=10, choices=WordingKind.choices())
    words = models.CharField(max_length=200, help_text="the words that were remarked on")
    why = models.TextField(help_text="why, and what can be said instead")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["pk"]


class LetThrough(models.Model):
    """One remark on somebody's words that they left as they were, with their reason. Audits read it; kept for good."""

    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="let_through", help_text="empty: keyed in before there was a case"
    )
    page = models.CharField(max_length=60, help_text="which page, by the name of its address")
    field = models.CharField(max_length=200, help_text="the question, as the page asked it")
    kind = models.CharField(max_length=10, choices=WordingKind.choices())
    words = models.CharField(max_length=200, help_text="the words that were remarked on")
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="let_through_with_reason"),
            models.CheckConstraint(condition=Q(kind__in=[str(k) for k in WordingKind]), name="let_through_kind_known"),
        ]
