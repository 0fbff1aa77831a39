"""Enquiries, risks, the three-point test, meetings, plans and handovers."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from mash.accounts.models import Governed, User
from mash.cases.adult_states import OutcomesMet
from mash.cases.models import Case, Decision, SourceOfHarm
from mash.organisations.models import Organisation
from mash.searched import Searched

from .states import (
    Agreement,
    AssessmentOutcome,
    Basis,
    EnquiryKind,
    EnquiryState,
    HandoverState,
    MeetingKind,
    MeetingState,
    NotInvited,
    OverrideReason,
    Place,
    RiskOutcome,
    Route,
)


class Enquiry(FSMModelMixin, models.Model):
    """One enquiry of a case, held by one safeguarding practitioner. Route taken and statutory basis are two fields."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="enquiries")
    kind = models.CharField(max_length=20, choices=EnquiryKind.choices())
    state = FSMField(default=EnquiryState.OPEN, choices=EnquiryState.choices(), protected=True)
    holder = models.ForeignKey(User, models.PROTECT, related_name="+")
    route = models.CharField(max_length=20, choices=Route.choices(), default=Route.LOCAL_AUTHORITY)
    caused_agency = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    crime_investigated = models.BooleanField(default=False)
    basis = models.CharField(max_length=20, choices=Basis.choices(), blank=True)
    scope = models.TextField(blank=True, help_text="what is to be found out, and by when")
    started_at = models.DateTimeField()
    concluded_at = models.DateTimeField(null=True, blank=True)
    findings = models.TextField(blank=True)
    outcomes_met = models.CharField(max_length=20, choices=OutcomesMet.choices(), blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [GinIndex(Searched("scope", "findings"), name="enquiry_searched")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in EnquiryState]), name="enquiry_state_known"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="open"), name="enquiry_one_open"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(concluded_at__isnull=False) & ~Q(findings=""),
                name="enquiry_concluded_with_findings",
            ),
        ]

    @transition(state, source=EnquiryState.OPEN, target=EnquiryState.CONCLUDED)
    def conclude(self, findings: str, at: object) -> None:
        self.findings, self.concluded_at = findings, at


class Risk(models.Model):
    """One risk: type of abuse, by whom, where; what was found and what became of it, per source (national return)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="risks")
    abuse_type = models.CharField(max_length=5, help_text="code of the matrix: PHY, DA, …")
    source = models.ForeignKey(SourceOfHarm, models.PROTECT, null=True, blank=True, related_name="risks")
    place = models.CharField(max_length=20, choices=Place.choices())
    words = models.TextField()
    assessment = models.CharField(max_length=30, choices=AssessmentOutcome.choices(), blank=True)
    outcome = models.CharField(max_length=20, choices=RiskOutcome.choices(), blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [GinIndex(Searched("words"), name="risk_searched")]


class StatementVersion(Governed):
    """One wording of the information protection statement that is read at every meeting."""

    text = models.TextField()
    thread = "protection statement"


class Meeting(FSMModelMixin, models.Model):
    """A safeguarding meeting or discussion. Minutes open only when each attendee has agreed to the statement."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=20, choices=MeetingKind.choices())
    state = FSMField(default=MeetingState.PLANNED, choices=MeetingState.choices(), protected=True)
    at = models.DateTimeField()
    agenda = models.TextField()
    adult_invited = models.BooleanField(default=True)
    not_invited = models.CharField(max_length=20, choices=NotInvited.choices(), blank=True)
    not_invited_words = models.TextField(blank=True)
    supports = models.CharField(max_length=300, blank=True, help_text="supports offered and accepted")
    statement = models.ForeignKey(StatementVersion, models.PROTECT, null=True, blank=True, related_name="+")
    contribution = models.TextField(blank=True, help_text="the adult's contribution, read first")
    minutes = models.TextField(blank=True)
    told = models.TextField(blank=True, help_text="what the adult was told of it, by whom")
    held_at = models.DateTimeField(null=True, blank=True)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [GinIndex(Searched("agenda", "not_invited_words", "contribution", "minutes", "told"), name="meeting_searched")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in MeetingState]), name="meeting_state_known"),
            models.CheckConstraint(
                condition=Q(adult_invited=True) | ~Q(not_invited="") & ~Q(not_invited_words=""),
                name="meeting_not_inviting_needs_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="planned") | Q(held_at__isnull=False, statement__isnull=False) & ~Q(minutes=""),
                name="meeting_held_with_statement_and_minutes",
            ),
        ]

    @transition(state, source=MeetingState.PLANNED, target=MeetingState.HELD)
    def hold(self, minutes: str, contribution: str, at: object, told: str) -> None:
        self.minutes, self.contribution, self.held_at, self.told = minutes, contribution, at, told


class Attendance(models.Model):
    """One attendee and whether they agreed to the information protection statement."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    name = models.CharField(max_length=150)
    organisation = models.CharField(max_length=150)
    agreement = models.CharField(max_length=12, choices=Agreement.choices(), default=Agreement.NOT_ASKED)
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [GinIndex(Searched("name", "organisation"), name="attendance_searched")]
        constraints = [models.UniqueConstraint(fields=["meeting", "name", "organisation"], name="attendance_once")]


class Plan(models.Model):
    """The safeguarding plan of a case: one, never two."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="plan")
    aim = models.TextField(help_text="what the adult wants it to achieve")
    contingency = models.TextField(help_text="what to do if it does not work")
    agreed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        indexes = [GinIndex(Searched("aim", "contingency"), name="plan_searched")]


class PlanAction(models.Model):
    """One action of the plan: what, which agency, who, by when."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="actions")
    what = models.TextField()
    agency = models.CharField(max_length=150)
    person = models.CharField(max_length=150)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_words = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [GinIndex(Searched("what", "agency", "person", "done_words"), name="plan_action_searched")]


class ThreePointTest(models.Model):
    """The three-point test (Care Act 2014 s42(1)): each point yes or no with reasons, and how to go on without all three."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="three_point_tests")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="three_point_test")
    has_needs = models.BooleanField()
    has_needs_reason = models.TextField()
    at_risk = models.BooleanField()
    at_risk_reason = models.TextField()
    cannot_protect = models.BooleanField()
    cannot_protect_reason = models.TextField()
    override = models.CharField(max_length=20, choices=OverrideReason.choices(), blank=True)
    judgement = models.TextField(blank=True)
    discussion = models.CharField(max_length=300, blank=True, help_text="the multi-agency discussion on record, in words")
    override_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            GinIndex(
                Searched("has_needs_reason", "at_risk_reason", "cannot_protect_reason", "judgement", "discussion"),
                name="three_point_test_searched",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(override="") | ~Q(judgement="") & ~Q(discussion="") & Q(override_by__isnull=False),
                name="test_override_is_reasoned",
            )
        ]

    @property
    def all_met(self) -> bool:
        return self.has_needs and self.at_risk and self.cannot_protect


class Handover(FSMModelMixin, models.Model):
    """A case handed to a Locality Adult Community Team. The hub owns the case until the team accepts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="handovers")
    reference = models.CharField(max_length=12, unique=True)
    to_team = models.ForeignKey(Organisation, models.PROTECT, related_name="handovers")
    state = FSMField(default=HandoverState.PROPOSED, choices=HandoverState.choices(), protected=True)
    summary = models.TextField()
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)
    met_with = models.CharField(max_length=300, blank=True)
    responsibilities = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        indexes = [
            GinIndex(
                Searched("reference", "summary", "met_with", "responsibilities", "refusal_reason"),
                name="handover_searched",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in HandoverState]), name="handover_state_known"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["proposed", "met"]), name="handover_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "refused"])
                | Q(met_at__isnull=False, starts_on__isnull=False) & ~Q(responsibilities=""),
                name="handover_met_with_terms",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal_reason=""), name="handover_refused_with_reason"
            ),
        ]

    @transition(state, source=HandoverState.PROPOSED, target=HandoverState.MET)
    def meet(self, at: object, responsibilities: str, starts_on: object) -> None:
        self.met_at, self.responsibilities, self.starts_on = at, responsibilities, starts_on

    @transition(state, source=HandoverState.MET, target=HandoverState.ACCEPTED)
    def accept(self, by: User, at: object) -> None:
        self.decided_by, self.decided_at = by, at

    @transition(state, source=[HandoverState.PROPOSED, HandoverState.MET], target=HandoverState.REFUSED)
    def refuse(self, by: User, at: object, reason: str) -> None:
        self.decided_by, self.decided_at, self.refusal_reason = by, at, reason
