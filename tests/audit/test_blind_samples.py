"""Blind second ratings: drawn by chance, made without the first, and changing no case."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from audit import services
from audit.models import BlindRating, BlindSample
from audit.queries import Concord, concord, pool, ratings_of
from audit.queries.samples import Soon
from audit.services import NothingToDraw, RatedBefore, decline_blind, picks
from audit.views import samples
from mash.accounts.roles import Role
from mash.accounts.services import create_account
from mash.cases.models import Case, Decision, WorkItem
from mash.cases.services.records import log_contact
from mash.cases.states import Party, Rag, Reached, WorkKind
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb
from tests.audit.rewriting import rewrite
from tests.audit.sampling import GATES, again, draw, lines, rate, steps
from tests.factories import make_case, make_referral
from thresholds.queries import matrix_in_force
from thresholds.rules import cohens_kappa

pytestmark = pytest.mark.django_db
def test_a_sample_is_drawn_and_its_worker_is_asked(people):
    cases = [make_case(people, stage="triage") for _ in range(4)]
    sample = draw(people, size=3)
    assert (sample.ratings.count(), sample.drawn_from) == (3, 4)
    assert {row.decision.case for row in sample.ratings.all()} < set(cases)
    item = WorkItem.objects.get(kind=WorkKind.BLIND_RATING)
    assert (item.owner, item.case, item.answered_at) == (people.practitioner, None, None)
    assert lines(Verb.SAMPLE_DRAWN) == 1


def test_the_kept_seed_draws_the_same_again(people):
    for _ in range(5):
        make_case(people, stage="triage")
    before = pool(people.mash_manager, people.practitioner, None)
    sample = draw(people, size=3)
    assert [row.decision_id for row in sample.ratings.all()] == picks(before, 3, sample.seed)


def test_each_is_as_likely_as_another():
    times = [0] * 10
    for seed in range(2000):
        for pk in picks(list(range(10)), 3, seed):
            times[pk] += 1
    assert min(times) > 500
    assert max(times) < 700


def test_sent_twice_it_is_drawn_once(people):
    make_case(people, stage="triage")
    key = uuid4()
    assert draw(people, key=key) == draw(people, key=key)
    assert BlindSample.objects.count() == lines(Verb.SAMPLE_DRAWN) == 1


def test_nobody_rates_again_what_they_know(people):
    """Rated by them, held by them, asked of them, confirmed by them, given to them before: each case is left out."""
    own, held, asked, known = (make_case(people, stage="triage") for _ in range(4))
    rate(own, people.practitioner)
    Case.objects.filter(pk=held.pk).update(owner=people.practitioner)
    rate(asked, people.duty_worker, Rag.GREEN, suggested=Rag.AMBER, senior=people.mash_manager)
    WorkItem.objects.filter(case=asked).update(owner=people.practitioner)
    rewrite(known.ratings.order_by(), senior=people.practitioner)
    with pytest.raises(NothingToDraw):
        draw(people)
    fresh = make_case(people, stage="triage")
    assert [row.decision.case for row in draw(people).ratings.all()] == [fresh]
    with pytest.raises(NothingToDraw):
        draw(people)


def test_a_rating_without_its_facts_or_its_version_is_not_drawn(people):
    for kept in ({"versions": {"matrix": "2001-1"}}, {"versions": {}}, {"snapshot": {"facts": {"types": ["FIN"]}}}):
        case = make_case(people, stage="triage")
        rewrite(case.decisions.order_by(), **kept)
    with pytest.raises(NothingToDraw):
        draw(people)


def test_a_restricted_case_is_drawn_only_where_both_may_see_it(people):
    case = make_case(people, stage="triage", restricted=True)
    for who in (people.mash_manager, people.practitioner):
        with pytest.raises(NothingToDraw):
            draw(people)
        named(case, who)
    assert draw(people).ratings.get().decision.case == case


def named(case, who):
    from guardian.shortcuts import assign_perm

    assign_perm("cases.see_shared", who, case)


def test_a_second_rating_is_kept_and_the_case_stays_as_it_was(people):
    case = make_case(people, stage="triage")
    before = Case.objects.filter(pk=case.pk).values().get()
    row = draw(people).ratings.get()
    again(row, people.practitioner, Rag.RED)
    row.refresh_from_db()
    assert (row.rag, row.suggested, row.snapshot["facts"]["indicators"]) == ("red", "red", ["PHY3b"])
    assert Case.objects.filter(pk=case.pk).values().get() == before
    assert case.ratings.count() == 1
    assert lines(Verb.RATED_AGAIN) == 1
    assert WorkItem.objects.get(kind=WorkKind.BLIND_RATING).answered_at


def test_declining_needs_a_reason_and_leaves_it_out(people):
    make_case(people, stage="triage")
    row = draw(people).ratings.get()
    decline_blind(blind_id=row.pk, why="She is my neighbour.", by=people.practitioner)
    found = concord(ratings_of(people.mash_manager))
    assert (found.answered, len(found.declined), found.kappa) == (0, 1, None)
    assert lines(Verb.RATING_AGAIN_DECLINED) == 1
    with pytest.raises(RatedBefore):
        again(row, people.practitioner)
    with pytest.raises(IntegrityError), transaction.atomic():
        BlindRating.objects.filter(pk=row.pk).update(declined_why="")


def test_the_first_answer_stands(people):
    make_case(people, stage="triage")
    row = draw(people).ratings.get()
    again(row, people.practitioner)
    for act in (lambda: again(row, people.practitioner), lambda: decline_blind(blind_id=row.pk, why="Late.", by=people.practitioner)):
        with pytest.raises(RatedBefore):
            act()


def test_only_its_worker_may_and_only_while_they_may_see_the_case(people):
    case = make_case(people, stage="triage")
    row = draw(people).ratings.get()
    with pytest.raises(Http404):
        again(row, people.duty_worker)
    with pytest.raises(PermissionDenied):
        again(row, people.qa_manager)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    with pytest.raises(Http404):
        again(row, people.practitioner)
    Case.objects.filter(pk=case.pk).update(restricted=False)
    again(row, people.practitioner)


@pytest.mark.parametrize("who", ["duty_worker", "practitioner", "board_member", "locality_manager", "administrator", "partner"])
def test_only_managers_draw(people, who):
    make_case(people, stage="triage")
    with pytest.raises(PermissionDenied):
        draw(people, by=getattr(people, who))
    assert draw(people, by=people.qa_manager).ratings.count() == 1


@pytest.mark.parametrize("act", ["draw", "rate", "decline"])
def test_when_the_trail_fails_nothing_happened(people, monkeypatch, act):
    make_case(people, stage="triage")
    row = draw(people).ratings.get() if act != "draw" else None

    def broken(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(services, "record", broken)
    acts = {
        "draw": lambda: draw(people), "rate": lambda: again(row, people.practitioner),
        "decline": lambda: decline_blind(blind_id=row.pk, why="Known.", by=people.practitioner),
    }  # fmt: skip
    with pytest.raises(RuntimeError):
        acts[act]()
    assert BlindSample.objects.count() == (act != "draw")
    assert not BlindRating.objects.filter(answered_at__isnull=False).exists()


def test_agreement_is_between_what_each_chose_for_themselves(people):
    """A lower rating that a senior had yet to agree to counts as what the first worker chose."""
    other = create_account(email="o@example.org", name="O", role=Role.PRACTITIONER, organisation=people.hub, password=None, by=System("test"))
    rows = [(Rag.AMBER, Rag.AMBER), (Rag.GREEN, Rag.AMBER), (Rag.RED, Rag.RED), (Rag.AMBER, Rag.RED)]
    for chose, suggested in rows:
        case = make_case(people)
        rate(case, people.duty_worker, chose, suggested=suggested, senior=people.mash_manager)
    for row in draw(people, rater=other).ratings.select_related("decision"):
        again(row, other, Rag(row.decision.snapshot["suggestion"]["rag"]))
    found = concord(ratings_of(people.mash_manager))
    assert found.counts == [[1, 0, 0], [1, 1, 0], [0, 1, 0]]
    assert (found.same, found.of_facts.value, len(found.apart)) == (0.5, 1.0, 2)


def test_the_second_worker_sees_what_was_known_then_and_nothing_of_the_first_rating(people, client_for):
    case = make_case(people, stage="triage")
    rating = case.ratings.get()
    rewrite(Decision.objects.filter(pk=rating.decision_id), rationale="told-rationale", would_change="told-change")
    make_referral(case, worry="Only written afterwards.")
    log_contact(reference=case.reference, party=Party.ADULT, with_whom="", reached=Reached.SPOKE, happened_at=rating.decision.decided_at,
                what_was_said="Only said afterwards.", by=people.duty_worker)  # fmt: skip
    row = draw(people).ratings.get()
    page = client_for(people.practitioner).get(f"/second-ratings/{row.pk}/").content.decode()
    assert "She has bruises on both arms" in page
    for secret in ("told-rationale", "told-change", "Dana Duty", "afterwards", "mash-rag--", case.reference):
        assert secret not in page, secret
    assert Event.objects.using("trail").filter(verb=Verb.VIEWED, chain=f"reads:{case.reference}").exists()


@pytest.mark.parametrize(("counted", "words"), [
    ({}, "No other"), ({"adult": 1, "source": 0, "service": 0}, "No other"),
    ({"adult": 3, "source": 0, "service": 2}, "3 about this adult, this one included; 2 about this service, this one included"),
])  # fmt: skip
def test_only_what_there_was_more_than_once_is_counted(people, client_for, counted, words):
    rating = make_case(people, stage="triage").ratings.get()
    kept = rating.decision.snapshot
    rewrite(Decision.objects.filter(pk=rating.decision_id), snapshot=kept | {"facts": kept["facts"] | {"repeats": counted}})
    row = draw(people).ratings.get()
    page = client_for(people.practitioner).get(f"/second-ratings/{row.pk}/").content.decode()
    assert words in page
    assert "0 about" not in page


def test_the_steps_lead_to_a_kept_rating_and_lose_nothing_on_the_way(people, client_for):
    make_case(people, stage="triage")
    row = draw(people).ratings.get()
    client, url = client_for(people.practitioner), f"/second-ratings/{row.pk}/"
    assert "Choose at least one kind" in steps(client, url, "decide", types=[]).content.decode()
    assert "Is all of this true?" in steps(client, url, "signs").content.decode()
    page = steps(client, url, "decide", signs_FIN=["FIN2c"], **GATES).content.decode()
    assert "The matrix suggests" in page
    assert 'name="signs_FIN" value="FIN2c"' in page
    page = steps(client, url, "rate", signs_FIN=["FIN2c"], rationale="Bills unpaid.", rag="", **GATES).content.decode()
    assert "Choose Red, Amber or Green" in page
    assert "Choose how soon somebody must act" in page
    assert "Bills unpaid." in page
    kept = steps(client, url, "rate", signs_FIN=["FIN2c"], rationale="Bills unpaid.", rag="amber", urgency="U2", **GATES)
    assert kept.url == "/second-ratings/"
    row.refresh_from_db()
    assert (row.rag, row.suggested, row.rationale, row.snapshot["facts"]["repeats"]["adult"]) == ("amber", "amber", "Bills unpaid.", 1)
    assert row.snapshot["urgency"]["name"] == matrix_in_force()[1].urgencies[1].name
    assert client.get(url).url == "/second-ratings/"
    assert "1 answered" in client.get("/second-ratings/").content.decode()


def test_a_stranger_finds_nothing_there(people, client_for):
    make_case(people, stage="triage")
    row = draw(people).ratings.get()
    for url in (f"/second-ratings/{row.pk}/", f"/second-ratings/{row.pk}/decline/"):
        assert client_for(people.practitioner).get(url).status_code == 200
        assert client_for(people.duty_worker).get(url).status_code == 404
        assert client_for(people.board_member).get(url).status_code == 403
    assert client_for(people.practitioner).get("/second-ratings/999999/").status_code == 404


def test_the_task_is_only_its_workers_and_leads_there(people, client_for):
    make_case(people, stage="triage")
    draw(people)
    assert 'href="/second-ratings/"' in client_for(people.practitioner).get("/tasks/").content.decode()
    assert "/second-ratings/" not in client_for(people.duty_worker).get("/tasks/").content.decode()


def test_a_manager_draws_reads_the_agreement_and_talks_over_what_differs(people, client_for):
    case = make_case(people, stage="triage")
    client = client_for(people.mash_manager)
    form = client.get("/thresholds/lab/samples/draw/").content.decode()
    key = re.search(r'name="once_key" value="([^"]+)"', form).group(1)
    assert "Choose who rates them again" in client.post("/thresholds/lab/samples/draw/", {"once_key": key}).content.decode()
    words = {"once_key": key, "rater": people.practitioner.pk, "period": "12", "size": "5"}
    sample = client.post("/thresholds/lab/samples/draw/", words)
    again(BlindRating.objects.get(), people.practitioner, Rag.RED)
    page = client.get(sample.url).content.decode()
    assert case.reference in page
    assert "As I read it." in page
    assert "Undefined" in page or "none beyond chance" in page
    board = client_for(people.board_member).get(sample.url).content.decode()
    for hidden in (case.reference, "As I read it.", "Priya", "Morgan"):
        assert hidden not in board
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert case.reference not in client.get(sample.url).content.decode()


def test_rounding_makes_no_false_agreement(people, client_for, monkeypatch):
    """22 of 30 are 73%: whoever reads rounded numbers reads about that, and not 20 of 30; exact figures are for who sees the cases."""
    counts = [[5, 1, 0], [2, 9, 2], [0, 3, 8]]
    kappa = cohens_kappa(counts)
    monkeypatch.setattr(samples, "concord", lambda rows: Concord(counts, 30, 0, [], [], 22 / 30, kappa, kappa, kappa, Soon(0, 0, None)))
    exact, board = (client_for(who).get("/thresholds/lab/samples/").content.decode() for who in (people.mash_manager, people.board_member))
    assert "agree on <strong>73% (22 of 30)</strong>" in exact
    assert "0.59" in exact
    assert "agree on <strong>about 75%</strong>" in board
    assert "about 0.6" in board
    assert "They need not add up" in board
    for hidden in ("67%", "73%", "22 of 30", "0.59", f"{kappa.low:.1f} to", "95% interval"):
        assert hidden not in board, hidden
    monkeypatch.setattr(samples, "concord", lambda rows: Concord([[9, 0, 0], [0, 9, 0], [0, 2, 10]], 30, 0, [], [], 28 / 30, kappa, kappa, kappa, Soon(0, 0, None)))
    assert "on how many the two agree is not shown" in client_for(people.board_member).get("/thresholds/lab/samples/").content.decode()


def test_one_kappa_has_one_word_and_none_where_it_is_rounded(people, client_for, monkeypatch):
    """What is above 0.6 is told to the Board as about 0.6: the word for either would contradict the other, or tell which it is."""
    counts = [[9, 2, 0], [2, 7, 1], [0, 2, 7]]
    kappa = cohens_kappa(counts)
    assert 0.6 < kappa.value < 0.65
    monkeypatch.setattr(samples, "concord", lambda rows: Concord(counts, 30, 0, [], [], 23 / 30, kappa, kappa, kappa, Soon(0, 0, None)))
    exact, board = (client_for(who).get("/thresholds/lab/samples/").content.decode() for who in (people.mash_manager, people.board_member))
    assert 'data-label="In words" class="govuk-table__cell">substantial<' in exact
    assert "about 0.6" in board
    assert not any(word in board for word in ("substantial", "moderate", "In words"))


def test_nothing_to_draw_is_said(people, client_for):
    words = {"once_key": uuid4(), "rater": people.practitioner.pk, "period": "12", "size": "5"}
    page = client_for(people.mash_manager).post("/thresholds/lab/samples/draw/", words).content.decode()
    assert "There is no concern in this time that they could rate again" in page


def test_pages_open_in_few_queries(people, client_for):
    for _ in range(3):
        make_case(people, stage="triage")
    sample = draw(people)
    rows = list(sample.ratings.all())
    for row in rows[:2]:
        again(row, people.practitioner, Rag.RED)
    matrix_in_force()
    pages = [(people.mash_manager, f"/thresholds/lab/samples/{sample.pk}/"), (people.mash_manager, "/thresholds/lab/samples/"),
             (people.practitioner, "/second-ratings/"), (people.practitioner, f"/second-ratings/{rows[2].pk}/")]  # fmt: skip
    for who, url in pages:
        client = client_for(who)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        assert len(queries) <= 15, (url, len(queries))


@pytest.mark.parametrize("size", ["", "0", "101", "many"])
def test_a_number_that_can_not_be_drawn_is_said_plainly(people, client_for, size):
    make_case(people, stage="triage")
    words = {"once_key": uuid4(), "rater": people.practitioner.pk, "period": "12", "size": size}
    page = client_for(people.mash_manager).post("/thresholds/lab/samples/draw/", words).content.decode()
    assert "Say how many concerns are drawn: from 1 to 100" in page
    assert not BlindSample.objects.exists()


def test_the_task_of_a_sample_counts_what_is_left(people):
    for _ in range(3):
        make_case(people, stage="triage")
    rows, item = list(draw(people).ratings.all()), WorkItem.objects.get(kind=WorkKind.BLIND_RATING)
    found = [item.question]
    for row in rows:
        again(row, people.practitioner, Rag.RED)
        item.refresh_from_db()
        found.append(item.question)
    assert [words.split(" a second")[0] for words in found] == [
        "Rate 3 earlier concerns", "Rate 2 earlier concerns", "Rate 1 earlier concern", "Rate 1 earlier concern",
    ]  # fmt: skip
    assert item.answered_at
