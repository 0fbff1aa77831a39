"""The duty desk: the board, the rating, the seven steps and the triage decision."""
