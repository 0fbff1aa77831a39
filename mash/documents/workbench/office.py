"""Office files are packed anew: nothing before or after, nothing that runs, nothing that reaches out or unpacks for ever."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from .unfit import Unfit

MOST_PARTS = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
MOST_RATIO = 200
EPOCH = (1980, 1, 1, 0, 0, 0)
ODT = b"application/vnd.oasis.opendocument.text"
MAIN = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
NAME = re.compile(r"^(?!/)(?!.*(^|/)\.\.(/|$))[^\\:\x00-\x1f]{1,200}$")
RUNS = re.compile(
    r"vbaproject|vbadata|activex|/embeddings/|/externallinks/|macrosheets|^basic/|^scripts/|^object |customui|^_xmlsignatures|"
    r"\.(?:bin|exe|dll|js|vbs|com|bat|cmd|ps1|jar|zip|docm|xlsm|ole)$",
    re.IGNORECASE,
)
HARMLESS = re.compile(r"^xl/printersettings/[^/]+\.bin$", re.IGNORECASE)
"""What Excel remembers of a printer."""
# Nothing here reads XML, so nothing can be fetched; an entity would be for whoever opens the file.
IN_XML = re.compile(
    rb"<!DOCTYPE|<!ENTITY|macroEnabled|DDEAUTO|\bDDE\s|<script:event-listener|xlink:href=\"(?:https?:|file:|/|\.\.)",
    re.I,
)
OUTSIDE = re.compile(rb"<[^<>]*TargetMode\s*=\s*[\"']External[\"'][^<>]*>", re.I)
LINK = re.compile(rb"/relationships/hyperlink[\"']", re.I)


def make(content: bytes) -> tuple[str, bytes]:
    """The same document."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as sent:
            parts = _fit(sent.infolist())
            kind = _kind(sent)
            return kind, _packed(kind, dict(_read(sent, parts)))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        EOFError,
        NotImplementedError,
        ValueError,
        KeyError,
    ) as fault:
        raise Unfit("damaged") from fault
    except RuntimeError as locked:  # zipfile's own word for a part that wants a password
        raise Unfit("locked") from locked


def _fit(listed: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """What the file says of itself, before anything is unpacked."""
    parts = [part for part in listed if not part.is_dir()]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unfit("too_much_inside")
    if any(part.file_size > MOST_RATIO * max(part.compress_size, 1024) for part in parts):
        raise Unfit("too_much_inside")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unfit("locked")
    names = [part.filename.lower() for part in parts]
    if len(set(names)) < len(names) or not all(NAME.match(part.filename) for part in parts):
        raise Unfit("damaged")
    if any(RUNS.search(name) and not HARMLESS.match(name) for name in names):
        raise Unfit("active")
    return parts


def _kind(sent: zipfile.ZipFile) -> str:
    names = sent.namelist()
    if "mimetype" in names and sent.read("mimetype").strip() == ODT and "content.xml" in names:
        return "odt"
    found = [kind for main, kind in MAIN.items() if main in names and "[Content_Types].xml" in names]
    if len(found) != 1:
        raise Unfit("unknown")
    return found[0]


def _read(sent: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Each part, never longer than it said it would be."""
    for part in parts:
        content = sent.read(part)
        if part.filename.lower().endswith((".xml", ".rels", ".rdf", ".vml")) and _reaches_out(content):
            raise Unfit("active")
        yield part.filename, content


def _reaches_out(xml: bytes) -> bool:
    """Anything outside but a link that a person must click."""
    plain = xml.replace(b"\x00", b"")  # UTF-16 hides nothing
    return bool(IN_XML.search(plain)) or any(not LINK.search(each) for each in OUTSIDE.findall(plain))


def _packed(kind: str, parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        if kind == "odt":  # the standard wants it first, and plain
            made.writestr(zipfile.ZipInfo("mimetype", EPOCH), parts.pop("mimetype"), zipfile.ZIP_STORED)
        for name, content in parts.items():
            made.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
