"""Tables: keys point down, no hidden doors in save(), every lifecycle guarded by the database too."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django_fsm import FSMField

ROOT = Path(__file__).parents[2]
STOREYS = [
    {"trail", "health", "contenttypes", "auth"},
    {"organisations"},
    {"accounts"},
    {"outbox", "documents"},
    {"people"},
    {"cases"},
    {"partners", "thresholds"},
    {"referrals", "triage", "enquiries"},
    {"audit"},
]
FLOOR = {label: number for number, labels in enumerate(STOREYS) for label in labels}
OURS = [m for m in apps.get_models() if m.__module__.split(".")[0] in {
    "mash", "partners", "thresholds", "referrals", "triage", "enquiries", "audit"}]  # fmt: skip


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_foreign_keys_point_down(model):
    mine = model._meta.app_label
    for field in model._meta.get_fields():
        if field.concrete and field.is_relation and field.related_model:
            theirs = field.related_model._meta.app_label
            assert theirs == mine or FLOOR[theirs] < FLOOR[mine], f"{model._meta.label}.{field.name} -> {theirs}"


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_nothing_hides_in_save(model):
    own = vars(model)
    assert "save" not in own
    assert "delete" not in own


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_what_one_row_is_stands_in_the_docstring(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_lifecycles_are_protected_in_code_and_database(model):
    for field in model._meta.get_fields():
        if isinstance(field, FSMField):
            assert field.protected
            names = " ".join(str(c.condition) for c in model._meta.constraints if isinstance(c, models.CheckConstraint))
            assert f"{field.name}__in" in names, f"{model._meta.label}.{field.name} has no CheckConstraint of its states"


def test_no_signals():
    files = [p for app in ("mash", "partners", "thresholds", "referrals", "triage", "enquiries", "audit")
             for p in (ROOT / app).rglob("*.py")]  # fmt: skip
    assert [str(p) for p in files if "django.db.models.signals" in p.read_text() or "@receiver" in p.read_text()] == []


def test_no_delayed_tasks():
    """A timer is a row: Celery's own run many times, or never (reliability, decision 2)."""
    banned = {"apply_async", "delay", "eta", "countdown"}
    for app in ("mash", "partners", "thresholds", "referrals", "triage", "enquiries", "audit"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                name = getattr(node, "attr", None) or getattr(node, "arg", None)
                assert name not in banned, f"{path}: {name}"
