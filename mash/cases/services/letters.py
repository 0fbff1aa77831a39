"""Letters: printed, put into a plain envelope and posted by the duty desk."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from mash.accounts.models import User
from mash.documents.models import Document
from mash.documents.services import keep_pdf
from mash.outbox.services import record_not_posted, record_posted
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import WorkItem
from ..states import WorkKind
from .work_items import answer_work_item, locked_item, permit_task


@transaction.atomic
def print_letter(*, letter: UUID, by: User) -> Document:
    """The letter and its envelope, drawn once and kept: whoever prints it again prints the same."""
    item = _task(letter)
    permit_task(item, by)
    if item.document is None:
        context = {"letter": item.message, "made_at": timezone.now()}
        item.document = keep_pdf(name="letter.pdf", template="pdf/letter.html", context=context)
        item.save(update_fields=["document"])
    record(Verb.LETTER_PRINTED, chain="outbox", by=by, subject=str(letter), detail={"about": item.about})
    return item.document


@transaction.atomic
def post_letter(*, letter: UUID, posted_on: date, by: User) -> WorkItem:
    """The letter is on its way: from now on whoever was promised word counts as told."""
    words = f"Posted on {date_format(posted_on, 'j F Y')}."
    item = answer_work_item(work_item_id=_task(letter).pk, answer=words, by=by)
    noon = timezone.make_aware(datetime.combine(posted_on, time(12)))
    record_posted(message_id=item.message_id, posted_at=min(noon, timezone.now()), by=by)
    return item


@transaction.atomic
def leave_letter(*, letter: UUID, instead: str, by: User) -> WorkItem:
    """The letter is not posted, and somebody says how the person is told instead."""
    item = answer_work_item(work_item_id=_task(letter).pk, answer=instead, by=by)
    record_not_posted(message_id=item.message_id, by=by)
    return item


def _task(letter: UUID) -> WorkItem:
    return locked_item(WorkItem.objects.filter(kind=WorkKind.POST_LETTER, message__reference=letter))
