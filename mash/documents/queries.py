"""Looking at files without their bytes."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils import timezone

from .models import Document
from .rules import KEEP_UNSENT


def uploads() -> QuerySet[Document]:
    """What came from outside, without the bytes."""
    return Document.objects.filter(uploaded=True).defer("content")


def named(tokens: Iterable[str]) -> list[Document]:
    """The uploads that these tokens name, in their order; what is no token, or names nothing, is left out."""
    wanted = [token for token in map(_token, dict.fromkeys(tokens)) if token]
    found = {document.token: document for document in uploads().filter(token__in=wanted)} if wanted else {}
    return [found[token] for token in wanted if token in found]


def _token(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def old_uploads(*, held: QuerySet) -> list[UUID]:
    """Uploads that are older than any draft and that the caller doesn't hold."""
    old = uploads().filter(made_at__lt=timezone.now() - KEEP_UNSENT).exclude(pk__in=held)
    return list(old.order_by("made_at").values_list("token", flat=True)[:500])


def unheld_bytes(*, held: QuerySet) -> int:
    """How much lies here that nobody has sent yet."""
    return uploads().exclude(pk__in=held).aggregate(total=Sum("size"))["total"] or 0
