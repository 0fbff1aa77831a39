"""Reading what an enquiry, its meetings, its plan and its handover hold, shaped for pages and for the report."""
