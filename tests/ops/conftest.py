"""What the tests of the running product share."""

import pytest

from tests.ops.production import unused_port


@pytest.fixture
def free_port():
    return unused_port()
