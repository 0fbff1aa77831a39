"""Photos and documents on pages that hold a whole report: a letter's scan, a partner's photo."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from mash.documents.rules import MOST_BYTES

from ..drafts import FILES
from ..forms.files import FilesForm
from ..pages import refused_in_words
from ..queries import unsent_files
from ..services.files import Sent, add_files, take_back_file


@dataclass(frozen=True)
class Enclosed:
    """What was added until now, and the question for more."""

    form: FilesForm
    files: list[Any]
    not_taken: list[str]

    @classmethod
    def none(cls) -> "Enclosed":
        """Before anything was chosen."""
        return cls(FilesForm(), [], [])

    @property
    def documents(self) -> list[int]:
        """What goes with the report."""
        return [document.pk for document in self.files]


def enclosed(request: HttpRequest) -> Enclosed:
    """The files of this page. They are taken in at once: what was chosen is not lost when an answer is wrong."""
    if request.method != "POST":
        return Enclosed.none()
    form = FilesForm(request.POST, request.FILES)
    form.is_valid()
    tokens, refused = changed_files(request, form, held=request.POST.getlist(FILES), by=request.user)
    return Enclosed(form, unsent_files(tokens), refused)


def changed_files(request: HttpRequest, form: FilesForm, *, held: list[str], by: object) -> tuple[list[str], list[str]]:
    """One is taken back if its button was pressed, and what was chosen is taken in: the tokens of all that is there then,
    and what could not be taken, in words.
    """
    removed = request.POST.get("remove", "")
    take_back_file(token=removed, by=by)
    tokens = [token for token in held if token != removed]
    added = add_files(held=tokens, files=_sent(form), by=by)
    return tokens + [str(document.token) for document in added.taken], refused_in_words(added.not_taken)


def _sent(form: FilesForm) -> Iterator[Sent]:
    """One after the other: no more than one is in memory, and of one that is too large only the start."""
    for each in form.cleaned_data.get("files", []):
        yield Sent(name=each.name, content=each.read(MOST_BYTES + 1))
