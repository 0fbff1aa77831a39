"""What the duty desk reads: the board, and what is known of one case."""

from .case import history_of_ratings, known_now, repeats_of, waiting_confirmation

__all__ = ["history_of_ratings", "known_now", "repeats_of", "waiting_confirmation"]
