"""A form whose key has done its work, and that came again with other words, goes on under a key of its own."""

from uuid import uuid4

from django.forms import Form

from .kept import put_in

NOT_KEPT = "What you sent now is not kept yet. From this page we have {what}, with other words. Press the button again, and this is kept too"


def under_fresh_key(form: Form, what: str, key: str = "once") -> Form:
    """Its answers stay as they were typed, and sending them again makes one more. `what` the first words made."""
    put_in(form, key, uuid4())
    form.add_error(None, NOT_KEPT.format(what=what))
    return form
