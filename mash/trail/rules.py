"""What makes a link of the chain."""

from hashlib import sha256


def link_hash(*, previous: str, chain: str, seq: int, at: str, actor_id: int | None, actor: str, verb: str,
              subject: str, detail_sha256: str) -> str:
    """The hash of one link, as `trail_append` computes it in the database."""
    fields = [previous, chain, str(seq), at, "" if actor_id is None else str(actor_id), actor, verb, subject, detail_sha256]
    return sha256("\x1f".join(fields).encode()).hexdigest()
