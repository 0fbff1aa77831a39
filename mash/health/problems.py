"""Answers for other systems when something is wrong: problem details (RFC 9457), in words that say what to do."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

from mash.hub.contact import hub

MACHINES = "/api/"
KIND = "application/problem+json"
RING = f"If it is urgent, ring {hub().phone}; if someone is in danger now, call 999."
AGAIN_SECONDS = 30


def asks_as_machine(request: HttpRequest) -> bool:
    """Whether a system asks rather than a browser: it is never answered with a page."""
    return request.path.startswith(MACHINES)


def problem(status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> JsonResponse:
    """What is wrong and what to do. It never repeats what was sent: that may be about somebody."""
    body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JsonResponse(body, status=status, content_type=KIND, headers=headers)


def away() -> JsonResponse:
    """The database does not answer. The sender keeps the concern and tries again with the same key."""
    words = f"We can't keep anything just now. Nothing was saved: send the same again, with the same Idempotency-Key. {RING}"
    return problem(503, words, headers={"Retry-After": str(AGAIN_SECONDS)})
