"""The hub's numbers: set once, said alike on every page, and never a number that nobody answers."""

from pathlib import Path

import pytest
from django.template import engines

from mash.hub.contact import dialled, hub

ROOT = Path(__file__).parents[2]
CODE = [p for pattern in ("*.py", "*.html", "*.txt", "*.yaml") for app in ("mash", "partners", "thresholds", "referrals", "triage",
        "enquiries", "audit", "templates") for p in (ROOT / app).rglob(pattern)]  # fmt: skip


def shown(words):
    return engines["django"].from_string("{% load hub %}" + words).render()


def test_the_number_is_written_in_one_place():
    assert [str(p.relative_to(ROOT)) for p in CODE if "547730" in p.read_text()] == ["mash/settings/base.py"]


@pytest.mark.parametrize(
    ("number", "digits"),
    [("01582 547730", "+441582547730"), ("0303 123 1113", "+443031231113"), ("999", "999"), ("101", "101"), ("+44 1582 1", "+4415821")],
)
def test_a_number_can_be_rung_with_one_touch(number, digits):
    assert dialled(number) == digits
    assert shown(f'{{% ring "{number}" %}}') == f'<a class="govuk-link mash-nowrap" href="tel:{digits}">{number}</a>'


def test_the_settings_are_what_is_shown(settings):
    settings.HUB_PHONE, settings.HUB_HOURS = "01632 960001", "daily, 8am to 8pm"
    assert "01632 960001</a>, daily, 8am to 8pm" in shown("{% hub_lines %}")
    assert 'class="x mash-nowrap"' in shown('{% hub_phone "x" %}')
    assert hub().phone == "01632 960001"


def test_other_times_have_a_number_only_where_there_is_one(settings):
    assert "any other time" not in shown("{% hub_lines %}")
    emergency = shown('{% include "components/emergency.html" %}')
    assert "any other time" not in emergency
    assert 'href="tel:999"' in emergency
    assert 'href="tel:101"' in emergency
    settings.OUT_OF_HOURS_PHONE = "01632 960999"
    assert 'or <a class="govuk-link mash-nowrap" href="tel:+441632960999">01632 960999</a> at any other time' in shown("{% hub_lines %}")
    assert "01632 960999" in shown('{% include "components/emergency.html" %}')


def test_what_is_set_is_escaped(settings):
    settings.HUB_PHONE = "<b>1</b>"
    assert "<b>" not in shown("{% hub_lines %}")
