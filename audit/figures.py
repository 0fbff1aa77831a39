"""Figures as pictures: bars whose length is a share of the longest."""

from django.urls import reverse

from mash.cases.states import Rag

from .queries import Overview

NOT_RATED = "Not rated"


def pictures(figures: Overview, *, opens: bool) -> dict[str, object]:
    """The bars of the overview: open cases by stage and by rating, and reports by day; `opens`: each leads to its list."""

    def to(what: str, narrow: str) -> str:
        return f"{reverse('audit:list', args=[what])}?{narrow}" if opens else ""

    return {
        "stages": bars([(row.stage.label, row.total, "brand", to("stage", f"stage={row.stage}")) for row in figures.stages]),
        "ratings": bars([
            (Rag(rag).label if rag else NOT_RATED, n, rag or "brand", to("stage", f"rag={rag or 'none'}"))
            for rag, n in figures.totals
        ]),
        "days": columns(bars([
            (day.strftime("%a %-d %b"), n, "brand", to("received", f"day={day}")) for day, n in figures.received
        ])),
        "most": max(n for _, n in figures.received),
    }  # fmt: skip


def bars(rows: list[tuple[str, int, str, str]]) -> list[dict[str, object]]:
    """Bars for the component, each as long as its share of the largest; what is none leads nowhere."""
    largest = max((n for _, n, *_ in rows), default=0) or 1
    return [
        {"label": label, "value": n, "percent": 100 * n / largest, "tone": tone, "url": url if n else ""}
        for label, n, tone, url in rows
    ]


def columns(standing: list[dict[str, object]]) -> list[dict[str, object]]:
    """Bars that stand side by side on a ground of 100 by 100."""
    width = 100 / len(standing)
    return [bar | {"x": f"{n * width + width * 0.1:.2f}", "y": f"{100 - bar['percent']:.2f}", "width": f"{width * 0.8:.2f}",
                   "height": f"{bar['percent']:.2f}"} for n, bar in enumerate(standing)]  # fmt: skip
