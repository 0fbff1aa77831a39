"""What managers use: the overview, and the trail's window."""
