"""Drawing a document of a case: a version for each change of what it says, kept byte for byte."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.documents.rules import content_hash
from mash.documents.services import keep_pdf
from mash.references import new_reference
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..access import permit_on, refuse, visible_cases
from ..chronology_states import Audience, PaperKind
from ..models import Case, Paper
from ..record import readable
from ..states import Hold

Content = dict[str, Any]
TEMPLATES = {
    PaperKind.REFERRAL: "pdf/referral.html", PaperKind.CHRONOLOGY: "pdf/chronology.html", PaperKind.SUMMARY: "pdf/summary.html",
    PaperKind.MINUTES: "pdf/minutes.html", PaperKind.PLAN: "pdf/plan.html",
}  # fmt: skip


class PaperRefused(Exception):
    """It can't be drawn so; the message says why. Nothing has been drawn."""


@transaction.atomic
def draw_paper(
    *, reference: str, kind: PaperKind, write: Callable[[Case], Content], by: User, about: str = "", audience: Audience = Audience.HUB
) -> Paper:
    """What is on record of the adult, as a document for a meeting or a review. What says the same stays the same version.

    `write`: reads what it says from the locked case; moments and days as plain text. Also of a case that has closed.
    """
    case = _locked(reference, by, audience)
    content = write(case)
    digest = content_hash(content)
    of_it = case.papers.filter(kind=kind, about=about, audience=audience)
    latest = of_it.select_related("document").defer("document__content").order_by("-number").first()
    if latest and latest.content_sha256 == digest:
        return latest
    paper = Paper(
        reference=new_reference("F"), case=case, kind=kind, about=about, audience=audience, number=latest.number + 1 if latest else 1,
        content=content, content_sha256=digest, drawn_by=by, drawn_at=timezone.now(),
    )  # fmt: skip
    paper.document = keep_pdf(
        name=f"{paper.reference}-{kind}-version-{paper.number}.pdf", template=TEMPLATES[kind],
        context={"paper": paper, "reference": reference, "said": readable(content)},
    )  # fmt: skip
    paper.save()
    detail = {"kind": kind, "about": about, "audience": audience, "version": paper.number, "sha256": paper.document.sha256}
    record(Verb.PAPER_DRAWN, chain=f"case:{reference}", by=by, subject=paper.reference, detail=detail)
    return paper


def _locked(reference: str, by: User, audience: Audience) -> Case:
    """Whoever may see the case may have its documents drawn; those for others only who works it, while the police let us."""
    seen = visible_cases(by).select_related("adult", "owner", "team")
    case = seen.select_for_update(of=("self",)).filter(reference=reference).first()
    if case is None or by.is_partner:
        refuse(by, reference, "draw_paper")
    if audience != Audience.HUB:
        permit_on(by, case, Permission.WORK_CASES)
        if case.police_holds.filter(lifted_at__isnull=True, hold=Hold.FORBIDS).exists():
            raise PaperRefused("The police asked that nothing is told for now. While that stands, nothing is drawn for others than the hub.")
    return case
