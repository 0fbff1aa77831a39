"""The threshold matrix that is in force."""

from functools import lru_cache
from time import monotonic

from .matrix import Matrix, read
from .models import MatrixVersion

FRESH_SECONDS = 30
"""How long a process goes on with the matrix it read. A version in force never changes; a new one takes this long to reach all."""


def matrix_in_force() -> tuple[str, Matrix]:
    """The name of the version in force, which a decision keeps, and the matrix itself."""
    return _read(int(monotonic() // FRESH_SECONDS))


@lru_cache(maxsize=1)
def _read(_: int) -> tuple[str, Matrix]:
    version = MatrixVersion.objects.get(in_force_from__isnull=False, superseded_at__isnull=True)
    return version.name, read(version.data)


def abuse_types() -> list[tuple[str, str]]:
    """What a referrer may call it, as choices: the types and special subjects of the matrix in force."""
    return [(kind.code, kind.name) for kind in matrix_in_force()[1].types]
