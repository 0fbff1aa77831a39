"""The adult: identity, addresses, safe contact, and finding them again."""
