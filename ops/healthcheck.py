"""For a container: exits 0 when the web process is ready, or, given a name, when that process has reported in time."""

from __future__ import annotations

import json
import os
import sys
import urllib.request

ADDRESS = os.environ.get("HEALTH_ADDRESS", "http://127.0.0.1:8000")
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main(wanted: list[str]) -> int:
    # The web process answers only to its own public name.
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    request = urllib.request.Request(f"{ADDRESS}/ready", headers={"Host": host})
    try:
        with DIRECT.open(request, timeout=4) as answer:
            processes = json.load(answer)["processes"]
    except (OSError, ValueError, KeyError) as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0 if all(processes[name]["state"] == "well" for name in wanted) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
