"""Adults, and where they have lived."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import User
from mash.references import new_reference
from mash.searched import Searched

from .states import Gender, Pronouns, SafeBy


def new_adult_reference() -> str:
    """What stands in the address of a record's page: no name, and no number that could be guessed."""
    return new_reference("P")


class Adult(models.Model):
    """One adult about whom somebody was worried. Two records of one person are linked by people, never merged by code."""

    reference = models.CharField(max_length=12, unique=True, default=new_adult_reference)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)
    known_as = models.CharField(max_length=100, blank=True)
    sound = models.CharField(max_length=60, blank=True, db_index=True, help_text="how the names sound, for finding")
    born_on = models.DateField(null=True, blank=True, db_index=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    las_id = models.CharField(max_length=30, blank=True, help_text="id on LAS, the council's adult record system")
    phone = models.CharField(max_length=40, blank=True)
    description = models.TextField(blank=True, help_text="how to recognise or find an adult whose name is not known")
    gender = models.CharField(max_length=20, choices=Gender.choices(), blank=True, help_text="as they describe it; empty: not asked")
    gender_words = models.CharField(max_length=100, blank=True, help_text="in their own words")
    pronouns = models.CharField(max_length=10, choices=Pronouns.choices(), blank=True)
    communication_needs = models.TextField(blank=True)
    safe_by = models.CharField(max_length=20, choices=SafeBy.choices(), default=SafeBy.NOT_ASKED)
    safe_when = models.CharField(max_length=200, blank=True, help_text="safe times, words to use, whom to avoid")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            GinIndex(
                Searched(
                    "given_name", "family_name", "known_as", "nhs_number", "las_id", "phone",
                    "description", "communication_needs", "safe_when",
                ),
                name="adult_searched",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["nhs_number"], condition=~Q(nhs_number=""), name="adult_nhs_number_once")
        ]

    def __str__(self) -> str:
        # Whatever prints an object, a log or a fault's page, prints no name.
        return f"adult {self.pk}"

    @property
    def name(self) -> str:
        """How workers name the adult."""
        full = f"{self.given_name} {self.family_name}".strip() or self.known_as
        return full or "Name not known"


class Address(models.Model):
    """A place where the adult lives or lived, temporary ones included."""

    adult = models.ForeignKey(Adult, models.CASCADE, related_name="addresses")
    text = models.CharField(max_length=300)
    postcode = models.CharField(max_length=10, blank=True, db_index=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [GinIndex(Searched("text", "postcode"), name="address_searched")]


class AdultChange(models.Model):
    """One correction of an adult's record: what stood there before, who put it right and why. Kept for good."""

    adult = models.ForeignKey(Adult, models.PROTECT, related_name="changes")
    before = models.JSONField(help_text='the values that were replaced: {"born_on": "1941-02-17"}')
    reason = models.TextField()
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="adult_change_with_reason")]
