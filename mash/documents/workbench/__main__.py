"""python -m workbench picture < what was sent > its kind, a new line, and the new file; or one word why not."""

import resource
import sys
from importlib import import_module

from .unfit import Unfit

MEMORY = 1536 * 1024 * 1024
SECONDS = 12


def main(tool: str) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # elsewhere the limit is refused, or counts what is not used
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        # Each tool in a module of its own: what this file does not need is not loaded.
        kind, content = import_module(f"{__package__}.{tool}").make(sys.stdin.buffer.read())
    except Unfit as unfit:
        sys.stdout.write(f"{unfit}\n")
        return 3
    sys.stdout.buffer.write(kind.encode() + b"\n" + content)
    return 0


sys.exit(main(sys.argv[1]))
