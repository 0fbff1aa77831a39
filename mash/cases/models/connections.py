"""Help that the adult was connected with, and everything that became of it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from mash.accounts.models import User
from mash.searched import Searched

from ..states import Bounce, ConnectionState, ConsentAnswer, MadeBy
from .case import Case

UNDER_WAY = [ConnectionState.OFFERED, ConnectionState.ACCEPTED]


class Connection(FSMModelMixin, models.Model):
    """Help that was suggested or referred to, followed until it starts or bounces, also after the case has closed."""

    reference = models.CharField(max_length=12, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="connections")
    service = models.CharField(max_length=150)
    what_for = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=12, choices=MadeBy.choices(), blank=True)
    contact = models.CharField(max_length=300, blank=True, help_text="how the adult and the service reach each other")
    consent = models.CharField(max_length=12, choices=ConsentAnswer.choices(), blank=True)
    why_without = models.TextField(blank=True, help_text="why they were referred without their yes")
    state = FSMField(default=ConnectionState.OFFERED, choices=ConnectionState.choices(), protected=True)
    instead_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    look_at = models.DateTimeField(null=True, blank=True, help_text="without news by then, somebody is asked whether it began")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            GinIndex(Searched("reference", "service", "what_for", "contact", "why_without"), name="connection_searched"),
            models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="connection_to_look_at"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in ConnectionState]), name="connection_state_known"),
            models.CheckConstraint(
                condition=Q(look_at__isnull=True) | Q(state__in=[str(s) for s in UNDER_WAY]), name="connection_looked_at_under_way"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def tone(self) -> str:
        """The colour that goes with the state's word."""
        return {"accepted": "blue", "started": "green", "bounced": "red"}.get(self.state, "grey")

    @transition(state, source=ConnectionState.OFFERED, target=ConnectionState.ACCEPTED)
    def accept(self, look_at: object) -> None:
        self.look_at = look_at

    @transition(state, source=UNDER_WAY, target=ConnectionState.STARTED)
    def start(self, look_at: object) -> None:
        self.look_at = None

    @transition(state, source=[*UNDER_WAY, ConnectionState.STARTED], target=ConnectionState.BOUNCED)
    def bounce(self, look_at: object) -> None:
        self.look_at = None


class ConnectionMove(models.Model):
    """One thing that became of a connection: who says so, when, in words. Rows are added and never changed."""

    connection = models.ForeignKey(Connection, models.PROTECT, related_name="moves")
    state = models.CharField(max_length=20, choices=ConnectionState.choices(), help_text="as it was from then on")
    why = models.CharField(max_length=20, choices=Bounce.choices(), blank=True, help_text="of a bounce")
    words = models.TextField()
    moved_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [GinIndex(Searched("words"), name="connection_move_searched")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="bounced") & ~Q(why="") | ~Q(state="bounced") & Q(why=""), name="connection_move_bounce_has_reason"
            )
        ]
