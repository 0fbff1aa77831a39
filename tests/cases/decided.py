"""Two cases on which every kind of decision was made, each by its own use case."""

from types import SimpleNamespace
from uuid import uuid4

from enquiries.rules import NextEnquiry, Points
from enquiries.services.enquiries import conclude_enquiry, start_enquiry
from enquiries.services.holding import take_enquiry
from enquiries.services.risks import record_risk
from enquiries.services.three_point import record_three_point_test
from enquiries.states import EnquiryKind, Follows, Place, Route
from mash.cases.adult_states import OutcomesMet
from mash.cases.models import Case
from partners.rules import Ask
from partners.services.asking import ask_partner
from partners.states import Basis
from tests.factories import make_case, previewed
from tests.kept import kept

POINTS = Points(True, "Help with washing and money.", True, "Bruises; money missing.", True, "Relies on him.")
FOUND = {1: ("identified_action", "removed")}


def ended_in_triage(people: SimpleNamespace) -> Case:
    """Rated, decided, closed and reopened."""
    return make_case(people, stage="reopened")


@kept
def enquired_into(people: SimpleNamespace) -> Case:
    """Rated Red, shared with the police, tested, taken on to section 42 and concluded."""
    case, by = make_case(people, stage="mash_enquiry"), people.practitioner
    reference = case.reference
    share(case, people, people.police)
    take_enquiry(reference=reference, version=now(case).version, by=by)
    record_risk(reference=reference, abuse_type="PHY", source_id=0, place=Place.OWN_HOME, words="Bruises.", by=by)
    record_three_point_test(reference=reference, version=now(case).version, points=POINTS, by=by)
    following = NextEnquiry(EnquiryKind.SECTION_42, Route.LOCAL_AUTHORITY, None, False, "Is she safe at home?")
    start_enquiry(
        reference=reference, version=now(case).version, following=following, findings="It is so.", rationale="All three met.", by=by
    )
    conclude_enquiry(
        reference=reference, version=now(case).version, findings="He has moved out.", outcomes_met=OutcomesMet.MET, risks=FOUND,
        follows=Follows.NO_FURTHER, rationale="She is safe.", by=by,
    )  # fmt: skip
    return now(case)


def share(case: Case, people: SimpleNamespace, agency: object) -> None:
    """One agency is asked, and shown who it is about."""
    ask_partner(
        reference=case.reference, asks=[Ask(agency.pk, "Were officers called?")], purpose="To decide whether she is safe",
        basis=Basis.SAFEGUARDING, basis_reason="Public task", concern="Bruises were seen", once=uuid4(),
        seen=previewed(now(case), "Bruises were seen", agency), by=people.practitioner,
    )  # fmt: skip


def now(case: Case) -> Case:
    """The case as the database has it."""
    return Case.objects.get(pk=case.pk)
