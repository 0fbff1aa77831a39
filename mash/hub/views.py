"""Two pages that every public page leads to."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the hub does with what it is told (UK GDPR, articles 13 and 14)."""
    return render(request, "hub/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far everybody can use these pages (Public Sector Bodies Accessibility Regulations 2018, regulation 8)."""
    return render(request, "hub/accessibility.html")
