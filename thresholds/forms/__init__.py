"""Questions about a new version of the matrix."""

from .answers import Answers, fresh, judged, retained
from .parts import PREFIX
from .versions import CompareForm, DraftForm, ProposeForm

__all__ = ["PREFIX", "Answers", "CompareForm", "DraftForm", "ProposeForm", "fresh", "judged", "retained"]
