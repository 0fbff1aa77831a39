"""The worker and its timetable. A sweep that runs twice, late or not at all loses nothing: the rows hold the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mash.settings.production")
app = Celery("mash")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "due clocks": {"task": "mash.cases.tasks.sweep_deadlines", "schedule": 20.0, "options": {"expires": 20}},
    "due messages": {"task": "mash.cases.tasks.sweep_messages", "schedule": 60.0, "options": {"expires": 60}},
    "approved matrices": {"task": "thresholds.tasks.sweep_matrices", "schedule": 30.0, "options": {"expires": 30}},
    "approved timescales": {"task": "mash.cases.tasks.sweep_versions", "schedule": 30.0, "options": {"expires": 30}},
    "changed calendar": {"task": "mash.cases.tasks.sweep_recalculations", "schedule": 60.0, "options": {"expires": 60}},
    "clocks that stand": {"task": "mash.cases.tasks.sweep_stops", "schedule": 60.0, "options": {"expires": 60}},
    "due times of checks": {"task": "partners.tasks.sweep_due_times", "schedule": 60.0, "options": {"expires": 60}},
    "lapsed agreements": {"task": "partners.tasks.sweep_agreements", "schedule": 60.0, "options": {"expires": 60}},
    "count of concerns": {"task": "referrals.tasks.sweep_count", "schedule": 60.0, "options": {"expires": 60}},
    "old drafts": {"task": "referrals.tasks.sweep_drafts", "schedule": 600.0, "options": {"expires": 600}},
    "unsent words": {"task": "mash.cases.tasks.sweep_drafts", "schedule": 600.0, "options": {"expires": 600}},
    "mailbox": {"task": "referrals.tasks.sweep_mailbox", "schedule": 30.0, "options": {"expires": 30}},
    "holding messages": {"task": "referrals.tasks.send_holding_messages", "schedule": 60.0, "options": {"expires": 60}},
    "decisions to draw": {"task": "mash.cases.tasks.sweep_decision_pdfs", "schedule": 30.0, "options": {"expires": 30}},
    "attempts due": {"task": "mash.cases.tasks.sweep_attempts", "schedule": 60.0, "options": {"expires": 60}},
    "silent connections": {"task": "mash.cases.tasks.sweep_connections", "schedule": 300.0, "options": {"expires": 300}},
    "shifts": {"task": "mash.cases.tasks.sweep_shifts", "schedule": 60.0, "options": {"expires": 60}},
    "unchecked files": {"task": "mash.documents.tasks.scan_files", "schedule": 15.0, "options": {"expires": 15}},
    "files of reports": {"task": "referrals.tasks.sweep_files", "schedule": 60.0, "options": {"expires": 60}},
    "patterns": {"task": "triage.tasks.sweep_patterns", "schedule": 60.0, "options": {"expires": 60}},
    "heartbeat": {"task": "mash.health.tasks.beat_heart", "schedule": 30.0, "options": {"expires": 30}},
}
