"""Choosing which lines of the trail to see."""

from django import forms

from mash.forms.fields import Pick

from .states import TrailKind


class TrailForm(forms.Form):
    """All lines, or one kind."""

    dense = True
    mark_optional = False
    kind = Pick(label="Show", choices=[("", "Everything"), *TrailKind.choices()], required=False, inline=True)
