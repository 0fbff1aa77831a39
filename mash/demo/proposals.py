"""What is changed by two people in the demo: wording in force and replaced, sent back, and waiting for an answer."""

from collections.abc import Mapping

from mash.accounts.models import Governed, User
from mash.cases.services.texts import approve_text, propose_text, send_back_text
from mash.cases.text_queries import running
from mash.cases.texts import StandardText
from partners.texts import QUESTIONS
from referrals.texts import FEEDBACK

HOUSING = """Who holds the tenancy, and who is known to live or stay there?
Are there arrears, complaints or antisocial behaviour, by or against the adult?
Has access been refused, or is there hoarding, damage or a fire risk?
Which repairs are outstanding that bear on the adult's safety?"""


def propose_changes(people: Mapping[str, User]) -> None:
    """One text in its second version, one proposal sent back, one that waits. Nothing if it has been done."""
    if FEEDBACK.model.objects.filter(proposed_at__isnull=False).exists():
        return
    manager, head, admin = people["manager"], people["head"], people["admin"]
    asked = _propose(QUESTIONS, {"housing": HOUSING}, "Housing asked us to ask about repairs too.", manager)
    approve_text(text=QUESTIONS, version_id=asked.pk, starts_at=None, by=head)
    short = _propose(FEEDBACK, {"private": "We cannot share details."}, "Shorter.", admin)
    send_back_text(text=FEEDBACK, version_id=short.pk, why="It sounds as if nothing were being done. Keep the last two sentences.", by=head)
    reworded = {
        "still-working": "We have not forgotten it. Somebody here is still working on it.",
        "again-by": "You hear from us again by $again_by, even if there is no news.",
    }  # fmt: skip
    _propose(FEEDBACK, reworded, "Referrers told us that they did not know whether to wait.", manager)


def _propose(text: StandardText, changed: Mapping[str, str], reason: str, by: User) -> Governed:
    base = running(text)
    words = {piece.key: piece.words for piece in text.pieces(base)} | changed
    return propose_text(text=text, base_id=base.pk, words=words, reason=reason, by=by)
