"""A referring system, as its makers would write it."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

SEND = "/api/v1/referrals"
CONCERN = {"worry": "She has bruises on both arms.", "danger": "no"}


class Machine:
    """Sends with one agency's key."""

    def __init__(self, secret: str = "", client: Client | None = None) -> None:
        self.client = client or Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def send(
        self, concern: Any = CONCERN, *, key: object = None, kind: str = "application/json", **headers: str
    ) -> HttpResponse:
        headers = self.headers | {"Idempotency-Key": str(key or uuid4())} | headers
        return self.client.post(SEND, concern, content_type=kind, headers=headers)

    def follow(self, reference: str) -> HttpResponse:
        address = reverse("referrals:api:follow", args=[reference])
        return self.client.get(address, headers=self.headers)
