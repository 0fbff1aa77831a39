"""MASH enquiry, three-point test, section 42, meetings, plans and handover."""
