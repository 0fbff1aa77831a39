"""What makes a database unsafe for a safeguarding record, and what makes a process overdue."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

# PostgreSQL manual, 19.5 "Write Ahead Log": with any of these off, a crash may lose what was acknowledged.
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
# The worker and the relay report every half minute; three missed reports are no accident.
OVERDUE_AFTER = timedelta(seconds=90)


class Pulse(StrEnum):
    """How a process is doing, as far as its own reports tell."""

    WELL = "well"
    LATE = "late"
    NEVER_SEEN = "never seen"


def lossy_settings(found: Mapping[str, str]) -> list[str]:
    """A referral is acknowledged only when it can't be lost any more: the settings that break this promise."""
    return [name for name in DURABLE if found[name] == "off"]


def excessive_powers(powers: Mapping[str, bool]) -> list[str]:
    """The trail is worth something only if the application can't rewrite it: what its role should not be."""
    return [name for name, has in powers.items() if has]


def pulse(last_at: datetime | None, now: datetime) -> Pulse:
    """A process that has not reported in time is late; whoever keeps the service running looks at it then."""
    if last_at is None:
        return Pulse.NEVER_SEEN
    return Pulse.LATE if now - last_at > OVERDUE_AFTER else Pulse.WELL
