"""People who sign in, what each role may do, and their sessions."""
