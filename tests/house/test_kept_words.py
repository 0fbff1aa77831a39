"""Every form of a case, found by asking for every address: what is typed into it comes back, and nobody is overtaken unheard."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from mash.accounts.roles import Role
from mash.cases.forms import Versioned
from mash.cases.models import Case, Draft
from mash.cases.services.allocating import send_to_worker
from mash.cases.services.cases import link_adult
from mash.cases.states import Rag
from mash.trail.models import Event
from tests.cases.pages_with_forms import Page, other_answers, read, right_answers, save, save_here
from tests.factories import facts, make_case, no_concern, ready_to_close
from tests.house.grid import ABSENT, Scene, addresses
from triage.services import rate_concern

pytestmark = pytest.mark.django_db
BY = {"offered": Role.LOCALITY_MANAGER}
"""Whose forms are filled in: the manager's, and of an offered case those of the team that is asked."""
WITHOUT_WORDS = {"Versioned": "enquiries:take_enquiry", "LinkAdultForm": "cases:link_adult"}
"""Buttons that carry the version and nothing that somebody could have typed."""
ELSEWHERE = {"FactsForm", "TriedFactsForm", "ConfirmLinkForm"}
"""The first two carry the version to the page that decides, or to none; the last has a test of its own below."""


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic(using="trail"), transaction.atomic():
        scene = Scene.build()
        for relation, case in _more(scene):
            report = case.referrals.first().reference
            scene.cases[relation] = ABSENT | {"reference": case.reference, "report": report}
        yield scene
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="trail")


def _more(scene: Scene) -> Iterator[tuple[str, Case]]:
    people = SimpleNamespace(**scene.town.people, **scene.town.organisations)
    yield "received", make_case(people, adult=False)
    for stage in ("triage", "decided", "closed", "mash_enquiry"):
        yield stage, make_case(people, stage=stage)
    yield "closing", ready_to_close(people)
    older = make_case(people, stage="triage", owner=people.practitioner)
    for relation in ("worked", "sent"):
        new = make_case(people, adult=False)
        new = link_adult(reference=new.reference, adult_id=older.adult_id, version=new.version, by=people.duty_worker)
        if relation == "sent":
            send_to_worker(reference=new.reference, version=new.version, words="Seen bruised again.", by=people.duty_worker)
        yield relation, Case.objects.get(pk=new.pk)
    lower = make_case(people, stage="received")
    rate_concern(
        reference=lower.reference, version=lower.version, facts=facts(Rag.AMBER), seriousness=no_concern(), urgency="U3", rag=Rag.GREEN, by=people.duty_worker,
        rationale="Settled.", would_change="Another report.", senior=people.mash_manager,
    )  # fmt: skip
    yield "lower", Case.objects.get(pk=lower.pk)
    child = make_case(people, stage="received")
    rate_concern(
        reference=child.reference, version=child.version, facts=facts(Rag.AMBER, child_affected=True), seriousness=no_concern(), urgency="U3", rag=Rag.AMBER,
        by=people.duty_worker, rationale="A child lives there.", would_change="Another report.",
    )  # fmt: skip
    yield "required", Case.objects.get(pk=child.pk)


@dataclass
class Found:
    """One form: at which address, of which class, and the page as it opens in a browser."""

    name: str
    kind: str
    client: Client
    path: str
    query: dict[str, object]
    page: Page

    @property
    def reference(self) -> str:
        return self.path.split("/")[2]

    def opens_again(self) -> Page:
        return read(self.client.get(self.path, self.query).content)


@pytest.fixture(scope="module")
def forms(scene: Scene, django_db_blocker: DjangoDbBlocker) -> list[Found]:
    """The form of each address once, on the first case where there is one."""
    with django_db_blocker.unblock():
        return list(_forms(scene))


def _forms(scene: Scene) -> Iterator[Found]:
    relations = [each for each in scene.cases if each not in ("absent", "restricted", "own")]
    for address in addresses():
        if not address.of_case or "reference" not in address.words:
            continue
        for relation in relations:
            role = BY.get(relation, Role.MASH_MANAGER)
            client = Client()
            client.cookies["sessionid"] = scene.sessions[role]
            path = reverse(address.name, kwargs={word: scene.words(relation)[word] for word in address.words})
            if address.name == "cases:create_adult":
                client.post(reverse("cases:find_adult", args=[scene.cases[relation]["reference"]]), {"name": "Ida Newcombe"})
            query = {"chosen": "1", "agencies": scene.town.organisations["police"].pk} if address.name == "partners:ask_partner" else {}
            response = client.get(path, query)
            if response.status_code == 405 or not response["Content-Type"].startswith("text/html"):
                break  # no page of one case, and none of any
            opens = response.status_code == 200
            page = read(response.content) if opens else Page()
            kind = type(response.context["form"]).__name__ if page.kinds and "form" in response.context else ""
            if kind:
                yield Found(address.name, kind, client, path, query, page)
                break


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done here is undone after it."""
    before = {name: transaction.savepoint(using=name) for name in ("default", "trail")}
    yield
    for name, point in before.items():
        transaction.savepoint_rollback(point, using=name)


def test_every_form_keeps_every_answer(forms):
    kept, lost = [], []
    for found in forms:
        with taken_back():
            answers = other_answers(found.page)
            assert save(found.client, found.reference, found.page.action or found.path, found.page, answers, page=found.path).status_code == 200
            after = found.opens_again().answers
            lost += [f"{found.name} {found.kind}: {name}" for name, values in answers.items() if after.get(name) != values]
            kept.append(found.kind)
    assert lost == []
    assert len(kept) >= 54


def test_a_draft_goes_where_something_was_put_on_record_and_nowhere_else(forms):
    """Each form filled in and sent: where it led on, there is a line of trail and the words wait no more; elsewhere they wait."""
    done, nothing, wrong = [], [], []
    for found in forms:
        with taken_back():
            answers, to, load = right_answers(found.page), found.page.action or found.path, "0" * 32
            save(found.client, found.reference, to, found.page, answers, page=found.path, load=load, turn=1)
            before = Event.objects.count()
            sent = {"draft_load": [load], "draft_seen": [found.page.frame["data-seen"]]} | found.page.button
            response = found.client.post(to, found.page.hidden | answers | sent)
            led, recorded = response.status_code == 302, Event.objects.count() > before
            waits = Draft.objects.filter(path=to).exclude(sealed=b"").exists()
            done += [found.name] if led and recorded else []
            nothing += [found.name] if led and not recorded else []
            wrong += [found.name] if waits == (led and recorded) else []
    assert wrong == []
    assert nothing == [], "leads on and did nothing"
    assert len(done) >= 25


def test_whoever_comes_second_keeps_their_words_on_every_form_that_decides(forms):
    """Sent with the version before, each is told so, and finds the words in the form of the case as it is now."""
    told, lost = set(), []
    for found in forms:
        if "version" not in found.page.hidden:
            continue
        with taken_back():
            page, kinds = sent_stale(found)
            told |= kinds
            if "Look again with my words" not in page.content.decode():
                form = page.context and page.context.get("form")
                lost.append(f"{found.name} {found.kind}: {page.status_code} {form and form.errors.as_data()}")
                continue
            words = [values for values in right_answers(found.page).values() if "words" in values[0]]
            again = found.opens_again()
            assert again.hidden["version"] == found.page.hidden["version"]
            lost += [f"{found.name} {found.kind}: {value}" for value in words if value not in again.answers.values()]
    assert lost == []
    assert {kind.__name__ for kind in _all(Versioned)} - told - ELSEWHERE == WITHOUT_WORDS.keys() - {"Versioned"}


def sent_stale(found: Found) -> tuple[HttpResponse, set[str]]:
    """The form and its further steps are filled in and sent, until somebody is told that they come second."""
    page, carried, kinds = found.page, {}, {found.kind}
    for _ in range(6):
        carried |= page.hidden | right_answers(page) | {name: [value] for name, value in page.button.items()}
        carried["version"] = [str(int(found.page.hidden["version"][0]) - 1)]
        response = found.client.post(page.action or found.path, carried)
        if response.status_code == 303:
            response = found.client.get(response.url)
        if response.status_code != 200:
            break
        kinds.add(type(response.context["form"]).__name__)
        if response.context["form"].errors:
            break
        page = read(response.content)
    return response, kinds


def _all(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _all(each)


@pytest.mark.parametrize("name", WITHOUT_WORDS.values())
def test_a_button_that_comes_too_late_leads_to_the_case(scene, name):
    reference = scene.cases["mash_enquiry"]["reference"]
    case, client = Case.objects.get(reference=reference), Client()
    client.cookies["sessionid"] = scene.sessions[Role.MASH_MANAGER]
    words = {"version": case.version - 1, "adult_id": case.adult_id}
    page = client.post(reverse(name, args=[reference]), words)
    assert page.status_code == 409
    assert "Look at the case as it is now" in page.content.decode()
    assert page.context["again_url"] == reverse("cases:case", args=[reference])


def test_why_it_is_the_adult_after_all_is_kept_where_the_adult_is_looked_for(scene):
    reference = scene.cases["mash_enquiry"]["reference"]
    case, client = Case.objects.get(reference=reference), Client()
    client.cookies["sessionid"] = scene.sessions[Role.MASH_MANAGER]
    words = {"version": case.version - 1, "adult_id": case.adult_id, "confirmed": "1", "reason": "She changed her name."}
    page = client.post(reverse("cases:link_adult", args=[reference]), words)
    assert page.context["again_url"] == reverse("cases:find_adult", args=[reference])
    assert "She changed her name." in page.content.decode()
    assert "She changed her name." in client.get(reverse("cases:drafts")).content.decode()


NOT_KEPT = {
    "referrals:worry": "the public form, which keeps each page in its own way",
}
KEEPERS = (Role.MASH_MANAGER, Role.HEAD_OF_SERVICE, Role.BOARD_MEMBER, Role.PARTNER, Role.PRACTITIONER)
"""Pages with room for words outside any case that keep none while they are typed, and why."""


@dataclass
class Elsewhere:
    """A page outside any case with room for words, as somebody opens it."""

    name: str
    client: Client
    path: str

    def opens(self) -> Page:
        return read(self.client.get(self.path).content)


@pytest.fixture(scope="module")
def elsewhere(scene: Scene, django_db_blocker: DjangoDbBlocker) -> list[Elsewhere]:
    with django_db_blocker.unblock():
        return list(_elsewhere(scene))


def _elsewhere(scene: Scene) -> Iterator[Elsewhere]:
    """Each address outside a case with room for words, as the first who finds it."""
    for address in addresses():
        if address.of_case or address.of_machines:
            continue
        more = {"reference": scene.checks["asked"], "answer": "shared"} if address.of_portal else {}
        more |= {"matrix_id": scene.proposals["draft_id"]} if address.name == "thresholds:propose_matrix" else {}
        for role in KEEPERS:
            client = Client()
            client.cookies["sessionid"] = scene.sessions[role]
            path = reverse(address.name, kwargs={word: (scene.words("open") | more)[word] for word in address.words})
            with taken_back():
                response = client.get(path)
            if response.status_code == 200 and b"<textarea" in getattr(response, "content", b""):
                yield Elsewhere(address.name, client, path)
                break


def test_every_page_elsewhere_keeps_every_answer_or_says_why_not(elsewhere):
    """One that is begun afresh each time is looked for under what was begun."""
    kept, lost = [], []
    for page in elsewhere:
        with taken_back():
            opened = page.opens()
            if not opened.frame:
                continue
            answers = other_answers(opened)
            assert save_here(page.client, opened, answers).status_code == 200
            began = page.client.get(page.path).context["begun"]
            if began:
                page.path = began[0].draft.page
            after = page.opens().answers
            lost += [f"{page.name}: {name}" for name, values in answers.items() if after.get(name) != values]
            kept.append(page.name)
    assert lost == []
    assert sorted({page.name for page in elsewhere} - {*kept}) == sorted(NOT_KEPT)
    assert len(kept) >= 14
