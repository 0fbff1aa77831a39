"""How often somebody may ask within a minute."""

import logging
from time import time

from django.core.cache import cache

log = logging.getLogger(__name__)


def within_pace(name: str, most: int) -> bool:
    """Count one more, and say whether it is within the minute's number.

    It guards against a runaway system, not against losing a concern: when the count itself fails, nobody is stopped.
    """
    minute = f"pace:{name}:{int(time() // 60)}"
    try:
        cache.add(minute, 0, 120)
        return cache.incr(minute) <= most
    except Exception:
        log.warning("A pace could not be counted: let through", exc_info=True)
        return True


def seconds_to_wait() -> int:
    """Until the next minute begins."""
    return 60 - int(time() % 60)
