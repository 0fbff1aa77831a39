"""What people have begun and not sent, and who has a case open now. Neither is part of the record."""

from django.db import models

from mash.accounts.models import User

from .case import Case


class Draft(models.Model):
    """One form that one person began and has not sent. Only they read it. An empty one was sent or cleared a moment ago.

    Saves travel apart from each other and from what is sent, and a busy server may take an earlier one after a later: `pages`
    tells which openings of the page have saved here, and how far each had come, so that nothing older is put over what is newer.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+", help_text="the case that the form is about, if it is about one")
    path = models.CharField(max_length=200, help_text="where the form is sent to")
    one = models.CharField(max_length=36, blank=True, help_text="which of several forms that are sent to the same address")
    page = models.CharField(max_length=200, help_text="where the form is found")
    pages = models.JSONField(default=list, help_text="the last openings of its page that saved it, each with the number of its last save and when it was")
    sealed = models.BinaryField(help_text="the answers, encrypted for this owner and this form")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "path", "one"], name="draft_once")]


class Presence(models.Model):
    """One person who has a page of one case open, as their browser says every few seconds."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    path = models.CharField(max_length=200, help_text="the page they look at")
    since_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)
    writing_at = models.DateTimeField(null=True, blank=True, help_text="when they last typed on it")

    class Meta:
        ordering = ["since_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="presence_once")]
