"""The PDF of a decision: drawn once, from what was kept with the decision alone, and kept byte for byte."""

from time import monotonic

from django.db import transaction

from mash.documents.models import Document
from mash.documents.pdf import PdfUnavailable, render
from mash.documents.services import keep_drawn

from ..decided import decision_shown, number_of
from ..models import Decision

# A sweep ends well before the next bell; what is left is drawn then, or when somebody asks for it.
SECONDS = 20


def draw(decision: Decision, number: int) -> bytes:
    """The bytes of a decision. Drawn again they are the same: nothing but what was kept goes into them."""
    shown = decision_shown(decision, number)
    return render("pdf/decision.html", {"reference": decision.case.reference, "decision": shown, **shown})


@transaction.atomic
def pdf_of(*, decision_id: int) -> Document:
    """The kept document of a decision about an adult. Whoever asks first has it drawn; of two at once one draws."""
    decision = _locked(decision_id)
    if decision.document_id is None:
        number = number_of(decision)
        name = f"{decision.case.reference}-decision-{number}.pdf"
        decision.document = keep_drawn(name=name, content=draw(decision, number))
        decision.save(update_fields=["document"])
    return decision.document


def sweep_decision_pdfs() -> int:
    """Each decision gets its document soon after it was made. Where PDFs can't be drawn, they wait; nothing is lost."""
    waiting = Decision.objects.filter(document__isnull=True, snapshot__has_key="record").order_by("pk")
    drawn, until = 0, monotonic() + SECONDS
    for pk in list(waiting.values_list("pk", flat=True)[:500]):
        if monotonic() > until:
            break
        try:
            pdf_of(decision_id=pk)
        except PdfUnavailable:
            break
        drawn += 1
    return drawn


def _locked(decision_id: int) -> Decision:
    """Without its document: a row that was waited for brings no neighbours that came meanwhile."""
    return Decision.objects.select_related("case", "decided_by").select_for_update(of=("self",)).get(pk=decision_id)
