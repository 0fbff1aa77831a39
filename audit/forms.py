"""Choosing which lines of the trail to see."""

from django import forms

from mash.forms.fields import Pick

from .states import Period, TrailKind


class PeriodForm(forms.Form):
    """How far back to look."""

    dense = True
    mark_optional = False
    period = Pick(label="Received in the last", choices=Period.choices(), required=False, inline=True)


class TrailForm(forms.Form):
    """All lines, or one kind."""

    dense = True
    mark_optional = False
    kind = Pick(label="Show", choices=[("", "Everything"), *TrailKind.choices()], required=False, inline=True)
