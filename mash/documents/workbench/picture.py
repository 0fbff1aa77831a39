"""Pictures are drawn anew: what was not part of the picture (place, camera, comments, a second file) is gone."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from .unfit import Unfit

FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 4096
"""More than any screen shows; small print on a photographed page stays readable."""
MOST_BYTES = 10 * 1024 * 1024
FLOOD = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def make(content: bytes) -> tuple[str, bytes]:
    """The first frame, upright. Its size is read from the head of the file, and too large a one is not begun."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise Unfit("too_much_inside")
            return _drawn(sent)
    except FLOOD as flood:
        raise Unfit("too_much_inside") from flood
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as fault:
        raise Unfit("damaged") from fault


def _drawn(sent: Image.Image) -> tuple[str, bytes]:
    lossy = sent.format in ("JPEG", "WEBP")
    sent.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    picture = ImageOps.exif_transpose(sent)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    canvas = _on_white(picture)
    if not lossy:
        made = _saved(canvas, "PNG")
        if len(made) <= MOST_BYTES:
            return "png", made
    return "jpg", _saved(canvas, "JPEG", quality=88)


def _on_white(picture: Image.Image) -> Image.Image:
    """Plain colours on a new canvas: nothing that hung on the picture comes along, and nothing hides in transparency."""
    canvas = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        canvas.paste(layer, mask=layer.getchannel("A"))
    else:
        canvas.paste(picture.convert("RGB"))
    return canvas


def _saved(canvas: Image.Image, form: str, **how: int) -> bytes:
    out = BytesIO()
    canvas.save(out, form, **how)
    return out.getvalue()
