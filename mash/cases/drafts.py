"""What somebody has begun and not sent, for them alone; and what has changed on the case since they began."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.urls import resolve
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from mash.accounts.models import User
from mash.forms.reading import clean_words

from .access import visible_cases
from .chronology_states import EntryKind
from .models import Case, ChronologyEntry, Decision, Draft
from .queries import called, with_name
from .sealing import seal, unseal
from .states import Rag, Stage

KEPT = timedelta(days=30)
"""So long a draft waits for its owner (assumption, until the council confirms)."""
NEVER = ("csrfmiddlewaretoken", "version", "once")
"""What only the page itself knew. It is fresh on the page that a draft opens in."""
OWN = "draft_"
"""How the names begin that a page adds about its draft."""
NAMED = {
    "case": "Summary", "rate_concern": "Rating", "connect": "Connection", "consult": "Consultation", "protect": "Protective action",
    "key_referral": "Key in a report", "log_advice": "Advice call", "answer_work_item": "Answer to a task", "shift": "Handing over the shift",
}  # fmt: skip
NAME = re.compile(r"[\w-]{1,80}\Z", re.ASCII)
Answers = dict[str, list[str]]


@dataclass(frozen=True)
class Seen:
    """What a page of a case showed when it was opened."""

    version: int
    rag: str
    stage: str
    owner: str
    team: str
    adult: str
    last_decision: int
    at: str = ""


@dataclass(frozen=True)
class Place:
    """One form: the address it is sent to, the page it is found on, the case that it is about if it is about one, and
    which it is where several are sent to the same address.
    """

    path: str
    page: str
    reference: str = ""
    one: str = ""


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise than when the page was opened."""

    what: str
    then: str
    now: str


@dataclass(frozen=True)
class Since:
    """What happened on a case after a page of it was opened: what is otherwise, what was decided, and what came in."""

    changes: list[Change]
    decisions: list[Decision]
    entries: list[ChronologyEntry]

    def __bool__(self) -> bool:
        return bool(self.changes or self.decisions or self.entries)


@dataclass(frozen=True)
class Unsent:
    """One draft, as its owner reads it."""

    draft: Draft
    reference: str
    name: str
    adult: str
    answers: Answers
    seen: Seen | None

    def as_sent(self) -> QueryDict:
        """The answers as a browser would send them."""
        data = QueryDict(mutable=True)
        for name, values in self.answers.items():
            data.setlist(name, values)
        return data

    @property
    def words(self) -> list[tuple[str, str]]:
        """What was written in sentences, each under its question."""
        said = ((name, value) for name, values in self.answers.items() for value in values if " " in value.strip() and name != "matrix")
        return [(name.rpartition("-")[2].replace("_", " ").capitalize(), value) for name, value in said]


def drafts_on(actor: User, case: Case) -> list[Unsent]:
    """This person's drafts on one case. One query."""
    return _opened(list(_own(actor).filter(case=case).select_related("case")), {case.pk: ""})


def drafts_of(actor: User) -> list[Unsent]:
    """Everything this person began and did not send, the latest first, on cases that they may still see."""
    # Read once: a page that is open elsewhere may save a new one before the next query.
    found = list(_in_sight(actor).select_related("case"))
    cases = with_name(Case.objects.filter(pk__in=[draft.case_id for draft in found])).select_related("adult")
    return _opened(found, {case.pk: called(case, case.said_name) for case in cases})


def drafts_at(actor: User, *paths: str) -> list[Unsent]:
    """This person's drafts of the forms that are sent to these addresses, the latest first, outside any case. One query."""
    return _opened(list(_own(actor).filter(path__in=paths, case=None)), {})


def drafts_waiting(actor: User) -> int:
    """How many the page of drafts lists."""
    return _in_sight(actor).count()


def page_name(path: str) -> str:
    """A page of a case in a word or two: "Rating", "Settle step: partners". Nothing of what stands on it."""
    try:
        match = resolve(path)
    except Http404:
        return ""
    words = (match.url_name or "").replace("_", " ").capitalize()
    of = [str(value).replace("_", " ") for key, value in match.kwargs.items() if key != "reference"]
    return ": ".join([NAMED.get(match.url_name, words), *of[:1]])


def page_of(path: str, reference: str) -> bool:
    """Whether this is an address of this case."""
    try:
        return resolve(path).kwargs.get("reference") == reference
    except Http404:
        return False


def answers_in(lists: Iterable[tuple[str, list[str]]]) -> Answers:
    """What may be kept of what a page sent, in letters that every page can show again."""
    return {name: [clean_words(value) for value in values] for name, values in lists if _kept(name)}


def load_of(sent: Mapping[str, str]) -> str:
    """Which opening of a page was sent; empty where its script did not run."""
    return sent.get(f"{OWN}load", "")[:32]


def opened_of(sent: Mapping[str, str]) -> datetime | None:
    """When the page that was sent was opened, as it says itself: only its sender's own draft turns on it."""
    try:
        found = parse_datetime(sent.get(f"{OWN}opened", ""))
    except ValueError:
        return None
    return found if found and is_aware(found) else None


def _kept(name: str) -> bool:
    return bool(NAME.match(name)) and name not in NEVER and not name.startswith(OWN) and "password" not in name


def purpose_of(owner_id: int, path: str, one: str) -> str:
    """What a draft is sealed for: whoever copies the row to somebody else's name can't open it there."""
    return f"draft:{owner_id}:{path}" + (f":{one}" if one else "")


def sealed_place(place: Place, person: User) -> str:
    """Where the words of a page may be kept, as the page itself carries it. It was shown this page, so it may."""
    return seal(json.dumps(asdict(place)), f"place:{person.pk}").decode()


def place_in(text: str, person: User) -> Place | None:
    """What a page that this person was shown says of its place."""
    opened = unseal(text, f"place:{person.pk}") if text else None
    return Place(**json.loads(opened)) if opened else None


def mark_of(person: User) -> str:
    """Whose page this is, in a word that says nothing: on a shared computer the next person must not get its draft."""
    return salted_hmac("whose page", str(person.pk)).hexdigest()[:16]


def seen_of(case: Case) -> Seen:
    """What a page of this case shows now."""
    return Seen(
        version=case.version, rag=case.rag, stage=case.stage, owner=case.owner.name if case.owner else "", team=case.team.name,
        adult=case.adult.reference if case.adult else "", last_decision=getattr(case, "last_decision", None) or 0,
        at=timezone.now().isoformat(),
    )  # fmt: skip


def sealed_sight(seen: Seen, reference: str) -> str:
    """What was seen, as the page itself carries it: nobody can make one up or read it."""
    return seal(json.dumps(asdict(seen)), f"seen:{reference}").decode()


def sight_in(text: str, reference: str) -> Seen | None:
    """What the page that was sent had shown, if it says so."""
    opened = unseal(text, f"seen:{reference}") if text else None
    return Seen(**json.loads(opened)) if opened else None


def since(case: Case, then: Seen | None) -> Since:
    """What changed after `then`: each difference in words, and the decisions and what came in, in the order of their days."""
    if then is None:
        return Since([], [], [])
    decided = case.decisions.filter(pk__gt=then.last_decision).select_related("decided_by").order_by("pk")
    came = case.chronology.filter(kind__in=COMES_IN, recorded_at__gt=then.at).order_by("recorded_at", "pk") if then.at else []
    rows = zip(NAMES, _in_words(then), _in_words(seen_of(case)), strict=True)
    return Since([Change(what, was, now) for what, was, now in rows if was != now], list(decided), list(came))


COMES_IN = (EntryKind.REPORT, EntryKind.ANSWER)
"""What reaches a case from outside the hub."""
NAMES = ("Rating", "Stage", "Owner", "Team", "Adult")


def _in_words(seen: Seen) -> tuple[str, ...]:
    return (
        Rag(seen.rag).label if seen.rag else "Not rated", Stage(seen.stage).label, seen.owner or "Nobody yet", seen.team,
        seen.adult or "Not yet known",
    )  # fmt: skip


def _own(actor: User) -> QuerySet[Draft]:
    return Draft.objects.filter(owner=actor).exclude(sealed=b"")


def _in_sight(actor: User) -> QuerySet[Draft]:
    return _own(actor).filter(Q(case=None) | Q(case__in=visible_cases(actor)))


def _opened(drafts: list[Draft], adults: dict[int, str]) -> list[Unsent]:
    """Those that open. What was sealed under a secret that is gone can't be shown to anybody."""
    found = ((draft, content_of(draft)) for draft in drafts)
    return [
        Unsent(draft, draft.case.reference if draft.case else "", page_name(draft.path if draft.one else draft.page), adults.get(draft.case_id, ""), *content)
        for draft, content in found if content
    ]  # fmt: skip


def content_of(draft: Draft) -> tuple[Answers, Seen | None] | None:
    """The answers of a draft, and what its page had shown."""
    text = unseal(bytes(draft.sealed), purpose_of(draft.owner_id, draft.path, draft.one))
    if text is None:
        return None
    kept = json.loads(text)
    return kept["answers"], Seen(**kept["seen"]) if kept["seen"] else None


def sealed_content(owner: User, place: Place, answers: Answers, seen: Seen | None) -> bytes:
    """The answers and what was seen, as they are stored."""
    return seal(json.dumps({"answers": answers, "seen": asdict(seen) if seen else None}), purpose_of(owner.pk, place.path, place.one))
