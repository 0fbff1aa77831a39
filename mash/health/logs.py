"""Log lines: one line of JSON each, of named fields only, so that no person's words can get into them."""

import logging
from datetime import UTC, datetime

import structlog

RENDER = structlog.processors.JSONRenderer(sort_keys=True)


class Line(logging.Formatter):
    """When, how bad, from where, what; for a fault its class and place, never its message or its values."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            # The message before its arguments are put in: arguments may be anything, a path or a name.
            "what": str(record.msg)[:300],
        }
        if record.exc_info and record.exc_info[0]:
            line["fault"] = record.exc_info[0].__name__
            line["where"] = _place(record.exc_info[2])
        return RENDER(None, record.levelname, line)


def _place(trace: object) -> str:
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(places[-6:]))
