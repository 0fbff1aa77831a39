"""Use cases of a report: it arrives, is read and sorted, and its referrer hears back."""
