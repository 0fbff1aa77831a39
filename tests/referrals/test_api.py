"""The door for machines: what it takes, what it answers, and that each documented answer really comes."""

import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from mash.accounts.services import end_key, make_key
from mash.organisations.services import end_agreement
from mash.outbox.models import Message
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb
from referrals import queries
from referrals.models import Arrival, Referral
from referrals.services import sending
from referrals.states import Channel, Voice
from tests.factories import make_case, make_referral
from tests.referrals.machine import CONCERN, SEND, Machine

pytestmark = pytest.mark.django_db
FULL = CONCERN | {
    "adult_known": True, "adult_name": "Maureen Ashdown", "adult_whereabouts": "12 Example Row", "adult_knows": "not_sure",
    "source_words": "Her nephew", "contact_risk": "yes", "safe_contact": "Mornings", "referrer_name": "Robin Reporter",
    "referrer_email": "robin@example.org", "referrer_phone": "01632 960 001", "contact_is_safe": True,
    "details": {
        "nhs_number": "999 000 0018", "adult_born_on": "1941-03-09", "abuse_types": ["PHY", "FIN"], "consent": "limited",
        "capacity": "dont_know", "children_at_risk": "no", "injuries": "Bruises,\r\nboth arms",
    },
}  # fmt: skip


@pytest.fixture
def key(people):
    return make_key(agency_id=people.police.pk, name="Crime recording", by=people.administrator)


@pytest.fixture
def system(key):
    return Machine(key[1])


@pytest.fixture
def other(people):
    return Machine(make_key(agency_id=people.gp.pk, name="Practice system", by=people.administrator)[1])


def told(response, status):
    """The problem's words, once it is what RFC 9457 asks for."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    found = json.loads(response.content)
    assert found["status"] == status
    assert found["title"]
    return found


def test_one_sentence_is_enough(system, people):
    answer = system.send()
    assert answer.status_code == 201
    kept = Referral.objects.get()
    assert answer.json()["reference"] == kept.reference
    assert (kept.channel, kept.voice, kept.agency, kept.keyed_by) == (Channel.API, Voice.PROFESSIONAL, people.police, None)
    assert answer.json()["read_due_at"]
    assert Arrival.objects.get().once_key == kept.once_key
    line = Event.objects.get(verb=Verb.REFERRAL_ACCEPTED)
    assert line.actor == "Invented Police, Crime recording"


def test_everything_sent_is_kept(system):
    assert system.send(FULL).status_code == 201
    kept = Referral.objects.get()
    assert kept.adult_name == "Maureen Ashdown"
    assert (kept.particulars.nhs_number, kept.particulars.adult_born_on.isoformat()) == ("9990000018", "1941-03-09")
    assert kept.particulars.injuries == "Bruises,\nboth arms"
    assert queries.as_made(kept).details.abuse_types == ("PHY", "FIN")
    # The agency follows it in the portal: nothing need be sent.
    assert not Message.objects.filter(recipient="robin@example.org").exists()


def test_the_code_opens_the_status_page_for_whoever_made_the_report(system, client_for):
    answer = system.send().json()
    page = client_for().post("/status/", {"reference": answer["reference"], "code": answer["code"]})
    assert f"Your enquiry <span class=\"mash-nowrap\">{answer['reference']}" in page.content.decode()


def test_the_same_again_is_the_same_referral(system):
    once = uuid4()
    first, second = system.send(FULL, key=once), system.send(FULL, key=once)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("changed", [{"worry": "Something else."}, {"details": {"injuries": "None"}}, {"details": None}, {"details": {}}])
def test_the_same_key_with_another_concern_is_told_so(system, changed):
    once = uuid4()
    system.send(FULL, key=once)
    assert "send it again with a new key" in told(system.send(FULL | changed, key=once), 409)["detail"]
    assert Referral.objects.count() == 1


def test_two_agencies_with_the_same_key_do_not_meet(system, other):
    once = uuid4()
    assert (system.send(key=once).status_code, other.send(key=once).status_code) == (201, 201)
    assert Referral.objects.count() == 2


def test_what_is_answered_is_kept(system, monkeypatch):
    """When keeping it fails, nothing is there and nobody was told that it is."""

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("referrals.services.accepting.record", fail)
    assert "our fault" in told(system.send(), 500)["detail"]
    assert (Referral.objects.count(), Arrival.objects.count()) == (0, 0)


def test_a_lapsed_agreement_shuts_no_door(system, town):
    reference = system.send().json()["reference"]
    end_agreement(agreement_id=town.agreement.pk, by=System("test"))
    assert system.send().status_code == 201
    assert system.follow(reference).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer made-up"}, {"Authorization": "Basic bTpt"}])
def test_401_without_a_key(system, headers):
    bare = Machine()
    bare.headers = headers
    answer = bare.send()
    assert "Authorization: Bearer" in told(answer, 401)["detail"]
    assert answer["WWW-Authenticate"] == "Bearer"
    told(bare.follow("R-0000-0000"), 401)
    assert system.send().status_code == 201


def test_401_from_the_request_after_the_key_ended(system, key, people):
    assert system.send().status_code == 201
    end_key(key_id=key[0].pk, by=people.administrator)
    told(system.send(), 401)
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("role", ["partner", "duty_worker", "administrator"])
def test_somebodys_session_opens_nothing(people, client_for, role):
    """No cookie counts here: a page elsewhere can't send in somebody's name."""
    told(Machine(client=client_for(getattr(people, role))).send(), 401)


def test_a_key_opens_nothing_but_this(system, people):
    case = make_case(people)
    for address in ("/duty/", f"/cases/{case.reference}/", "/keys/", "/accounts/"):
        answer = system.client.get(address, headers=system.headers)
        assert answer.status_code in (302, 404)
        assert answer.get("Location", "/sign-in/").startswith("/sign-in/")


@pytest.mark.parametrize("body", ["", "{", "[1", '{"worry": "a", "worry": "b", "danger": "no"}', "\ud83d", "[" * 100_000])
def test_400_and_422_for_what_is_no_object(system, body):
    answer = system.send(body.encode("utf-8", "surrogatepass"))
    told(answer, 422 if not body else 400)
    assert Referral.objects.count() == 0


def test_404_for_another_agencys_and_for_none_alike(system, other):
    reference = system.send().json()["reference"]
    assert told(other.follow(reference), 404) == told(other.follow("R-0000-0000"), 404)
    assert told(system.follow("x\u00fc"), 404)
    assert system.follow(reference.lower()).status_code == 200


def test_413_and_what_still_fits(system):
    told(system.send(CONCERN | {"worry": "x" * 1024 * 1024}), 413)
    told(system.send(b"x" * (20 * 1024 * 1024 + 1)), 413)
    assert system.send(CONCERN | {"worry": "é" * 20_000}).status_code == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_415_for_another_kind(system, kind):
    told(system.send(json.dumps(CONCERN), kind=kind), 415)
    assert system.send(json.dumps(CONCERN), kind="application/json; charset=utf-8").status_code == 201


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"worry": " \x00 "}, "worry", "one sentence"),
        ({"worry": "x" * 20_001}, "worry", "at most 20,000"),
        ({"danger": "perhaps"}, "danger", "'yes', 'no' or 'not_sure'"),
        ({"adult_known": "no"}, "adult_known", "true or false"),
        ({"adult_nmae": "Maureen"}, "adult_nmae", "spelling"),
        ({"referrer_email": "robin at example.org"}, "referrer_email", "name@example.org"),
        ({"details": {"nhs_number": "12"}}, "details.nhs_number", "ten digits"),
        ({"details": {"adult_born_on": "1941-02-30"}}, "details.adult_born_on", "real date"),
        ({"details": {"adult_born_on": 0}}, "details.adult_born_on", "real date"),
        ({"details": {"consent": "maybe"}}, "details.consent", "'limited'"),
        ({"details": {"abuse_types": "PHY"}}, "details.abuse_types", "list"),
        ({"details": {"injuries": 3}}, "details.injuries", "text"),
        ({"adult_name": None}, "adult_name", "text"),
    ],
)
def test_422_says_which_field_and_repeats_nothing(system, changed, field, words):
    answer = system.send(CONCERN | changed)
    found = told(answer, 422)
    assert [each["field"] for each in found["errors"]] == [field]
    assert words in found["errors"][0]["detail"]
    assert "robin at" not in answer.content.decode()
    assert Referral.objects.count() == 0


def test_422_without_an_idempotency_key(system):
    for headers in ({"Idempotency-Key": ""}, {"Idempotency-Key": "first"}):
        assert told(system.send(**headers), 422)["errors"][0]["field"] == "Idempotency-Key"


def test_429_and_that_other_keys_go_on(system, other, settings, monkeypatch):
    monkeypatch.setattr("mash.accounts.pace.time", lambda: 630.0)
    cache.clear()
    settings.API_REQUESTS_A_MINUTE = 2
    assert [system.send().status_code for _ in range(2)] == [201, 201]
    answer = system.send()
    assert "more than 2 requests" in told(answer, 429)["detail"]
    assert answer["Retry-After"] == "30"
    assert other.send().status_code == 201


def test_a_count_that_fails_stops_no_concern(system, monkeypatch):
    monkeypatch.setattr("mash.accounts.pace.cache", None)
    assert system.send().status_code == 201


@pytest.mark.parametrize("where", ["referrals.api.send_by_system", "referrals.api.open_with_key"])
def test_503_when_the_database_is_away(system, monkeypatch, where):
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("password authentication failed for …")

    monkeypatch.setattr(where, away)
    answer = system.send()
    assert "with the same Idempotency-Key" in told(answer, 503)["detail"]
    assert int(answer["Retry-After"]) > 0
    assert b"password" not in answer.content


def test_what_is_not_there_is_told_as_a_problem_too(system):
    told(system.client.get("/api/v1/nothing"), 404)
    told(system.client.get("/api/v1/referrals/a%00b"), 400)
    told(system.client.get("/api/v1/referrals", headers={"Host": "elsewhere.example.org"}), 400)
    answer = system.client.delete(SEND)
    told(answer, 405)
    assert answer["Allow"] == "POST"
    assert system.client.get("/nothing/")["Content-Type"].startswith("text/html")


def test_hostile_text_comes_back_as_it_was_sent(system):
    worry = "\u202eright to left\u202c, Z̸̛͙͈a̵͝l̶, 😀, <script>alert(1)</script>, 'OR 1=1 --\tand\nmore"
    body = json.dumps(CONCERN | {"worry": f"\x00{worry}\ud800"})
    assert system.send(body).status_code == 201
    assert Referral.objects.get().worry == worry


def test_status_tells_what_the_status_page_tells(system, people):
    reference = system.send().json()["reference"]
    fresh = system.follow(reference).json()
    assert fresh["received_at"]
    assert fresh["read_due_at"]
    assert [fresh["read_at"], fresh["decided_at"], fresh["ended_at"], fresh["told"]] == [None, None, None, []]
    case = Referral.objects.get().case
    looks = Event.objects.using("trail").filter(chain=f"reads:{case.reference}", actor="Invented Police, Crime recording")
    assert looks.count() == 1


def test_status_gives_the_words_of_feedback_and_nothing_withheld(system, people):
    case = make_case(people)
    sent = make_referral(case, read_by=people.duty_worker, agency=people.police, voice=Voice.PROFESSIONAL)
    sent.feedback.create(
        once_key=uuid4(), kind="decided", extent="limited", text="It was read and decided.", version_name="v",
        composed_by=people.duty_worker, composed_at=sent.received_at,
    )  # fmt: skip
    sent.feedback.create(
        once_key=uuid4(), kind="closed", extent="withheld", withheld="unsafe", withheld_reason="Unsafe.", version_name="v",
        composed_by=people.duty_worker, composed_at=sent.received_at,
    )  # fmt: skip
    found = system.follow(sent.reference).json()
    assert [(each["kind"], each["extent"], each["text"]) for each in found["told"]] == [
        ("decided", "limited", "It was read and decided.")
    ]
    assert found["decided_at"]
    assert found["ended_at"] is None


def test_the_page_for_people_and_the_description_need_no_key(client_for, db):
    page = client_for().get("/api/v1/").content.decode()
    assert "Idempotency-Key" in page
    assert "Send concerns from your system" in page
    described = Client().get("/api/v1/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    send = described["paths"][SEND]["post"]
    assert sorted(send["responses"]) == ["200", "201", "400", "401", "409", "413", "415", "422", "429", "503"]
    assert all("application/problem+json" in r["content"] for s, r in send["responses"].items() if s >= "400")
    follow = described["paths"]["/api/v1/referrals/{reference}"]["get"]
    assert sorted(follow["responses"]) == ["200", "401", "404", "429", "503"]
    assert described["components"]["securitySchemes"]["AgencyKey"]["scheme"] == "bearer"


def test_the_service_tells_old_from_new(system, people):
    key, report = uuid4(), queries.Report(worry="Words.", danger="no", voice=Voice.PROFESSIONAL)
    sent = {"key": key, "report": report, "agency_id": people.police.pk, "by": System("test")}
    assert [sending.send_by_system(**sent)[1] for _ in range(2)] == [False, True]


def test_the_desk_sees_which_system_of_whom_it_came_from(system, people, client_for):
    system.send()
    case = Referral.objects.get().case
    assert "sent by Invented Police, Crime recording" in client_for(people.duty_worker).get(f"/cases/{case.reference}/reports/").content.decode()


def test_a_number_that_is_nobodys_is_shown_as_such_and_not_searched_for(system, people, client_for):
    client = client_for(people.duty_worker)
    for number, right in (("9990000018", True), ("9990000019", False)):
        system.send(FULL | {"details": {"nhs_number": number}})
        case = Referral.objects.latest("pk").case
        reports = client.get(f"/cases/{case.reference}/reports/").content.decode()
        assert ("the check digit does not fit" in reports) is not right
        found = client.get(f"/cases/{case.reference}/adult/").context["form"].initial["nhs_number"]
        assert found == (number if right else "")
