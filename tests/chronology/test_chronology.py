"""The chronology's page: in the order of happening, filtered by its address, weighed, linked, and silent where nothing was heard."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from mash.cases.chronology import lines_of
from mash.cases.chronology_states import Confidence, EntryKind, Precision, Relation
from mash.cases.models import EntryLink, Weighing
from mash.cases.services.care import record_care_event
from mash.cases.services.cases import add_note
from mash.cases.services.chronology import EntryRefused, link_entries, weigh_entry
from mash.cases.services.holds import set_police_hold
from mash.cases.services.records import log_contact
from mash.cases.states import CareKind, Hold, Nature, Party, Reached
from mash.trail.models import Detail, Event
from mash.trail.verbs import Verb
from tests.factories import make_case

pytestmark = pytest.mark.django_db


def page(client, case, **query):
    said = client.get(reverse("cases:chronology", args=[case.reference]), query)
    assert said.status_code == 200
    return re.sub(r"\s+", " ", unescape(said.content.decode()))


def note(case, by, what, ago=0, **more):
    values = {"source": "A neighbour", "nature": Nature.HEARSAY, "happened_at": timezone.now() - timedelta(days=ago)} | more
    return add_note(reference=case.reference, what=what, by=by, **values)


def number(case, what):
    return next(line.number for line in lines_of(case) if what in line.what)


def test_it_goes_by_when_things_happened_and_says_when_they_were_recorded(case, people, client_for, answered, told):
    note(case, people.duty_worker, "Heard last week.", ago=7)
    answered(events=[told("Long ago.", date(2020, 6, 1), Precision.MONTH), told("Nobody knows when.")])
    said = page(client_for(people.duty_worker), case)
    order = [said.index(words) for words in ("Long ago.", "Heard last week.", "Nobody knows when.")]
    assert order == sorted(order)
    assert said.index("Rated Amber") < said.index("Nobody knows when.")
    assert "<strong>June 2020</strong>" in said
    assert "When is not known" in said
    assert said.count("recorded ") >= 3


def test_each_entry_names_its_source_and_what_kind_of_statement_it_is(case, people, client_for, answered, told):
    answered(events=[told("She fell.", date(2026, 5, 3), who="Ward sister", nature=Nature.OPINION)])
    said = page(client_for(people.qa_manager), case)
    for words in ("<strong>Invented Police</strong>, Ward sister", "◆ Opinion", "Source: sure", "Event told by a partner", "duty worker"):
        assert words in said, words
    assert "Weigh" not in said  # who only reads judges nothing


def test_the_words_of_a_report_stand_in_the_case_that_holds_it(case, people, client_for):
    row = case.referrals.first()
    case.chronology.create(kind=EntryKind.REPORT, about=row.reference, what="Report received", source="Referrer", happened_at=row.received_at)
    line = next(line for line in lines_of(case) if line.kind == EntryKind.REPORT)
    assert (line.quote, line.lane, line.nature) == (row.worry, "Referrers", "")
    said = page(client_for(people.duty_worker), case)
    assert "▽ As reported" in said
    assert "bruises on both arms" in said


def test_what_somebody_said_to_us_is_no_fact(case, people, client_for):
    said = {"party": Party.REFERRER, "with_whom": "Robin Reporter", "reached": Reached.SPOKE, "what_was_said": "Her son hit her."}
    log_contact(reference=case.reference, happened_at=timezone.now(), by=people.duty_worker, **said)
    line = next(line for line in lines_of(case) if line.kind == EntryKind.CONTACT)
    assert (line.nature, line.nature_label, line.is_statement) == ("", "As reported", True)
    assert "Her son hit her." not in page(client_for(people.duty_worker), case, nature="fact").split('role="status"')[1]


@pytest.mark.parametrize(("reached", "kind", "lane"), [
    (Reached.NO_ANSWER, EntryKind.WORK, "Adults MASH"), (Reached.LEFT_SAFE_MESSAGE, EntryKind.WORK, "Adults MASH"),
    (Reached.UNSAFE, EntryKind.WORK, "Adults MASH"), (Reached.DECLINED, EntryKind.CONTACT, "The adult"), (Reached.SPOKE, EntryKind.CONTACT, "The adult"),
])  # fmt: skip
def test_an_attempt_that_reached_nobody_is_the_hub_s_own_act(case, people, reached, kind, lane):
    said = {"party": Party.ADULT, "with_whom": "Ada Example", "reached": reached, "what_was_said": "Rang at ten."}
    log_contact(reference=case.reference, happened_at=timezone.now(), by=people.duty_worker, **said)
    line = next(line for line in lines_of(case) if "Rang at ten." in line.what)
    assert (line.kind, line.lane) == (kind, lane)
    assert line.is_statement == (kind == EntryKind.CONTACT)
    assert ("Tried to reach: The adult. " in line.what) == (kind == EntryKind.WORK)


@pytest.mark.parametrize(("query", "shown", "hidden"), [
    ({"lane": "Invented Police"}, "Seen by officers.", "From a neighbour."), ({"kind": "note"}, "From a neighbour.", "Seen by officers."),
    ({"nature": "hearsay"}, "From a neighbour.", "Seen by officers."), ({"until_day": "1", "until_month": "1", "until_year": "2021"}, "Seen by officers.", "From a neighbour."),
    ({"since_day": "1", "since_month": "1", "since_year": "2021"}, "From a neighbour.", "Seen by officers."),
])  # fmt: skip
def test_filters_stand_in_the_address(case, people, client_for, answered, told, query, shown, hidden):
    note(case, people.duty_worker, "From a neighbour.")
    answered(events=[told("Seen by officers.", date(2020, 1, 1), Precision.YEAR)])
    said = page(client_for(people.duty_worker), case, **query)
    assert shown in said
    assert hidden not in said.split('role="status"')[1]
    assert re.search(r"<strong>\d+</strong> of \d+ entries", said)
    compact = page(client_for(people.duty_worker), case, view="compact", **query)
    assert shown in compact
    assert "A neighbour" not in said.split("mash-lanes")[0].split("<form")[1], "no person's name is offered for the address"


def test_a_strange_address_shows_everything_and_says_what_is_wrong(case, people, client_for):
    note(case, people.duty_worker, "From a neighbour.")
    said = page(client_for(people.duty_worker), case, lane="Nobody", since_day="40", since_month="1", since_year="2020")
    assert "From a neighbour." in said
    assert "The first day must be a real date" in said


def test_silence_after_asking_for_help_is_shown(case, people, client_for):
    words = {"service": "111", "words": "", "attempts": "", "by": people.duty_worker, "reference": case.reference}
    record_care_event(once_key=uuid4(), kind=CareKind.SOUGHT_HELP, happened_at=timezone.now() - timedelta(days=200), **words)
    note(case, people.duty_worker, "Seen again.", ago=100)
    for view in ("full", "compact"):
        assert "Silence after asking for help: 3 months" in page(client_for(people.duty_worker), case, view=view)
    only = page(client_for(people.duty_worker), case, kind="note")
    assert "Nothing of what is shown here tells of the adult" in only


def test_it_is_weighed_and_the_newest_weight_holds(case, people, client_for, answered, told):
    answered(events=[told("He was seen.")])
    n, client = number(case, "He was seen."), client_for(people.duty_worker)
    url = reverse("cases:weigh_entry", args=[case.reference, n])
    assert "Choose how far the hub can rely on this" in client.post(url, {"seen": 0}).content.decode()
    assert client.post(url, {"seen": 0, "confidence": "single", "words": "Only they say so."}).status_code == 302
    weigh_entry(reference=case.reference, number=n, seen=1, confidence=Confidence.DOUBTFUL, words="They were not there.", by=people.practitioner)
    said = page(client, case)
    assert "Doubtful" in said
    assert "They were not there." in said
    assert "Only they say so." not in said
    assert "Only they say so." in client.get(url).content.decode()
    assert Event.objects.filter(chain=f"case:{case.reference}", verb=Verb.ENTRY_WEIGHED).count() == 2


def test_whoever_judges_second_reads_the_first_and_keeps_their_words(case, people, client_for, answered, told):
    answered(events=[told("He was seen.")])
    n = number(case, "He was seen.")
    weigh_entry(reference=case.reference, number=n, seen=0, confidence=Confidence.SINGLE, words="The first to say.", by=people.practitioner)
    client, url = client_for(people.duty_worker), reverse("cases:weigh_entry", args=[case.reference, n])
    late = client.post(url, {"seen": 0, "confidence": "doubtful", "words": "The second to say."})
    said = late.content.decode()
    assert "judged this entry meanwhile" in said
    assert "The first to say." in said
    assert "The second to say." in said
    assert Weighing.objects.count() == 1
    assert client.post(url, {"seen": late.context["seen"], "confidence": "doubtful", "words": "The second to say."}).status_code == 302


def test_two_sources_are_marked_as_the_same_and_never_merged(case, people, client_for, answered, told):
    answered(events=[told("Shouting.", date(2026, 5, 3))])
    answered(people.gp, events=[told("A quarrel.", date(2026, 5, 3))], text="Seen.")
    a, b = number(case, "Shouting."), number(case, "A quarrel.")
    client = client_for(people.duty_worker)
    url = reverse("cases:link_entries", args=[case.reference, b])
    assert client.post(url, {"seen": 0, "other": a, "relation": "same", "words": "The same evening."}).status_code == 302
    said = page(client, case)
    assert said.count("Same event") == 2
    assert "Larkfield Surgery, 3 May 2026" in said
    assert len(list(case.chronology.filter(kind=EntryKind.EVENT))) == 2
    link_entries(reference=case.reference, number=a, other=b, seen=1, relation=Relation.CONTRADICTS, words="Another house.", by=people.practitioner)
    assert page(client, case).count("Contradicted") == 2
    link_entries(reference=case.reference, number=a, other=b, seen=2, relation=Relation.APART, words="My mistake.", by=people.practitioner)
    said = page(client, case)
    assert "Contradicted" not in said
    assert "Same event" not in said
    assert EntryLink.objects.count() == 3
    assert Event.objects.filter(chain=f"case:{case.reference}", verb=Verb.ENTRIES_LINKED).count() == 3


def test_what_cannot_be_judged_and_by_whom(case, people, client_for):
    note(case, people.duty_worker, "Heard.")
    n = number(case, "Heard.")
    words = {"confidence": Confidence.SINGLE, "words": "x", "seen": 0, "reference": case.reference}
    for wrong in (0, 99, 10**9):
        with pytest.raises(EntryRefused, match="no such entry"):
            weigh_entry(number=wrong, by=people.duty_worker, **words)
        assert client_for(people.duty_worker).get(reverse("cases:weigh_entry", args=[case.reference, wrong])).status_code == 404
    with pytest.raises(EntryRefused, match="another entry"):
        link_entries(reference=case.reference, number=n, other=n, seen=0, relation=Relation.SAME, words="x", by=people.duty_worker)
    with pytest.raises(PermissionDenied):
        weigh_entry(number=n, by=people.qa_manager, **words)
    for stranger in (people.locality_manager, people.partner):
        with pytest.raises((Http404, PermissionDenied)):
            weigh_entry(number=n, by=stranger, **words)
        for name, args in (("chronology", []), ("weigh_entry", [n]), ("link_entries", [n])):
            assert client_for(stranger).get(reverse(f"cases:{name}", args=[case.reference, *args])).status_code in (403, 404)
    assert not Weighing.objects.exists()


def test_judgements_stay_and_a_closed_case_can_still_be_judged(people):
    case = make_case(people, stage="closed")
    weigh_entry(reference=case.reference, number=1, seen=0, confidence=Confidence.SINGLE, words="A review says so.", by=people.practitioner)
    for change in (lambda: Weighing.objects.update(words="x"), lambda: Weighing.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_what_must_not_be_told_and_what_the_police_hold_carries_its_mark(case, people, client_for, answered, told):
    answered(events=[told("He is watched.", withheld="It would warn him")])
    client = client_for(people.practitioner)
    assert "Police hold:</strong>" not in page(client, case)
    today = timezone.localdate()
    set_police_hold(
        reference=case.reference, hold=Hold.LIMITS, asked_by="DS Example", police_reference="", reason="An arrest is planned.",
        since_on=today, review_on=today + timedelta(days=9), by=people.practitioner,
    )  # fmt: skip
    said = page(client, case)
    assert "Not to be told to the adult or their family:</strong> It would warn him" in said
    assert "Police hold:</strong> stays within the hub" in said


def test_looking_is_recorded_and_costs_the_same_however_long_it_is(case, people, client_for, answered, told, django_assert_max_num_queries):
    client = client_for(people.duty_worker)
    page(client, case)
    reads = Detail.objects.using("trail").filter(chain=f"reads:{case.reference}", text__contains="chronology")
    before = reads.count()
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(25) as asked:
            page(client, case)
        counts.append(len(asked))
        answered(people.gp if counts[1:] else None, events=[told(f"Event {n}.", date(2026, 1, 1 + n)) for n in range(20)])
        link_entries(reference=case.reference, number=1, other=2, seen=len(counts) - 1, relation=Relation.SAME, words="x", by=people.duty_worker)
    with django_assert_max_num_queries(25) as asked:
        page(client, case)
    assert counts[1] == len(asked)
    assert counts[1] <= 20
    assert reads.count() == before + 3


def test_the_picture_has_a_lane_for_each_source_and_says_the_same_in_words(case, people, client_for, answered, told):
    answered(events=[told("Seen.", date(2026, 1, 1)), told("Heard.", date(2026, 2, 1), nature=Nature.HEARSAY)])
    said = page(client_for(people.duty_worker), case)
    assert '<figure class="mash-lanes">' in said
    assert "<strong>Invented Police</strong>: 3 entries, from 1 January 2026 to" in said
