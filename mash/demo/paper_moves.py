"""Documents are drawn of the stories that agencies tell most of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from enquiries.queries.papers import minutes_content, plan_content
from mash.cases.chronology import Chosen
from mash.cases.chronology_states import Audience, PaperKind
from mash.cases.models import Case
from mash.cases.papers import chronology_content
from mash.cases.services.papers import draw_paper
from mash.cases.summary import summary_content
from mash.documents.pdf import PdfUnavailable

from .telling import Telling

WHY = "She asked to read what is written of her; her advocate goes through it with her."
Write = Callable[[Case], dict[str, Any]]


def draw(tale: Telling) -> None:
    """The case on one page and the chronology, for the hub and for the adult; where documents can't be drawn, none."""
    if not tale.story.told:
        return
    drawn: list[tuple[PaperKind, str, Audience, Write]] = [
        (PaperKind.SUMMARY, "", Audience.HUB, summary_content),
        (PaperKind.CHRONOLOGY, "", Audience.HUB, lambda case: chronology_content(case, Chosen(), Audience.HUB, "")),
        (PaperKind.CHRONOLOGY, "", Audience.ADULT, lambda case: chronology_content(case, Chosen(), Audience.ADULT, WHY)),
    ]
    if hasattr(tale.case, "plan"):
        drawn.append((PaperKind.PLAN, "", Audience.HUB, plan_content))
    if tale.case.meetings.filter(held_at__isnull=False).exists():
        drawn.append((PaperKind.MINUTES, "1", Audience.HUB, lambda case: minutes_content(case, 1)))
    for kind, about, audience, write in drawn:
        try:
            draw_paper(reference=tale.reference, kind=kind, about=about, audience=audience, write=write, by=tale.practitioner)
        except PdfUnavailable:
            return


MOVES = (draw,)
