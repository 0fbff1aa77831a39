"""References that people read out over the phone: random, unguessable, without look-alike letters."""

from secrets import choice

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("ILOU", "110V")


def new_reference(prefix: str) -> str:
    """Prefix and forty random bits: new_reference("M") -> "M-7K4M-2QXP"."""
    letters = "".join(choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def read_reference(text: str, prefix: str = "") -> str:
    """What a person typed, as we write it: upper case, look-alikes mended, dashes in place. Never raises.

    `prefix`: where only one kind of reference can be meant, its letter may be left out.
    """
    letters = [c for c in text.upper() if c.isalnum()]
    if len(letters) == 8:
        letters = [*prefix, *letters]
    if len(letters) != 9:
        return text.strip().upper()[:40]
    body = "".join(letters[1:]).translate(LOOKALIKES)
    return f"{letters[0]}-{body[:4]}-{body[4:]}"


class Reference:
    """URL converter `<reference:…>`: only what could be a reference gets as far as a view."""

    regex = "[A-Za-z]-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}"

    def to_python(self, value: str) -> str:
        return read_reference(value)

    def to_url(self, value: str) -> str:
        return value
