"""The environment that production settings ask for, with invented secrets."""

import os
import socket
import sys
from pathlib import Path

from ops.postgres import Postgres

HOST = "mash.example.org"


def production(var: Path, database: Postgres, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHON": sys.executable,
        "DJANGO_SETTINGS_MODULE": "mash.settings.production",
        "VAR_DIR": str(var),
        "SECRET_KEY": "aB3-x9_Qz" * 8,
        "ALLOWED_HOSTS": HOST,
        "SERVICE_URL": f"https://{HOST}",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DATABASE_URL": database.url(),
    } | more


def unused_port() -> int:
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return finder.getsockname()[1]
