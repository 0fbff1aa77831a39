"""Files as people and attackers send them, each made here from scratch."""

import struct
import zipfile
import zlib
from io import BytesIO

from pikepdf import AttachedFileSpec, Dictionary, Name, Pdf
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

# The test signature that every scanner knows (eicar.org), in two halves so that no scanner stops at this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(document.domain)</script>"
TYPES = {
    "docx": ("word/document.xml", b"<w:document>Bruises on both arms.</w:document>"),
    "xlsx": ("xl/workbook.xml", b"<workbook>12 pounds on Monday</workbook>"),
}
ODT = b"application/vnd.oasis.opendocument.text"


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **how: object) -> bytes:
    """Left half red, right half blue, so that turning it shows."""
    drawn = Image.new("RGB", size, "red")
    drawn.paste("blue", (size[0] // 2, 0, *size))
    out = BytesIO()
    drawn.save(out, form, **how)
    return out.getvalue()


def photo_with_place() -> bytes:
    """As a phone writes it: lying on its side, with the place and the phone's name."""
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    exif[Base.Make] = "Invented Phone"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (51.0, 52.0, 44.0)
    return picture(exif=exif, comment=b"taken at 12 Example Row")


def moving() -> bytes:
    frames = [Image.new("P", (20, 20), colour) for colour in (1, 2)]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def flood(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def pdf(**root: object) -> bytes:
    """One empty page, and whatever hangs on the document."""
    made = Pdf.new()
    made.add_blank_page()
    for key, value in root.items():
        made.Root[f"/{key}"] = made.make_indirect(value)
    made.docinfo["/Author"] = "Robin Reporter"
    return written(made)


def action(kind: str, **more: object) -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name(f"/{kind}"), **more)


def pdf_with_link(kind: str, **more: object) -> bytes:
    """A page of which a click does something."""
    made = Pdf.new()
    page = made.add_blank_page()
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 99, 99], A=action(kind, **more))
    page.obj.Annots = made.make_indirect([made.make_indirect(link)])
    return written(made)


def pdf_with_file() -> bytes:
    made = Pdf.new()
    made.add_blank_page()
    made.attachments["payload.exe"] = AttachedFileSpec(made, b"MZ payload")
    return written(made)


def written(made: Pdf, **how: object) -> bytes:
    out = BytesIO()
    made.save(out, **how)
    return out.getvalue()


def office(kind: str = "docx", parts: dict[str, bytes] | None = None) -> bytes:
    """As small as an office file can be, and more parts in it."""
    main, words = TYPES[kind]
    return packed({"[Content_Types].xml": b"<Types/>", main: words} | (parts or {}))


def odt(parts: dict[str, bytes] | None = None) -> bytes:
    return packed({"mimetype": ODT, "content.xml": b"<office:text>He shouts.</office:text>"} | (parts or {}))


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def relation(kind: str, target: str) -> bytes:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Type="{base}/{kind}" Target="{target}" TargetMode="External"/>'.encode()
