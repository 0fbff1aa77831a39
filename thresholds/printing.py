"""The guide as a document: drawn when it is first asked for, and kept while it can't differ."""

from functools import lru_cache

from mash.documents.pdf import render

from .matrix import read
from .models import MatrixVersion
from .rules import shown_in_full


@lru_cache(maxsize=4)
def drawn(pk: int, edition: int, standing: str) -> bytes:  # noqa: ARG001 (what it looks like hangs on all three)
    """A tagged PDF (PDF/UA-1) of one version. Takes a few seconds at first; raises PdfUnavailable as `render` does."""
    version = MatrixVersion.objects.get(pk=pk)
    context = shown_in_full(version.name, read(version.data)) | {"version": version}
    return render("pdf/threshold_guide.html", context)
