"""What an adult says of themselves, what happened to them, and what they need for protection, support and redress.

Rows are added and never changed; the newest holds. They hang on the case on which they were told: who does not work that
case is not shown them on another.
"""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.searched import Searched

from ..adult_states import Facet, FacetAnswer, SeenBy
from ..states import Nature
from .case import Case


class Identity(models.Model):
    """One answer about one part of who the adult is (UK GDPR, article 9). A part without a row was not asked about."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="identity")
    facet = models.CharField(max_length=15, choices=Facet.choices())
    answer = models.CharField(max_length=10, choices=FacetAnswer.choices())
    words = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("words"), name="identity_searched")]
        verbose_name_plural = "identity"
        constraints = [
            models.CheckConstraint(condition=Q(answer="said") & ~Q(words="") | ~Q(answer="said") & Q(words=""), name="identity_in_their_words"),
        ]


class Approach(models.Model):
    """What who the adult is changes in how we work with them: the use for which it was asked. Empty words: nothing now."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="approaches")
    words = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("words"), name="approach_searched")]
        verbose_name_plural = "approaches"


class Trauma(models.Model):
    """What happened to the adult, as far as it must be known; and what helps and what to avoid because of it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="traumas")
    words = models.TextField(blank=True)
    helps = models.TextField(blank=True)
    avoid = models.TextField(blank=True)
    seen_by = models.CharField(max_length=10, choices=SeenBy.choices(), help_text="who may read what happened")
    source = models.CharField(max_length=150)
    nature = models.CharField(max_length=10, choices=Nature.choices())
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("helps", "avoid", "source"), name="trauma_searched"), GinIndex(Searched("words"), name="trauma_words_searched")]
        constraints = [models.CheckConstraint(condition=~Q(words="", helps="", avoid=""), name="trauma_says_something")]


class Redress(models.Model):
    """What the adult needs for protection, support and redress, and how each might be met (guidance, objectives: "Assess
    the Adult's need for protection, support and redress and how they might be met").
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="redresses")
    protection = models.TextField(blank=True)
    protection_how = models.TextField(blank=True)
    support = models.TextField(blank=True)
    support_how = models.TextField(blank=True)
    redress = models.TextField(blank=True)
    redress_how = models.TextField(blank=True)
    source = models.CharField(max_length=150)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            GinIndex(Searched("protection", "protection_how", "support", "support_how", "redress", "redress_how", "source"), name="redress_searched")
        ]
        verbose_name_plural = "redresses"
        constraints = [models.CheckConstraint(condition=~Q(protection="", support="", redress=""), name="redress_says_something")]
