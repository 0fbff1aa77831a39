"""Asking partner agencies, their portal, and the agreements under which they answer."""
