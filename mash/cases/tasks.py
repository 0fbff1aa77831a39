"""The bells that wake the sweeps. A bell carries nothing: what is due stands in the rows."""

from celery import shared_task

from .services import (
    actions,
    advocates,
    attempts,
    connections,
    decision_pdfs,
    drafts,
    lost_messages,
    markers,
    needs,
    recalculating,
    required,
    shifts,
    stopping,
    sweeps,
    texts,
    timescales,
)


@shared_task
def sweep_deadlines() -> None:
    sweeps.sweep_deadlines()


@shared_task
def sweep_messages() -> None:
    lost_messages.sweep_messages()


@shared_task
def sweep_versions() -> None:
    timescales.sweep_versions()
    texts.sweep_texts()


@shared_task
def sweep_recalculations() -> None:
    recalculating.sweep_recalculations()


@shared_task
def sweep_stops() -> None:
    stopping.sweep_stops()


@shared_task
def sweep_decision_pdfs() -> None:
    decision_pdfs.sweep_decision_pdfs()


@shared_task
def sweep_shifts() -> None:
    shifts.sweep_shifts()


@shared_task
def sweep_connections() -> None:
    connections.sweep_connections()
    actions.sweep_actions()
    required.sweep_required()
    actions.sweep_intelligence()
    needs.sweep_responses()
    markers.sweep_markers()


@shared_task
def sweep_attempts() -> None:
    attempts.sweep_attempts()
    advocates.sweep_advocates()


@shared_task
def sweep_drafts() -> None:
    drafts.sweep_drafts()
