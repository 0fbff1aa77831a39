"""The tree of council teams, partner agencies and providers, and the agreements under which they share."""
