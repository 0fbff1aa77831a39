"""A letter, from the task to the post."""

import pytest
from django.utils import timezone

from mash.accounts.models import User
from mash.outbox.models import Message
from mash.outbox.states import State
from tests.factories import letter_to_post
from tests.journeys.hands import PASSWORD, Person


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_letter_is_printed_and_posted(size, town, live_server, open_browser):
    worker = User.objects.get(email="duty_worker@example.org")
    worker.set_password(PASSWORD)
    worker.save()
    letter_to_post()
    duty = Person(open_browser(size), live_server.url).signs_in(worker.email)
    duty.goes("/tasks/").sees("Print and post a letter").looks()
    duty.follows("Answer").sees("12 Example Row", "plain envelope").looks()
    duty.presses("Record this").sees("Say whether the letter was posted").looks()
    duty.answers(posted="yes", posted_on=timezone.localdate())
    duty.presses("Record this").sees("Your answer is recorded").sees("No tasks")
    assert Message.objects.get().state == State.SENT
