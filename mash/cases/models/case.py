"""The case, its lifecycle, and grants on one case."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from mash.accounts.models import User
from mash.organisations.models import Organisation
from mash.people.models import Adult
from mash.searched import Searched

from ..states import Outcome, Rag, Stage
from ..working_time import Pace

IN_ENQUIRY = [Stage.MASH_ENQUIRY, Stage.SECTION_42, Stage.NON_STATUTORY]


class Case(FSMModelMixin, models.Model):
    """One episode of concern about one adult, who may be unknown for a while. A team always owns it."""

    reference = models.CharField(max_length=12, unique=True)
    stage = FSMField(default=Stage.RECEIVED, choices=Stage.choices(), protected=True)
    adult = models.ForeignKey(Adult, models.PROTECT, null=True, blank=True, related_name="cases")
    team = models.ForeignKey(Organisation, models.PROTECT, related_name="cases")
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="cases")
    rag = models.CharField(max_length=5, choices=Rag.choices(), blank=True)
    always_enquiry = models.CharField(max_length=120, blank=True, help_text="the always-progress type that fired, in words")
    urgency = models.CharField(max_length=40, blank=True, help_text="how soon somebody must act by the newest rating, in its words")
    pace = models.CharField(max_length=20, choices=Pace.choices(), blank=True, help_text="the kind of time of that; empty where nobody was asked")
    danger_now = models.BooleanField(default=False)
    arrived_as = models.CharField(max_length=40, blank=True, help_text="where perhaps no person wrote: what came, in words")
    restricted = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, help_text="grows with each decision; forms carry the one they saw")
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True, help_text="when it was decided that the hub's work can end")
    handed_over_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=30, choices=Outcome.choices(), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", help_text="the case that holds its reports now"
    )

    class Meta:
        permissions = [
            ("see_shared", "See what was shared of this case"),
            ("consider", "See this case before accepting it from another team"),
        ]
        indexes = [
            GinIndex(Searched("reference"), name="case_searched"),
            models.Index(fields=["opened_at"], condition=~Q(stage="closed"), name="case_open"),
            models.Index(fields=["adult", "-opened_at"], name="case_of_adult"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=[str(s) for s in Stage]), name="case_stage_known"),
            models.CheckConstraint(condition=Q(rag="") | Q(rag__in=[str(r) for r in Rag]), name="case_rag_known"),
            # Only what is set aside, or joined to another case and rated there, leaves the first stage without a rating
            # (guidance: all concerns are RAG rated).
            models.CheckConstraint(
                condition=Q(stage="received")
                | ~Q(rag="")
                | Q(stage="closed", outcome="set_aside")
                | Q(stage="closed", outcome="duplicate", joined_to__isnull=False),
                name="case_rated_before_moving",
            ),
            models.CheckConstraint(
                condition=Q(stage="closed", closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(stage="closed") & Q(closed_at__isnull=True, outcome=""),
                name="case_closed_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @transition(stage, source=Stage.RECEIVED, target=Stage.TRIAGE)
    def rate_into_triage(self) -> None: ...

    @transition(stage, source=[Stage.RECEIVED, Stage.TRIAGE], target=Stage.MASH_ENQUIRY)
    def progress_to_enquiry(self) -> None: ...

    @transition(stage, source=Stage.MASH_ENQUIRY, target=Stage.TRIAGE)
    def return_to_triage(self) -> None: ...

    @transition(stage, source=Stage.MASH_ENQUIRY, target=Stage.SECTION_42)
    def start_section_42(self) -> None: ...

    @transition(stage, source=Stage.MASH_ENQUIRY, target=Stage.NON_STATUTORY)
    def start_non_statutory(self) -> None: ...

    @transition(stage, source=[Stage.TRIAGE, *IN_ENQUIRY], target=Stage.CLOSED)
    def close(self, outcome: Outcome, at: object) -> None:
        self.outcome, self.closed_at = outcome, at

    @transition(stage, source=Stage.RECEIVED, target=Stage.CLOSED)
    def set_aside(self, outcome: Outcome, at: object) -> None:
        self.outcome, self.closed_at = outcome, at

    @transition(stage, source=Stage.CLOSED, target=Stage.TRIAGE)
    def reopen(self) -> None:
        self.outcome, self.closed_at, self.decided_at = "", None, None

    @transition(stage, source=Stage.CLOSED, target=Stage.RECEIVED)
    def take_up(self) -> None:
        self.outcome, self.closed_at, self.decided_at, self.joined_to = "", None, None, None


class CaseUserGrant(UserObjectPermissionBase):
    """Guardian's grant of one case to one person: restricted cases are open only to the people named."""

    content_object = models.ForeignKey(Case, models.CASCADE)


class CaseGroupGrant(GroupObjectPermissionBase):
    """Guardian's grant of one case to the group of an agency that was asked about it."""

    content_object = models.ForeignKey(Case, models.CASCADE)
