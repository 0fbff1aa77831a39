"""What the public pages show of the answers given."""

from typing import Any

from django.forms import BooleanField, Form
from django.urls import reverse

from mash.documents.models import Document

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
    return [
        (name, "on" if each is True else str(each))
        for name, value in answers.items()
        for each in (value if isinstance(value, list) else [value])
        if each
    ]


def file_group(files: list[Document]) -> dict[str, Any]:
    """The photos and documents that will be sent along, as one more group of answers."""
    names = [f"{file.original_name or file.name}{': could not be taken' if file.refusal else ''}" for file in files]
    row = {"label": "Photos and documents", "value": "\n".join(names) or "None", "url": reverse("referrals:files")}
    return {"title": "Photos and documents", "rows": [row | {"action": "Change" if files else "Add"}]}
