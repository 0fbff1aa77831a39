"""PDFs are read whole and written anew, without anything that runs, reaches out or is hidden inside."""

from collections.abc import Iterator
from io import BytesIO

from pikepdf import Array, Dictionary, Object, PasswordError, Pdf, PdfError, Stream

from .unfit import Unfit

MOST_OBJECTS = 100_000
MOST_PAGES = 500
GONE = (
    "/AA", "/OpenAction", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/XFA", "/RichMediaContent",
    "/RichMediaSettings", "/Collection", "/Movie", "/Sound", "/3DD", "/URI", "/Ref", "/PieceInfo", "/Metadata",
)  # fmt: skip
"""Keys that start something, carry or name another file, or tell who wrote it with what (ISO 32000-1, 7.11, 12.6, 14)."""
STAYS_INSIDE = ("/GoTo", "/Named")
"""The only actions that lead nowhere but to another page."""
CARRIES = ("/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D")


def make(content: bytes) -> tuple[str, bytes]:
    """The same pages."""
    try:
        with Pdf.open(BytesIO(content)) as pdf:
            if len(pdf.objects) > MOST_OBJECTS or len(pdf.pages) > MOST_PAGES:
                raise Unfit("too_much_inside")
            return "pdf", _rewritten(pdf)
    except PasswordError as locked:
        raise Unfit("locked") from locked
    except (PdfError, ValueError, KeyError, TypeError, RuntimeError) as fault:
        raise Unfit("damaged") from fault


def _rewritten(pdf: Pdf) -> bytes:
    """Only what the pages still lead to is written: what was cut off stays behind."""
    if not len(pdf.pages):
        raise Unfit("empty")
    for found in _dictionaries(pdf):
        _disarm(found)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def _dictionaries(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary: those that have a number, and those that stand inside another."""
    todo = list(pdf.objects)
    while todo:
        each = todo.pop()
        if isinstance(each, Dictionary | Stream):
            yield each
            inside = [each[key] for key in list(each)]
        else:
            inside = list(each) if isinstance(each, Array) else []
        todo += [part for part in inside if isinstance(part, Object) and not part.is_indirect]


def _disarm(found: Object) -> None:
    for key in GONE:
        if key in found:
            del found[key]
    if isinstance(found, Stream) and "/F" in found:  # its bytes are said to be in a file elsewhere
        del found["/F"]
    action = found.get("/A")
    if isinstance(action, Dictionary) and "/S" in action:
        _tame(found, action)
    notes = found.get("/Annots")
    if isinstance(notes, Array):
        found["/Annots"] = Array([note for note in notes if not _carries(note)])


def _tame(found: Object, action: Object) -> None:
    """A link may lead to another page of the same PDF, and then to nothing else."""
    if action["/S"] not in STAYS_INSIDE:
        del found["/A"]
    elif "/Next" in action:
        del action["/Next"]


def _carries(note: Object) -> bool:
    return isinstance(note, Dictionary) and note.get("/Subtype") in CARRIES
