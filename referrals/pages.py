"""What the public pages show of the answers given."""

from typing import Any

from django.forms import BooleanField, Form
from django.urls import reverse

TITLES = {
    "worry": "Your worry", "danger": "Danger", "adult": "The adult", "safety": "Keeping them safe", "you": "About you",
}  # fmt: skip
UNANSWERED = "Not answered"


def check_rows(answers: dict[str, Form]) -> list[dict[str, Any]]:
    """The answers of each question page as rows with a link to change them."""
    return [
        {
            "title": TITLES[step],
            "rows": [_row(form, name, reverse(f"referrals:{step}")) for name in form.fields if _shown(form, name)],
        }
        for step, form in answers.items()
    ]


def _row(form: Form, name: str, url: str) -> dict[str, str]:
    label = form.fields[name].label
    return {"label": label, "value": _said(form, name) or UNANSWERED, "url": url, "hidden": f"the answer: {label}"}


def _shown(form: Form, name: str) -> bool:
    """A box that was not ticked says nothing."""
    return not isinstance(form.fields[name], BooleanField) or form[name].value() is True


def _said(form: Form, name: str) -> str:
    value = form[name].value()
    if value is True:
        return "Yes"
    choices = {str(key): words for key, words in getattr(form.fields[name], "choices", [])}
    return choices.get(str(value), str(value or ""))


def posted(answers: dict[str, Any]) -> list[tuple[str, str]]:
    """The answers as hidden fields, so that the page that sends them needs no memory."""
    return [(name, "on" if value is True else str(value)) for name, value in answers.items() if value]
