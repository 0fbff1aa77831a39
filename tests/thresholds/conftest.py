"""What the tests of versions share."""

import pytest

from thresholds import queries


@pytest.fixture(autouse=True)
def fresh_matrix():
    """No test rates by the version of another."""
    queries.forget()
    yield
    queries.forget()
