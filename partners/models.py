"""Checks: questions to partner agencies about one case."""

from uuid import uuid4

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from mash.accounts.models import Governed, Proposed, User
from mash.cases.models import Case, ChronologyEntry
from mash.organisations.models import Organisation
from mash.searched import Searched

from .states import Answer, Basis, ChangeKind, CheckState


class Check(FSMModelMixin, models.Model):
    """One question to one agency: why, on what basis, what it was shown, by when, and its answer."""

    reference = models.CharField(max_length=12, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="checks")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="checks")
    state = FSMField(default=CheckState.ASKED, choices=CheckState.choices(), protected=True)
    questions = models.TextField()
    purpose = models.CharField(max_length=300)
    basis = models.CharField(max_length=20, choices=Basis.choices())
    basis_reason = models.TextField(blank=True)
    shown = models.JSONField(help_text='exactly what the agency sees: [["Name", "…"], …]')
    once = models.UUIDField(default=uuid4, help_text="key of the form: sending it twice asks once")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=20, choices=Answer.choices(), blank=True)
    answer_text = models.TextField(blank=True)
    not_to_family = models.TextField(blank=True, help_text="what the adult or family must not be told, and why")
    told = models.TextField(blank=True, help_text="what the agency told the adult about it, when and by whom")
    cannot_share_reason = models.TextField(blank=True)
    ring_number = models.CharField(max_length=40, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_late = models.BooleanField(default=False, help_text="after the decision it was asked for")
    read_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            GinIndex(
                Searched(
                    "reference", "questions", "purpose", "basis_reason", "answer_text", "not_to_family",
                    "told", "cannot_share_reason",
                ),
                name="check_searched",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in CheckState]), name="check_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "read"])
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="check_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(answer="cannot_share") | ~Q(cannot_share_reason=""), name="check_refusal_has_reason"
            ),
            models.UniqueConstraint(fields=["case", "agency"], condition=Q(state="asked"), name="check_one_open"),
            models.UniqueConstraint(fields=["once", "agency"], name="check_sent_once"),
        ]

    def __str__(self) -> str:
        return self.reference

    @transition(state, source=CheckState.ASKED, target=CheckState.ANSWERED)
    def give_answer(self, answer: Answer, by: User, at: object) -> None:
        self.answer, self.answered_by, self.answered_at = answer, by, at

    @transition(state, source=CheckState.ANSWERED, target=CheckState.READ)
    def be_read(self, by: User, at: object) -> None:
        self.read_by, self.read_at = by, at

    @transition(state, source=CheckState.ASKED, target=CheckState.WITHDRAWN)
    def withdraw(self) -> None: ...


class CheckEvent(models.Model):
    """One dated event out of the answer to a check, as an entry of the chronology: given with it, or taken out of it."""

    answered = models.ForeignKey(Check, models.PROTECT, related_name="events", help_text="the check whose answer tells of it")
    entry = models.OneToOneField(ChronologyEntry, models.PROTECT, related_name="check_event")
    given = models.BooleanField(help_text="by the agency itself; else somebody of the hub took it out of the words")

    class Meta:
        ordering = ["pk"]


class QuestionVersion(Governed):
    """One wording of what each kind of agency is asked about, as prompts that a worker ticks."""

    prompts = models.JSONField(help_text='by kind of agency: {"police": ["Are there open investigations?"]}')


class PartnerChangeQuerySet(models.QuerySet):
    """Changes by where they are on their way."""

    def waiting(self) -> "PartnerChangeQuerySet":
        """Those that nobody has answered."""
        return self.filter(approved_at__isnull=True, ended_at__isnull=True)


class PartnerChange(Proposed):
    """One change of whom the hub shares with: an agreement, a new organisation, or other particulars of one. Done once approved."""

    kind = models.CharField(max_length=20, choices=ChangeKind.choices())
    subject = models.CharField(max_length=200, help_text="the title of the agreement, or the name of the organisation")
    partner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    was = models.JSONField(default=dict, help_text="the particulars before, where they change")
    content = models.JSONField(help_text="what shall be: particulars, or the agreement with the numbers of its signatories")

    objects = PartnerChangeQuerySet.as_manager()
    when_done = "It is done."

    class Meta:
        ordering = ["-pk"]
        constraints = [
            *Proposed.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=[str(k) for k in ChangeKind]), name="partner_change_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="partner", partner__isnull=False) | ~Q(kind="partner") & Q(partner__isnull=True),
                name="partner_change_of_somebody",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(approved_at__isnull=True, ended_at__isnull=True), name="partner_change_one_waits"
            ),
        ]

    def __str__(self) -> str:
        label = ChangeKind(self.kind).label
        return f"{label} {self.subject}" if self.kind == ChangeKind.PARTNER else f"{label}: {self.subject}"
