"""Use cases of a case that more than one stage needs. Each is one transaction and leaves one line of trail."""
