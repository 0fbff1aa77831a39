"""Doors of the threshold matrix."""
