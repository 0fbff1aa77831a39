"""How the hub is reached, and the pages that tell the public what it does with what it is told."""
