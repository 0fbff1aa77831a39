"""Answers for machines: is the process there, and can it serve. No session, no person, no secret."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mash.health.queries import pulses, tables_are_current


@login_not_required
@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nothing of the database: restarting a web process cures no database."""
    return HttpResponse("live\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Can it serve? A late worker is told, but turns nobody away: a concern is taken without it."""
    try:
        current = tables_are_current()
        processes = pulses(timezone.now()) if current else {}
    except DatabaseError:
        return JsonResponse({"status": "not ready", "database": "does not answer"}, status=503)
    if not current:
        return JsonResponse({"status": "not ready", "database": "tables are not up to date"}, status=503)
    return JsonResponse({"status": "ready", "database": "answers", "processes": processes})
