"""Keeping files."""

from hashlib import sha256

from django.db import transaction

from .models import Document
from .pdf import render


@transaction.atomic
def keep_pdf(*, name: str, template: str, context: dict[str, object]) -> Document:
    """Draw a PDF from the record once and keep its bytes: it is never drawn again."""
    content = render(template, context)
    return Document.objects.create(
        name=name, content_type="application/pdf", content=content, sha256=sha256(content).hexdigest()
    )
