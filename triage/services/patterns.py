"""Looking for patterns by the numbers of the matrix in force: the same word and the same window as when a concern is rated."""

from mash.cases.services.patterns import keep_patterns

from ..queries import pattern_numbers


def sweep_patterns() -> int:
    """What no single concern shows is found within a minute of the record that completes it. Returns how many changed."""
    return keep_patterns(numbers=pattern_numbers())
