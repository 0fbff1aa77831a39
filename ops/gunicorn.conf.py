"""How gunicorn serves: a few processes of a few threads, and never on an unsafe database."""

import gc
import os
import sys

WORKER_CANNOT_BOOT = 3  # gunicorn's own code, on which it stops the whole server

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 10
# Loaded once and shared by the workers. Nothing may touch the database before the fork: a pool does not survive it.
preload_app = True
# Addresses name pages that people in danger have read: no line is written per request.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()
# Heartbeat files where a read-only container can write them.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
max_requests = 5000
max_requests_jitter = 500


def pre_fork(server, worker):
    """A pool opened too early would hang the workers: close it, and they open their own. Then share what is loaded."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        connection.close_pool()
    gc.freeze()


def post_worker_init(worker):
    """Refuse to serve where an acknowledged concern could be lost or the trail rewritten.

    A database that can't be reached is another thing: the worker waits for it, and /ready says so meanwhile.
    """
    from django.core.checks import ERROR, run_checks
    from django.db import connection

    found = run_checks(tags=["serving"], databases=["default"], include_deployment_checks=True)
    connection.close()
    refused = [message for message in found if message.level >= ERROR and message.id != "health.E001"]
    for message in refused:
        print(f"Not serving. {message.msg} {message.hint}", file=sys.stderr, flush=True)
    if refused:
        sys.exit(WORKER_CANNOT_BOOT)
