"""Append-only, hash-chained record of who changed, saw or was refused what. Imports no other app."""
