"""Sending back and withdrawing what was proposed: the same page and the same answers, whatever is proposed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mash.accounts.forms import SendBackForm
from mash.accounts.governing import NotYours, Settled

from .kept_pages import kept_page


def send_back_page(request: HttpRequest, send_back: Callable[..., object], *, what: str, home: str, back: str) -> HttpResponse:
    """Ask why it doesn't come, and send it back. `send_back`: the service, which is given `why` and `by`; `home`: where its
    reader goes on, `back`: where the proposal stands.
    """
    form, status = SendBackForm(request.POST if request.method == "POST" else None), 200
    if form.is_valid():
        try:
            send_back(why=form.cleaned_data["why"], by=request.user)
        except (Settled, NotYours) as refused:
            form.add_error(None, f"{refused} Nothing was sent back, and nobody was told your reason.")
            status = 409
        else:
            messages.success(request, f"Sent back: {what}.")
            return redirect(home)
    return kept_page(request, "cases/send_back.html", form=form, status=status, what=what, back=back)


def withdrawn(request: HttpRequest, withdraw: Callable[..., object], *, home: str, back: str) -> HttpResponse:
    """Take back one's own proposal; arguments as above."""
    try:
        withdraw(by=request.user)
    except (Settled, NotYours) as refused:
        messages.info(request, str(refused))
        return redirect(back)
    messages.success(request, "Your proposal is withdrawn.")
    return redirect(home)
