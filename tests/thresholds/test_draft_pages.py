"""A draft changed in a browser: section by section, by one at a time, with its history, and tried before it is proposed."""

import html
import json
import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mash.cases.drafts import drafts_of
from mash.trail.models import Detail, Event
from mash.trail.verbs import Verb
from tests.cases.pages_with_forms import other_answers, save_here
from tests.cases.pages_with_forms import read as read_page
from tests.thresholds.test_editing import PAGES, fill, sent
from tests.thresholds.test_versions import NEW_WORDS, changed, draft, propose
from thresholds.forms import fresh, retained
from thresholds.forms.sections import PatternsForm, RepeatForm
from thresholds.matrix import read
from thresholds.models import DraftChange, MatrixVersion
from thresholds.queries import codes_given, version_in_force
from thresholds.rules import Section
from thresholds.services import NothingChanged, change_draft, discard_draft

pytestmark = pytest.mark.django_db


def text_of(response):
    """The words of a page, without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def url(version, section=None, part=None, name=None):
    if section is None:
        return reverse(f"thresholds:{name or 'change_draft'}", args=[version.pk])
    if part == "":
        return reverse("thresholds:add_part", args=[version.pk, section])
    return reverse("thresholds:change_part" if part else "thresholds:change_section", args=[version.pk, section, *([part] if part else [])])


def typed(version, section, part=None, **more):
    """A page's form as a browser sends it, with this typed in it."""
    data = sent(fresh(section, read(version.data), part)).dict()
    return data | {"edition": version.edition, "do": "save"} | more


def test_a_manager_changes_a_draft_without_a_file_and_it_tells_what_differs(people, client_for):
    client, running = client_for(people.mash_manager), version_in_force()
    begun = client.post(url(running, name="begin_draft"), follow=True)
    version = MatrixVersion.objects.latest("pk")
    assert "says the same as" in text_of(begun)
    data = typed(version, Section.GATES)
    done = client.post(url(version, Section.GATES), data | {"rows-0-words": "They are safe now.", "rows-0-confirmed": "on"}, follow=True)
    assert "Kept. 2 differences from 2026-1 (as shipped), which is in force." in text_of(done)
    assert "Gates 9 gates · 2 differences" in text_of(done)
    version.refresh_from_db()
    assert (version.edition, read(version.data).gates[0].words) == (2, "They are safe now.")
    again = client.post(url(version, Section.GATES), typed(version, Section.GATES), follow=True)
    assert "Nothing was changed." in text_of(again)
    assert [str(change.by) for change in version.changes.all()] == [str(people.mash_manager)] * 2
    assert f"Gates {people.mash_manager}" in text_of(done)


def test_what_says_what_stands_there_already_is_not_called_unsent(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    where = url(version, Section.GATES)
    opened = read_page(client.get(where).content)
    save_here(client, opened, other_answers(opened))
    assert drafts_of(people.mash_manager)
    client.post(where, typed(version, Section.GATES))
    assert drafts_of(people.mash_manager) == []


def test_each_page_opens_and_sent_untouched_keeps_the_draft_as_it_is(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    for section, part in PAGES:
        page = client.get(url(version, section, part))
        assert page.status_code == 200, (section, part)
        data = sent(page.context["answers"])
        sending = {name: data.getlist(name) for name in data} | {"edition": page.context["edition"], "do": "save"}
        done = client.post(url(version, section, part), sending)
        assert done.status_code == 302, (section, part)
    assert "Nothing was changed." in text_of(client.get(done.url))
    version.refresh_from_db()
    assert (version.edition, version.data) == (1, changed())
    for section in (Section.TYPES, Section.ROUTING):
        assert "New" in text_of(client.get(url(version, section, "")))


def test_a_gate_can_be_said_to_be_answered_first_or_asked_again(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    data = typed(version, Section.GATES) | {"rows-0-asked_first": "", "rows-8-asked_first": "no_consent"}
    done = client.post(url(version, Section.GATES), data, follow=True)
    assert "asked at the beginning as" in text_of(client.get(url(version, name="change_draft")))
    version.refresh_from_db()
    assert [gate.asked_first for gate in read(version.data).gates] == [None] * 7 + ["possible_crime", "no_consent"]
    assert "(asked at the beginning: “Has the adult agreed to us looking into this?”)" in text_of(client.get(reverse("thresholds:version", args=[version.pk])))
    assert done.status_code == 200


def test_what_is_wrong_is_said_beside_its_box_and_nothing_typed_is_lost(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    data = typed(version, Section.GATES) | {"rows-0-words": "", "rows-1-words": "Typed by me."}
    page = client.post(url(version, Section.GATES), data)
    assert '<a href="#id_rows-0-words">Enter the statement, or remove this gate</a>' in page.content.decode()
    assert "Typed by me." in page.content.decode()
    page = client.post(url(version, Section.LEVELS), typed(version, Section.LEVELS) | {"rows-0-rag": "red", "rows-0-name": "Mild"})
    assert "A higher level can't have a milder rating than a lower one" in text_of(page)
    assert 'value="Mild"' in page.content.decode()
    version.refresh_from_db()
    assert version.edition == 1


def test_rows_are_added_moved_and_removed_by_buttons_and_nothing_is_kept_by_them(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    data = typed(version, Section.LIFTS) | {"rows-0-words": "Typed by me."}
    page = client.post(url(version, Section.LIFTS), data | {"do": "add"}).content.decode()
    assert "Typed by me." in page
    assert 'name="rows-TOTAL_FORMS" value="10"' in page
    page = client.post(url(version, Section.LIFTS), data | {"do": "remove-0"}).content.decode()
    assert "L1 can&#x27;t be removed while it is named by the count of repeats" in page
    assert "Typed by me." in page
    version.refresh_from_db()
    assert version.edition == 1


def test_a_type_is_added_with_its_indicators_and_taken_out_again_and_its_code_is_not_given_twice(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    matrix = read(version.data)
    data = sent(retained(Section.TYPES, matrix, "", sent(fresh(Section.TYPES, matrix, "")), "add-2"))
    fill(data, {"name": "Cuckooing", "kind": "abuse", "rows-0-words": "Strangers have moved in.", "edition": "1", "do": "save"})
    done = client.post(url(version, Section.TYPES, ""), data.dict(), follow=True)
    assert "Cuckooing" in text_of(done)
    version.refresh_from_db()
    assert version.changes.first().made == ["CUC", "CUC2a"]
    listed = typed(version, Section.TYPES)
    shown = retained(Section.TYPES, read(version.data), None, listed, "remove-16")
    client.post(url(version, Section.TYPES), sent(shown).dict() | {"edition": 2})
    version.refresh_from_db()
    assert "CUC" not in read(version.data).all_codes
    assert {"CUC", "CUC2a", "PHY3a", "R8"} <= codes_given()
    client.post(url(version, Section.TYPES, ""), data.dict() | {"edition": "3"})
    version.refresh_from_db()
    assert read(version.data).types[-1].code == "CUCA"


def test_who_comes_second_keeps_their_words_and_sees_what_they_would_change(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    mine = typed(version, Section.GATES) | {"rows-0-words": "Mine."}
    change_draft(version_id=version.pk, edition=1, data=changed(note="Theirs."), by=people.head_of_service)
    lost = client.post(url(version, Section.GATES), mine)
    assert lost.status_code == 409
    page = text_of(lost)
    assert f"{people.head_of_service} has changed {version} since you opened this page" in page
    assert "If you keep what you typed" in page
    assert "Theirs." not in page  # they stay as they are
    assert ">Mine.</textarea>" in lost.content.decode().replace("\n", "")
    assert 'name="edition" value="2"' in lost.content.decode()
    client.post(url(version, Section.GATES), mine | {"edition": 2})
    version.refresh_from_db()
    assert (version.data["note"], version.data["gates"][0]["words"], version.edition) == ("Theirs.", "Mine.", 3)


def test_what_is_no_draft_any_more_is_not_changed_and_the_words_stay(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    mine = typed(version, Section.GATES) | {"rows-0-words": "Mine."}
    propose(version, people.head_of_service)
    assert client.get(url(version, Section.GATES)).status_code == 302
    assert client.get(url(version)).status_code == 302
    lost = client.post(url(version, Section.GATES), mine)
    assert lost.status_code == 409
    assert "is no draft any more" in text_of(lost)
    assert "Mine." in lost.content.decode()
    assert "Keep this section" not in lost.content.decode()


@pytest.mark.parametrize("section", ["whole", "nonsense", "gates/of/G1", "types/of/ZZZ", "gates/add"])
def test_there_is_no_other_page(people, client_for, section):
    client, version = client_for(people.mash_manager), draft(people)
    assert client.get(f"{url(version)}{section}/").status_code == 404
    assert client.post(f"{url(version)}{section}/", {"do": "add"}).status_code == 404


def test_others_change_nothing(people, client_for):
    version = draft(people)
    data = typed(version, Section.GATES) | {"rows-0-words": "Mine."}
    for role in ("duty_worker", "board_member", "qa_manager", "partner", "administrator"):
        client = client_for(getattr(people, role))
        assert client.get(url(version)).status_code == 403, role
        assert client.post(url(version, Section.GATES), data).status_code == 403, role
        assert client.post(url(version, name="begin_draft")).status_code == 403, role
    version.refresh_from_db()
    assert version.edition == 1
    assert client_for(people.head_of_service).post(url(version, Section.GATES), data).status_code == 302


def test_each_change_is_kept_with_its_line_of_trail_and_neither_without_the_other(people, monkeypatch):
    version = draft(people)
    change_draft(version_id=version.pk, edition=1, data=changed(note="First."), by=people.head_of_service, section=Section.MATRIX)
    found = [(change.edition, change.section, change.by, change.differing) for change in version.changes.all()]
    assert found == [(2, Section.MATRIX, people.head_of_service, 2), (1, Section.WHOLE, people.mash_manager, 1)]
    last = Event.objects.filter(chain="governed:matrixversion").latest("seq")
    detail = json.loads(Detail.objects.get(chain=last.chain, seq=last.seq).text)
    assert (last.verb, detail["section"], detail["edition"]) == (Verb.MATRIX_DRAFTED, "matrix", 2)
    with pytest.raises(NothingChanged):
        change_draft(version_id=version.pk, edition=2, data=changed(note="First."), by=people.mash_manager)
    monkeypatch.setattr("thresholds.services.record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        change_draft(version_id=version.pk, edition=2, data=changed(note="Second."), by=people.mash_manager)
    version.refresh_from_db()
    assert (version.edition, DraftChange.objects.count()) == (2, 2)


def test_the_pages_ask_little_however_much_there_is(people, client_for, django_assert_max_num_queries):
    version, client = draft(people), client_for(people.mash_manager)
    for number in range(6):
        change_draft(version_id=version.pk, edition=number + 1, data=changed(note=f"Note {number}."), by=people.mash_manager)
    client.get(url(version))
    with CaptureQueriesContext(connection) as few:
        client.get(url(version))
    assert len(few) <= 15
    for page in (url(version, Section.TYPES, "PHY"), url(version, Section.ROUTING, "R3"), reverse("triage:try_version", args=[version.pk])):
        with django_assert_max_num_queries(15):
            client.get(page)
    version.refresh_from_db()
    with django_assert_max_num_queries(15):
        client.post(url(version, Section.GATES), typed(version, Section.GATES) | {"rows-0-words": "Mine."})


def test_the_history_is_read_by_who_reads_drafts_and_by_nobody_else(people, client_for):
    version = draft(people)
    page = reverse("thresholds:version", args=[version.pk])
    assert "History of the draft" in text_of(client_for(people.board_member).get(page))
    MatrixVersion.objects.filter(pk=version.pk).update(edition=2)
    discard_draft(version_id=version.pk, edition=2, by=people.mash_manager)
    assert client_for(people.duty_worker).get(page).status_code == 404
    assert NEW_WORDS in text_of(client_for(people.qa_manager).get(page))


def test_a_row_that_no_part_answers_to_is_shown_without_a_name(people, client_for):
    """A browser can send any code: the page comes back, and what is no type has no name."""
    client = client_for(people.mash_manager)
    client.post(url(version_in_force(), name="begin_draft"))
    version = MatrixVersion.objects.latest("pk")
    data = typed(version, Section.TYPES) | {"rows-0-code": "NOSUCH", "do": "up-1"}
    page = client.post(url(version, Section.TYPES), data)
    assert page.status_code == 200
    assert b": unknown</span>" in page.content


@pytest.mark.parametrize("number", ["", "1", "100", "three"])
def test_a_wrong_number_is_called_by_its_question_and_the_title_says_error(people, client_for, number):
    version, client = draft(people), client_for(people.mash_manager)
    assert "<title>Error: " not in client.get(url(version, Section.PATTERNS)).content.decode()
    page = client.post(url(version, Section.PATTERNS), typed(version, Section.PATTERNS) | {"burst": number})
    assert "<title>Error: Other patterns" in page.content.decode()
    assert "“How many reports and calls for help are a burst?” must be a whole number from 2 to 99, like 4" in text_of(page)
    gone = client.post(url(version, Section.LIFTS), typed(version, Section.LIFTS) | {"do": "remove-0"}).content.decode()
    assert "<title>Error: Lifts" in gone


def test_no_two_numbers_of_a_page_have_the_same_name():
    for form in (RepeatForm, PatternsForm):
        labels = [field.label for field in form.base_fields.values()]
        assert len(labels) == len(set(labels))


def test_what_would_change_of_the_other_s_draft_is_said_in_english(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    mine = typed(version, Section.GATES) | {"rows-0-words": "Mine."}
    change_draft(version_id=version.pk, edition=1, data=changed(note="Theirs."), by=people.head_of_service)
    page = text_of(client.post(url(version, Section.GATES), mine))
    assert "What differs between the draft as it is now and what you typed" in page
    assert "Change The draft as it is now What you typed" in page
    same = text_of(client.post(url(version, Section.GATES), mine | {"rows-0-words": read(version.data).gates[0].words}))
    assert "What you typed says the same as the draft as it is now." in same


@pytest.mark.parametrize(("section", "part"), PAGES)
def test_what_is_typed_into_a_section_is_there_on_the_next_device(people, client_for, section, part):
    version, client = draft(people), client_for(people.mash_manager)
    page = read_page(client.get(url(version, section, part)).content)
    left = page.hidden | other_answers(page)
    assert save_here(client, page, left).status_code == 200
    again = client_for(people.mash_manager).get(url(version, section, part))
    found = read_page(again.content).answers
    # Rows stand by their levels: whoever gave one another level finds it there.
    assert sorted(found.values()) == sorted(values for name, values in left.items() if name not in page.hidden)
    assert "You started this on" in again.content.decode()
    assert "You started this on" not in client_for(people.head_of_service).get(url(version, section, part)).content.decode()


def test_a_section_that_was_left_meets_who_changed_it_meanwhile(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    page = read_page(client.get(url(version, Section.GATES)).content)
    save_here(client, page, page.hidden | page.answers | {"rows-0-words": ["Mine, half written."]})
    client_for(people.head_of_service).post(url(version, Section.GATES), typed(version, Section.GATES) | {"rows-1-words": "Theirs."})
    back = read_page(client.get(url(version, Section.GATES)).content)
    assert back.answers["rows-0-words"] == ["Mine, half written."]
    sent_late = client.post(url(version, Section.GATES), {name: values[0] for name, values in (back.hidden | back.answers).items() if values} | {"do": "save"})
    assert sent_late.status_code == 409
    assert "Mine, half written." in text_of(sent_late)


def test_what_was_kept_in_the_draft_waits_no_more(people, client_for):
    version, client = draft(people), client_for(people.mash_manager)
    page = read_page(client.get(url(version, Section.GATES)).content)
    save_here(client, page, page.hidden | page.answers | {"rows-0-words": ["They are safe now."]})
    client.post(url(version, Section.GATES), typed(version, Section.GATES) | {"rows-0-words": "They are safe now."})
    assert "You started this on" not in client.get(url(version, Section.GATES)).content.decode()
