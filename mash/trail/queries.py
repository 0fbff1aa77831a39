"""Reading the trail: for people who oversee, never to decide anything."""

from collections.abc import Iterator
from hashlib import sha256

from django.db.models import OuterRef, Subquery

from .models import Detail, Event, Head
from .rules import link_hash


def faults(anchors: dict[str, tuple[int, str]] | None = None) -> Iterator[str]:
    """Every break found: a changed, missing, reordered or cut link. Nothing found means the trail is whole.

    `anchors`: chain -> (seq, hash) as kept outside the database. Without them a cut at the very end, head
    included, can't be seen.
    """
    found: dict[str, tuple[int, str]] = {}
    at_anchor: dict[str, str] = {}
    anchors = anchors or {}
    for event in Event.objects.order_by("chain", "seq").iterator(chunk_size=5000):
        seq, previous = found.get(event.chain, (0, ""))
        yield from _broken_link(event, seq, previous)
        found[event.chain] = (event.seq, event.hash)
        if anchors.get(event.chain, (0, ""))[0] == event.seq:
            at_anchor[event.chain] = event.hash
    yield from _changed_details()
    yield from _cut_ends(found)
    for chain, (seq, kept) in anchors.items():
        if at_anchor.get(chain) != kept:
            yield f"{chain}: link {seq} is not the one that was anchored"


def faults_of(*chains: str) -> list[str]:
    """Every break found in some chains, now."""
    broken: list[str] = []
    found: dict[str, tuple[int, str]] = {}
    for event in Event.objects.filter(chain__in=chains).order_by("chain", "seq"):
        broken += _broken_link(event, *found.get(event.chain, (0, "")))
        found[event.chain] = (event.seq, event.hash)
    return [*broken, *_changed_details(chains), *_cut_ends(found, chains)]


def _broken_link(event: Event, seq: int, previous: str) -> Iterator[str]:
    if event.seq != seq + 1:
        yield f"{event.chain}: link {seq + 1} is missing before {event.seq}"
    expected = link_hash(
        previous=previous, chain=event.chain, seq=event.seq, at=event.at, actor_id=event.actor_id, actor=event.actor,
        verb=event.verb, subject=event.subject, detail_sha256=event.detail_sha256,
    )  # fmt: skip
    if event.hash != expected:
        yield f"{event.chain}: link {event.seq} was changed"


def _changed_details(chains: tuple[str, ...] | None = None) -> Iterator[str]:
    line = Event.objects.filter(chain=OuterRef("chain"), seq=OuterRef("seq"))
    details = Detail.objects.annotate(kept_sha256=Subquery(line.values("detail_sha256"))).order_by("pk")
    if chains is not None:
        details = details.filter(chain__in=chains)
    for detail in details.iterator(chunk_size=5000):
        if detail.kept_sha256 != sha256(detail.text.encode()).hexdigest():
            yield f"{detail.chain}: the detail of link {detail.seq} was changed"


def _cut_ends(found: dict[str, tuple[int, str]], chains: tuple[str, ...] | None = None) -> Iterator[str]:
    kept = Head.objects.order_by("chain") if chains is None else Head.objects.filter(chain__in=chains).order_by("chain")
    heads = {head.chain: (head.seq, head.hash) for head in kept.iterator()}
    for chain in sorted(heads.keys() | found.keys()):
        if heads.get(chain) != found.get(chain):
            yield f"{chain}: its end does not match its head"
