"""Figures, the lists behind them, and the trail of a case."""

from .intake import Intake, intake
from .lists import ListedCase, Narrow, listed_cases
from .overview import Overview, overview
from .trail import TrailPage, trail_of

__all__ = ["Intake", "ListedCase", "Narrow", "Overview", "TrailPage", "intake", "listed_cases", "overview", "trail_of"]
