"""What the duty desk reads: the board, and what is known of one case."""

from .board import board_cases, board_figures, board_hours, board_page, board_rows, tasks_waiting
from .case import (
    enquiry_begun,
    evidence_of,
    history_of_ratings,
    known_now,
    pattern_numbers,
    rating_hindrance,
    ratings_in_words,
    repeats_of,
    triage_decision,
    waiting_confirmation,
)
from .connections import connection_named, connections_by_service, connections_of, services_known
from .finding import case_of_report, closed_rows, search_for

__all__ = [
    "board_cases", "board_figures", "board_hours", "board_page", "board_rows", "case_of_report", "closed_rows",
    "connection_named", "connections_by_service", "connections_of", "enquiry_begun", "evidence_of", "history_of_ratings",
    "known_now", "pattern_numbers", "rating_hindrance", "ratings_in_words", "repeats_of", "search_for", "services_known",
    "tasks_waiting", "triage_decision", "waiting_confirmation",
]  # fmt: skip
