"""The doors of the duty desk."""
