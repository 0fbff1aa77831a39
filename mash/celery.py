"""The worker and its timetable. A sweep that runs twice, late or not at all loses nothing: the rows hold the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mash.settings.production")
app = Celery("mash")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "due clocks": {"task": "mash.cases.tasks.sweep_deadlines", "schedule": 60.0, "options": {"expires": 60}},
    "due messages": {"task": "mash.cases.tasks.sweep_messages", "schedule": 60.0, "options": {"expires": 60}},
    "lapsed agreements": {"task": "partners.tasks.sweep_agreements", "schedule": 60.0, "options": {"expires": 60}},
    "unchecked files": {"task": "mash.documents.tasks.scan_files", "schedule": 15.0, "options": {"expires": 15}},
    "files of reports": {"task": "referrals.tasks.sweep_files", "schedule": 60.0, "options": {"expires": 60}},
    "heartbeat": {"task": "mash.health.tasks.beat_heart", "schedule": 30.0, "options": {"expires": 30}},
}
