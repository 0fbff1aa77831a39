"""What patterns are looked for in: every concern with its reports, events and names, in a handful of queries however many
there are. The reports belong to a stage above; they are read through the case.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mash.people.models import Address

from .models import CareEvent, Case, ConnectionMove, Contact, SourceOfHarm
from .pattern_logged import LOG, entries_about, logged_names
from .pattern_names import Subject, address_key, place_subjects, source_subjects
from .pattern_rules import Record, window
from .states import Bounce, CareKind, Grouping, Outcome, Party, Rag, Reached, RecordKind

ADVICE, LOGGED, NEW, NOT_ONE = "advice_call", "logged", "new_concern", "not_concern"
"""Words of the referrals above: set aside as a call for advice, or only logged; classified as a new concern, and as none."""
LOG_WORDS = "an incident that a care provider logged"
KIND_OF = {
    CareKind.ADMISSION_HARM: [RecordKind.ADMISSION], CareKind.ADMISSION: [RecordKind.ADMITTED],
    CareKind.DISCHARGE: [RecordKind.DISCHARGE], CareKind.ENDED: [RecordKind.DISCHARGE],
    CareKind.NOT_ENGAGING: [RecordKind.DREW_BACK, RecordKind.DISCHARGE], CareKind.MISSED: [RecordKind.DREW_BACK],
    CareKind.SOUGHT_HELP: [RecordKind.SOUGHT_HELP],
}  # fmt: skip
"""What an event of care is to the rules: who is closed for not engaging drew back, and was discharged."""
KIND_OF_CONTACT = {
    Reached.SPOKE: RecordKind.SPOKE, Reached.NO_ANSWER: RecordKind.TRIED, Reached.DECLINED: RecordKind.TRIED,
}  # fmt: skip
"""A message that was left, and contact that was not safe, say nothing about the adult."""

Named = dict[int, dict[Subject, str]]


def counted() -> QuerySet[Case]:
    """The concerns that count: Green, closed, calls for advice and logged incidents included (requirement S224); what was set
    aside, or is another case's duplicate, is none (issue 4; workflow, section 1). The matrix counts the same.
    """
    advice = Exists(Case.objects.filter(pk=OuterRef("pk"), referrals__set_aside__in=[ADVICE, LOGGED]))
    return Case.objects.filter(~Q(outcome__in=[Outcome.SET_ASIDE, Outcome.DUPLICATE]) | Q(advice, outcome=Outcome.SET_ASIDE))


def facts_since(since: datetime) -> tuple[list[Record], Named]:
    """Every record since then, and what each case has in common with others, as it is written there."""
    cases = counted()
    records = [*concerns_of(cases, since), *_contacts(cases, since), *_events(cases, since), *_bounces(cases, since)]
    seen = {record.case for record in records}
    recent = Q(opened_at__gte=since) | Q(referrals__received_at__gte=since) | Q(care_events__happened_at__gte=since)
    within = cases.filter(recent).values("pk")
    named = names_in(within)
    for case, subject, words in (*_addresses(within), *logged_names(within)):
        named[case][subject] = words
    return records, {case: subjects for case, subjects in named.items() if case in seen}


def concerns_of(cases: QuerySet[Case], since: datetime) -> list[Record]:
    """Concerns, the reports that make them, and closures. A case is one concern; a further report that somebody classified
    as a new concern is another (workflow, section 1).
    """
    recent = Q(opened_at__gte=since) | Q(referrals__received_at__gte=since)
    rows = cases.filter(recent).order_by("pk", "referrals__received_at", "referrals__pk").values(
        "pk", "adult_id", "opened_at", "rag", "closed_at", "outcome", "referrals__pk", "referrals__received_at",
        "referrals__classed", "referrals__set_aside", "referrals__channel",
    )  # fmt: skip
    found: list[Record] = []
    begun: set[int] = set()
    concerned: set[int] = set()
    for row in rows:
        if row["pk"] not in begun:
            begun.add(row["pk"])
            found += _of_case(row)
        if row["referrals__pk"] and row["referrals__set_aside"] in ("", ADVICE) and row["referrals__classed"] != NOT_ONE:
            found += _of_report(row, further=row["pk"] in concerned or row["opened_at"] < since)
            concerned |= {row["pk"]} if row["referrals__classed"] == NEW else set()
    return [record for record in found if record.at >= since]


def _of_case(row: dict[str, Any]) -> Iterator[Record]:
    rank = Rag(row["rag"]).rank if row["rag"] else 0
    yield Record(f"case:{row['pk']}", RecordKind.CONCERN, row["pk"], row["adult_id"], row["opened_at"], rank, LOG_WORDS if row["referrals__channel"] == LOG else "")
    if row["closed_at"] and row["outcome"] != Outcome.SET_ASIDE:
        yield Record(f"closed:{row['pk']}", RecordKind.RESOLVED, row["pk"], row["adult_id"], row["closed_at"])


def _of_report(row: dict[str, Any], *, further: bool) -> Iterator[Record]:
    shared = (row["pk"], row["adult_id"], row["referrals__received_at"])
    yield Record(f"report:{row['referrals__pk']}", RecordKind.REPORT, *shared)
    if further and row["referrals__classed"] == NEW:
        yield Record(f"new:{row['referrals__pk']}", RecordKind.CONCERN, *shared)


def _contacts(cases: QuerySet[Case], since: datetime) -> Iterator[Record]:
    with_adult = Contact.objects.filter(party=Party.ADULT, reached__in=[str(r) for r in KIND_OF_CONTACT], happened_at__gte=since)
    rows = with_adult.filter(case__in=cases).order_by("pk").values_list("pk", "case_id", "case__adult_id", "happened_at", "reached")
    for pk, case, adult, at, reached in rows:
        yield Record(f"contact:{pk}", KIND_OF_CONTACT[Reached(reached)], case, adult, at, detail=Reached(reached).label)


def _events(cases: QuerySet[Case], since: datetime) -> Iterator[Record]:
    events = CareEvent.objects.filter(case__in=cases, happened_at__gte=since).order_by("pk")
    for pk, case, adult, at, kind, service in events.values_list("pk", "case_id", "case__adult_id", "happened_at", "kind", "service"):
        for each in KIND_OF[CareKind(kind)]:
            key = f"event:{pk}" if each == KIND_OF[CareKind(kind)][0] else f"event:{pk}:{each}"
            yield Record(key, each, case, adult, at, detail=service)


def _bounces(cases: QuerySet[Case], since: datetime) -> Iterator[Record]:
    """Help that came to nothing because the service could not reach the adult, or the adult did not want it."""
    lost = ConnectionMove.objects.filter(why__in=[Bounce.NOT_REACHED, Bounce.DECLINED], moved_at__gte=since, connection__case__in=cases)
    rows = lost.order_by("pk").values_list("pk", "connection__case_id", "connection__case__adult_id", "moved_at", "connection__service")
    for pk, case, adult, at, service in rows:
        yield Record(f"bounce:{pk}", RecordKind.DREW_BACK, case, adult, at, detail=service)


def names_in(cases: QuerySet[Case]) -> Named:
    """The people and providers that these cases name, in two queries: as source of harm, and as the service concerned."""
    found: Named = defaultdict(dict)
    sources = SourceOfHarm.objects.filter(case__in=cases).order_by("pk").values(
        "case_id", "case__adult_id", "name", "is_organisation", "relationship", "position_of_trust"
    )
    for row in sources:
        case, adult = row.pop("case_id"), row.pop("case__adult_id")
        for subject in source_subjects(**row, adult=adult):
            found[case][subject] = row["name"]
    services = Case.objects.filter(pk__in=cases, referrals__particulars__source_provider__gt="", referrals__set_aside__in=["", ADVICE, LOGGED])
    for case, name in services.order_by("pk").values_list("pk", "referrals__particulars__source_provider"):
        for subject in place_subjects(name):
            found[case].setdefault(subject, name)
    return found


def _addresses(cases: QuerySet[Case]) -> Iterator[tuple[int, Subject, str]]:
    """Where the adult lived when the concern arose; an address without dates holds always."""
    places = Address.objects.filter(adult__cases__in=cases).order_by("pk").values_list(
        "adult__cases__pk", "adult__cases__opened_at", "text", "postcode", "from_on", "until_on"
    )
    for case, opened_at, text, postcode, from_on, until_on in places:
        day, key = timezone.localdate(opened_at), address_key(text, postcode)
        if key and (from_on is None or from_on <= day) and (until_on is None or until_on >= day):
            yield case, Subject(Grouping.ADDRESS, key), f"{text} {postcode}".strip()


@dataclass(frozen=True)
class Repeated:
    """Concerns within the window about what one case is about; that case included."""

    adult: int
    source: int
    service: int


def repeated_about(case: Case, months: int, seen: QuerySet[Case]) -> Repeated:
    """The same count as the rule of repeats makes, for one case: by its adult, by the people and the providers it names.

    Of the cases that may be `seen`: a number that grew by a restricted case would tell of it.
    """
    among = counted().filter(pk__in=seen.order_by().values("pk"))
    since = window(timezone.now(), months)
    staff, logged = _logged(case, among)
    mine = staff | set(names_in(Case.objects.filter(pk=case.pk).values("pk")).get(case.pk, ()))
    alike = Q(pk=case.pk) | (Q(adult=case.adult_id) | Q(pk__in=logged) if case.adult_id else Q())
    others: Named = {}
    if mine:
        mentioned = among.filter(_mentions(mine)).values("pk")
        others = names_in(mentioned)
        for pk, subject, words in logged_names(mentioned):
            others[pk][subject] = words
        alike |= Q(pk__in=list(others))
    concerns = [r for r in concerns_of(among.filter(alike), since) if r.kind == RecordKind.CONCERN]

    def share(*groupings: Grouping) -> int:
        wanted = {subject for subject in mine if subject.grouping in groupings}
        return sum(bool(wanted & others.get(record.case, {}).keys()) for record in concerns)

    of_adult = sum(record.adult == case.adult_id or record.case in logged for record in concerns) if case.adult_id else 0
    return Repeated(of_adult, share(Grouping.SOURCE, Grouping.STAFF), share(Grouping.PROVIDER, Grouping.WARD))


def _logged(case: Case, among: QuerySet[Case]) -> tuple[set[Subject], set[int]]:
    """The staff whom the case itself names as a logged incident, and the cases of entries that are surely about this adult."""
    near = Case.objects.filter(Q(pk=case.pk) | Q(pk__in=among.filter(pk__in=entries_about(case.adult).values("pk")).values("pk")))
    told = list(logged_names(near.values("pk")))
    staff = {subject for pk, subject, _ in told if pk == case.pk and subject.grouping == Grouping.STAFF}
    return staff, {pk for pk, subject, _ in told if subject == Subject(Grouping.ADULT, str(case.adult_id))}


def _mentions(subjects: set[Subject]) -> Q:
    """Cases that may name one of these; which do is for the keys to say."""
    of_source, of_service, of_staff = Q(pk__in=[]), Q(pk__in=[]), Q(pk__in=[])
    for subject in subjects:
        in_source, in_service, in_staff = Q(), Q(), Q(referrals__channel=LOG)
        for word in subject.key.replace(",", " ").partition(" of ")[0].split():
            spelt = "['’]?".join(word)
            in_source &= Q(name__iregex=spelt)
            in_service &= Q(referrals__particulars__source_provider__iregex=spelt)
            in_staff &= Q(referrals__particulars__others_told__iregex=spelt)
        of_source |= in_source
        of_service |= in_service
        of_staff |= in_staff
    # Two questions that stand by themselves: as one join it takes minutes where the database has no statistics yet.
    sources, services = SourceOfHarm.objects.filter(of_source).values("case"), Case.objects.filter(of_service).order_by().values("pk")
    staff = Case.objects.filter(of_staff).order_by().values("pk")
    return Q(pk__in=sources) | Q(pk__in=services) | Q(pk__in=staff)
