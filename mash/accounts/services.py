"""Creating and ending accounts."""

from django.db import transaction

from mash.organisations.models import Organisation
from mash.trail.services import Actor, record, record_apart
from mash.trail.verbs import Verb

from .models import User
from .roles import Role

CHAIN = "accounts"


@transaction.atomic
def create_account(
    *, email: str, name: str, role: Role, organisation: Organisation, password: str | None, by: Actor, phone: str = ""
) -> User:
    """A new person may sign in. They join the group of their organisation, which holds its grants."""
    user = User.objects.create_user(email, password, name=name, role=role, organisation=organisation, phone=phone)
    user.groups.add(organisation.group)
    record(Verb.ACCOUNT_CREATED, chain=CHAIN, by=by, subject=str(user.pk), detail={"role": role})
    return user


@transaction.atomic
def disable_account(*, user_id: int, by: Actor) -> User:
    """The person's sessions end with their next click; what they did stays under their name."""
    user = User.objects.select_for_update().get(pk=user_id)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(Verb.ACCOUNT_DISABLED, chain=CHAIN, by=by, subject=str(user.pk))
    return user


def record_sign_in(*, by: User) -> None:
    """Who came in, and when: kept beside the reads, where no rolled-back page can take it back."""
    record_apart(Verb.SIGNED_IN, chain="accounts:sign-in", by=by)
