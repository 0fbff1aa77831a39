"""What the pages of the public form say around their questions, and how answers are shown again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.forms import Form, MultiWidget
from django.urls import reverse
from django.utils.formats import date_format

from mash.documents.models import Document
from mash.forms.fields import NhsNumber
from mash.people.telling import spaced

from .states import Voice, Way

VIRUS = "A virus was found in it. We will not be able to open it. If you can, send a photo of it"


@dataclass(frozen=True)
class Page:
    """One page: its heading and lead (none where the question is the heading), and its name among the answers."""

    name: str
    title: str = ""
    lead: str = ""


LEAVE_OUT = "Leave out what you do not know."
PAGES = {
    "who": Page("Who you are worried about"),
    "worry": Page("What you are worried about"),
    "danger": Page("Danger now"),
    "adult": Page(
        "Who it is about", "Who is it about, and how can we find them?", "Give whatever you know. One of these is enough."
    ),
    "needs": Page("Their daily life", "Their daily life", LEAVE_OUT),
    "safety": Page("Keeping them safe", "Keeping them safe", f"This helps us not to make things worse. {LEAVE_OUT}"),
    "you": Page(
        "About you", "About you",
        "You can leave all of this empty and stay anonymous. If you tell us how to reach you safely, we can ask you more,"
        " and you can hear back.",
    ),
}  # fmt: skip
MINE = PAGES | {
    "adult": Page(
        "How we can reach you", "How can we reach you safely?", "Give whatever you like. One of these is enough."
    ),
    "needs": Page("Your daily life", "Your daily life", "Leave out what you do not want to say."),
    "safety": Page(
        "Keeping you safe", "Keeping you safe",
        "This helps us not to make things worse for you. Leave out what you do not want to say.",
    ),
    "you": Page(
        "Hearing from us", "Hearing from us",
        "You can leave all of this empty. If you tell us how to write to you or ring you safely, we can ask you more, and"
        " you can hear back.",
    ),
}  # fmt: skip
IN_FULL = PAGES | {
    "happened": Page("What happened", "What happened", LEAVE_OUT),
    "actions": Page("What has been done so far", "What has been done so far", LEAVE_OUT),
    "needs": Page("Care and support", "Care and support", LEAVE_OUT),
    "wishes": Page("What the adult wants", "What the adult wants", LEAVE_OUT),
    "safety": Page("Who may be causing harm, and safe contact", "Who may be causing harm, and safe contact", LEAVE_OUT),
    "others": Page("Others who may be at risk", "Others who may be at risk", LEAVE_OUT),
    "you": Page(
        "You and your organisation", "You and your organisation",
        "You can leave all of this empty. If we know how to reach you, we can ask you more and tell you what was decided.",
    ),
}  # fmt: skip


def page_of(step: str, voice: Voice) -> Page:
    """The page's words for who is speaking."""
    return {Voice.SELF: MINE, Voice.PROFESSIONAL: IN_FULL}.get(voice, PAGES)[step]


def check_groups(answers: Mapping[str, Form], voice: Voice) -> list[dict[str, Any]]:
    """What was said on each page, with a link to change it. A page of one question needs no name for its answer."""
    return [
        {
            "title": page_of(step, voice).name,
            "url": reverse(f"referrals:{step}"),
            "rows": [_row(form, name) for name in form.fields if _said(form, name)],
            "single": getattr(form, "question_page", False),
        }
        for step, form in answers.items()
    ]


def _row(form: Form, name: str) -> dict[str, str]:
    return {"label": form.fields[name].label, "value": _said(form, name)}


def _said(form: Form, name: str) -> str:
    """An answer as it is read: labels of what was chosen, a day in words. What is wrong is shown as it was typed."""
    form.is_valid()
    field, value = form.fields[name], form.cleaned_data.get(name, form[name].value())
    if value is True:
        return "Yes"
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(field, NhsNumber) and name in form.cleaned_data:
        return spaced(value).strip()
    labels = {str(key): words for key, words in getattr(field, "choices", [])}
    many = value if isinstance(value, list | tuple) else [value]
    between = " " if isinstance(field.widget, MultiWidget) else "\n"
    return between.join(labels.get(str(each), str(each)) for each in many if each)


def silence(you: Form) -> str:
    """Why nobody will write to them although they said how to; empty when somebody will, or they asked for nothing."""
    you.is_valid()
    said = you.cleaned_data
    contacts = ("referrer_email", "referrer_phone", "referrer_address", "reply_by")
    if said.get("safe_to_reply") == "yes" or said.get("reply_by") == Way.STATUS_PAGE or not any(map(said.get, contacts)):
        return ""
    why = {"no": "You said that it is not safe for us to contact you", "not_sure": "You are not sure if it is safe for us to contact you"}
    return f"{why.get(said.get('safe_to_reply', ''), 'You did not say that it is safe for us to contact you')}, so we will not."


def file_group(files: list[Document]) -> dict[str, Any]:
    """The photos and documents that will be sent along, as one more group of answers."""
    good = [file.original_name or file.name for file in files if file.usable]
    rows = [{"label": "Sent along", "value": "\n".join(good)}] if good else []
    if bad := len(files) - len(good):
        rows.append({"label": "Not added", "value": f"{bad} {'file' if bad == 1 else 'files'} could not be added"})
    return {"title": "Photos and documents", "url": reverse("referrals:files"), "rows": rows, "single": False}


def not_added(files: list[Document]) -> list[dict[str, Any]]:
    """What could not be taken, under the reason, which is said once however many it is true of."""
    groups: dict[str, list[Document]] = {}
    for file in files:
        if not file.usable:
            groups.setdefault(file.why or VIRUS, []).append(file)
    return [{"why": why, "files": them} for why, them in groups.items()]


def refused_in_words(refused: list[tuple[str, str]]) -> list[str]:
    """One sentence for each reason, with the names of the files."""
    groups: dict[str, list[str]] = {}
    for name, why in refused:
        groups.setdefault(why, []).append(f"“{name}”")
    return [_refused(names, why) for why, names in groups.items()]


def _refused(names: list[str], why: str) -> str:
    if len(names) == 1:
        return f"{names[0]} was not added. {why}"
    return f"{', '.join(names[:-1])} and {names[-1]} were not added. For each of them: {why[0].lower()}{why[1:]}"
