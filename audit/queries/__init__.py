"""Figures, the lists behind them, and the trail of a case."""

from .intake import Intake, intake
from .lists import ListedCase, Narrow, listed_cases
from .overview import Overview, overview
from .trail import TrailPage, trail_of
from .wording import LetThroughFigures, let_through_figures

__all__ = [
    "Intake", "LetThroughFigures", "ListedCase", "Narrow", "Overview", "TrailPage", "intake", "let_through_figures",
    "listed_cases", "overview", "trail_of",
]  # fmt: skip
