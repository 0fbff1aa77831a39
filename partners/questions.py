"""What each kind of agency is asked about: partners/data/questions.yaml, read once."""

from functools import cache
from pathlib import Path

import yaml

PATH = Path(__file__).parent / "data" / "questions.yaml"


@cache
def _all() -> dict[str, list[str]]:
    return yaml.safe_load(PATH.read_text(encoding="utf-8"))


def prompts_for(kind: str) -> list[str]:
    """The prompts for one kind of agency; a kind without its own gets the general ones."""
    return _all().get(kind) or _all()["other"]
