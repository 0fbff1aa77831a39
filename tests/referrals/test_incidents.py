"""Care providers log what looks like no concern by itself: no clock runs, patterns count it, and it can be taken up once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from guardian.shortcuts import assign_perm

from mash.accounts.roles import Role
from mash.accounts.services import create_account
from mash.cases.models import Case, Deadline, PatternAlert
from mash.cases.pattern_facts import repeated_about
from mash.cases.pattern_queries import listed_patterns
from mash.cases.pattern_rules import Numbers
from mash.cases.services.locking import Stale
from mash.cases.services.patterns import keep_patterns
from mash.cases.states import Clock, Grouping, Outcome, PatternRule, Stage
from mash.organisations.services import add_organisation
from mash.organisations.states import Kind
from mash.outbox.models import Message
from mash.people.models import Adult
from mash.trail.models import Event
from mash.trail.services import System
from referrals.access import logged_incidents, own_incidents, own_referrals
from referrals.counting import balance
from referrals.desk_queries import incident_page
from referrals.desk_rules import Incident
from referrals.models import Arrival, Referral
from referrals.services.incidents import IncidentRefused, log_incident
from referrals.services.reading import ReportRefused
from referrals.services.taking_up import take_up_again
from referrals.states import Channel, Danger, SetAside
from tests.factories import make_case
from triage.queries import board_cases, board_hours

pytestmark = pytest.mark.django_db
LOG, OWN, ALL = (reverse(f"referrals:{name}") for name in ("log_incident", "own_incidents", "incident_log"))
SEND, REFERRALS = reverse("referrals:send_concern"), reverse("referrals:own_referrals")
BORN = date(1940, 2, 1)
NUMBERS = Numbers(repeats=3)
READERS = ["duty_worker", "practitioner", "mash_manager", "head_of_service", "qa_manager"]
OTHERS = ["locality_manager", "contracts_officer", "board_member", "administrator"]


def incident(**changed):
    words = {"words": "She slid from a chair.", "happened_at": timezone.now() - timedelta(hours=3), "done": "Checked over.",
             "adult_name": "Ada Kestrel", "adult_born_on": BORN, "place": "East Wing", "staff": ["Petra Quill"]}  # fmt: skip
    return Incident(**(words | changed))


def account(service, name, role=Role.PARTNER):
    email = f"{name.split()[0].lower()}@example.org"
    return create_account(email=email, name=name, role=role, organisation=service, password=None, by=System("test"))


@pytest.fixture
def home(people):
    return add_organisation(name="Frail Court", kind=Kind.CARE_PROVIDER)


@pytest.fixture
def carer(home):
    return account(home, "Cora Carer")


def log(by, danger=Danger.NO, once_key=None, author_only=False, **changed):
    return log_incident(once_key=once_key or uuid4(), incident=incident(**changed), danger=danger, author_only=author_only, by=by)


def take_up(entry, by):
    return take_up_again(reference=entry.case.reference, report=entry.reference, why="The third fall.", by=by)


def posted(**changed):
    at = timezone.localtime() - timedelta(days=1)
    data = {"worry": "She slid from a chair.", "happened_at_day": at.day, "happened_at_month": at.month, "happened_at_year": at.year,
            "happened_at_time": "09:30", "adult_name": "Ada Kestrel", "adult_born_on_day": "1", "adult_born_on_month": "2",
            "adult_born_on_year": "1940", "place": "East Wing", "others_told": "Petra Quill", "actions_taken": "Checked over.",
            "danger": "no", "once": str(uuid4())}  # fmt: skip
    return data | changed


# logging


def test_an_entry_is_kept_without_a_clock_a_task_a_message_or_a_place_on_the_board(people, carer):
    entry = log(carer)
    case = entry.case
    assert (entry.channel, entry.set_aside, entry.agency, entry.keyed_by) == (Channel.LOG, SetAside.LOGGED, carer.organisation, carer)
    assert (case.stage, case.outcome, case.decisions.count()) == (Stage.CLOSED, Outcome.SET_ASIDE, 0)
    assert not Deadline.objects.exists()
    assert not Message.objects.exists()
    assert case not in board_cases(people.duty_worker, board_hours())
    assert "logged by Frail Court" in case.chronology.get().what
    verbs = list(Event.objects.filter(chain=f"case:{case.reference}").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["case_opened", "case_closed", "referral_accepted"]


def test_an_entry_counts_as_concluded_and_the_equation_balances(carer):
    log(carer)
    counted = balance()
    assert (counted.total.received, counted.total.concluded, counted.total.unseen, counted.total.astray) == (1, 1, 0, 0)
    assert counted.oldest_unseen_at is None


@pytest.mark.parametrize("danger", [Danger.YES, Danger.NOT_SURE])
def test_danger_or_doubt_is_never_only_logged(carer, danger):
    with pytest.raises(IncidentRefused, match="Send it as a concern"):
        log(carer, danger=danger)
    assert not Arrival.objects.exists()
    assert log(carer, danger=Danger.NO)


def test_the_same_page_sent_twice_logs_once(carer):
    once, same = uuid4(), {"happened_at": timezone.now() - timedelta(hours=3)}
    assert log(carer, once_key=once, **same) == log(carer, once_key=once, **same)
    assert Referral.objects.count() == Case.objects.count() == Arrival.objects.count() == 1


@pytest.mark.parametrize("other", [{"worry": "He pushed her from the chair."}, {"author_only": "on"}], ids=str)
def test_a_page_sent_again_with_other_words_logs_them_with_one_more_press(carer, client_for, other):
    client, said = client_for(carer), posted()
    for _ in range(2):
        assert client.post(LOG, said).status_code == 302
    told = client.post(LOG, said | other)
    assert f"we have entry {Referral.objects.get().reference}, with other words" in told.content.decode()
    once = told.context["form"]["once"].value()
    assert client.post(LOG, said | other | {"once": once}).status_code == 302
    assert Referral.objects.count() == 2


def test_only_care_providers_log(people, carer):
    with pytest.raises(Http404):
        log(people.partner)
    for role in (*READERS, *OTHERS):
        with pytest.raises(PermissionDenied):
            log(getattr(people, role))
    assert not Referral.objects.exists()
    assert log(carer)


def test_nothing_happened_when_the_trail_fails(carer, monkeypatch):
    monkeypatch.setattr("referrals.services.incidents.record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        log(carer)
    assert not Referral.objects.exists()
    assert not Case.objects.exists()


# who reads it


def test_the_hub_reads_every_log_and_nobody_else_does(people, carer):
    entry = log(carer)
    for role in READERS:
        assert list(logged_incidents(getattr(people, role))) == [entry]
    for role in OTHERS:
        assert not logged_incidents(getattr(people, role)).exists()
    assert not logged_incidents(carer).exists()


def test_a_restricted_entry_exists_for_named_people(people, carer):
    entry = log(carer)
    Case.objects.update(restricted=True)
    assert not logged_incidents(people.mash_manager).exists()
    assign_perm("cases.see_shared", people.duty_worker, Case.objects.get())
    assert list(logged_incidents(people.duty_worker)) == [entry]


def test_a_provider_sees_its_own_log_and_what_a_colleague_keeps_is_left_out(home, carer):
    colleague = account(home, "Milo Colleague")
    stranger = account(add_organisation(name="Other Court", kind=Kind.CARE_PROVIDER), "Sten Stranger")
    open_, own = log(carer), log(carer, author_only=True)
    assert set(own_incidents(carer)) == {open_, own}
    assert list(own_incidents(colleague)) == [open_]
    assert not own_incidents(stranger).exists()
    assert not own_referrals(carer).exists()


def test_another_agency_has_no_log(people):
    assert not own_incidents(people.partner).exists()


# patterns


def found(people, *, grouping):
    keep_patterns(numbers=NUMBERS)
    return [p for p in listed_patterns(people.mash_manager).object_list if p.grouping == grouping.label and p.title == PatternRule.REPEATED.label]


def test_the_third_entry_completes_patterns_that_name_it(people, carer):
    for _ in range(2):
        log(carer)
    keep_patterns(numbers=NUMBERS)
    assert not PatternAlert.objects.exists()
    log(carer)
    for grouping, about in (
        (Grouping.ADULT, "Ada Kestrel"), (Grouping.STAFF, "Petra Quill"), (Grouping.PROVIDER, "Frail Court"), (Grouping.WARD, "Frail Court, East Wing"),
    ):  # fmt: skip
        (pattern,) = found(people, grouping=grouping)
        assert pattern.about == about
        assert [line.what for line in pattern.lines] == ["Concern: an incident that a care provider logged"] * 3
        assert {line.adult for line in pattern.lines} == {"Ada Kestrel" if grouping == Grouping.ADULT else "Adult not yet known (report: Ada Kestrel)"}


def test_entries_count_with_what_is_known_of_the_one_adult_whom_they_fit(people, carer):
    case = make_case(people, stage="triage")
    Adult.objects.filter(pk=case.adult_id).update(given_name="Ada", family_name="Kestrel", born_on=BORN)
    log(carer, staff=[], adult_name="KESTREL, Ada")
    log(carer, staff=[])
    (pattern,) = found(people, grouping=Grouping.ADULT)
    assert {line.reference for line in pattern.lines} == set(Case.objects.values_list("reference", flat=True))
    assert repeated_about(Case.objects.get(pk=case.pk), 12, Case.objects.all()).adult == 3
    assert set(Case.objects.filter(adult=case.adult_id)) == {case}, "nobody's record gained a case"


@pytest.mark.parametrize("changed", [{"adult_born_on": None}, {"adult_born_on": date(1941, 2, 1)}, {"adult_name": "Ada"}])
def test_an_entry_that_may_be_about_somebody_else_stays_apart(people, carer, changed):
    case = make_case(people, stage="triage")
    Adult.objects.filter(pk=case.adult_id).update(given_name="Ada", family_name="Kestrel", born_on=BORN)
    log(carer)
    log(carer, **changed)
    assert found(people, grouping=Grouping.ADULT) == []
    assert repeated_about(Case.objects.get(pk=case.pk), 12, Case.objects.all()).adult == 2


def test_of_two_records_that_fit_neither_is_the_adult(people, carer):
    for _ in range(2):
        case = make_case(people, stage="triage")
        Adult.objects.filter(pk=case.adult_id).update(given_name="Ada", family_name="Kestrel", born_on=BORN)
    log(carer)
    log(carer)
    assert found(people, grouping=Grouping.ADULT) == []


def test_staff_are_counted_with_those_who_are_named_elsewhere(people, carer):
    case = make_case(people, stage="triage")
    case.sources_of_harm.create(name="Ms Petra Quill", position_of_trust=True, recorded_by=people.duty_worker)
    log(carer, place="West Wing")
    log(carer, adult_name="")
    assert len(found(people, grouping=Grouping.STAFF)) == 1
    assert repeated_about(case, 12, Case.objects.all()).source == 3


# taking up


def test_the_desk_takes_an_entry_up_once_and_its_words_and_time_are_right(people, carer):
    entry = log(carer)
    Case.objects.update(opened_at=timezone.now() - timedelta(days=40))
    Referral.objects.update(received_at=timezone.now() - timedelta(days=40))
    take_up(entry, people.duty_worker)
    entry.refresh_from_db()
    case = Case.objects.get()
    assert (case.stage, entry.set_aside, entry.worry, entry.channel) == (Stage.RECEIVED, "", "She slid from a chair.", Channel.LOG)
    assert entry.read_by == people.duty_worker
    rating = case.deadlines.open().get(clock=Clock.RATING)
    assert rating.due_at > timezone.now()
    assert case.deadlines.open().filter(clock=Clock.FEEDBACK, about=entry.reference).exists()
    assert case in board_cases(people.duty_worker, board_hours())
    assert Event.objects.filter(chain=f"case:{case.reference}", verb="referral_taken_up").count() == 1
    assert list(own_referrals(carer)) == [entry]
    with pytest.raises(ReportRefused, match="Somebody has taken it up"):
        take_up(entry, people.practitioner)


@pytest.mark.parametrize("role", ["qa_manager", "locality_manager", "board_member"])
def test_who_does_not_sort_reports_takes_nothing_up(people, carer, role):
    entry = log(carer)
    with pytest.raises((PermissionDenied, Http404, Stale)):
        take_up(entry, getattr(people, role))
    assert take_up(entry, people.duty_worker)


# pages


def test_a_carer_logs_an_incident_and_finds_it_in_their_log(client_for, carer):
    client = client_for(carer)
    for page in (OWN, REFERRALS):
        assert f'href="{LOG}"' in client.get(page).content.decode()
    assert "If somebody is in danger or you are unsure" in client.get(LOG).content.decode()
    data = posted()
    page = client.post(LOG, data, follow=True).content.decode()
    for words in ("It is in the log", "She slid from a chair.", "Ada Kestrel", "1 February 1940", "East Wing", "Petra Quill", "Checked over."):
        assert words in page
    assert client.post(LOG, data).url == OWN
    assert Referral.objects.count() == 1


def test_what_is_missing_or_wrong_is_said_and_nothing_typed_is_lost(client_for, carer):
    page = client_for(carer).post(LOG, posted(worry="", actions_taken="", happened_at_year="2999")).content.decode()
    for words in ("Enter what happened", "Enter what was done", "must be in the past", "Petra Quill"):
        assert words in page
    page = client_for(carer).post(LOG, posted(danger="not_sure")).content.decode()
    assert "Send it as a concern: somebody must look at it now" in page
    assert "She slid from a chair." in page


def test_the_words_go_with_whoever_sends_a_concern_instead(client_for, carer):
    page = client_for(carer).post(SEND, posted(danger="yes") | {"from_log": "yes"}).content.decode()
    for words in ("She slid from a chair.", "Ada Kestrel", "East Wing", "Petra Quill", "Checked over.", "09:30"):
        assert words in page
    assert "govuk-error-summary" not in page
    assert not Referral.objects.exists()


def test_for_other_agencies_there_is_no_log(client_for, people):
    client = client_for(people.partner)
    for url in (LOG, OWN):
        assert client.get(url).status_code == 404
        assert url not in client.get(REFERRALS).content.decode()
    assert client.get(ALL).status_code == 403


def test_the_desk_finds_entries_by_words_provider_state_and_day(client_for, people, home, carer):
    log(carer)
    other = account(add_organisation(name="Other Court", kind=Kind.CARE_PROVIDER), "Sten Stranger")
    taken = log(other, words="A door stood open.", staff=[])
    take_up(taken, people.duty_worker)
    client = client_for(people.duty_worker)
    page = client.get(ALL).content.decode()
    assert page.count("She slid from a chair.") == page.count("A door stood open.") == 1
    assert page.count("Take it up as a concern<") == 1
    assert page.count("Taken up as a concern") == 2, "the filter, and the one entry"
    for sought, there, absent in (
        ({"words": "quill"}, "slid", "stood open"), ({"provider": home.pk}, "slid", "stood open"),
        ({"state": "taken_up"}, "stood open", "slid"), ({"state": "log"}, "slid", "stood open"),
    ):  # fmt: skip
        page = client.post(ALL, sought).content.decode()
        assert there in page
        assert absent not in page
    tomorrow = timezone.localdate() + timedelta(days=1)
    day = {"since_day": tomorrow.day, "since_month": tomorrow.month, "since_year": tomorrow.year}
    assert "No entry found" in client.post(ALL, day).content.decode()
    assert Event.objects.using("trail").filter(verb="listed", subject="incident_log").count() == 5, "an empty list shows nobody"


def test_the_quality_manager_reads_it_and_takes_nothing_up(client_for, people, carer):
    log(carer)
    page = client_for(people.qa_manager).get(ALL).content.decode()
    assert "She slid from a chair." in page
    assert "Take it up" not in page


def test_the_log_names_the_pattern_that_an_entry_completes(client_for, people, carer):
    for _ in range(3):
        log(carer)
    keep_patterns(numbers=NUMBERS)
    assert "Repeated concerns, same adult: 3 in 1 day" in client_for(people.duty_worker).get(ALL).content.decode()


def test_the_desk_takes_it_up_from_the_page_and_the_second_keeps_their_words(client_for, people, carer):
    entry = log(carer)
    url = reverse("referrals:take_up", args=[entry.case.reference, entry.reference])
    assert "in the time that begins now" in client_for(people.duty_worker).get(url).content.decode()
    page = client_for(people.duty_worker).post(url, {"why": "The third fall."}, follow=True).content.decode()
    assert "is a concern again" in page
    late = client_for(people.practitioner).post(url, {"why": "I think so as well."}).content.decode()
    assert "Somebody has taken it up again" in late
    assert "I think so as well." in late
    assert "Taken up as a concern" in client_for(carer).get(OWN).content.decode()


def test_the_list_costs_the_same_however_long_it_is(client_for, people, carer, django_assert_max_num_queries):
    client = client_for(people.duty_worker)
    client.get(ALL)
    for number in range(12):
        log(carer, adult_name=f"Ada Kestrel{'abcdefghijkl'[number]}")
    keep_patterns(numbers=NUMBERS)
    with django_assert_max_num_queries(12):
        client.get(ALL)
    assert len(incident_page(people.duty_worker, "1").object_list) == 12
