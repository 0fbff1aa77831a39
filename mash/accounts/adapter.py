"""What allauth may do here: sign people in. Nobody makes an account for themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from .services import record_sign_in


class ClosedAdapter(DefaultAccountAdapter):
    """Accounts come from the council's administrator or the agency's manager, never from a sign-up page."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "That email address and password do not match. Check both, or choose a new password",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user, **kwargs):  # noqa: ANN001, ANN003, ANN201 (allauth's own signature)
        record_sign_in(user)
        return super().post_login(request, user, **kwargs)

    def add_message(self, *args: object, **kwargs: object) -> None:
        """The page itself says what happened."""
