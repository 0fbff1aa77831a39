"""The calendar and the table of timescales that are in force."""

import holidays

from .models import TimescaleVersion
from .timescales import Timescales, read

BANK_HOLIDAYS = holidays.country_holidays("GB", subdiv="ENG")
"""England's bank holidays; weekends are counted elsewhere. The tests compare them with GOV.UK's own list."""


def in_force() -> Timescales:
    """The timescales in force now."""
    return read(TimescaleVersion.objects.get(in_force_from__isnull=False, superseded_at__isnull=True).data)
