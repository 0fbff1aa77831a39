"""GOV.UK Notify: texts, and e-mail where EMAIL_BY says so. It can be asked what became of our reference."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from notifications_python_client import NotificationsAPIClient
from notifications_python_client.errors import HTTPError
from requests.exceptions import ConnectTimeout, RequestException
from urllib3.exceptions import MaxRetryError, NewConnectionError

from ..models import Message
from ..rules import Fate, NotSent, fate_of_answer
from ..states import Channel

# Well below the lease, for connecting and for each answer.
PATIENCE = 10
NEVER_ARRIVED = ("permanent-failure", "temporary-failure", "technical-failure", "validation-failed", "virus-scan-failed")


def send(message: Message) -> None:
    """One pass-through template for each channel: the words are ours, checked when they were queued."""
    asked = {"reference": str(message.reference)}
    try:
        with _door() as notify:
            if message.channel == Channel.TEXT:
                asked |= {"template_id": settings.NOTIFY_TEXT_TEMPLATE, "personalisation": {"body": message.body}}
                notify.send_sms_notification(message.recipient, **asked)
            else:
                words = {"subject": message.subject, "body": message.body}
                asked |= {"template_id": settings.NOTIFY_EMAIL_TEMPLATE, "personalisation": words}
                notify.send_email_notification(message.recipient, **asked)
    except HTTPError as error:
        raise NotSent(_fate(error), _kind(error)) from error


def found(message: Message) -> bool:
    """Whether Notify has it. What Notify itself gave up on will not be sent again, but told to a person."""
    try:
        with _door() as notify:
            answer = notify.get_all_notifications(reference=str(message.reference))
    except HTTPError as error:
        raise NotSent(Fate.IN_DOUBT, f"look-up: {_kind(error)}") from error
    states = [each["status"] for each in answer["notifications"]]
    failed = [state for state in states if state in NEVER_ARRIVED]
    if failed and len(failed) == len(states):
        raise NotSent(Fate.REFUSED, f"GOV.UK Notify: {failed[0]}")
    return bool(states)


@contextmanager
def _door() -> Iterator[NotificationsAPIClient]:
    """A fresh connection each time: one that went stale meanwhile would put a message in doubt for nothing."""
    if not settings.NOTIFY_API_KEY:
        raise NotSent(Fate.REFUSED, "GOV.UK Notify is not set up (NOTIFY_API_KEY)")
    try:
        client = NotificationsAPIClient(settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_URL, timeout=PATIENCE)
    except AssertionError:
        raise NotSent(Fate.REFUSED, "GOV.UK Notify is not set up (NOTIFY_API_KEY is no key)") from None
    with client.request_session:
        yield client


def _fate(error: HTTPError) -> Fate:
    """The client calls every silence a 503: only the answer itself tells a refusal from a silence."""
    if error.response is not None:
        return fate_of_answer(error.response.status_code)
    return Fate.TRY_AGAIN if _never_opened(error.__cause__) else Fate.IN_DOUBT


def _never_opened(cause: BaseException | None) -> bool:
    """No connection, so nothing has left the house."""
    if isinstance(cause, ConnectTimeout):
        return True
    why = cause.args[0] if isinstance(cause, RequestException) and cause.args else None
    return isinstance(why, MaxRetryError) and isinstance(why.reason, NewConnectionError)


def _kind(error: HTTPError) -> str:
    """What happened, without the answer's words: they may repeat an address."""
    if error.response is not None:
        return f"GOV.UK Notify {error.response.status_code}"
    return f"GOV.UK Notify {type(error.__cause__).__name__}"
