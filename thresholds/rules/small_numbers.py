"""Numbers that are told to people who see no cases, and in files that leave the hub: nobody can be found out by them.

As in the Safeguarding Adults Collection (NHS England, methodology of the publication): a value from 0 to 4 is replaced, every
other is rounded to the nearest 5. A total is the sum of what is shown, and a share is worked out from that too: were they
rounded by themselves, then 12, 12 and a hidden 4 would give 30, and no other hidden number would. What people judge by is
worked out from the exact numbers instead, and told roughly.
"""

from collections.abc import Iterable

FEWEST = 5
UNDER = f"under {FEWEST}"
NOT_SHOWN = "not shown"
ROUGHLY = 5


def rounded(number: int) -> int:
    """To the nearest 5; what is too small to be told counts as none."""
    return 0 if number < FEWEST else FEWEST * ((number + FEWEST // 2) // FEWEST)


def protected(number: int) -> str:
    """A count as it may be told to anybody."""
    return UNDER if number < FEWEST else str(rounded(number))


def protected_total(parts: Iterable[int]) -> str:
    """What the shown ones of these come to."""
    total = sum(map(rounded, parts))
    return str(total) if total else NOT_SHOWN


def protected_share(part: Iterable[int], parts: Iterable[int]) -> str:
    """How much of the whole some of its parts are, in whole per cent of what is shown; nothing where one side is hidden."""
    some, total = sum(map(rounded, part)), sum(map(rounded, parts))
    return f"{100 * some / total:.0f}%" if 0 < some < total else NOT_SHOWN


def rough_share(some: int, whole: int) -> str:
    """A share of exact numbers, to the nearest 5 per cent, for a figure that people judge by: of rounded numbers 22 in 30 would
    read as 67%. Nothing where one side is so small that it is hidden, as it could be worked out.
    """
    return NOT_SHOWN if min(some, whole - some) < FEWEST else f"about {ROUGHLY * int(100 / ROUGHLY * some / whole + 0.5)}%"


def roughly(value: float) -> str:
    """A figure between -1 and 1 that was worked out from exact numbers, so coarse that they can't be worked out from it."""
    return f"{round(value, 1) + 0.0:.1f}"
