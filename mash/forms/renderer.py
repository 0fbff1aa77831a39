"""Renders every form with our own field templates, without needing the page's template engine."""

from functools import cached_property
from pathlib import Path
from typing import Any

import django.forms
from django.forms.renderers import BaseRenderer
from django.template.backends.django import DjangoTemplates

from mash.forms.bound import GovukBoundField

OURS = Path(__file__).resolve().parents[2] / "templates"
DJANGOS = Path(django.forms.__file__).parent / "templates"


class GovukRenderer(BaseRenderer):
    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = GovukBoundField
    options: dict[str, Any] = {}

    @cached_property
    def engine(self) -> DjangoTemplates:
        return DjangoTemplates(
            {"NAME": "forms", "DIRS": [OURS, DJANGOS], "APP_DIRS": True, "OPTIONS": dict(self.options)}
        )

    def get_template(self, template_name: str) -> Any:
        return self.engine.get_template(template_name)
