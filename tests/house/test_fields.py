"""What each field of each table holds about people, by one reviewed list; and where such a field never shows."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from mash.outbox.rules import ALLOWED

ROOT = Path(__file__).parents[2]
LIST = Path(__file__).with_name("fields.txt")
KINDS = ("personal", "special", "staff", "-")
MODELS = [model for model in apps.get_models() if (ROOT / model.__module__.split(".")[0]).is_dir()]


def listed() -> dict[tuple[str, str], str]:
    """Model and field, and its kind. A field that is listed twice is a slip."""
    found: dict[tuple[str, str], str] = {}
    model = ""
    for line in LIST.read_text().splitlines():
        if line.startswith(" "):
            kind, *names = line.split()
            assert kind in KINDS, line
            for name in names:
                assert (model, name) not in found, f"{model}.{name} twice"
                found[model, name] = kind
        elif line and not line.startswith("#"):
            model = line.strip()
    return found


def in_tables() -> set[tuple[str, str]]:
    fields = ((model._meta.label, field) for model in MODELS for field in model._meta.get_fields())
    return {(label, field.name) for label, field in fields if field.concrete and not field.auto_created}


KIND = listed()


def test_every_field_is_classified_and_every_classified_field_is_there():
    assert sorted(in_tables() - KIND.keys()) == []
    assert sorted(KIND.keys() - in_tables()) == []


def test_no_message_may_carry_a_personal_field():
    assert ALLOWED & {name for (_, name), kind in KIND.items() if kind in ("personal", "special")} == set()


def telling(model: type[models.Model]) -> dict[str, str]:
    """A row's personal texts, each a word that can be recognised."""
    texts = [f.name for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)]
    return {name: f"told-{name}" for name in texts if KIND.get((model._meta.label, name)) in ("personal", "special")}


@pytest.mark.parametrize("model", list(filter(telling, MODELS)), ids=lambda model: model._meta.label)
def test_what_prints_a_row_prints_nothing_personal(model):
    """A log line, a fault's page or a message made of an object never holds what the object tells of somebody."""
    row = model(**telling(model))
    assert "told-" not in f"{row} {row!r}"
