"""Puts kept answers back into a form: what a person typed or picked earlier, and nothing that only the page itself knew."""

from collections.abc import Container, Mapping

from django import forms
from django.utils.datastructures import MultiValueDict

from .reading import clean_words


def keys_of(form: forms.Form, *only: str) -> list[str]:
    """The names under which a browser posts this form's answers, or those of some of its questions."""
    keys = []
    for name in only or form.fields:
        widget = form.fields[name].widget
        parts = widget.widgets_names if isinstance(widget, forms.MultiWidget) else [""]
        keys += [form.add_prefix(name) + part for part in parts]
    return keys


def answerable(form: forms.Form) -> list[str]:
    """The questions whose answers may be kept. Files and passwords are not, nor what a person never sees, such as the key
    that makes sending twice harmless.
    """
    fields = form.fields.items()
    return [name for name, each in fields if not (each.widget.is_hidden or each.widget.needs_multipart_form or _secret(each))]


def put_back(form: forms.Form, kept: Mapping[str, list[str]], answered: Container[str] = ()) -> None:
    """Show kept answers again, unjudged. A question that was just `answered` on the page before keeps that answer; one
    that was never on the page keeps what the form begins with.
    """
    data, back = MultiValueDict(kept), {}
    for name in answerable(form):
        keys = keys_of(form, name)
        if any(key in kept for key in keys) and not any(key in answered for key in keys):
            back[name] = form.fields[name].widget.value_from_datadict(data, {}, form.add_prefix(name))
    form.initial = {**form.initial, **back}


def see_anew(form: forms.Form, seen: int) -> None:
    """The page comes back with what stands now above it: sent again, the form goes by that, with every word as it was."""
    put_in(form, "seen", seen)


def put_in(form: forms.Form, name: str, value: object) -> None:
    """What the page itself answers in a form that comes back; every word of its writer stays."""
    form.data = form.data.copy()
    form.data[form.add_prefix(name)] = str(value)


def in_words(form: forms.Form) -> list[tuple[str, str]]:
    """What was typed or picked, right or wrong, under its question: for a page that can't take it any more."""
    said = ((form.fields[name], form[name].data) for name in answerable(form))
    return [(field.label or "", words) for field, data in said if (words := _words(field, data))]


def _words(field: forms.Field, data: object) -> str:
    if isinstance(data, bool):
        return "Yes" if data else ""
    choices = dict(getattr(field, "choices", ()))
    each = data if isinstance(data, list) else [data]
    return " ".join(clean_words(str(choices.get(part, part))) for part in each if part)


def _secret(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.PasswordInput)
