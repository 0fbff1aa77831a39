"""Registers the system checks."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "mash.health"

    def ready(self) -> None:
        from mash.health import checks  # noqa: F401
