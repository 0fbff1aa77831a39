"""Messages as rows, written with the change they tell of; the relay is the only process that sends anything out."""
