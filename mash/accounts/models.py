"""Accounts, and the shape of everything that is governed by two people."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q

from mash.organisations.models import Organisation
from mash.organisations.states import Kind

from .roles import MAY, PARTNER_ROLES, Permission, Role
from .states import Standing


class UserManager(BaseUserManager):
    """Makes accounts whose e-mail is their name at the door."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """One person with one role in one organisation. Nobody shares an account."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=30, choices=Role.choices())
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="people")
    phone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role", "organisation"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=[str(r) for r in Role]), name="user_role_known"),
            models.CheckConstraint(condition=Q(is_superuser=False), name="user_never_superuser"),
        ]

    def __str__(self) -> str:
        return self.name

    def may(self, permission: Permission) -> bool:
        """Whether this person's role has the permission; which case it reaches, `visible_cases` says."""
        return self.is_active and permission in MAY[Role(self.role)]

    @property
    def is_partner(self) -> bool:
        return self.role in PARTNER_ROLES

    @property
    def logs_incidents(self) -> bool:
        """Whose accounts keep an incident log: those of care providers, and nobody else's (requirement S224)."""
        return self.may(Permission.REFER) and self.organisation.kind == Kind.CARE_PROVIDER

    @property
    def role_label(self) -> str:
        return Role(self.role).label

    @property
    def role_within(self) -> str:
        """As it stands within a sentence: what is a title keeps its capitals ("duty worker", "MASH Manager")."""
        return self.role_label if self.role in (Role.MASH_MANAGER, Role.HEAD_OF_SERVICE) else self.role_label.lower()


class Cover(models.Model):
    """Somebody is away for some days, and somebody else stands in: nothing urgent goes to an empty desk."""

    away = models.ForeignKey(User, models.PROTECT, related_name="covers")
    stand_in = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="covering")
    from_on = models.DateField()
    until_on = models.DateField()
    arranged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="back early, or arranged by mistake")

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="cover_ends_after_start"),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("away")), name="cover_by_somebody_else"
            ),
        ]



class ApiKey(models.Model):
    """The key with which one system of one agency sends concerns in. The key itself is shown once and not kept."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80, help_text="which of the agency's systems it is")
    shown = models.CharField(max_length=12, help_text="how the key begins, to tell it from others")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    last_used_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agency__name", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], condition=Q(ended_at=None), name="key_named_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="key_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}, {self.name}"


class Proposed(models.Model):
    """Something that one person proposes and another approves or sends back. What is shipped was proposed by nobody."""

    reason = models.TextField(blank=True, help_text="why it is proposed")
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="withdrawn by the proposer, or sent back")
    ended_why = models.TextField(blank=True)

    when_done: ClassVar[str] = "The change is in force."

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="%(app_label)s_%(class)s_two_people",
            ),
        ]

    @property
    def thread(self) -> str:
        """What its lines in the trail are found under."""
        return str(self._meta.model_name)

    @property
    def standing(self) -> Standing:
        """Where it is on its way."""
        if self.ended_at:
            return Standing.WITHDRAWN if self.ended_by_id == self.proposed_by_id else Standing.SENT_BACK
        return Standing.PROPOSED if self.proposed_at and not self.approved_at else Standing.IN_FORCE


class GovernedQuerySet(models.QuerySet):
    """Versions by where they are on their way."""

    def in_force(self) -> "GovernedQuerySet":
        """The one that holds now."""
        return self.filter(in_force_from__isnull=False, superseded_at__isnull=True)

    def awaited(self) -> "GovernedQuerySet":
        """The one that waits for an answer, or for its time: no other may be proposed beside it."""
        return self.filter(proposed_at__isnull=False, in_force_from__isnull=True, ended_at__isnull=True)


class Governed(Proposed):
    """A version of something that two people put in force: one proposes, another approves. Then it never changes."""

    name = models.CharField(max_length=80, unique=True)
    starts_at = models.DateTimeField(null=True, blank=True, help_text="when it was approved to come into force")
    in_force_from = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = GovernedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-in_force_from", "-pk"]
        constraints = [
            *Proposed.Meta.constraints,
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(in_force_from__isnull=False, superseded_at__isnull=True),
                name="%(app_label)s_%(class)s_one_in_force",
            ),
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(proposed_at__isnull=False, in_force_from__isnull=True, ended_at__isnull=True),
                name="%(app_label)s_%(class)s_one_proposed",
            ),
            models.CheckConstraint(
                condition=Q(in_force_from__isnull=True)
                | Q(ended_at__isnull=True) & (Q(proposed_at__isnull=True) | Q(approved_at__isnull=False)),
                name="%(app_label)s_%(class)s_in_force_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> Standing:
        """Where it is on its way; an approved version waits for its time."""
        so_far = super().standing
        if so_far != Standing.IN_FORCE:
            return so_far
        if self.superseded_at:
            return Standing.SUPERSEDED
        return Standing.IN_FORCE if self.in_force_from else Standing.APPROVED
