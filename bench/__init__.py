"""How fast the product is, on what, and how that was measured: `python -m bench.run`."""
