"""Figures, the lists behind them, the trail of a case, and what the threshold lab reads."""

from .disputes import DisputesWanted, dispute_figures, listed_disputes
from .drift import Drift, concerns, drift, half_of, halfway
from .intake import Intake, intake
from .known_then import KnownThen, known_then
from .lab_lists import LabLine, lab_page
from .lists import ListedCase, Narrow, listed_cases
from .moves import Cut, Reran, crossed, cut, rerun
from .overrides import Chosen, chosen
from .overview import Overview, overview
from .rated import Rated, names, since_of
from .samples import Concord, concord, first_choice, given_to, how_soon, pool, raters, ratings_of, samples
from .trail import TrailPage, trail_of
from .wording import LetThroughFigures, let_through_figures

__all__ = [
    "Chosen", "Concord", "Cut", "DisputesWanted", "Drift", "Intake", "KnownThen", "LabLine", "LetThroughFigures", "ListedCase", "Narrow", "Overview", "Rated", "Reran",
    "TrailPage", "chosen", "concerns", "concord", "crossed", "cut", "dispute_figures", "drift", "first_choice", "given_to", "half_of", "halfway", "how_soon", "intake", "known_then", "lab_page",
    "let_through_figures", "listed_cases", "listed_disputes", "names", "overview", "pool", "raters", "ratings_of", "rerun", "samples", "since_of", "trail_of",
]  # fmt: skip
