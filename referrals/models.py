"""Referrals as they were made, and what their referrers were told."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from mash.accounts.models import Governed, User
from mash.cases.models import Case, WorkItem
from mash.cases.states import ConsentAnswer, Tri
from mash.documents.models import Document
from mash.documents.rules import Kind, kind_by_type, plain_name
from mash.documents.states import State
from mash.organisations.models import Organisation
from mash.outbox.models import Message
from mash.searched import Searched

from .states import (
    Channel,
    Class,
    Danger,
    Extent,
    FeedbackKind,
    MailKind,
    Passing,
    ReplyKind,
    Safety,
    SetAside,
    Voice,
    Way,
    Withheld,
)


class Arrival(models.Model):
    """One thing that came in by one door, written before anybody is told that we have it, and never changed or removed.

    What arrived is counted here and what became of it is counted in the referrals: the two must balance.
    """

    once_key = models.UUIDField(unique=True, help_text="the key of the referral that it must become")
    channel = models.CharField(max_length=12, choices=Channel.choices())
    received_at = models.DateTimeField(db_index=True)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]


class Referral(models.Model):
    """One report, in the referrer's own words, exactly as it was made. It always belongs to one case."""

    reference = models.CharField(max_length=12, unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals")
    once_key = models.UUIDField(unique=True, help_text="the form's idempotency key: a replay finds this row")
    code_sha256 = models.CharField(max_length=64, help_text="hash of the referrer's secret code for the status page")
    channel = models.CharField(max_length=12, choices=Channel.choices())
    voice = models.CharField(max_length=20, choices=Voice.choices(), default=Voice.NOT_SAID)
    worry = models.TextField()
    danger = models.CharField(max_length=10, choices=Danger.choices())
    adult_known = models.BooleanField(default=True, help_text="no: the referrer can't say who it is")
    adult_name = models.CharField(max_length=200, blank=True)
    adult_whereabouts = models.TextField(blank=True)
    adult_other = models.TextField(blank=True, help_text="age, description, where they may be found")
    adult_knows = models.CharField(max_length=10, choices=Danger.choices(), blank=True, help_text="knows of this report")
    source_words = models.TextField(blank=True, help_text="who might be causing harm, as the referrer says")
    contact_risk = models.CharField(max_length=10, choices=Danger.choices(), blank=True, help_text="could contacting the adult put them at risk")
    safe_contact = models.TextField(blank=True, help_text="safe ways and times to reach the adult, as the referrer says")
    referrer_name = models.CharField(max_length=150, blank=True)
    referrer_role = models.CharField(max_length=200, blank=True)
    referrer_email = models.EmailField(blank=True)
    referrer_phone = models.CharField(max_length=40, blank=True)
    referrer_address = models.TextField(blank=True)
    reply_by = models.CharField(max_length=12, choices=Way.choices(), blank=True, help_text="how they asked to hear back")
    agency = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="the partner that sent it signed in, or by its system: its people may follow it",
    )  # fmt: skip
    system = models.CharField(max_length=200, blank=True, help_text="the agency's system whose key brought it")
    author_only = models.BooleanField(default=False, help_text="of the agency's people, only its author may follow it")
    contact_is_safe = models.BooleanField(default=False)
    wants_feedback = models.BooleanField(default=True)
    received_at = models.DateTimeField(db_index=True)
    keyed_at = models.DateTimeField(auto_now_add=True)
    keyed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    joined_from = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="referrals_left")
    joined_at = models.DateTimeField(null=True, blank=True, help_text="when it came here from another case")
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    classed = models.CharField(max_length=20, choices=Class.choices(), blank=True)
    set_aside = models.CharField(max_length=20, choices=SetAside.choices(), blank=True)
    set_aside_reason = models.TextField(blank=True)
    set_aside_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [
            GinIndex(Searched(
                "reference", "worry", "adult_name", "adult_whereabouts", "adult_other", "source_words", "safe_contact", "referrer_name", "referrer_role", "referrer_email",
                "referrer_phone", "referrer_address",
            ), name="referral_searched"),
            models.Index(fields=["received_at"], condition=Q(read_at__isnull=True), name="referral_unread"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(worry=""), name="referral_says_something"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="referral_read_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(set_aside="") | ~Q(set_aside_reason="") & Q(set_aside_by__isnull=False),
                name="referral_set_aside_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def says_danger(self) -> bool:
        """Whether its referrer says that someone is in danger now, in the report or in what they wrote later."""
        return Danger.YES in (self.danger, *(reply.danger for reply in self.replies.all()))

    @property
    def awaits_receipt(self) -> bool:
        """Whether it was passed on and the other service has not said that it has it."""
        return any(row.received_at is None and not row.not_taken for row in self.reroutes.all())


class Particulars(models.Model):
    """What a professional or volunteer added to their report, as they said it. An empty part was not said."""

    referral = models.OneToOneField(Referral, models.PROTECT, related_name="particulars")
    organisation = models.CharField(max_length=200, blank=True, help_text="the referrer's, in their words")
    safeguarding_lead = models.CharField(max_length=200, blank=True, help_text="their manager or safeguarding lead")
    adult_born_on = models.DateField(null=True, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    police_reference = models.CharField(max_length=60, blank=True)
    incident_reference = models.CharField(max_length=60, blank=True, help_text="such as a Datix number")
    care_needs = models.TextField(blank=True)
    abuse_types = models.JSONField(default=list, help_text='codes of the matrix, as the referrer sees it: ["PHY"]')
    when_it_happened = models.TextField(blank=True)
    frequency = models.CharField(max_length=200, blank=True)
    injuries = models.TextField(blank=True)
    previous_concerns = models.TextField(blank=True)
    others_told = models.TextField(blank=True, help_text="who else is involved, and who has been told")
    consent = models.CharField(max_length=12, choices=ConsentAnswer.choices(), blank=True)
    consent_reason = models.TextField(blank=True)
    capacity = models.CharField(max_length=10, choices=Tri.choices(), blank=True, help_text="for this decision")
    capacity_reason = models.TextField(blank=True)
    desired_outcomes = models.TextField(blank=True)
    actions_taken = models.TextField(blank=True)
    others_at_risk = models.TextField(blank=True)
    children_at_risk = models.CharField(max_length=10, choices=Danger.choices(), blank=True)
    source_provider = models.CharField(max_length=200, blank=True)
    source_in_trust = models.CharField(max_length=10, choices=Danger.choices(), blank=True, help_text="a paid carer, or in a position of trust")
    representative = models.TextField(blank=True)
    communication_needs = models.TextField(blank=True)
    do_not_share_with = models.TextField(blank=True)

    class Meta:
        indexes = [
            GinIndex(Searched(
                "organisation", "safeguarding_lead", "nhs_number", "police_reference", "incident_reference", "care_needs", "when_it_happened", "frequency", "injuries", "previous_concerns",
                "others_told", "consent_reason", "capacity_reason", "desired_outcomes", "actions_taken", "others_at_risk", "source_provider", "representative", "communication_needs", "do_not_share_with",
            ), name="particulars_searched")
        ]


class ReferralFile(models.Model):
    """One file that came with a report. Whoever may read the report may open the file, once it is known to be safe."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="files")
    document = models.OneToOneField(Document, models.PROTECT, related_name="referral_file")
    position = models.PositiveSmallIntegerField()
    flagged_as = models.CharField(
        max_length=20, choices=State.choices(), blank=True, default="", help_text="a task was raised for it in this state"
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["referral", "position"], name="referral_file_in_order")]

    @property
    def kind(self) -> Kind | None:
        """Nothing where the file could not be taken."""
        return kind_by_type(self.document.content_type)

    @property
    def name(self) -> str:
        """What the hub calls it: nobody's name is in it."""
        return plain_name(self.kind, self.position)


class SavedDraft(models.Model):
    """One report that is not finished yet. Nobody can read it without its code, which is kept nowhere."""

    reference = models.CharField(max_length=12, unique=True)
    once_key = models.UUIDField(
        db_index=True, help_text="the key of the report that it may become; each page that put it away has a row of its own"
    )
    salt = models.BinaryField()
    sealed = models.BinaryField(help_text="the answers, encrypted with a key made from the code alone")
    saved_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0, help_text="after the fifth it opens no more")

    class Meta:
        ordering = ["saved_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(wrong_codes__lte=5), name="saved_draft_locks_after_five")]


class Reroute(models.Model):
    """One passing on of a report to the service that it was meant for, until that service has said that it has it."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="reroutes")
    once_key = models.UUIDField(unique=True, help_text="the form's idempotency key: a replay finds this row")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    service = models.CharField(max_length=150, help_text="its name on that day, or as the worker wrote it")
    how = models.CharField(max_length=12, choices=Passing.choices())
    why = models.TextField()
    passed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    passed_at = models.DateTimeField()
    received_by = models.CharField(max_length=150, blank=True, help_text="who there took it")
    received_at = models.DateTimeField(null=True, blank=True)
    their_reference = models.CharField(max_length=60, blank=True)
    not_taken = models.TextField(blank=True, help_text="why they did not take it: the report is ours again")
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    task = models.OneToOneField(WorkItem, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["passed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, received_by="")
                | Q(received_at__isnull=False, not_taken="") & ~Q(received_by=""),
                name="reroute_received_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, not_taken="") | Q(settled_by__isnull=False),
                name="reroute_settled_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(received_at__isnull=True, not_taken=""), name="reroute_one_awaited"
            ),
        ]

    def __str__(self) -> str:
        return self.service


class StatementVersion(Governed):
    """One version of the statements from which feedback is composed, with what holds for them together."""

    excludes = models.JSONField(default=list, blank=True, help_text='what is never said together: [["code", "code"]]')
    look_again = models.JSONField(
        default=dict, blank=True, help_text='words to look at again if somebody adds them: {"health": ["dement*"]}'
    )
    thread = "feedback statements"


class Statement(models.Model):
    """One approved sentence that may be said to some referrers."""

    version = models.ForeignKey(StatementVersion, models.PROTECT, related_name="statements")
    code = models.SlugField(max_length=40)
    text = models.TextField()
    extent = models.CharField(max_length=10, choices=Extent.choices(), help_text="the least extent at which it may be said")
    kinds = models.JSONField(default=list, help_text='which messages it fits: ["decided", "closed"]')
    voices = models.JSONField(default=list, help_text='whom it may be said to: ["professional"]; empty: anyone')
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="statement_once")]


class Feedback(models.Model):
    """What one referrer was told, or why nothing was said. The words are shown on the status page; no mail holds them."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="feedback")
    once_key = models.UUIDField(unique=True, help_text="the form's idempotency key: a replay finds this row")
    kind = models.CharField(max_length=10, choices=FeedbackKind.choices())
    extent = models.CharField(max_length=10, choices=Extent.choices())
    text = models.TextField(blank=True)
    statements = models.JSONField(default=list, help_text="codes of the statements used")
    version_name = models.CharField(max_length=80)
    withheld = models.CharField(max_length=20, choices=Withheld.choices(), blank=True)
    withheld_reason = models.TextField(blank=True)
    message = models.OneToOneField(Message, models.PROTECT, null=True, blank=True, related_name="feedback")
    composed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", help_text="empty: the hub itself")
    composed_at = models.DateTimeField()
    review_on = models.DateField(null=True, blank=True, help_text="withheld: when somebody asks whether it still holds")
    seen_at = models.DateTimeField(null=True, blank=True, help_text="withheld: when a manager looked at it")
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-composed_at", "-pk"]
        indexes = [GinIndex(Searched("text"), name="feedback_searched")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(extent="withheld") | ~Q(withheld="") & Q(text="", message__isnull=True),
                name="feedback_withheld_with_reason",
            ),
            models.CheckConstraint(condition=Q(extent="withheld") | ~Q(text=""), name="feedback_says_something"),
        ]


class Mail(models.Model):
    """One message from the hub's mailbox, byte for byte as it came. A row without a referral is finished by the next sweep."""

    mailbox = models.CharField(max_length=300, help_text="which mailbox, and which of its numberings")
    key = models.CharField(max_length=255, help_text="the message's own in that mailbox: IMAP's UID, maildir's file name")
    position = models.BigIntegerField(help_text="its place in the order of arrival there")
    once_key = models.UUIDField(unique=True, help_text="of the bytes and the place: the same message again gives the same")
    raw = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    whole = models.BooleanField(default=True, help_text="no: it was too large, and only its beginning was kept")
    kind = models.CharField(max_length=10, choices=MailKind.choices())
    automatic = models.BooleanField(default=False, help_text="made by a machine: never answered by ourselves")
    sender = models.CharField(max_length=300, blank=True, help_text="as written, readable or not")
    subject = models.CharField(max_length=500, blank=True)
    message_id = models.CharField(max_length=300, blank=True)
    dated_at = models.DateTimeField(null=True, blank=True, help_text="as its sender's machine says")
    received_at = models.DateTimeField(help_text="when the mail server took it in")
    kept_at = models.DateTimeField(auto_now_add=True)
    troubles = models.JSONField(default=list, help_text="what could not be read or taken in, in words")
    answers = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="+", help_text="our message that it returns or answers"
    )
    referral = models.OneToOneField(Referral, models.PROTECT, null=True, blank=True, related_name="mail")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], condition=Q(referral__isnull=True), name="mail_to_accept")]
        constraints = [models.UniqueConstraint(fields=["mailbox", "key"], name="mail_once")]


class Mailbox(models.Model):
    """How the last looks at one mailbox went."""

    name = models.CharField(max_length=300, unique=True)
    read_at = models.DateTimeField(null=True, blank=True, help_text="the last look at which all of it could be read")
    waiting = models.PositiveIntegerField(default=0, help_text="messages then that were not rows yet")
    failing_since_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=80, blank=True, help_text="the kind of fault, nothing of any message")
    alarmed_at = models.DateTimeField(null=True, blank=True, help_text="when a manager was asked, once an outage")


class Caution(models.Model):
    """A worker found that telling this referrer may harm somebody: nothing goes by itself until it is lifted."""

    referral = models.ForeignKey(Referral, models.PROTECT, related_name="cautions")
    safety = models.CharField(max_length=20, choices=Safety.choices())
    reason = models.TextField()
    review_on = models.DateField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["referral"], condition=Q(lifted_at__isnull=True), name="caution_one_open"),
            models.CheckConstraint(condition=Q(safety__in=["unsafe", "may_be_source"]), name="caution_is_one"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_by__isnull=False) & ~Q(lifted_reason=""),
                name="caution_lifted_with_reason",
            ),
        ]


class Reply(models.Model):
    """What a referrer wrote later on the same reference, in their own words. Somebody must answer whether it changes
    the decision.
    """

    reference = models.CharField(max_length=12, unique=True, help_text="its clock and its task are about this")
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="replies")
    once_key = models.UUIDField(unique=True, help_text="the form's idempotency key: a replay finds this row")
    kind = models.CharField(max_length=10, choices=ReplyKind.choices())
    words = models.TextField()
    danger = models.CharField(max_length=10, choices=Danger.choices())
    written_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [GinIndex(Searched("reference", "words"), name="reply_searched")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="reply_says_something"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="reply_read_by_somebody",
            ),
        ]
