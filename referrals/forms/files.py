"""Choosing photos and documents to send with a report."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

ACCEPT = ".jpg,.jpeg,.png,.webp,.gif,.pdf,.docx,.xlsx,.odt,.txt,image/jpeg,image/png,image/webp,image/gif,application/pdf"
"""Said to the browser: a phone then offers its camera and its photos, and hands over a HEIC picture as JPEG."""


class Several(forms.ClearableFileInput):
    """The browser's own file picker, for more than one."""

    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True
    needs_multipart_form = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class Files(forms.Field):
    """Any number of files. What they are is judged where they are taken in, not by what the browser says."""

    widget = Several


class FilesForm(forms.Form):
    """One question; leaving it empty is an answer."""

    mark_optional = False
    files = Files(
        label="Choose photos or documents", required=False, widget=Several(attrs={"accept": ACCEPT}),
        help_text="Up to 10 files, each up to 10 MB: photos and screenshots (JPEG, PNG, WebP, GIF), PDF, Word (docx), "
        "Excel (xlsx), OpenDocument text (odt) or plain text (txt).",
    )  # fmt: skip
