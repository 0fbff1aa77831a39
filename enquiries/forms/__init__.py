"""Questions about enquiries, meetings, plans and handovers."""
