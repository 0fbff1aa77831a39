"""Doors: the public form, the status page, and the tabs of a case that show reports and feedback."""
