"""Codes for what is new: never one that any version gave to something else, since decisions are kept by them."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, count, product
from string import ascii_lowercase, ascii_uppercase


class Codes:
    """Gives each code once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)

    def kept(self, code: str) -> str:
        """A code that was given before; none if nobody ever gave it."""
        return code if code in self.taken else ""

    def numbered(self, prefix: str) -> str:
        """For gates, lifts and routing rules: G10."""
        return self._first(f"{prefix}{number}" for number in count(1))

    def lettered(self, prefix: str) -> str:
        """For an indicator, within its type and the level that it was written for: PHY3f."""
        letters = chain.from_iterable(product(ascii_lowercase, repeat=length) for length in count(1))
        return self._first(prefix + "".join(each) for each in letters)

    def short(self, name: str) -> str:
        """For a type: the beginning of its name in capitals."""
        base = "".join(filter(str.isalpha, name.upper().encode("ascii", "ignore").decode()))[:3] or "TYPE"
        return self._first(chain([base], (base + letter for letter in ascii_uppercase), (f"{base}{n}_" for n in count(1))))

    def worded(self, name: str) -> str:
        """For a setting: its name, written as one word."""
        base = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "setting"
        return self._first(chain([base], (f"{base}_{n}" for n in count(2))))

    def _first(self, candidates: Iterator[str]) -> str:
        code = next(code for code in candidates if code not in self.taken)
        self.taken.add(code)
        return code
