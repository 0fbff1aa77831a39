"""What a question looks like on the page: its classes, its label's size and where its error link leads."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from mash.forms.widgets import DateParts

# First match wins: (widget, class of the control, class added when the answer is wrong).
LOOKS: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (forms.HiddenInput, "", ""),
    (forms.CheckboxSelectMultiple, "govuk-checkboxes", ""),
    (forms.RadioSelect, "govuk-radios", ""),
    (forms.CheckboxInput, "govuk-checkboxes__input", ""),
    (forms.FileInput, "govuk-file-upload", "govuk-file-upload--error"),
    (forms.Select, "govuk-select", "govuk-select--error"),
    (forms.Textarea, "govuk-textarea", "govuk-textarea--error"),
    (DateParts, "govuk-input", "govuk-input--error"),
    (forms.widgets.Input, "govuk-input", "govuk-input--error"),
)
TYPED = (forms.Textarea, forms.TextInput, DateParts)


class GovukBoundField(BoundField):
    """Reads optional attributes of the form: question_page, label_size, dense, mark_optional, and needed, the names of
    questions that the form itself insists on, such as two of which one must be answered; and remarks (mash/forms/worded.py).
    """

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        # Our own messages are clearer than the browser's, and a cut-off paste would lose words silently.
        attrs.pop("required", None)
        if isinstance(widget, TYPED):
            attrs.setdefault("autocomplete", widget.attrs.get("autocomplete", "off"))
        css = self._css(widget)
        return {**attrs, "class": css} if css else attrs

    def _css(self, widget: forms.Widget) -> str:
        base, wrong = next(((b, w) for kind, b, w in LOOKS if isinstance(widget, kind)), ("", ""))
        parts = [base, widget.attrs.get("class", "")]
        if self.errors:
            parts.append(wrong)
        if self._form_says("dense") and base in ("govuk-radios", "govuk-checkboxes"):
            parts.append(f"{base}--small")
        return " ".join(part for part in parts if part)

    def _form_says(self, name: str, default: Any = False) -> Any:
        return getattr(self.form, name, default)

    @property
    def is_tick(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_dense(self) -> bool:
        return bool(self._form_says("dense"))

    @property
    def is_heading(self) -> bool:
        """On a page with one question, the question is the page's heading."""
        visible = self.form.visible_fields()
        return bool(self._form_says("question_page") and visible and visible[0].name == self.name)

    @property
    def size(self) -> str:
        return "l" if self.is_heading else self._form_says("label_size", "s")

    @property
    def is_optional(self) -> bool:
        if self.name in self._form_says("needed", ()):
            return False
        return not self.field.required and not self.is_tick and self._form_says("mark_optional", True)

    @property
    def remarks(self) -> list[Any]:
        """What somebody should look at in these words before they are kept."""
        return [remark for remark in self._form_says("remarks", ()) if remark.field == self.name]

    @property
    def asks_why(self) -> bool:
        """Below the last answer with a remark, one reason lets all of them through."""
        remarks = self._form_says("remarks", ())
        return bool(remarks) and remarks[-1].field == self.name

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        return f"{described} {self.auto_id}_remarks".strip() if described is not None and self.remarks else described

    @property
    def error_target(self) -> str:
        """The id of the control that the error summary moves the focus to."""
        if isinstance(self.field.widget, forms.RadioSelect) and self.subwidgets:
            return self.subwidgets[0].data["attrs"].get("id", "")
        return f"{self.auto_id}_0" if self.use_fieldset else self.auto_id
