"""`python -m bench.queries`: prints, as JSON, the queries behind each page and how long the same SQL takes bare.

Runs inside the product's settings, against the database that DATABASE_URL names. Session, permissions and trail count.
"""

import json
import statistics
import time
from collections.abc import Callable
from uuid import uuid4

import django

django.setup()

from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.journeys import RATING, REPORT  # noqa: E402
from mash.accounts.models import User  # noqa: E402
from mash.cases.models import Case  # noqa: E402
from mash.cases.states import Rag, Stage  # noqa: E402
from mash.demo.accounts import email_of  # noqa: E402

ROUNDS = 30
NOT_QUERIES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def main() -> None:
    """One line of JSON: page -> queries, and the bare seconds of those that only read."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(
        User.objects.get(email=email_of("manager")), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    # Of one colour, so that each look writes the same.
    case, waiting = Case.objects.filter(stage=Stage.TRIAGE, rag=Rag.AMBER).order_by("-pk")[:2]
    rate = f"/cases/{waiting.reference}/rating/"
    pages: dict[str, Callable[[], object]] = {
        "board": lambda: client.get("/board/"),
        "case page": lambda: client.get(f"/cases/{case.reference}/"),
        "rating page": lambda: client.get(f"/cases/{case.reference}/rating/"),
        "rating, submitted": lambda: client.post(rate, RATING | {"version": waiting.version, "to": "done"}),
        "public report, sent": lambda: Client(SERVER_NAME="127.0.0.1").post("/report/check/", REPORT | {"once": str(uuid4())}),
    }
    client.get("/board/")
    print(json.dumps({name: _look(ask) for name, ask in pages.items()}))


def _look(ask: Callable[[], object]) -> dict[str, object]:
    with CaptureQueriesContext(connections["default"]) as first, CaptureQueriesContext(connections["trail"]) as second:
        status = ask().status_code
    if status >= 400:
        raise SystemExit(f"answered {status}")
    said = [query["sql"] for query in [*first.captured_queries, *second.captured_queries]]
    said = [sql for sql in said if not sql.startswith(NOT_QUERIES)]
    reads_only = all(sql.startswith("SELECT") or "trail_append" in sql for sql in said)
    return {"queries": len(said), "bare": _bare(said) if reads_only else None}


def _bare(said: list[str]) -> float:
    """The middle of some rounds of the same SQL, one statement after another, without the product around it."""
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        with connections["default"].cursor() as cursor:
            for sql in said:
                # Captured with its values in it: a percent sign is one.
                cursor.execute(sql.replace("%", "%%"), [])
                cursor.fetchall()
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


if __name__ == "__main__":
    main()
