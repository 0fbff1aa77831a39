"""Doors of what managers look at."""
