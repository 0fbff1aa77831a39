"""The hub: wiring, and the ground that every room stands on."""

from mash.celery import app as celery_app

__all__ = ["celery_app"]
