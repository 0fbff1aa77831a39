"""Keeping files: those made from the record, and those that somebody sent."""

from hashlib import sha256
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils import timezone

from mash.forms.reading import clean_line
from mash.trail.services import Actor, System, record
from mash.trail.verbs import Verb

from .models import Document
from .pdf import render
from .remaking import remake
from .rules import Kind, family_of, plain_name
from .scanner import NoAnswer, Verdict, scan
from .states import Refusal, State

SWEEP = System("Sweep")
CHAIN = "files"
# A sweep ends well before the next bell and the worker's own limit; the rest is taken then.
SECONDS = 20


@transaction.atomic
def keep_pdf(*, name: str, template: str, context: dict[str, object]) -> Document:
    """Draw a PDF from the record once and keep its bytes: it is never drawn again."""
    return keep_drawn(name=name, content=render(template, context))


@transaction.atomic
def keep_drawn(*, name: str, content: bytes) -> Document:
    """A PDF that the hub drew is kept for good, byte for byte: the database refuses to change or remove it."""
    return Document.objects.create(
        name=name, content_type="application/pdf", content=content, sha256=sha256(content).hexdigest(),
        size=len(content), state=State.CLEAN,
    )  # fmt: skip


def take_in(*, name: str, content: bytes, by: Actor, refusal: Refusal | None = None) -> Document:
    """What somebody sends about an adult is kept, made anew so that it can harm nobody. Never raises on bad content.

    A file that can't be taken gives a Document in state "refused" that says why, so that whoever reads the concern
    knows of it. `refusal`: the caller's own reason for not taking it (there are too many). Call it outside a
    transaction: it may take seconds.
    """
    name = clean_line(name)[:255]
    found = refusal or family_of(content, name)
    if not isinstance(found, Refusal):
        found = remake(found, content)
    if isinstance(found, Refusal):
        return _keep(name=name, kind=None, content=b"", refusal=found, by=by)
    kind, made = found
    return _keep(name=name, kind=kind, content=made, refusal=None, by=by)


@transaction.atomic
def _keep(*, name: str, kind: Kind | None, content: bytes, refusal: Refusal | None, by: Actor) -> Document:
    """Nothing is asked of the scanner here: a frozen one would keep somebody with a worry waiting."""
    unchecked = State.QUARANTINED if settings.CLAMD_SOCKET else State.UNSCANNED
    document = Document.objects.create(
        name=plain_name(kind), original_name=name, content_type=kind.content_type if kind else "",
        content=content, size=len(content), sha256=sha256(content).hexdigest(), uploaded=True,
        state=State.REFUSED if refusal else unchecked, refusal=refusal or "",
    )  # fmt: skip
    detail = {"kind": kind.extension if kind else "", "size": document.size, "refusal": document.refusal}
    record(Verb.FILE_TAKEN, chain=CHAIN, by=by, subject=str(document.token), detail=detail)
    return document


def scan_waiting() -> int:
    """Every file that nobody has checked yet is shown to ClamAV, the longest-waiting first. While it doesn't answer,
    they wait, closed.
    """
    done, until = 0, monotonic() + SECONDS
    while settings.CLAMD_SOCKET and monotonic() < until:
        document = _next_to_scan()
        if document is None:
            break
        try:
            verdict = scan(bytes(document.content))
        except NoAnswer:
            break
        settle_scan(document_id=document.pk, verdict=verdict)
        done += 1
    return done


@transaction.atomic
def _next_to_scan() -> Document | None:
    """Marked as tried before it is shown: a file on which the scanner breaks goes behind the others."""
    waiting = Document.objects.filter(state__in=[State.QUARANTINED, State.UNSCANNED])
    oldest = waiting.order_by(F("scan_tried_at").asc(nulls_first=True), "pk")
    document = oldest.select_for_update(skip_locked=True).first()
    if document is not None:
        document.scan_tried_at = timezone.now()
        document.save(update_fields=["scan_tried_at"])
    return document


@transaction.atomic
def settle_scan(*, document_id: int, verdict: Verdict) -> None:
    """The file can be opened from now on, or never. The first verdict stands."""
    waiting = Document.objects.filter(pk=document_id, state__in=[State.QUARANTINED, State.UNSCANNED])
    document = waiting.defer("content").select_for_update().first()
    if document is None:
        return
    if verdict.finding:
        document.fail_scan(verdict.finding)
    else:
        document.pass_scan()
    document.scanned_at = timezone.now()
    document.save(update_fields=["state", "finding", "scanned_at"])
    detail = {"state": document.state, "finding": document.finding}
    record(Verb.FILE_SCANNED, chain=CHAIN, by=SWEEP, subject=str(document.token), detail=detail)


@transaction.atomic
def remove_file(*, token: UUID, by: Actor) -> bool:
    """Whoever added a file takes it back, or never sent it. What the record holds stays: then nothing happens."""
    document = Document.objects.filter(token=token, uploaded=True).only("pk", "token").select_for_update().first()
    if document is None:
        return False
    try:
        document.delete()
    except ProtectedError:
        return False
    record(Verb.FILE_REMOVED, chain=CHAIN, by=by, subject=str(token))
    return True
