"""What templates ask about a case."""
