"""Letters at the duty desk: printed once, posted by a person, and what a message that could not be sent asks of whom."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from mash.cases.models import Case, WorkItem
from mash.cases.services import letters
from mash.cases.services.lost_messages import sweep_messages
from mash.cases.states import WorkKind
from mash.documents.models import Document
from mash.documents.pdf import PdfUnavailable
from mash.outbox.models import Message
from mash.outbox.relay import Relay
from mash.outbox.services import queue_message
from mash.outbox.states import Channel, State
from mash.trail.models import Event
from mash.trail.services import System
from mash.trail.verbs import Verb
from tests.factories import letter_to_post, make_case

pytestmark = pytest.mark.django_db
DAYS_AGO = timedelta(days=3)


@pytest.fixture
def letter(people):
    return letter_to_post(queued_at=timezone.now() - DAYS_AGO)


def page(letter, name="post_letter"):
    return reverse(f"triage:{name}", args=[letter.reference])


def posted(day, **more):
    return {"posted": "yes", "posted_on_day": day.day, "posted_on_month": day.month, "posted_on_year": day.year} | more


def after(letter):
    letter.refresh_from_db()
    return letter


def test_the_task_leads_to_the_letter_and_is_answered_there_only(letter, people, client_for):
    client = client_for(people.duty_worker)
    tasks = client.get("/tasks/").content.decode()
    assert page(letter) in tasks
    assert "12 Example Row" not in tasks
    assert "12 Example Row" in client.get(page(letter)).content.decode()
    item = WorkItem.objects.get(kind=WorkKind.POST_LETTER)
    assert client.post("/tasks/answer/", {"task": item.pk, "answer": "Posted"}).url == page(letter)
    assert after(letter).state == State.TO_POST


def test_posted_on_a_day_it_is_sent(letter, people, client_for):
    day = timezone.localdate() - timedelta(days=1)
    assert client_for(people.duty_worker).post(page(letter), posted(day)).url == "/tasks/"
    assert after(letter).state == State.SENT
    assert timezone.localdate(letter.sent_at) == day
    item = WorkItem.objects.get()
    assert (item.answered_by, item.answer) == (people.duty_worker, f"Posted on {day:%-d %B %Y}.")
    assert "settled" in client_for(people.duty_worker).get(page(letter)).content.decode()


def test_posted_today_is_not_in_the_future(letter, people):
    letters.post_letter(letter=letter.reference, posted_on=timezone.localdate(), by=people.duty_worker)
    assert after(letter).sent_at <= timezone.now()


def test_not_posted_says_what_is_done_instead(letter, people, client_for):
    client = client_for(people.duty_worker)
    assert client.post(page(letter), {"posted": "no", "instead": "Rang them on Monday."}).url == "/tasks/"
    assert after(letter).state == State.DEAD
    assert sweep_messages() == 0, "whoever answered has said what is done: nobody is asked again"
    assert WorkItem.objects.get().answer == "Rang them on Monday."


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (lambda today: {}, "Say whether the letter was posted"),
        (lambda today: {"posted": "yes"}, "Enter the day on which it was posted"),
        (lambda today: posted(today + timedelta(days=1)), "must be today or in the past"),
        (lambda today: posted(today - timedelta(days=9)), "The day cannot be before the letter was written"),
        (lambda today: {"posted": "no"}, "Say how they will be told instead"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(letter, people, client_for, given, problem):
    answer = client_for(people.duty_worker).post(page(letter), {"instead": ""} | given(timezone.localdate()))
    assert problem in answer.content.decode()
    assert after(letter).state == State.TO_POST


def test_whoever_comes_second_is_told_who_posted_it(letter, people, client_for):
    letters.post_letter(letter=letter.reference, posted_on=timezone.localdate(), by=people.practitioner)
    late = client_for(people.duty_worker).post(page(letter), {"posted": "no", "instead": "I rang."})
    assert late.status_code == 409
    assert people.practitioner.name in late.content.decode()
    assert "I rang." in late.content.decode()
    assert after(letter).state == State.SENT


def test_the_pdf_is_drawn_once_and_shows_name_and_address_and_no_council_outside(letter, people, client_for):
    client = client_for(people.duty_worker)
    first = client.get(page(letter, "print_letter"))
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert client.get(page(letter, "print_letter")).content == first.content
    assert Document.objects.count() == 1
    assert Event.objects.filter(verb=Verb.LETTER_PRINTED, subject=str(letter.reference)).count() == 2
    inside, envelope = PdfReader(BytesIO(first.content)).pages
    assert envelope.extract_text().split("\n") == letter.recipient.split("\n")
    assert letter.recipient.split("\n")[1] in inside.extract_text()
    assert "R-0000-0001" in inside.extract_text()
    assert not [word for word in ("MASH", "afeguard", "Adult") if word in inside.extract_text()]


def test_a_machine_that_draws_nothing_says_so_and_the_letter_waits(letter, people, client_for, monkeypatch):
    def missing(**_):
        raise PdfUnavailable("Install libpango.")

    monkeypatch.setattr(letters, "keep_pdf", missing)
    answer = client_for(people.duty_worker).get(page(letter, "print_letter"))
    assert answer.status_code == 503
    assert "Install libpango." in answer.content.decode()
    assert after(letter).state == State.TO_POST


def test_a_letter_of_a_restricted_case_is_not_there_for_others(people, client_for):
    case = make_case(people, stage="triage")
    letter = letter_to_post(about=case.referrals.get().reference)
    assert WorkItem.objects.get(kind=WorkKind.POST_LETTER).case == case
    client = client_for(people.duty_worker)
    assert client.get(page(letter)).status_code == 200
    Case.objects.filter(pk=case.pk).update(restricted=True)
    for name in ("post_letter", "print_letter"):
        assert client.get(page(letter, name)).status_code == 404
    assert client.post(page(letter), posted(timezone.localdate())).status_code == 404
    assert after(letter).state == State.TO_POST


@pytest.mark.parametrize("role", ["partner", "board_member", "qa_manager", "locality_manager", "administrator"])
def test_only_the_duty_desk_posts(letter, people, client_for, role):
    for name in ("post_letter", "print_letter"):
        assert client_for(getattr(people, role)).get(page(letter, name)).status_code == 403


@pytest.mark.parametrize("use_case", [
    lambda letter, by: letters.post_letter(letter=letter, posted_on=timezone.localdate(), by=by),
    lambda letter, by: letters.leave_letter(letter=letter, instead="Rang.", by=by),
    lambda letter, by: letters.print_letter(letter=letter, by=by),
])  # fmt: skip
def test_without_its_line_of_trail_nothing_happened(letter, people, use_case, monkeypatch):
    for module in ("mash.outbox.services", "mash.cases.services.letters"):
        monkeypatch.setattr(f"{module}.record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        use_case(letter.reference, people.duty_worker)
    assert after(letter).state == State.TO_POST
    assert WorkItem.objects.get().answered_at is None


def test_a_text_that_cannot_go_says_why_and_to_whom_to_whoever_may_see_the_case(people):
    case = make_case(people, stage="triage")
    about = case.referrals.get().reference
    words = {"reference": about, "due": "Monday 1 June at 12:00"}
    message = queue_message(recipient="07700 900 982", template="acknowledgement", context=words, about=about,
                            channel=Channel.TEXT, by=System("test"))  # fmt: skip
    while Relay().send_next():
        pass
    assert Message.objects.get(pk=message.pk).state == State.DEAD
    sweep_messages()
    item = WorkItem.objects.get(message=message)
    assert (item.kind, item.case, item.for_permission) == (WorkKind.DEAD_MESSAGE, case, "mend_messages")
    assert item.question == (
        f"A text message about {about} could not be sent to +447700900982"
        " (GOV.UK Notify is not set up (NOTIFY_API_KEY)). How will they be told instead?"
    )
