"""The invented concerns of the demo, each played through the same use cases as a real one."""

from datetime import timedelta
from pathlib import Path

import yaml
from django.utils import timezone

from referrals.models import Referral

from .dispute_moves import DISPUTES
from .moves import MOVES
from .telling import Story, Telling
from .town import Town

PATH = Path(__file__).parent / "data" / "stories.yaml"
TRIAGE = ["read", "find", "rate", "gather", "look_around", "recur", "ask", "judge", "consult", "draw", "decide", "answer_late", "settle", "feedback", "close", "reopen"]
ENQUIRY = [
    "read", "find", "rate", "go_on", "hold", "gather", "look_around", "ask", "judge", "consult", "risks", "meet", "plan", "draw", "test", "start",
    "propose", "hand_over", "conclude", "settle", "feedback", "close",
]  # fmt: skip
ASIDE = ["read", "pass_on"]
PATHS = {"triage": TRIAGE, "enquiry": ENQUIRY, "aside": ASIDE}


def stories() -> list[Story]:
    """All of them, the oldest first."""
    found = [Story(**row) for row in yaml.safe_load(PATH.read_text(encoding="utf-8"))]
    return sorted(found, key=lambda story: -story.ago)


def tell_stories(town: Town) -> int:
    """Play every story that has not been told yet. Returns how many were."""
    told = 0
    now = timezone.now()
    for story in stories():
        if not Referral.objects.filter(once_key=story.once_key).exists():
            tell(story, town, now)
            told += 1
    return told


def tell(story: Story, town: Town, now) -> None:  # noqa: ANN001 (a datetime)
    """One story, move by move, until it has come as far as it says."""
    telling = Telling(story, town, cursor=now - timedelta(hours=story.ago), now=now)
    for name in _so_far(story):
        if name == story.until and story.last_ago:
            telling.cursor = now - timedelta(hours=story.last_ago)
        telling.step(MOVES[name])
    for move in DISPUTES.get(story.dispute, []):
        telling.step(move)


def _so_far(story: Story) -> list[str]:
    """The moves of a story, to the last that has happened."""
    moves = ["arrive", *PATHS[story.path]]
    return moves[: moves.index(story.until) + 1]
