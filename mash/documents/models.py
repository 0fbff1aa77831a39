"""Files as the record keeps them."""

from uuid import uuid4

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django_fsm import FSMField, FSMModelMixin, transition

from mash.searched import Searched

from .states import OPENABLE, Refusal, State


class Document(FSMModelMixin, models.Model):
    """One file, kept byte for byte as it was made, or made anew from what was sent. The app that links it decides who
    may open it. Of a refused file only the fact is kept.
    """

    token = models.UUIDField(default=uuid4, unique=True, editable=False, help_text="names it to whoever sent it")
    name = models.CharField(max_length=150, help_text="a neutral file name, with no one's name in it")
    original_name = models.CharField(max_length=255, blank=True, default="", help_text="as the sender called it")
    content_type = models.CharField(max_length=80)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    state = FSMField(default=State.QUARANTINED, choices=State.choices(), protected=True)
    refusal = models.CharField(max_length=20, blank=True, default="", help_text="a word of Refusal")
    finding = models.CharField(max_length=100, blank=True, default="", help_text="what the scanner calls the virus")
    uploaded = models.BooleanField(default=False, help_text="came from outside, and goes again if nothing holds it")
    made_at = models.DateTimeField(auto_now_add=True)
    scan_tried_at = models.DateTimeField(null=True, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            GinIndex(Searched("name", "original_name"), name="document_searched"),
            models.Index(fields=["scan_tried_at"], condition=Q(state__in=["quarantined", "unscanned"]), name="document_unscanned"),
            models.Index(fields=["made_at"], condition=Q(uploaded=True), name="document_uploaded"),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[str(s) for s in State]), name="document_state_known"),
            models.CheckConstraint(
                condition=Q(state="refused", size=0) & ~Q(refusal="") | ~Q(state="refused") & Q(refusal=""),
                name="document_refused_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def openable(self) -> bool:
        return self.state in OPENABLE

    @property
    def usable(self) -> bool:
        """Whether its content is here and may be opened, now or once it has been checked."""
        return self.state not in (State.REFUSED, State.INFECTED)

    @property
    def why(self) -> str:
        """Why it could not be taken, in words."""
        return Refusal(self.refusal).label if self.refusal else ""

    @transition(state, source=[State.QUARANTINED, State.UNSCANNED], target=State.CLEAN)
    def pass_scan(self) -> None: ...

    @transition(state, source=[State.QUARANTINED, State.UNSCANNED], target=State.INFECTED)
    def fail_scan(self, finding: str) -> None:
        self.finding = finding
