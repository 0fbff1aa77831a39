"""Doors: of the council, of the portal, of agreements."""
