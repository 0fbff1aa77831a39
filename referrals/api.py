"""The door for machines: systems of other agencies send concerns in, and follow them."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import Header, NinjaAPI, Status
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from mash.accounts.pace import seconds_to_wait, within_pace
from mash.accounts.services import Caller, open_with_key
from mash.health.errors import unreadable
from mash.health.problems import KIND, RING, away, problem
from mash.hub.contact import hub
from mash.once import OtherWords

from .queries import receipt, status_of
from .rules import once_key_of
from .schemas import Problem, Reference, ReferralIn, ReferralOut, StatusOut, wrong
from .services.sending import send_by_system
from .services.status import follow_referral

LARGEST = 1024 * 1024
ABOUT = f"""Send a concern about an adult in Luton straight from your system, and follow what becomes of it.

Nothing is answered 201 or 200 before it is kept. On anything else, or on no answer, **keep the concern and send it again
with the same `Idempotency-Key`**: it will not become two. Every problem is told as RFC 9457 problem details, in words.

Files are not part of this version. Say in `worry` that there are some, and hand them to the worker who reads it.

If someone is in danger now, call 999 first. Questions and keys: Luton Adults MASH, {hub().phone}."""
SAYS = {
    400: "This is not JSON that can be read as one object, each name once. Nothing was saved. Correct it and send it again.",
    401: f"Send your agency's key as “Authorization: Bearer …”. The council gives and ends keys: ring {hub().phone}.",
    404: "Your agency has sent no referral with this reference. Check the reference.",
    409: "This Idempotency-Key came before with another concern, which we have. This one was not saved: "
    "send it again with a new key.",
    413: "This is larger than 1 MiB. Nothing was saved. Send the most important part and say that there is more.",
    415: "Send JSON, with “Content-Type: application/json”. Nothing was saved.",
    422: "Some of it can't be taken as it is. Nothing was saved. Correct what is listed and send it all again.",
    429: "That is more than {most} requests in a minute. Nothing was saved. Wait as long as Retry-After says, "
    "then send it again with the same Idempotency-Key.",
}


class Unfit(Exception):
    """The body is not what this door takes; the status says how."""

    def __init__(self, status: int) -> None:
        self.status = status


class OneObject(Parser):
    """JSON whose names stand once each: of two with the same name, one would be lost without a word."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Unfit(415)
        if len(request.body) > LARGEST:
            raise Unfit(413)
        return json.loads(request.body, object_pairs_hook=_each_once)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unfit(400)
    return found


class AgencyKey(HttpBearer):
    """No cookie is read: somebody's session in a browser opens nothing here, so no other site can use it."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        return open_with_key(secret=token)


class Pace(BaseThrottle):
    """So many requests a minute for each key."""

    def allow_request(self, request: HttpRequest) -> bool:
        return within_pace(f"key:{request.auth.key_id}", settings.API_REQUESTS_A_MINUTE)

    def wait(self) -> float:
        return seconds_to_wait()


def _says(status: int) -> str:
    words = SAYS.get(status, "We can't keep anything just now. Nothing was saved: send it again after Retry-After.")
    return words.format(most=settings.API_REQUESTS_A_MINUTE)


class MachineDoor(NinjaAPI):
    """Describes problems as what they are sent as."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        described = super().get_openapi_schema(**kwargs)
        for path in described["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    _describe(status, response)
        return described


def _describe(status: int, response: dict[str, Any]) -> None:
    if status >= 400:
        response["content"] = {KIND: response["content"]["application/json"]}
        response["description"] = _says(status)
    if status in (429, 503):
        response["headers"] = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}}}


api = MachineDoor(
    title="Luton Adults MASH: referrals", version="1", description=ABOUT, docs_url=None, docs_decorator=require_safe,
    urls_namespace="referrals:api", auth=AgencyKey(), throttle=Pace(), parser=OneObject(),
)  # fmt: skip
LINK = {"follow": {"operationId": "follow", "parameters": {"reference": "$response.body#/reference"}}}


def _problems(*statuses: int) -> dict[int, type[Problem]]:
    return dict.fromkeys(statuses, Problem)


@api.post(
    "/referrals",
    operation_id="send",
    url_name="send",
    summary="Send a concern",
    response={200: ReferralOut, 201: ReferralOut, **_problems(400, 401, 409, 413, 415, 422, 429, 503)},
    openapi_extra={"responses": {200: {"links": LINK}, 201: {"links": LINK}}},
)
def send(request: HttpRequest, concern: ReferralIn, idempotency_key: UUID = Header(alias="Idempotency-Key")) -> Any:  # noqa: B008
    """201 when we have it now; 200, with the same reference, when this key brought the same concern before.

    A field that we don't know refuses the whole: a misspelt name would lose the words in it without anybody noticing,
    and what is refused stays with the sender.
    """
    caller: Caller = request.auth
    _, before = send_by_system(
        key=idempotency_key, report=concern.report(), agency_id=caller.agency_id, by=caller.actor
    )
    kept = receipt(once_key_of(caller.agency_id, idempotency_key))
    answer = {"reference": kept.reference, "code": kept.code, "received_at": kept.received_at, "read_due_at": kept.due_at}
    return Status(200 if before else 201, answer)


@api.get(
    "/referrals/{reference}",
    operation_id="follow",
    url_name="follow",
    summary="Check what is happening",
    response={200: StatusOut, **_problems(401, 404, 429, 503)},
)
def follow(request: HttpRequest, reference: Reference) -> Any:
    """What the referrer may know of one of your agency's referrals, as on their status page. Nothing of the case."""
    caller: Caller = request.auth
    found = follow_referral(reference=reference, agency_id=caller.agency_id, by=caller.actor)
    if found is None:
        return problem(404, SAYS[404])
    status = status_of(found)
    told = [{"kind": f.kind, "extent": f.extent, "text": f.text, "told_at": f.composed_at} for f in status.told]
    return {**vars(status), "read_due_at": status.due_at, "told": told}


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, refusal: HttpError) -> HttpResponse:
    cause = refusal.__cause__
    status = cause.status if isinstance(cause, Unfit) else refusal.status_code
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return problem(status, _says(status), headers=headers)


@api.exception_handler(ValidationError)
def _unfit(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    return problem(422, SAYS[422], errors=[wrong(error) for error in fault.errors])


@api.exception_handler(OtherWords)
def _key_used(request: HttpRequest, fault: OtherWords) -> HttpResponse:
    return problem(409, SAYS[409])


@api.exception_handler(OperationalError)
def _away(request: HttpRequest, fault: OperationalError) -> HttpResponse:
    return away()


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, fault: RequestDataTooBig) -> HttpResponse:
    return unreadable(request, fault)


def _open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open to whoever has a key, or asks for the description; and a wrong method is told as a problem too."""

    @wraps(view, updated=())
    def door(request: HttpRequest, **words: Any) -> HttpResponse:
        response = view(request, **words)
        if response.status_code == 405:
            allowed = response["Allow"]
            return problem(405, f"This address takes {allowed} only. {RING}", headers={"Allow": allowed})
        return response

    door.csrf_exempt = True
    return login_not_required(door)


def doors() -> list[Any]:
    """The addresses of the API but its root, which is a page for people."""
    patterns = [pattern for pattern in api.urls[0] if pattern.name != "api-root"]
    for pattern in patterns:
        pattern.callback = _open(pattern.callback)
    return patterns
