"""E-mail in: what a message says, and the mailboxes it comes from. Plain Python; services keep and accept it."""
