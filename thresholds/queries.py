"""The threshold matrix that is in force."""

from .matrix import Matrix, read
from .models import MatrixVersion


def matrix_in_force() -> tuple[str, Matrix]:
    """The name of the version in force, which a decision keeps, and the matrix itself."""
    version = MatrixVersion.objects.get(in_force_from__isnull=False, superseded_at__isnull=True)
    return version.name, read(version.data)
