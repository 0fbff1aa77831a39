"""The case: an episode of concern about one adult, from the first report to its end."""
