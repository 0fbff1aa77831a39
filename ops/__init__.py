"""What runs the product: the embedded database, the supervisor, the start of each process. No Django in here."""
