"""Doors to enquiries, meetings, plans and handovers."""
