"""Who holds an enquiry, and what it is to find out."""

from django.db import transaction

from mash.accounts.models import User
from mash.accounts.roles import Permission
from mash.cases.models import Case
from mash.cases.services.cases import tell
from mash.cases.services.locking import locked_case, outdate
from mash.cases.services.work_items import settle_work_items
from mash.cases.states import Stage, WorkKind
from mash.trail.services import record
from mash.trail.verbs import Verb

from ..models import Enquiry
from ..queries.enquiry import holder_of
from ..queries.records import open_enquiry, possible_holders, stage_began_at
from ..rules import may_take
from ..states import EnquiryKind
from .refusals import EnquiryRefused, refuse_if


@transaction.atomic
def take_enquiry(*, reference: str, version: int, by: User) -> Enquiry:
    """One practitioner now answers for the adult's enquiry and for the case. It counts from when the stage began."""
    case = locked_case(reference=reference, by=by, permission=Permission.HOLD_ENQUIRY, version=version)
    refuse_if(may_take(Stage(case.stage), holder_of(open_enquiry(case)), case.decided_at is not None))
    enquiry = _open(case, by)
    _own(case, by, by)
    record(Verb.ENQUIRY_STARTED, chain=f"case:{reference}", by=by, subject=reference, detail={"kind": enquiry.kind})
    return enquiry


@transaction.atomic
def allocate_enquiry(*, reference: str, version: int, holder_id: int, by: User) -> Enquiry:
    """A manager gives the adult's enquiry to a practitioner of the team, or moves it to another."""
    case = locked_case(reference=reference, by=by, permission=Permission.ALLOCATE_ENQUIRY, version=version)
    holder = possible_holders(case).filter(pk=holder_id).first()
    if holder is None:
        raise EnquiryRefused("Choose a practitioner of the team that has the case.")
    enquiry = open_enquiry(case)
    if enquiry is None:
        refuse_if(may_take(Stage(case.stage), "", case.decided_at is not None))
        enquiry = _open(case, holder)
    enquiry.holder = holder
    enquiry.save(update_fields=["holder"])
    _own(case, holder, by)
    detail = {"kind": enquiry.kind, "holder": holder.pk}
    record(Verb.ENQUIRY_ALLOCATED, chain=f"case:{reference}", by=by, subject=reference, detail=detail)
    return enquiry


@transaction.atomic
def scope_enquiry(*, reference: str, version: int, scope: str, by: User) -> Enquiry:
    """What the enquiry is to find out for the adult, and by when. What stood there before stays in the chronology."""
    case = locked_case(reference=reference, by=by, permission=Permission.HOLD_ENQUIRY, version=version)
    enquiry = open_enquiry(case)
    if enquiry is None:
        raise EnquiryRefused("Nobody holds an enquiry on this case. Take it first.")
    enquiry.scope = scope
    enquiry.save(update_fields=["scope"])
    outdate(case)
    tell(case, f"Objectives of the enquiry: {scope}", source=by.name, by=by)
    record(Verb.ENQUIRY_SCOPED, chain=f"case:{reference}", by=by, subject=reference)
    return enquiry


def _open(case: Case, holder: User) -> Enquiry:
    return case.enquiries.create(kind=EnquiryKind.MASH, holder=holder, started_at=stage_began_at(case))


def _own(case: Case, holder: User, by: User) -> None:
    case.owner = holder
    case.version += 1
    case.save(update_fields=["owner", "version"])
    settle_work_items(WorkKind.TAKE_ENQUIRY, about=case.reference, answer=f"{holder.name} holds it.", by=by, case=case)
    tell(case, f"{holder.name} holds the enquiry", source=by.name, by=by)
