"""What a form looks like to a screen reader: labels, hints, errors and the way from one to the other."""

import re
from typing import Any

import pytest
from django import forms
from django.template.backends.django import DjangoTemplates

from mash.forms.fields import Day, Line, OnceKey, Pick, PickMany, Tick, Words, YesNo
from mash.forms.renderer import OURS, GovukRenderer


class Strict(GovukRenderer):
    options = {"string_if_invalid": "UNKNOWN VARIABLE %s"}


class Questions(forms.Form):
    default_renderer = Strict()
    once = OnceKey()
    worry = Words(label="What are you worried about?", help_text="Use your <own> words", missing="Tell us")
    name = Line(label="Their name", required=False, width=20)
    level = Pick(label="Level", choices=[("red", "Red"), ("green", "Green")], hints={"red": "Today"}, missing="Rate it")
    types = PickMany(label="Types", choices=[("Harm", [("a", "A")]), ("Other", [("b", "B")])], missing="Pick one")
    on = Day(label="When?", help_text="Like 27 3 2026", missing="Enter the day")
    agreed = Tick(label="I agree", missing="Agree first")
    file = forms.FileField(label="File", required=False)
    team = forms.ChoiceField(label="Team", choices=[("n", "North")])


@pytest.fixture
def failed() -> Questions:
    form = Questions({"once": "x"})
    assert not form.is_valid()
    return form


def part(template: str, **context: Any) -> str:
    engine = DjangoTemplates({"NAME": "strict", "DIRS": [OURS], "APP_DIRS": False, "OPTIONS": dict(Strict.options)})
    return engine.get_template(template).render(context)


def tag(html: str, id_: str) -> str:
    return re.search(rf'<[^>]* id="{id_}"[^>]*>', html)[0]


def test_every_reference_in_the_page_leads_somewhere(failed: Questions) -> None:
    html = part("components/error_summary.html", form=failed) + str(failed)
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    targets = re.findall(r' for="([^"]+)"', html) + re.findall(r'href="#([^"]+)"', html)
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        targets += described.split()
    assert targets
    assert set(targets) <= set(ids)


def test_no_unknown_variable_no_inline_style_and_nothing_cut_short(failed: Questions) -> None:
    for html in (str(failed), str(Questions())):
        assert "UNKNOWN VARIABLE" not in html
        assert "style=" not in html
        assert not re.search(r"<[^>]* required[ >]", html)
        assert "maxlength" not in html
        assert "checked" not in html


def test_the_summary_names_each_error_once_and_links_to_the_first_control(failed: Questions) -> None:
    html = part("components/error_summary.html", form=failed)
    assert '<a href="#id_worry">Tell us</a>' in html
    assert '<a href="#id_level_0">Rate it</a>' in html
    assert '<a href="#id_on_0">Enter the day</a>' in html
    assert '<a href="#id_agreed">Agree first</a>' in html
    assert "This page had been open too long" in html
    assert part("components/error_summary.html", form=Questions()).strip() == ""


def test_a_box_is_described_by_its_hint_and_its_error(failed: Questions) -> None:
    box = tag(str(failed), "id_worry")
    assert 'aria-describedby="id_worry_helptext id_worry_error"' in box
    assert 'aria-invalid="true"' in box
    assert 'autocomplete="off"' in box
    assert 'class="govuk-textarea govuk-textarea--error"' in box
    assert "Use your &lt;own&gt; words" in str(failed)


def test_groups_have_a_fieldset_and_a_legend(failed: Questions) -> None:
    html = str(failed)
    assert html.count("<fieldset") == html.count("<legend") == 3
    assert '<fieldset class="govuk-fieldset" aria-describedby="id_on_helptext id_on_error">' in html
    assert "govuk-date-input__input govuk-input--width-2" in tag(html, "id_on_0")
    assert 'name="on_day"' in tag(html, "id_on_0")
    assert 'aria-describedby="id_level_0_hint"' in tag(html, "id_level_0")


def test_only_what_may_stay_empty_says_so() -> None:
    html = str(Questions())
    assert html.count("(optional)") == 2
    assert "(optional)" in str(Questions()["name"].as_field_group())


def test_a_page_with_one_question_has_it_as_its_heading() -> None:
    class Page(Questions):
        question_page = True

    html = str(Page())
    assert html.count("<h1") == 1
    assert '<label class="govuk-label govuk-label--l" for="id_worry">What are you worried about?</label>' in html


def test_dense_forms_have_small_controls_and_inline_ones_stay_inline() -> None:
    class Dense(forms.Form):
        dense = True
        can = YesNo(label="Can they?")
        agreed = Tick(label="Agreed", required=False)

    html = str(Dense())
    assert 'class="govuk-radios govuk-radios--inline govuk-radios--small"' in html
    assert "govuk-checkboxes--small" in html


def test_what_was_typed_comes_back_tidy_and_escaped() -> None:
    form = Questions(
        {"worry": "<script>\x00 & more", "on_day": "31", "on_month": "2", "on_year": "<b>", "level": "red"}
    )
    html = str(form)
    assert "&lt;script&gt; &amp; more" in html
    assert "\x00" not in html
    assert 'value="&lt;b&gt;"' in html
    assert 'value="31"' in tag(html, "id_on_0")
    assert "checked" in tag(html, "id_level_0")


def test_forms_of_other_packages_get_the_same_look() -> None:
    class Plain(forms.Form):
        email = forms.EmailField(widget=forms.EmailInput(attrs={"autocomplete": "username", "class": "own"}))
        password = forms.CharField(widget=forms.PasswordInput)

    html = str(Plain())
    assert 'class="govuk-input own"' in html
    assert 'autocomplete="username"' in html
