"""Search finds what is on record of the cases that somebody may see, and nothing that tells of any other."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from guardian.shortcuts import assign_perm

from mash.cases.models import Case, ChronologyEntry, SourceOfHarm, WrittenReport
from mash.cases.search_parts import PARTS, Group
from mash.cases.search_rows import PAGE
from mash.cases.searching import Sought, search
from mash.cases.services.holds import set_police_hold
from mash.cases.states import Hold
from mash.documents.services import take_in
from mash.people.models import Address, Adult
from mash.people.rules import sound_of
from mash.searched import SoughtWords
from mash.trail.models import Detail, Event
from mash.trail.verbs import Verb
from tests.factories import make_case
from tests.house.grid import furnished

pytestmark = pytest.mark.django_db
SEARCHERS = ("duty_worker", "practitioner", "mash_manager", "head_of_service", "qa_manager", "locality_manager")
OTHERS = ("partner", "partner_manager", "board_member", "administrator", "contracts_officer")


def note(case, words, **changed):
    said = {"case": case, "happened_at": timezone.now(), "what": words, "source": "A neighbour"} | changed
    return ChronologyEntry.objects.create(**said)


def found(user, words, **narrowed):
    result = search(user, Sought(words, **narrowed))
    return list(Case.objects.filter(pk__in=[*result.cases, *result.alike]))


def looks(client, words, **narrowed):
    """What the page of results says, after the way over the session."""
    answer = client.post(reverse("cases:search"), {"sought": words} | narrowed)
    return client.get(answer.url) if answer.status_code == 302 else answer


def is_called(case, given, family, **more):
    Adult.objects.filter(pk=case.adult_id).update(given_name=given, family_name=family, sound=sound_of(given, family), **more)


@pytest.fixture
def case(people):
    return make_case(people, stage="mash_enquiry")


# What is found


def test_the_index_keeps_itself(people, case):
    source = SourceOfHarm.objects.create(case=case, name="Zebra Homecare", recorded_by=people.duty_worker)
    assert found(people.duty_worker, "zebra") == [case]
    SourceOfHarm.objects.filter(pk=source.pk).update(name="Okapi Homecare")
    assert found(people.duty_worker, "okapi") == [case]
    assert found(people.duty_worker, "zebra") == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.index or part.through or "case")
def test_each_kind_of_record_has_an_index_that_its_search_uses(people, part):
    query = part.rows(people.mash_manager).filter(searched=SoughtWords("zebra")).values_list("of_case")
    index = part.index or next(each.name for each in part.model._meta.indexes if each.name.endswith("_searched"))
    with connection.cursor() as cursor:
        # With a few rows every way is as cheap, and what other tests left of a table's statistics decides: here none but the
        # index is left.
        rivals = "update pg_index set indisvalid = false where indrelid = %s::regclass and indexrelid <> %s::regclass"
        cursor.execute(rivals, [part.model._meta.db_table, index])
        cursor.execute("set local enable_seqscan = off; set local enable_indexscan = off; set local enable_nestloop = off")
        sql, words = query.query.sql_with_params()
        cursor.execute(f"explain {sql}", words)
        assert index in "\n".join(line for (line,) in cursor.fetchall())


def test_all_words_must_be_on_the_case_though_not_in_one_record(people, case):
    other = make_case(people, stage="triage")
    note(case, "He took the ladder")
    note(case, "She lost a kettle")
    note(other, "A ladder stood there")
    assert found(people.duty_worker, "ladder kettle") == [case]
    assert {*found(people.duty_worker, "ladder")} == {case, other}
    assert found(people.duty_worker, f"ladder {case.adult.family_name}") == [case]


@pytest.mark.parametrize("words", ["shouts", "SHOUTED", "“shouted at night”", "night shouting", "and shouting", "door/gate", "Zoe Zólc", "self neglecting"])
def test_words_are_found_in_other_forms(people, case, words):
    note(case, "He shouted at night by the door/gate. Zoë Żołc said self-neglect.")
    assert found(people.duty_worker, words) == [case]


@pytest.mark.parametrize("words", ["“night shouted”", "whispering"])
def test_others_are_not(people, case, words):
    note(case, "He shouted at night")
    assert found(people.duty_worker, words) == []


def test_a_name_is_found_by_its_forms_and_by_its_sound_and_the_likest_comes_first(people):
    heard, called = make_case(people, stage="triage"), make_case(people, stage="triage")
    is_called(heard, "Katharine", "Pemberthie")
    is_called(called, "Katherine", "Pemberthy")
    result = search(people.duty_worker, Sought("Katherine Pemberthy"))
    assert (result.cases, result.alike) == ([called.pk], [heard.pk])
    assert called in found(people.duty_worker, "Kate")
    assert {*found(people.duty_worker, "Catherine Pembertie")} == {heard, called}


def test_a_word_that_is_no_name_brings_no_names_before_those_who_said_it(people, case):
    named = make_case(people, stage="triage")
    is_called(named, "Ida", "Brewse")
    result = search(people.duty_worker, Sought("bruise"))
    assert case.pk in result.cases
    assert named.pk in [*result.cases, *result.alike]
    assert case.pk not in result.alike


def test_whoever_is_only_named_in_a_report_is_found(people):
    unknown = make_case(people, adult=False)
    unknown.referrals.update(adult_name="Mrs Thistlewood")
    assert found(people.duty_worker, "thistlewood") == [unknown]
    assert found(people.duty_worker, "Thisslewood") == [unknown]


@pytest.mark.parametrize("words", ["999 402 1174", "9994021174", "01632 960 417", "01632960417", "LU1 9QX", "Sallow Court"])
def test_numbers_and_places_are_found_however_they_are_spaced(people, case, words):
    Adult.objects.filter(pk=case.adult_id).update(nhs_number="9994021174", phone="01632 960417")
    Address.objects.create(adult_id=case.adult_id, text="4 Sallow Court", postcode="LU1 9QX")
    assert found(people.duty_worker, words) == [case]


def test_a_name_that_is_a_common_word_is_found_as_a_name(people, case):
    is_called(case, "Will", "Own")
    assert found(people.duty_worker, "will own") == [case]


def test_a_reference_opens_its_case_and_a_part_finds_it(people, client_for, case):
    client = client_for(people.duty_worker)
    for whole in (case.reference, case.reference.lower(), case.referrals.get().reference):
        answer = client.post(reverse("cases:search"), {"sought": whole})
        assert answer.url == reverse("cases:case", args=[case.reference])
    assert case in found(people.duty_worker, f"{case.reference[2:6]}0"[:4]) or not any(map(str.isdigit, case.reference[2:6]))


# What is never found


@pytest.fixture
def hidden(people, case):
    """A restricted case on which nobody is named, with words, a name and a number that stand nowhere else."""
    note(case, "An ocelot in the hall")
    SourceOfHarm.objects.create(case=case, name="Ocelot Homecare", recorded_by=people.duty_worker)
    is_called(case, "Ocelotta", "Marzipane", nhs_number="9994021174")
    Case.objects.filter(pk=case.pk).update(restricted=True)
    return case


@pytest.mark.parametrize("role", SEARCHERS)
def test_nothing_tells_that_a_restricted_case_exists(people, client_for, hidden, role):
    client = client_for(getattr(people, role))
    absent = told(looks(client, "quagga"))
    assert "Nothing found" in absent
    for words in ("ocelot", "ocelot hall", "Ocelotta Marzipane", "Osselotta Marzipan", "999 402 1174", hidden.reference, hidden.reference[2:6], "“ocelot homecare”"):
        assert told(looks(client, words)) == absent, words
        for narrowed in ({"show": "open"}, {"rag": "red"}, {"kind": Group.HARM}):
            assert "Nothing found" in told(looks(client, words, **narrowed)), (words, narrowed)


def told(page):
    """A page of results without the words that its reader typed, and without what is new on each page."""
    assert page.status_code == 200
    text = page.content.decode()
    text = re.sub(r'(name="sought"[^>]*?) value="[^"]*"', r"\1", text)
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", text)


def test_whoever_is_named_on_it_finds_it(people, hidden):
    assign_perm("cases.see_shared", people.duty_worker, hidden)
    assert found(people.duty_worker, "ocelot") == [hidden]
    assert found(people.mash_manager, "ocelot") == []


def test_a_hidden_case_adds_nothing_to_what_is_found_beside_it(people, client_for, hidden):
    seen = make_case(people, stage="triage")
    note(seen, "An ocelot next door")
    page = looks(client_for(people.mash_manager), "ocelot")
    assert "1 case for" in page.content.decode()
    assert hidden.reference not in page.content.decode()
    assert page.context["page"].paginator.count == 1


def test_a_locality_manager_finds_only_the_cases_of_the_team(people, case):
    own = make_case(people, stage="mash_enquiry")
    Case.objects.filter(pk=own.pk).update(team=people.locality)
    for each in (own, case):
        note(each, "A zebra in the hall")
    assert found(people.locality_manager, "zebra") == [own]
    assert {*found(people.qa_manager, "zebra")} == {own, case}


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_searches(people, client_for, case, role):
    client = client_for(getattr(people, role))
    assert client.get(reverse("cases:search")).status_code == 403
    assert client.post(reverse("cases:search"), {"sought": "bruises"}).status_code == 403
    assert client.get(reverse("cases:found", args=["0a0a0a0a"])).status_code == 403
    assert b"search-box" not in client.get("/", follow=True).content
    assert found(getattr(people, role), "zebra") == []


def test_a_searcher_has_the_box_on_every_page(people, client_for, case):
    for role in SEARCHERS:
        assert b'id="search-box"' in client_for(getattr(people, role)).get(reverse("triage:board")).content


def test_a_police_hold_is_found_by_those_who_may_read_it(people, case):
    today, said = timezone.localdate(), {"hold": Hold.LIMITS, "asked_by": "DC Invented", "reason": "Let us speak with him first."}
    set_police_hold(reference=case.reference, police_reference="QUAGGA", since_on=today, review_on=today, by=people.practitioner, **said)
    assert found(people.practitioner, "quagga") == [case]
    assert found(people.duty_worker, "quagga") == []


def test_a_written_report_is_found_once_it_is_signed(people, case):
    said = {"case": case, "level": 3, "written_by": people.practitioner, "written_at": timezone.now()}
    draft = WrittenReport.objects.create(number=1, analysis="An okapi", recommendations=[{"what": "Find the quagga", "who": "Lee"}], **said)
    assert found(people.practitioner, "okapi") == []
    kept = take_in(name="report.txt", content=b"Okapi.", by=people.practitioner)
    WrittenReport.objects.filter(pk=draft.pk).update(signed_by=people.practitioner, signed_at=timezone.now(), document=kept)
    assert found(people.practitioner, "okapi quagga") == [case]


# How it is shown


def test_a_result_says_which_record_it_was_with_the_words_marked_and_harmless(people, client_for, case):
    note(case, "He said <script>alert(1)</script> & threw a kettle")
    page = looks(client_for(people.duty_worker), "kettles").content.decode()
    assert '<mark class="mash-found__mark">kettle</mark>' in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert escape(case.adult.name) in page
    assert "Chronology" in page


def test_every_link_of_a_result_opens(people, client_for):
    case = Case.objects.get(reference=furnished(people, people.locality, accept=False)["reference"])
    client, shown, pages = client_for(people.mash_manager), set(), set()
    for part in PARTS:
        row = part.rows(people.mash_manager).filter(of_case=case.pk).first()
        said = row and next((words for words in (getattr(row, name.removesuffix("[]")) for name in part.columns) if isinstance(words, str) and len(words) > 3), "")
        if not said:
            continue
        page = looks(client, f'"{said[:60]}"', kind=part.group)
        if page.request["PATH_INFO"].startswith("/search/"):
            hits = [hit for each in page.context["rows"] for hit in each.hits]
            shown |= {part.label for hit in hits if hit.label.startswith(part.label)}
            pages |= {hit.url for hit in hits}
    assert len(shown) >= 14
    assert [url for url in pages if client.get(url).status_code != 200] == []


def test_no_word_stands_in_an_address_or_in_the_trail(people, client_for, case):
    client = client_for(people.duty_worker)
    note(case, "A zebra in the hall")
    answer = client.post(reverse("cases:search"), {"sought": "zebra"})
    assert "zebra" not in answer.url
    client.get(answer.url)
    lines = Event.objects.using("trail").filter(actor_id=people.duty_worker.pk, subject="search")
    said = {line.verb: Detail.objects.using("trail").get(chain=line.chain, seq=line.seq).text for line in lines}
    assert {verb: json.loads(text) for verb, text in said.items()} == {Verb.SEARCHED: {"found": 1}, Verb.LISTED: {"shown": [case.reference]}}
    assert not Detail.objects.using("trail").filter(text__contains="zebra").exists()


def test_nobody_opens_the_search_of_somebody_else(people, client_for, case):
    answer = client_for(people.duty_worker).post(reverse("cases:search"), {"sought": "bruises"})
    assert client_for(people.practitioner).get(answer.url).url == reverse("cases:search")


def test_it_is_narrowed_by_stage_rating_kind_and_day(people, case):
    closed = make_case(people, stage="closed")
    for each in (case, closed):
        note(each, "A zebra")
    user = people.duty_worker
    assert found(user, "zebra", show="open") == [case]
    assert found(user, "zebra", show="closed") == [closed]
    assert found(user, "zebra", rag="red") == [case]
    assert {*found(user, "zebra", kind=Group.HAPPENED)} == {case, closed}
    assert found(user, "zebra", kind=Group.DECISIONS) == []
    today = timezone.localdate()
    assert {*found(user, "zebra", since=today, until=today)} == {case, closed}
    assert found(user, "zebra", until=today.replace(year=today.year - 1)) == []


def test_what_was_asked_badly_is_said(people, client_for):
    client = client_for(people.duty_worker)
    empty = client.post(reverse("cases:search"), {"sought": " "}).content.decode()
    assert "Enter what you are looking for" in empty
    signs = client.post(reverse("cases:search"), {"sought": "?!"}).content.decode()
    assert "Enter at least one word or number" in signs
    days = {"since_day": "2", "since_month": "3", "since_year": "2026", "until_day": "1", "until_month": "3", "until_year": "2026"}
    page = client.post(reverse("cases:search"), {"sought": "zebra"} | days).content.decode()
    assert "The last day must be the first day or a later one" in page
    assert 'value="zebra"' in page


def test_pages_of_results_cost_the_same_however_many_there_are(people, client_for):
    client, first = client_for(people.mash_manager), make_case(people, stage="triage")
    note(first, "A zebra")
    few = cost(client)
    Case.objects.bulk_create(Case(reference=f"M-0000-{n:04}", team=people.hub, opened_at=timezone.now()) for n in range(PAGE + 5))
    for each in Case.objects.exclude(pk=first.pk):
        note(each, "A zebra, and another zebra")
    assert cost(client) == few <= 15
    answer = client.post(reverse("cases:search"), {"sought": "zebra"})
    assert len(client.get(answer.url, {"page": "2"}).context["rows"]) == 6


def cost(client):
    url = client.post(reverse("cases:search"), {"sought": "zebra neighbour"}).url
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
