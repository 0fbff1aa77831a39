"""Who was spoken to, the adult's voice (wishes, capacity, consent), and what the police asked for."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.searched import Searched

from ..adult_states import Advocate
from ..states import Channel, ConsentAnswer, Hold, LawfulBasis, Party, Reached, Tri
from .case import Case


class Contact(models.Model):
    """One attempt to speak with somebody, whether or not it succeeded."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="contacts")
    party = models.CharField(max_length=20, choices=Party.choices())
    with_whom = models.CharField(max_length=150, blank=True)
    reached = models.CharField(max_length=20, choices=Reached.choices())
    happened_at = models.DateTimeField()
    what_was_said = models.TextField()
    channel = models.CharField(max_length=12, choices=Channel.choices(), blank=True)
    made_safe = models.TextField(blank=True, help_text="no safe way was known: what was done so that it was safe")
    told = models.TextField(blank=True, help_text="what the adult was told")
    try_again_at = models.DateTimeField(null=True, blank=True, help_text="when the next attempt is to be made")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [GinIndex(Searched("with_whom", "what_was_said", "made_safe", "told"), name="contact_searched")]


class Wishes(models.Model):
    """What the adult wants, in their own words (Making Safeguarding Personal)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="wishes")
    own_words = models.TextField(blank=True)
    desired_outcomes = models.TextField(blank=True)
    why_not_asked = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("own_words", "desired_outcomes", "why_not_asked"), name="wishes_searched")]


class Capacity(models.Model):
    """Capacity for one decision at one time: function first, then impairment, then whether one causes the other.

    Mental Capacity Act 2005 ss 2-3; order of the test after A Local Authority v JB [2021] UKSC 52.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="capacities")
    decision = models.CharField(max_length=300)
    can_understand = models.CharField(max_length=10, choices=Tri.choices())
    can_retain = models.CharField(max_length=10, choices=Tri.choices())
    can_weigh = models.CharField(max_length=10, choices=Tri.choices())
    can_communicate = models.CharField(max_length=10, choices=Tri.choices())
    impairment = models.CharField(max_length=10, choices=Tri.choices(), blank=True)
    because_of_it = models.CharField(max_length=10, choices=Tri.choices(), blank=True)
    evidence = models.TextField()
    support = models.TextField(blank=True, help_text="the help that was given to decide")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("decision", "evidence", "support"), name="capacity_searched")]


class Consent(models.Model):
    """What the adult said about the referral and about sharing; without a yes, the basis on which work goes on."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    to_referral = models.CharField(max_length=12, choices=ConsentAnswer.choices())
    to_sharing = models.CharField(max_length=12, choices=ConsentAnswer.choices())
    limits = models.TextField(blank=True)
    basis = models.CharField(max_length=20, choices=LawfulBasis.choices(), blank=True)
    basis_reason = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("limits", "basis_reason"), name="consent_searched")]


class Advocacy(models.Model):
    """Whether the adult can take part, who supports them, and the independent advocate (Care Act 2014, section 68). The
    newest holds; earlier ones stay.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="advocacies")
    difficulty = models.CharField(max_length=10, choices=Tri.choices(), help_text="substantial difficulty in taking part")
    areas = models.JSONField(default=list, help_text='in what: ["retain", "weigh"]')
    appropriate = models.CharField(max_length=10, choices=Tri.choices(), blank=True, help_text="is there an appropriate person")
    person = models.CharField(max_length=150, blank=True, help_text="who that is")
    advocate = models.CharField(max_length=12, choices=Advocate.choices(), blank=True)
    name = models.CharField(max_length=150, blank=True, help_text="the advocate, and how to reach them")
    asked_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)
    outcome = models.TextField(blank=True, help_text="what the advocate did or said")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("person", "name", "words", "outcome"), name="advocacy_searched")]
        verbose_name_plural = "advocacies"


class Consultation(models.Model):
    """A worker asked a senior or manager, and what they advised (standard step 6)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consultations")
    senior = models.ForeignKey(User, models.PROTECT, related_name="+")
    question = models.TextField()
    advice = models.TextField()
    agencies = models.CharField(max_length=300, blank=True, help_text="agencies in the discussion, if it was multi-agency")
    held_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-held_at", "-pk"]
        indexes = [GinIndex(Searched("question", "advice", "agencies"), name="consultation_searched")]


class PoliceHold(models.Model):
    """The police asked us to say less, or nothing, while they investigate. It stands until somebody lifts it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="police_holds")
    hold = models.CharField(max_length=10, choices=Hold.choices())
    asked_by = models.CharField(max_length=150, help_text="the officer, and how to reach them")
    police_reference = models.CharField(max_length=60, blank=True)
    reason = models.TextField()
    since_on = models.DateField()
    review_on = models.DateField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("asked_by", "police_reference", "reason", "lifted_reason"), name="police_hold_searched")]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(lifted_at__isnull=True), name="police_hold_one_open"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_by__isnull=False) & ~Q(lifted_reason=""),
                name="police_hold_lifted_with_reason",
            ),
        ]
