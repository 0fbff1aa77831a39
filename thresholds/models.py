"""Versions of the threshold matrix."""

from django.db import models

from mash.accounts.models import Governed


class MatrixVersion(Governed):
    """One version of the threshold matrix, whole, as the data that `thresholds.matrix.read` understands."""

    data = models.JSONField()
