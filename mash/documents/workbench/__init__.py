"""Makes files anew. Runs in a process of its own (see remaking.py) and knows nothing of the rest of the product."""
