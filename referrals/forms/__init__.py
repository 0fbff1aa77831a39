"""What this app asks: the public form, a worker's sorting of reports, and feedback."""
