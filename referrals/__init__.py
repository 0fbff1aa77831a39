"""A concern arrives, by any door, and whoever raised it hears back."""
