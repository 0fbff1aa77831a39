"""What the pages of the public form say around their questions, and how answers are shown again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.formats import date_format

from mash.documents.models import Document

from .states import Voice


@dataclass(frozen=True)
class Page:
    """One page: its heading and lead (none where the question is the heading), and its name among the answers."""

    name: str
    title: str = ""
    lead: str = ""


LEAVE_OUT = "Leave out what you do not know."
PAGES = {
    "who": Page("Who you are worried about"),
    "worry": Page("The worry"),
    "danger": Page("Danger"),
    "adult": Page(
        "The adult", "Who is it about, and how could we find them?", "Give whatever you know. One of these is enough."
    ),
    "needs": Page("Help and wishes", "Their daily life", LEAVE_OUT),
    "safety": Page("Safety", "Keeping them safe", f"This helps us not to make things worse. {LEAVE_OUT}"),
    "you": Page(
        "About you", "About you",
        "You can leave all of this empty and stay anonymous. If you tell us how to reach you, we can ask you more, and you"
        " can hear back.",
    ),
}  # fmt: skip
MINE = PAGES | {
    "adult": Page("You", "How could we find you?", "Give whatever you like. One of these is enough."),
    "needs": Page("Help and wishes", "Your daily life", "Leave out what you do not want to say."),
    "safety": Page("Safety", "Keeping you safe", "This helps us not to make things worse for you."),
    "you": Page(
        "Reaching you", "How can we reach you?",
        "You can leave all of this empty. If you tell us how to reach you, we can ask you more, and you can hear back.",
    ),
}  # fmt: skip
IN_FULL = PAGES | {
    "happened": Page("What happened", "What happened", LEAVE_OUT),
    "actions": Page("What has been done", "What has been done so far", LEAVE_OUT),
    "needs": Page("Care and support", "Care and support", LEAVE_OUT),
    "wishes": Page("Wishes, consent and capacity", "What the adult wants", LEAVE_OUT),
    "safety": Page("Who may be causing harm, and safe contact", "Who may be causing harm, and safe contact", LEAVE_OUT),
    "others": Page("Others at risk", "Others who may be at risk", LEAVE_OUT),
    "you": Page(
        "You and your organisation", "You and your organisation",
        "You can leave all of this empty. If we know how to reach you, we can ask you more and tell you what was decided.",
    ),
}  # fmt: skip


def page_of(step: str, voice: Voice) -> Page:
    """The page's words for who is speaking."""
    return {Voice.SELF: MINE, Voice.PROFESSIONAL: IN_FULL}.get(voice, PAGES)[step]


def check_groups(answers: Mapping[str, Form], voice: Voice) -> list[dict[str, Any]]:
    """What was said on each page, with a link to change it; a page on which nothing was said says so."""
    return [
        {
            "title": page_of(step, voice).name,
            "url": reverse(f"referrals:{step}"),
            "rows": [_row(form, name) for name in form.fields if _said(form, name)],
        }
        for step, form in answers.items()
    ]


def _row(form: Form, name: str) -> dict[str, str]:
    return {"label": form.fields[name].label, "value": _said(form, name)}


def _said(form: Form, name: str) -> str:
    """An answer as it is read: labels of what was chosen, a day in words. What is wrong is shown as it was typed."""
    form.is_valid()
    value = form.cleaned_data.get(name, form[name].value())
    if value is True:
        return "Yes"
    if isinstance(value, date):
        return date_format(value, "j F Y")
    labels = {str(key): words for key, words in getattr(form.fields[name], "choices", [])}
    many = value if isinstance(value, list | tuple) else [value]
    return "\n".join(labels.get(str(each), str(each)) for each in many if each)


def file_group(files: list[Document]) -> dict[str, Any]:
    """The photos and documents that will be sent along, as one more group of answers."""
    action = "Change photos and documents" if files else "Add photos and documents"
    names = [f"{file.original_name or file.name}{': could not be taken' if file.refusal else ''}" for file in files]
    rows = [{"label": "Sent along", "value": "\n".join(names) or "None"}]
    return {"title": "Photos and documents", "url": reverse("referrals:files"), "rows": rows, "action": action}
