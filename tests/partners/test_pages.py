"""The council's pages of a case's checks."""

from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from mash.cases.models import Case, WorkItem
from mash.cases.services.texts import approve_text, propose_text
from mash.cases.services.work_items import answer_work_item
from mash.cases.states import Clock
from mash.cases.text_queries import running
from mash.organisations.services import add_organisation
from mash.organisations.states import Kind
from partners.models import Check
from partners.services.answering import answer_check
from partners.services.asking import NotAsPreviewed, ask_partner
from partners.states import Answer, CheckState
from partners.texts import QUESTIONS

pytestmark = pytest.mark.django_db
WORDS = {
    "concern": "Bruises were seen", "purpose": "To decide whether she is safe", "basis": "safeguarding",
    "basis_reason": "A public task", "would_change": "If she says no.", "once": "5c9bd1f2-6f6d-4f2c-9d55-3f5a3a1c4c11",
}  # fmt: skip


@pytest.fixture
def desk(client_for, people):
    return client_for(people.duty_worker)


def at(name, case, *more):
    return reverse(f"partners:{name}", args=[case.reference, *more])


def text_of(response):
    return unescape(response.content.decode())


def hidden(html, name):
    return html.split(f'name="{name}" value="')[1].split('"')[0]


def questions(people):
    return WORDS | {
        f"more_{people.police.pk}": "Were officers called?",
        f"prompts_{people.gp.pk}": "Who comes with the adult, and have they been seen alone?",
    }


def address_of(case, people):
    return at("ask_partner", case) + f"?chosen=1&agencies={people.police.pk}&agencies={people.gp.pk}"


def test_who_can_be_asked_and_who_cannot_and_why(desk, case, check, people):
    add_organisation(name="Unsigned Probation", kind=Kind.PROBATION, contact_phone="01632 960777")
    html = text_of(desk.get(at("ask_partner", case)))
    assert f'value="{people.gp.pk}"' in html
    assert f'value="{people.police.pk}"' not in html
    assert f"Asked already: {check.reference}" in html
    assert "Unsigned Probation" in html
    assert "No sharing agreement is in force" in html
    assert "01632 960777" in html
    assert "Choose at least one agency" in text_of(desk.get(at("ask_partner", case) + "?chosen=1"))
    refused = text_of(desk.get(at("ask_partner", case) + f"?chosen=1&agencies={people.police.pk}"))
    assert "Choose from the answers given" in refused


def test_nothing_is_sent_before_it_was_looked_at(desk, case, people):
    url = address_of(case, people)
    html = text_of(desk.get(url))
    assert "Is there intelligence" in html
    assert "Which diagnoses and medicines" in html
    assert "Say what would make you share more" in text_of(desk.post(url, questions(people) | {"would_change": ""}))
    preview = text_of(desk.post(url, questions(people)))
    assert "Look before you send" in preview
    assert preview.count("9990000018") == 1
    assert "Invented Road" not in preview
    assert "No email address is known" in preview
    assert not Check.objects.exists()
    sent = questions(people) | {"step": "send", "seen": hidden(preview, "seen")}
    response = desk.post(url, sent, follow=True)
    assert response.redirect_chain == [(at("checks", case), 302)]
    assert "Asked: " in text_of(response)
    assert Check.objects.count() == 2
    assert case.decisions.get(kind="sharing").would_change == "If she says no."
    assert not any("If she says no." in str(check.shown) for check in Check.objects.all())
    # Sent again from the browser's history: nothing is asked twice.
    desk.post(url, sent)
    assert Check.objects.count() == 2


def test_what_changed_after_the_look_is_looked_at_again(desk, case, people):
    url = address_of(case, people)
    preview = text_of(desk.post(url, questions(people)))
    case.adult.family_name = "Changed"
    case.adult.save()
    again = desk.post(url, questions(people) | {"step": "send", "seen": hidden(preview, "seen")})
    assert "details changed since you looked" in text_of(again)
    assert "Ada Changed" in text_of(again)
    assert not Check.objects.exists()


def test_an_address_that_moves_while_it_is_sent_is_shown_before_it_goes_out(desk, case, people, monkeypatch):
    """A refuge, recorded by a colleague while this request waits for its turn at the case."""
    url, said = address_of(case, people), questions(people) | {"with_address": "on"}
    preview = text_of(desk.post(url, said))
    assert "1 Invented Road" in preview

    def meanwhile(**words):
        case.adult.addresses.filter(until_on=None).update(text="4 Refuge Lane")
        return ask_partner(**words)

    monkeypatch.setattr("partners.views.council.ask", meanwhile)
    again = text_of(desk.post(url, said | {"step": "send", "seen": hidden(preview, "seen")}))
    assert not Check.objects.exists()
    assert "details changed since you looked" in again
    assert "4 Refuge Lane" in again
    desk.post(url, said | {"step": "send", "seen": hidden(again, "seen")})
    assert all("4 Refuge Lane" in str(check.shown) for check in Check.objects.filter(agency=people.police))
    assert Check.objects.count() == 2


@pytest.mark.parametrize("seen", ["", "made up"])
def test_nothing_goes_out_that_nobody_looked_at(asked, seen):
    with pytest.raises(NotAsPreviewed):
        asked(seen=seen)
    assert not Check.objects.exists()


def test_change_goes_back_with_every_word(desk, case, people):
    html = text_of(desk.post(address_of(case, people), questions(people) | {"step": "change"}))
    assert "Were officers called?" in html
    assert "Bruises were seen" in html
    assert "Look before you send" not in html


def test_the_address_is_shown_only_when_ticked(desk, case, people):
    assert "1 Invented Road" in text_of(desk.post(address_of(case, people), questions(people) | {"with_address": "on"}))


def test_wrong_input_is_told_and_kept(desk, case, people):
    html = text_of(desk.post(address_of(case, people), WORDS | {"purpose": "", "basis": "", "concern": "Kept words"}))
    for message in (
        "Choose at least one question to Invented Police",
        "Choose at least one question to Larkfield",
        "Say why you ask",
        "Choose the lawful basis",
    ):
        assert message in html
    assert "Kept words" in html
    assert not Check.objects.exists()


def test_an_agreement_that_lapses_meanwhile_stops_the_sending(desk, case, people, lapse):
    url = address_of(case, people)
    preview = text_of(desk.post(url, questions(people)))
    lapse()
    response = desk.post(url, questions(people) | {"step": "send", "seen": hidden(preview, "seen")})
    assert "No sharing agreement is in force" in text_of(response)
    assert not Check.objects.exists()


def test_the_list_and_the_answer(desk, case, check, people):
    html = text_of(desk.get(at("checks", case)))
    assert "Invented Police" in html
    assert "Asked" in html
    html = text_of(desk.get(at("check_answer", case, check.reference)))
    assert "Withdraw the question" in html
    assert "01632 960123" in html
    answer_check(
        reference=check.reference, answer=Answer.SHARED, text="Four calls", not_to_family="His name", by=people.partner
    )
    assert "Four calls" in text_of(desk.get(at("checks", case)))
    html = text_of(desk.get(at("check_answer", case, check.reference)))
    assert "Not to be told to the adult" in html
    assert "I have read this" in html
    html = text_of(desk.post(at("read_answer", case, check.reference), follow=True))
    assert "Marked as read" in html
    assert Check.objects.get().read_by == people.duty_worker
    assert "There is no unread answer" in text_of(desk.post(at("read_answer", case, check.reference), follow=True))


def test_withdrawing(desk, case, check):
    assert "Withdrawn" in text_of(desk.post(at("withdraw_check", case, check.reference), follow=True))
    assert Check.objects.get().state == CheckState.WITHDRAWN
    assert "has answered already" in text_of(desk.post(at("withdraw_check", case, check.reference), follow=True))
    assert desk.get(at("withdraw_check", case, check.reference)).status_code == 405


def test_those_who_only_look_see_no_buttons(client_for, case, check, people):
    client = client_for(people.qa_manager)
    assert "Ask a partner" not in text_of(client.get(at("checks", case)))
    assert "Withdraw" not in text_of(client.get(at("check_answer", case, check.reference)))
    assert client.get(at("ask_partner", case)).status_code == 403
    assert client.post(at("withdraw_check", case, check.reference)).status_code == 403
    assert client.post(at("read_answer", case, check.reference)).status_code == 403


@pytest.mark.parametrize("role", ["locality_manager", "partner", "board_member", "administrator"])
def test_strangers_to_the_case_get_404(client_for, case, check, people, role):
    client = client_for(getattr(people, role))
    for url in (at("checks", case), at("ask_partner", case), at("check_answer", case, check.reference)):
        assert client.get(url).status_code == 404, url
    for name in ("read_answer", "withdraw_check"):
        assert client.post(at(name, case, check.reference)).status_code == 404, name


def test_an_unknown_check_is_404(desk, case):
    assert desk.get(at("check_answer", case, "K-0000-0000")).status_code == 404


def test_few_queries_however_many_checks(desk, case, check, asked, people, django_assert_max_num_queries):
    asked(people.gp)
    asked(people.trust)
    desk.get(at("checks", case))
    with django_assert_max_num_queries(15):
        desk.get(at("checks", case))


def test_a_question_in_words_of_yesterday_is_chosen_again_and_nothing_typed_is_lost(desk, case, people):
    url, typed = address_of(case, people), questions(people)
    base = running(QUESTIONS)
    words = {piece.key: piece.words for piece in QUESTIONS.pieces(base)} | {"gp": "What is known?"}
    version = propose_text(text=QUESTIONS, base_id=base.pk, words=words, reason="-", by=people.mash_manager)
    approve_text(text=QUESTIONS, version_id=version.pk, starts_at=None, by=people.head_of_service)
    html = text_of(desk.post(url, typed))
    assert f"The questions to {people.gp.name} have new wording. Choose again" in html
    assert "What is known?" in html
    assert "Were officers called?" in html
    preview = text_of(desk.post(url, typed | {f"prompts_{people.gp.pk}": "What is known?"}))
    assert "Look before you send" in preview


def test_a_late_answer_leads_from_closing_to_the_task_that_settles_it(desk, case, check, people, client_for, django_assert_max_num_queries):
    Case.objects.filter(pk=case.pk).update(decided_at=timezone.now())
    answer_check(reference=check.reference, answer=Answer.SHARED, text="She was seen", by=people.partner)
    task = WorkItem.objects.get()
    way = f'{reverse("triage:tasks")}#task-{task.pk}'
    closing = text_of(desk.get(reverse("cases:close_case", args=[case.reference])))
    assert f'href="{at("checks", case)}">A partner\'s late answer has not been looked at' in closing
    assert way in text_of(desk.post(at("read_answer", case, check.reference), follow=True))
    with django_assert_max_num_queries(30):
        assert way in text_of(desk.get(at("check_answer", case, check.reference)))
    assert f'id="task-{task.pk}"' in text_of(desk.get(reverse("triage:tasks")))
    assert way not in text_of(client_for(people.qa_manager).get(at("checks", case)))
    answer_work_item(work_item_id=task.pk, answer="No: it was known", by=people.duty_worker)
    assert not case.deadlines.open().filter(clock=Clock.LATE_ANSWER).exists()
    for page in (at("checks", case), at("check_answer", case, check.reference)):
        assert way not in text_of(desk.get(page))
