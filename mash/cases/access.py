"""Who may see which case: the only way to a case, for every list, page, file, export, message and API."""

from datetime import date, timedelta
from functools import lru_cache

from django.core import signing
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject
from django.http import Http404
from django.utils.timezone import localdate

from mash.accounts.models import Cover, User
from mash.accounts.roles import Permission
from mash.accounts.services import permit as permit
from mash.organisations.queries import has_live_agreement
from mash.people.models import Adult
from mash.trail.services import record_apart
from mash.trail.verbs import Verb

from .contested import contested
from .in_hand import enquiry_unheld
from .markers import with_marks
from .models import (
    Case,
    CaseGroupGrant,
    CaseUserGrant,
    Decision,
    Dispute,
    Draft,
    PatternRecord,
    PoliceHold,
    Rating,
    Sending,
    WorkItem,
)
from .states import Stage, WorkKind

SEARCHED = "cases.searched"
MARK_LASTS = timedelta(hours=12)


def visible_cases(actor: User) -> QuerySet[Case]:
    """The cases that exist for this person. Every list, search, count, export and notification starts here."""
    if not actor.is_active:
        return Case.objects.none()
    if actor.is_partner:
        return _shared_with(actor)
    if actor.may(Permission.SEE_CASES):
        reach = Q()
    elif actor.may(Permission.ACCEPT_HANDOVER):
        asked = Sending.objects.awaited().filter(case=OuterRef("pk"), worker__organisation=actor.organisation_id)
        # A team that disputes a handover still sees the case when the handover has been refused.
        disputes = Dispute.objects.filter(case=OuterRef("pk"), raised_from=actor.organisation_id, settled_at__isnull=True)
        reach = Q(team=actor.organisation_id) | Q(Exists(_group_grant(actor, "consider"))) | Q(Exists(asked)) | Q(Exists(disputes))
    else:
        return Case.objects.none()
    return Case.objects.filter(reach, Q(restricted=False) | Q(Exists(_named(actor))))


def worked_cases(actor: User) -> QuerySet[Case]:
    """Those of them that this person works, within a query: `may_on` for many. Who only reads, or was only offered a case,
    works none of it.
    """
    if not actor.may(Permission.WORK_CASES):
        return Case.objects.none()
    return visible_cases(actor).filter(worked_of_seen(actor))


def worked_of_seen(actor: User, of: str = "") -> Q:
    """Which of the cases that whoever may work cases sees they work, for a query that begins with those."""
    return Q(**{f"{of}team": actor.organisation_id}) if actor.may(Permission.ACCEPT_HANDOVER) else Q()


def case_for(actor: User, reference: str, *, purpose: str) -> Case:
    """One case for one person and purpose, recorded before it is shown. A hidden case and none look the same: 404.

    No partner comes in here, whatever was shared with their agency: a case's pages show all of it. Their door is the
    portal (partners/access.py), which shows a check.
    """
    found = _whole(actor).filter(reference=reference).first()
    if found is None or actor.is_partner:
        refuse(actor, reference, purpose)
    record_apart(Verb.VIEWED, chain=f"reads:{reference}", by=actor, subject=reference, detail={"purpose": purpose})
    return found


def case_beside(actor: User, reference: str, *, purpose: str) -> Case:
    """A case for what its open page asks by itself: keeping what is typed, saying who else is there. Nothing of the case is
    shown, and that it was looked at was recorded when the page opened. For whoever changes nothing there is nothing here.
    """
    found = visible_cases(actor).filter(reference=reference).first()
    if found is None or actor.is_partner or not writes_on(actor, found):
        refuse(actor, reference, purpose)
    return found


def writes_on(actor: User, case: Case) -> bool:
    """Whether this person fills in forms of this case at all: whoever works it, and the team that is asked to take it."""
    return any(may_on(actor, case, permission) for permission in (Permission.WORK_CASES, Permission.ACCEPT_HANDOVER))


def _whole(actor: User) -> QuerySet[Case]:
    """With what pages of a case show: what is so of it whoever looks, who else works with the adult now, as far as this person
    may know, and whether this person has begun something here.
    """
    worked = worked_beside(actor).values(row=JSONObject(reference="reference", by="owner", name="owner__name"))
    mine = Draft.objects.filter(case=OuterRef("pk"), owner=actor)
    return visible_cases(actor).select_related("adult", "owner", "team").annotate(
        worked=Subquery(worked[:1]), has_drafts=Exists(mine), **_for_anybody(localdate())
    )  # fmt: skip


@lru_cache(maxsize=1)
def _for_anybody(today: date) -> dict[str, RawSQL]:
    """The police hold that stands, the level rated last, whether a pattern rests on it; which decision was the last, so that a
    later page can say what was decided since; whether the services still owe a response together; who was asked to take it,
    who stands in for its owner, its warning markers, and what is contested.

    Put into SQL once a day for all cases: that took longer than answering it, and each page of a case asks. Who may see the
    case is no part of it.
    """
    standing = PoliceHold.objects.filter(case=OuterRef("pk"), lifted_at__isnull=True).values("hold")
    asked = Sending.objects.awaited().filter(case=OuterRef("pk")).values(row=JSONObject(id="worker", name="worker__name"))
    rated = Rating.objects.filter(case=OuterRef("pk")).order_by("-pk").values("level")
    patterns = PatternRecord.objects.filter(case=OuterRef("pk"), alert__ended_at=None)
    last = Decision.objects.filter(case=OuterRef("pk")).order_by("-pk").values("pk")
    away = Cover.objects.filter(away=OuterRef("owner"), from_on__lte=today, until_on__gte=today, ended_at__isnull=True).order_by("pk")
    shown = {
        "owes_response": Exists(response_owed()), "on_hold": Subquery(standing[:1]), "rated_level": Subquery(rated[:1]),
        "in_pattern": Exists(patterns), "last_decision": Subquery(last[:1]), "asked": Subquery(asked[:1]),
        "unheld": ExpressionWrapper(enquiry_unheld(), BooleanField()), "away_until": Subquery(away.values("until_on")[:1]),
        "stand_in_name": Subquery(away.values("stand_in__name")[:1]), **contested(),
    }  # fmt: skip
    compiler = with_marks(Case.objects.annotate(**shown)).values("marked", *shown).query.get_compiler("default")
    compiler.pre_sql_setup()
    return {name: RawSQL(*sql, column.output_field) for column, sql, name in compiler.select}  # noqa: S611 (Django wrote it)


def response_owed() -> QuerySet[WorkItem]:
    """Within a query of cases: the question who leads, while several needs are unmet and nobody does."""
    return WorkItem.objects.filter(case=OuterRef("pk"), kind=WorkKind.RESPONSE_OWED, answered_at__isnull=True)


def worked_beside(actor: User) -> QuerySet[Case]:
    """Within a query of cases: the adult's other open cases that somebody works, as far as this person may know, the newest
    first.
    """
    others = visible_cases(actor).filter(adult=OuterRef("adult"), owner__is_active=True).exclude(stage=Stage.CLOSED)
    return others.exclude(pk=OuterRef("pk")).order_by("-opened_at", "-pk")


def known_adults(actor: User) -> QuerySet[Adult]:
    """The records of adults that exist for this person when they search. Somebody of whom only restricted cases tell is
    hidden with them: whoever is named on none of those finds nobody.
    """
    if not actor.is_active or not actor.may(Permission.WORK_CASES) and not actor.may(Permission.SEE_CASES):
        return Adult.objects.none()
    of_adult = Case.objects.filter(adult=OuterRef("pk"))
    open_to = of_adult.filter(Q(restricted=False) | Q(Exists(_named(actor))))
    return Adult.objects.filter(Exists(open_to) | ~Exists(of_adult))


def adult_for(actor: User, reference: str, *, purpose: str) -> Adult:
    """One adult's record for one person, recorded before it is shown. A hidden one and none look the same: 404."""
    found = known_adults(actor).filter(reference=reference).first()
    if found is None or not (actor.may(Permission.SEE_CASES) or visible_cases(actor).filter(adult=found).exists()):
        refuse(actor, reference, purpose)
    record_apart(Verb.VIEWED, chain=f"reads:{reference}", by=actor, subject=reference, detail={"purpose": purpose})
    return found


def holder_of(actor: User, nhs_number: str) -> Adult | None:
    """Whose number this is, if that record exists for this person."""
    return known_adults(actor).filter(nhs_number=nhs_number).first()


def may_correct(actor: User, adult: Adult) -> bool:
    """Whether this person may put right what stands on the record: whoever may work one of the adult's cases, and the hub
    where there is none.
    """
    if not actor.may(Permission.WORK_CASES):
        return False
    seen = list(visible_cases(actor).filter(adult=adult))
    return any(may_on(actor, case, Permission.WORK_CASES) for case in seen) or not seen and actor.may(Permission.SEE_CASES)


def may_on(actor: User, case: Case, permission: Permission) -> bool:
    """Whether this person may do this with this case. A team that was offered it looks, decides, and may disagree; whoever
    offers it works it until the team accepts.
    """
    offered = actor.may(Permission.ACCEPT_HANDOVER) and case.team_id != actor.organisation_id
    return actor.may(permission) and (permission in (Permission.ACCEPT_HANDOVER, Permission.RAISE_DISPUTE) or not offered)


def may_protect(actor: User, case: Case) -> bool:
    """Whether this person may record what is done at once to keep the adult safe. A list asks it of each of its cases, so it
    looks nothing up.
    """
    return may_on(actor, case, Permission.WORK_CASES) and case.stage != Stage.CLOSED


def permit_on(actor: User, case: Case, permission: Permission) -> None:
    """Stop here, on record, unless this person may do this with this case."""
    permit(actor, permission, subject=case.reference)
    if not may_on(actor, case, permission):
        refuse(actor, case.reference, permission)


def refuse(actor: User, reference: str, purpose: str) -> None:
    """Record that somebody was refused, where a rolled-back page cannot take it back; then there is nothing there."""
    record_apart(Verb.REFUSED, chain=f"refused:{actor.pk}", by=actor, subject=reference, detail={"purpose": purpose})
    raise Http404


def record_list(actor: User, references: list[str], *, where: str) -> None:
    """One line for a list: who saw which cases in it."""
    if references:
        record_apart(Verb.LISTED, chain=f"lists:{actor.pk}", by=actor, subject=where, detail={"shown": references})


def _shared_with(actor: User) -> QuerySet[Case]:
    """A partner's cases: those their agency was asked about, while an agreement with it is in force today."""
    if not has_live_agreement(actor.organisation_id):
        return Case.objects.none()
    return Case.objects.filter(Exists(_group_grant(actor, "see_shared")))


def _group_grant(actor: User, codename: str) -> QuerySet[CaseGroupGrant]:
    return CaseGroupGrant.objects.filter(
        content_object=OuterRef("pk"), group__organisation=actor.organisation_id, permission__codename=codename
    )


def _named(actor: User) -> QuerySet[CaseUserGrant]:
    return CaseUserGrant.objects.filter(content_object=OuterRef("pk"), user=actor)


def record_search(actor: User, reference: str, found: int) -> str:
    """One line for a search for an adult: who searched, for which case. The words searched for are not kept. Returns the
    mark of the search, without which no new record is made.
    """
    record_apart(Verb.SEARCHED, chain=f"reads:{reference}", by=actor, subject=reference, detail={"found": found})
    return search_mark(actor, reference)


def search_mark(actor: User, reference: str) -> str:
    """What stands for a search that this person made for this case."""
    return signing.dumps([actor.pk, reference], salt=SEARCHED)


def has_searched(actor: User, reference: str, mark: str) -> bool:
    """Whether this is the mark of a search that this person made for this case within a day's work."""
    try:
        return signing.loads(mark, salt=SEARCHED, max_age=MARK_LASTS) == [actor.pk, reference]
    except signing.BadSignature:
        return False


def record_words_search(actor: User, found: int) -> None:
    """One line for a search through everything: who searched, and how many cases were found. The words are not kept."""
    record_apart(Verb.SEARCHED, chain=f"lists:{actor.pk}", by=actor, subject="search", detail={"found": found})
