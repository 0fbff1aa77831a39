"""Use cases of partners: asking, answering, and agreements."""
