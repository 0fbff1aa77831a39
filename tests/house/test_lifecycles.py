"""Every lifecycle against one written table: each state, each edge, and where it leads. A dash is a refusal."""

import inspect

import pytest
from django_fsm import TransitionNotAllowed

from enquiries.models import Enquiry, Handover, Meeting
from mash.cases.models import Case, Connection, Dispute
from mash.documents.models import Document
from mash.outbox.models import Message
from partners.models import Check

TABLES = {
    (Case, "stage"): """
        edge                 received      triage        mash_enquiry   section_42  non_statutory  closed
        rate_into_triage     triage        -             -              -           -              -
        progress_to_enquiry  mash_enquiry  mash_enquiry  -              -           -              -
        return_to_triage     -             -             triage         -           -              -
        start_section_42     -             -             section_42     -           -              -
        start_non_statutory  -             -             non_statutory  -           -              -
        close                -             closed        closed         closed      closed         -
        set_aside            closed        -             -              -           -              -
        reopen               -             -             -              -           -              triage
        take_up              -             -             -              -           -              received
    """,
    (Connection, "state"): """
        edge    offered   accepted  started  bounced
        accept  accepted  -         -        -
        start   started   started   -        -
        bounce  bounced   bounced   bounced  -
    """,
    (Dispute, "state"): """
        edge      raised     answered  accepted  ended  withdrawn
        answer    answered   -         -         -      -
        end       ended      -         -         -      -
        go_up     raised     raised    -         -      -
        accept    -          accepted  -         -      -
        withdraw  withdrawn  -         -         -      -
    """,
    (Check, "state"): """
        edge         asked      answered  read  withdrawn
        give_answer  answered   -         -     -
        be_read      -          read      -     -
        withdraw     withdrawn  -         -     -
    """,
    (Message, "state"): """
        edge           waiting    sending   sent  in_doubt   to_post    dead  withdrawn
        take           sending    -         -     -          -          -     -
        look_for       -          -         -     sending    -          -     -
        sent           -          sent      -     -          -          -     -
        wait_again     -          waiting   -     -          -          -     -
        doubt          -          in_doubt  -     -          -          -     -
        leave_to_post  -          to_post   -     -          -          -     -
        posted         -          -         -     -          sent       -     -
        give_up        -          dead      -     -          dead       -     -
        withdraw       withdrawn  -         -     withdrawn  withdrawn  -     -
    """,
    (Document, "state"): """
        edge       clean  unscanned  quarantined  infected  refused
        pass_scan  -      clean      clean        -         -
        fail_scan  -      infected   infected     -         -
    """,
    (Enquiry, "state"): """
        edge      open       concluded
        conclude  concluded  -
    """,
    (Meeting, "state"): """
        edge  planned  held
        hold  held     -
    """,
    (Handover, "state"): """
        edge    proposed  met       accepted  refused
        meet    met       -         -         -
        accept  -         accepted  -         -
        refuse  refused   refused   -         -
    """,
}


def rows():
    for (model, field), table in TABLES.items():
        head, *body = [line.split() for line in table.strip().splitlines()]
        for edge, *targets in body:
            for source, target in zip(head[1:], targets, strict=True):
                yield pytest.param(model, field, edge, source, target, id=f"{model.__name__}-{edge}-from-{source}")


@pytest.mark.parametrize(("model", "field", "edge", "source", "target"), list(rows()))
def test_an_edge_leads_where_the_table_says(model, field, edge, source, target):
    thing = model(**{field: source})
    move = getattr(thing, edge)
    values = [None] * len([p for p in inspect.signature(move).parameters.values() if p.default is p.empty])
    if target == "-":
        with pytest.raises(TransitionNotAllowed):
            move(*values)
        assert getattr(thing, field) == source
    else:
        move(*values)
        assert getattr(thing, field) == target


@pytest.mark.parametrize(("model", "field"), TABLES, ids=lambda value: getattr(value, "__name__", value))
def test_the_table_is_complete(model, field):
    fsm = model._meta.get_field(field)
    edges = {t.name for t in fsm.get_all_transitions(model)}
    head, *body = [line.split() for line in TABLES[model, field].strip().splitlines()]
    assert {row[0] for row in body} == edges
    assert set(head[1:]) == {value for value, _ in fsm.choices}


@pytest.mark.parametrize(("model", "field"), TABLES, ids=lambda value: getattr(value, "__name__", value))
def test_the_state_cannot_be_set_by_hand(model, field):
    fsm = model._meta.get_field(field)
    thing = model()
    with pytest.raises(AttributeError):
        setattr(thing, field, fsm.choices[-1][0])
