"""What the duty desk reads: the board, and what is known of one case."""

from .actions import (
    action_named,
    actions_of,
    by_provider,
    intelligence_for,
    level_of,
    providers_known,
    required_named,
    required_of,
    told_of,
)
from .board import board_cases, board_figures, board_hours, board_page, board_rows, tasks_waiting
from .case import (
    enquiry_begun,
    evidence_of,
    first_step_waited_for,
    first_steps_due,
    known_now,
    not_lowered_since,
    pattern_numbers,
    protected_since_rating,
    rating_hindrance,
    ratings_in_words,
    refused_among,
    repeats_of,
    senior_consulted,
    triage_decision,
    tries_in_vain,
    waiting_confirmation,
)
from .connections import connection_named, connections_by_service, connections_of, services_known
from .finding import case_of_report, closed_rows, search_for
from .in_sight import in_sight

__all__ = [
    "action_named", "actions_of", "board_cases", "board_figures", "board_hours", "board_page", "board_rows", "by_provider",
    "case_of_report", "closed_rows", "connection_named", "connections_by_service", "connections_of", "enquiry_begun",
    "evidence_of", "first_step_waited_for", "first_steps_due", "in_sight", "intelligence_for", "known_now", "level_of", "not_lowered_since", "pattern_numbers", "protected_since_rating", "providers_known",
    "rating_hindrance", "ratings_in_words", "refused_among", "repeats_of", "required_named", "required_of", "search_for", "senior_consulted", "services_known", "tasks_waiting", "told_of",
    "triage_decision", "tries_in_vain", "waiting_confirmation",
]  # fmt: skip
