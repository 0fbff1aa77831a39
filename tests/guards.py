"""What every test runs under: no network but our own, no leaning on an order nobody asked for, and no half-minute that ends
within a test.
"""

import random
import socket

import pytest
from django.db.models.query import QuerySet

REAL_CONNECT = socket.socket.connect
REAL_FETCH = QuerySet._fetch_all


def _connect(self: socket.socket, address: object) -> None:
    if self.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "::1", "localhost")):
        raise RuntimeError(f"a test reached for the network: {address}")
    REAL_CONNECT(self, address)


def _fetch_all(self: QuerySet) -> None:
    fresh = self._result_cache is None
    REAL_FETCH(self)
    if fresh and not self.ordered and len(self._result_cache) > 1:
        self._result_cache = random.sample(self._result_cache, len(self._result_cache))


@pytest.fixture(autouse=True)
def guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Holds for every test."""
    monkeypatch.setattr(socket.socket, "connect", _connect)
    monkeypatch.setattr(QuerySet, "_fetch_all", _fetch_all)
    # What is kept for half a minute is not read again between two counts of queries.
    for module in ("mash.cases.calendar", "thresholds.queries"):
        monkeypatch.setattr(f"{module}.monotonic", lambda: 0.0)
