"""The calendar and the table of timescales that are in force."""

from functools import lru_cache
from time import monotonic

import holidays

from .models import TimescaleVersion
from .timescales import Timescales, read

BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")
"""England's bank holidays; weekends are counted elsewhere. The tests compare them with GOV.UK's own list."""


FRESH_SECONDS = 30
"""How long a process goes on with the table it read. A version in force never changes; a new one takes this long to reach all."""


def in_force() -> Timescales:
    """The timescales in force now, within half a minute."""
    return _read(int(monotonic() // FRESH_SECONDS))


@lru_cache(maxsize=1)
def _read(_: int) -> Timescales:
    return read(TimescaleVersion.objects.get(in_force_from__isnull=False, superseded_at__isnull=True).data)
