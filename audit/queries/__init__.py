"""Figures, the lists behind them, and the trail of a case."""

from .lists import ListedCase, listed_cases
from .overview import Overview, overview
from .trail import TrailPage, trail_of

__all__ = ["ListedCase", "Overview", "TrailPage", "listed_cases", "overview", "trail_of"]
