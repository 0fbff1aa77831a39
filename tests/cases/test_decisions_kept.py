"""What every decision keeps: all that was on record, before it changed anything; and that nobody can rewrite it."""

import ast
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from enquiries.models import ThreePointTest
from mash.cases.models import (
    Advocacy,
    Capacity,
    Case,
    ChronologyEntry,
    Consent,
    Consultation,
    Contact,
    Decision,
    ProtectiveAction,
    Rating,
    Wishes,
)
from mash.cases.record import SHAPE
from mash.cases.record_parts import PARTS
from mash.cases.states import DecisionKind
from mash.documents.services import keep_drawn
from tests.cases.decided import ended_in_triage, enquired_into

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
KEPT = {
    "cases_decision": Decision, "cases_rating": Rating, "cases_contact": Contact, "cases_wishes": Wishes,
    "cases_capacity": Capacity, "cases_consent": Consent, "cases_consultation": Consultation,
    "cases_advocacy": Advocacy, "cases_chronologyentry": ChronologyEntry, "cases_protectiveaction": ProtectiveAction,
    "enquiries_threepointtest": ThreePointTest,
}  # fmt: skip


@pytest.fixture
def cases(people):
    return ended_in_triage(people), enquired_into(people)


def test_every_kind_of_decision_keeps_every_part(cases):
    decisions = list(Decision.objects.filter(case__in=cases))
    assert {decision.kind for decision in decisions} == {str(kind) for kind in DecisionKind}
    for decision in decisions:
        kept, decided = decision.snapshot, decision.snapshot["decided"]
        assert kept["shape"] == SHAPE, decision.kind
        assert set(kept["record"]) == {"case", "adult", "safe", *PARTS}, decision.kind
        assert kept["record"]["adult"]["name"] == decision.case.adult.name
        assert kept["record"]["reports"], "what was reported"
        assert all(decided[word] for word in ("kind", "outcome", "rationale", "by", "role", "organisation", "at")), decision.kind
        assert decided["outstanding"] == decision.outstanding
        assert decision.versions["timescales"], decision.kind
        assert decision.versions.get("matrix"), f"{decision.kind} names the matrix of the rating it rests on"


def test_it_keeps_the_case_as_it_was_before_the_decision_changed_it(cases):
    found = [
        [(d.kind, d.snapshot["record"]["case"]["stage_code"], len(d.snapshot["record"]["decisions"])) for d in case.decisions.order_by("pk")]
        for case in cases
    ]
    assert found == [
        [("rating", "received", 0), ("triage", "triage", 1), ("closing", "triage", 2), ("reopening", "closed", 3)],
        [("rating", "received", 0), ("sharing", "mash_enquiry", 1), ("three_point", "mash_enquiry", 2),
         ("enquiry", "mash_enquiry", 3), ("enquiry", "section_42", 4)],
    ]  # fmt: skip


def test_what_was_still_open_is_readable(cases):
    rating, shared = cases[1].decisions.order_by("pk")[:2]
    assert "Partner checks" in rating.outstanding
    assert "RAG decision" not in rating.outstanding
    assert "1 partner answer" not in shared.outstanding
    test = cases[1].decisions.get(kind=DecisionKind.THREE_POINT)
    assert "1 partner answer" in test.outstanding
    assert [check["agency"] for check in test.snapshot["record"]["checks"]] == ["Invented Police"]


def test_sharing_keeps_what_was_shown_to_whom_and_overtakes_nobody(people):
    from tests.cases.decided import now, share
    from tests.factories import make_case

    case = make_case(people, stage="triage")
    share(case, people, people.police)
    decision = case.decisions.get(kind=DecisionKind.SHARING)
    assert decision.outcome == "Shared with Invented Police"
    assert "Basis: Safeguarding an adult at risk." in decision.rationale
    (shared,) = decision.snapshot["shared"]
    assert ["Name", case.adult.name] in shared["shown"]
    assert decision.versions["agreement"]
    assert now(case).version == case.version


def refused(statement: str, why: str = "stays as it was written|kept as it was made|kept byte for byte") -> None:
    with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(params=["owner", "application"])
def role(request):
    """Who tries: whoever owns the tables, or the plain role that the product runs as."""
    if request.param == "owner":
        yield
        return
    call_command("grant_app_role")
    with connection.cursor() as cursor:
        cursor.execute("set role mash_app")
        yield
        cursor.execute("reset role")


def test_the_database_refuses_to_rewrite_or_remove_what_was_kept(people, cases, role):
    case = cases[1]
    case.wishes.create(own_words="Stop.", recorded_by=people.duty_worker)
    case.consents.create(to_referral="yes", to_sharing="yes", recorded_by=people.duty_worker)
    case.capacities.create(
        decision="To stay", can_understand="yes", can_retain="yes", can_weigh="yes", can_communicate="yes", evidence="Talk.",
        recorded_by=people.duty_worker,
    )  # fmt: skip
    case.advocacies.create(difficulty="no", recorded_by=people.duty_worker)
    case.protective_actions.create(what="Locks.", by_whom="Lee", taken_at=case.opened_at, recorded_by=people.duty_worker)
    for table, model in KEPT.items():
        assert model.objects.exists(), table
        refused(f"update {table} set id = id")
        refused(f"delete from {table}")


def test_a_drawn_document_is_kept_and_joined_to_its_decision_once(cases, role):
    first, second = (keep_drawn(name="decision.pdf", content=words) for words in (b"%PDF-1", b"%PDF-2"))
    decision = cases[0].decisions.first()
    refused(f"update documents_document set content = 'x' where id = {first.pk}")
    refused(f"delete from documents_document where id = {first.pk}")
    refused(f"update cases_decision set document_id = {first.pk}, outcome = 'Other' where id = {decision.pk}")
    assert Decision.objects.filter(pk=decision.pk).update(document=first) == 1
    refused(f"update cases_decision set document_id = {second.pk} where id = {decision.pk}")
    refused(f"update cases_decision set document_id = null where id = {decision.pk}")


def test_every_place_that_decides_goes_through_decide():
    """A row written past `decide` would keep nothing of what was known."""
    apps = ("mash", "partners", "thresholds", "referrals", "triage", "enquiries", "audit")
    files = [path for app in apps for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    makers, kinds = set(), set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                words = ast.unparse(node.func)
                if words in ("Decision", "Decision.objects.create") or words.endswith(".decisions.create"):
                    makers.add(str(path.relative_to(ROOT)))
                if words in ("decide", "keep_decision") and path.parent.name == "services" and len(node.args) == 2:
                    kinds.add(ast.unparse(node.args[1]).removeprefix("DecisionKind."))
    # The bench's town and the demo's earlier years are made in bulk: their decisions were made by nobody.
    assert makers == {"mash/cases/services/decisions.py", "mash/demo/bulk.py", "mash/demo/earlier.py"}
    assert kinds - {"kind"} == {kind.name for kind in DecisionKind}


def test_a_case_moves_only_by_a_decision(cases):
    """Replay takes the stage from the next decision: a service that moves a case without one would break that."""
    edges = {name for name, value in vars(Case).items() if hasattr(value, "_django_fsm")}
    for app in ("mash", "partners", "referrals", "triage", "enquiries"):
        for path in (ROOT / app).rglob("*.py"):
            called = {n.func.attr for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
                      and ast.unparse(n.func.value) == "case"}  # fmt: skip
            if called & edges and "services" in path.parts:
                assert "decide(" in path.read_text(), path
