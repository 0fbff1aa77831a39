"""Use cases of enquiries, meetings, plans, reports and handovers. Each is one transaction and leaves one line of trail."""
