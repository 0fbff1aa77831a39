"""Save and return: a reference and a code, nothing that anybody else can read, and nothing left behind."""

import re
from base64 import urlsafe_b64encode
from datetime import timedelta
from time import perf_counter
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mash.outbox.models import Message
from mash.trail.models import Event
from referrals.codes import new_code
from referrals.models import Referral, SavedDraft
from referrals.queries import drafts_waiting
from referrals.sealing import seal, unseal
from referrals.services.drafts import (
    KEPT,
    LONGEST,
    DraftTooLong,
    delete_draft,
    forget_saved,
    open_draft,
    save_draft,
    sweep_drafts,
)  # fmt: skip
from referrals.tasks import sweep_drafts as bell
from tests.referrals.test_public_pages import ANSWERS, WORRY, fill, hidden, url

pytestmark = pytest.mark.django_db
TEXT = f'{{"worry": "{WORRY}"}}'
WRONG = "AAAA-AAAA-AAAA"
LONG = "ABCDEF-12345-ABCDE-12345-ABCDE"


def saved(once=None, resumed=""):
    return save_draft(once_key=once or uuid4(), text=TEXT, resumed=resumed)


def verbs():
    return list(Event.objects.filter(chain="drafts").order_by("seq").values_list("verb", flat=True))


@pytest.fixture
def public(people, client_for):
    return client_for()


# sealing


def test_only_its_own_code_opens_a_draft():
    salt, sealed = seal("ünchanged", "ABCDEF-12345")
    assert unseal(sealed, salt, "ABCDEF-12345") == unseal(sealed, salt, " abcdef 12345 ") == "ünchanged"
    assert unseal(sealed, salt, "ABCDEF-12346") is None
    assert unseal(sealed, b"another salt 123", "ABCDEF-12345") is None
    assert unseal(sealed[:-4] + b"AAAA", salt, "ABCDEF-12345") is None


def test_a_code_has_60_bits_in_three_groups_of_four_and_no_two_are_alike():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", code) for code in codes)


def test_trying_a_code_costs_a_thief_time_and_nobody_patience():
    salt, sealed = seal("text", new_code())
    begun = perf_counter()
    assert unseal(sealed, salt, WRONG) is None
    assert 0.02 < perf_counter() - begun < 2  # 0.12 s on an idle machine; tests share theirs


def test_what_was_sealed_under_a_long_code_still_opens():
    key = HKDF(algorithm=SHA256(), length=32, salt=b"s" * 16, info=b"draft of a report")
    sealed = Fernet(urlsafe_b64encode(key.derive(LONG.replace("-", "").encode()))).encrypt(TEXT.encode())
    ticket = saved()
    SavedDraft.objects.update(salt=b"s" * 16, sealed=sealed)
    assert open_draft(reference=ticket.reference, code=ticket.code) is None
    assert open_draft(reference=ticket.reference, code=LONG.lower()) == TEXT


@pytest.mark.parametrize("act", [open_draft, delete_draft])
def test_a_code_for_no_draft_takes_as_long_as_a_wrong_one(act, monkeypatch):
    tried = []
    monkeypatch.setattr("referrals.sealing.Scrypt.derive", lambda self, code: tried.append(code) or bytes(32), raising=False)
    ticket = saved()
    tried.clear()
    for reference in (ticket.reference, "D-0000-0000"):
        act(reference=reference, code=WRONG)
    SavedDraft.objects.update(wrong_codes=5)
    act(reference=ticket.reference, code=WRONG)
    assert len(tried) == 3


def test_neither_words_nor_code_nor_key_are_in_the_database():
    ticket = saved()
    with connection.cursor() as cursor:
        cursor.execute("select d::text, convert_from(sealed, 'UTF8') from referrals_saveddraft d")
        kept = str(cursor.fetchone())
    assert WORRY[:12] not in kept
    assert ticket.code not in kept
    assert ticket.code.replace("-", "") not in kept
    assert ticket.code not in str(list(Event.objects.values()))


# the use cases


def test_what_was_saved_comes_back_as_often_as_it_is_asked_for():
    ticket = saved()
    assert open_draft(reference=ticket.reference.lower(), code=ticket.code.lower()) == TEXT
    assert open_draft(reference=ticket.reference, code=ticket.code) == TEXT
    assert verbs() == ["draft_saved", "draft_opened", "draft_opened"]


def test_five_wrong_codes_lock_it_for_good():
    ticket = saved()
    for _ in range(4):
        assert open_draft(reference=ticket.reference, code=WRONG) is None
    assert open_draft(reference=ticket.reference, code=ticket.code) == TEXT
    assert open_draft(reference=ticket.reference, code=WRONG) is None
    assert open_draft(reference=ticket.reference, code=ticket.code) is None
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedDraft.objects.update(wrong_codes=6)


def test_a_locked_draft_can_still_be_deleted_by_its_own_code_only():
    ticket = saved()
    for _ in range(6):
        delete_draft(reference=ticket.reference, code=WRONG)
    assert SavedDraft.objects.get().wrong_codes == 5
    delete_draft(reference=ticket.reference, code=ticket.code)
    assert not SavedDraft.objects.exists()
    assert verbs() == ["draft_saved", "draft_removed"]


def test_saving_what_was_resumed_gives_a_new_code_and_the_old_one_opens_nothing():
    first = saved(once := uuid4())
    second, other = saved(once, resumed=first.reference), saved()
    assert (first.replaced, second.replaced) == ("", first.reference)
    assert open_draft(reference=first.reference, code=first.code) is None
    assert open_draft(reference=second.reference, code=second.code) == TEXT
    assert open_draft(reference=second.reference, code=other.code) is None
    assert SavedDraft.objects.count() == 2


def test_what_another_page_saved_of_the_same_report_keeps_its_code():
    first = saved(once := uuid4())
    tickets = [first, saved(once), saved(uuid4(), resumed=first.reference)]
    assert [ticket.replaced for ticket in tickets] == ["", "", ""]
    assert all(open_draft(reference=ticket.reference, code=ticket.code) == TEXT for ticket in tickets)


def test_more_than_anybody_writes_is_not_kept():
    with pytest.raises(DraftTooLong):
        save_draft(once_key=uuid4(), text="x" * (LONGEST + 1))
    assert save_draft(once_key=uuid4(), text="x" * LONGEST)


def test_after_seven_days_it_opens_no_more_and_the_sweep_removes_it(time_machine):
    time_machine.move_to("2026-03-20 12:00", tick=False)
    old = saved()
    time_machine.move_to("2026-03-22 12:00", tick=False)
    young = saved()
    time_machine.move_to(timezone.now() - timedelta(days=2) + KEPT - timedelta(seconds=1), tick=False)
    assert open_draft(reference=old.reference, code=old.code) == TEXT
    assert sweep_drafts() == 0
    time_machine.shift(timedelta(seconds=1))
    assert open_draft(reference=old.reference, code=old.code) is None
    assert drafts_waiting() == 1
    bell()
    assert SavedDraft.objects.get().reference == young.reference
    assert sweep_drafts() == 0


def test_sending_removes_what_it_was_begun_with_alone():
    first, other = saved(once := uuid4()), saved(once)
    forget_saved(once_key=uuid4(), reference=first.reference)
    assert SavedDraft.objects.count() == 2
    forget_saved(once_key=once, reference=first.reference)
    assert SavedDraft.objects.get().reference == other.reference


@pytest.mark.parametrize("act", ["save", "open", "delete"])
def test_without_its_line_of_trail_nothing_happens(monkeypatch, act):
    ticket = saved()

    def broken(*args, **kwargs):
        raise RuntimeError("no trail")

    monkeypatch.setattr("referrals.services.drafts.record", broken)
    acts = {
        "save": lambda: saved(),
        "open": lambda: open_draft(reference=ticket.reference, code=ticket.code),
        "delete": lambda: delete_draft(reference=ticket.reference, code=ticket.code),
    }
    with pytest.raises(RuntimeError), transaction.atomic():
        acts[act]()
    assert SavedDraft.objects.get().reference == ticket.reference


def test_what_was_typed_and_left_goes_with_its_session(public):
    fill(public, upto="worry")
    bell()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    bell()
    assert not Session.objects.exists()


# the pages


def put_away(client, step="adult", **answers):
    fill(client, upto="danger", **({"danger": {"danger": answers.pop("danger")}} if "danger" in answers else {}))
    return client.post(url(step), hidden(client.get(url(step))) | answers | {"save": "1"})


def ticket_on(response):
    html = response.content.decode()
    return {"reference": re.search(r"D-\w{4}-\w{4}", html)[0], "code": re.search(r"<code[^>]*>([^<]+)</code>", html)[1]}


def test_saving_shows_reference_and_code_once_and_clears_the_browser(public):
    page = put_away(public, adult_other="Tall, walks with")
    assert page.status_code == 200
    assert "Saved, but not sent" in page.content.decode()
    assert set(ticket_on(page)) == {"reference", "code"}
    assert public.get(url("adult")).url == url("worry")
    assert WORRY[:12] not in public.get(url("worry")).content.decode()
    assert not Message.objects.exists()
    assert not Referral.objects.exists()


def test_coming_back_elsewhere_finds_every_word_even_of_the_unfinished_page(public, client_for):
    ticket = ticket_on(put_away(public, adult_other="Tall, walks with"))
    elsewhere = client_for()
    assert elsewhere.post(url("resume"), ticket).url == url("adult")
    assert b"Tall, walks with" in elsewhere.get(url("adult")).content
    assert WORRY[:12] in elsewhere.get(url("worry")).content.decode()


def test_sending_what_was_saved_makes_one_report_and_removes_the_draft(public, client_for):
    fill(public)
    ticket = ticket_on(public.post(url("check"), hidden(public.get(url("check"))) | {"save": "1"}))
    key = SavedDraft.objects.get().once_key
    elsewhere = client_for()
    assert elsewhere.post(url("resume"), ticket).url == url("check")
    elsewhere.post(url("check"), hidden(elsewhere.get(url("check"))))
    assert Referral.objects.get().once_key == UUID(str(key))
    assert not SavedDraft.objects.exists()


def test_going_on_from_the_page_of_the_code_needs_no_session_and_sends_nothing(public, client_for):
    fill(public)
    page = public.post(url("check"), hidden(public.get(url("check"))) | {"save": "1"})
    assert set(hidden(page)) == {"reference", "code"}, "the page holds no answer"
    assert WORRY[:12] not in page.content.decode()
    assert client_for().post(url("resume"), ticket_on(page)).url == url("check")
    assert not Referral.objects.exists()


def test_danger_now_is_a_reason_to_ring_when_saving_and_when_coming_back(public, client_for):
    page = put_away(public, danger="yes")
    assert "Do not wait: call 999" in page.content.decode()
    assert client_for().post(url("resume"), ticket_on(page)).url == url("ring")
    assert "Do not wait" not in put_away(client_for()).content.decode()


def test_an_unknown_reference_a_wrong_code_and_a_locked_draft_look_the_same(public, client_for):
    ticket = ticket_on(put_away(public))
    strip = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|D-\w{4}-\w{4}|[0-9A-Z]{4}(-[0-9A-Z]{4}){2}')

    def look(**changed):
        return strip.sub("", client_for().post(url("resume"), ticket | changed).content.decode())

    wrong = look(code=WRONG)
    assert "We found nothing to open" in wrong
    assert look(reference="D-0000-0000") == wrong
    for _ in range(5):
        look(code=WRONG)
    assert look() == wrong


def test_deleting_says_the_same_whatever_was_found(public, client_for):
    ticket = ticket_on(put_away(public))
    strip = re.compile(r'value="[^"]+"')
    wrong = strip.sub("", client_for().post(url("resume"), ticket | {"code": WRONG, "delete": "1"}).content.decode())
    assert SavedDraft.objects.exists()
    right = strip.sub("", client_for().post(url("resume"), ticket | {"delete": "1"}).content.decode())
    assert not SavedDraft.objects.exists()
    assert right == wrong


def test_deleting_where_nothing_was_typed_is_definite_and_still_tells_nothing(public, client_for):
    page = put_away(public)
    typed = ticket_on(page)
    assert 'name="delete" value="just_saved"' in page.content.decode()
    wrong = client_for().post(url("resume"), typed | {"code": WRONG, "delete": "just_saved"}).content
    right = client_for().post(url("resume"), typed | {"delete": "just_saved"}).content
    assert right == wrong
    assert b"Your saved report has been deleted" in right
    assert not SavedDraft.objects.exists()
    assert b"If there was a saved report" in client_for().post(url("resume"), typed | {"delete": "1"}).content


def test_a_wrong_code_deletes_nothing_of_what_is_being_written_here(public, client_for):
    ticket = ticket_on(put_away(client_for()))
    fill(public, upto="worry")
    public.post(url("resume"), ticket | {"code": WRONG, "delete": "1"})
    assert WORRY[:12] in public.get(url("worry")).content.decode()
    public.post(url("resume"), ticket | {"delete": "1"})
    assert WORRY[:12] in public.get(url("worry")).content.decode()


def test_the_lock_is_said_before_a_code_is_tried(public):
    assert b"After 5 wrong codes it is locked for good" in public.get(url("resume")).content


def test_a_draft_has_no_address_of_its_own(public, client_for):
    ticket = ticket_on(put_away(public))
    page = client_for().get(url("resume"), ticket)
    assert ticket["code"].encode() not in page.content
    assert WORRY[:12].encode() not in page.content


def test_half_a_ticket_is_named(public):
    page = public.post(url("resume"), {"reference": "D-0000-0000"})
    assert b"Enter your code" in page.content
    assert public.post(url("resume"), {"reference": "\x00", "code": "\x00"}).status_code == 200


def test_words_too_long_to_keep_come_back(public):
    page = public.post(url("worry"), {"worry": "a long story " * 60_000, "save": "1"})
    assert b"too long to be kept" in page.content
    assert page.content.count(b"a long story") == 60_000




# two pages of one report


def resumed(client, ticket, step):
    client.post(url("resume"), ticket)
    return client.get(url(step))


def test_an_older_tab_that_saves_leaves_the_code_of_what_a_newer_one_saved(public, client_for):
    fill(public, upto="danger")
    old = hidden(public.get(url("adult")))
    public.post(url("adult"), ANSWERS["adult"])
    newer = public.post(url("needs"), hidden(public.get(url("needs"))) | {"care_needs": "An hour of words", "save": "1"})
    older = public.post(url("adult"), old | {"save": "1"})
    assert "that is kept as it was, with its own reference and code" in older.content.decode()
    assert "An hour of words" in resumed(client_for(), ticket_on(newer), "needs").content.decode()
    assert client_for().post(url("resume"), ticket_on(older)).url == url("adult")


@pytest.mark.parametrize("again", ["the session", "the page alone"])
def test_saving_again_what_was_resumed_replaces_it_and_says_so(public, client_for, again):
    first = ticket_on(put_away(public))
    device = client_for()
    page = hidden(resumed(device, {**first, "reference": first["reference"].lower()}, "adult")) | {"adult_name": "Maureen", "save": "1"}
    second = (device if again == "the session" else client_for()).post(url("adult"), page)
    assert f"{first['reference']}</span>, with which you came back, and its code no longer work" in second.content.decode()
    assert "We found nothing to open" in client_for().post(url("resume"), first).content.decode()
    found = re.findall(r"D-\w{4}-\w{4}", second.content.decode())[0]
    assert SavedDraft.objects.get().reference == found


def test_of_two_devices_that_go_on_with_one_draft_each_keeps_what_it_saves(public, client_for):
    first = ticket_on(put_away(public))
    pages = [(device := client_for(), hidden(resumed(device, first, "adult"))) for _ in range(2)]
    saved_on = [device.post(url("adult"), page | {"adult_name": name, "save": "1"}) for (device, page), name in zip(pages, ("Maureen", "Doreen"), strict=True)]
    for response, name in zip(saved_on, ("Maureen", "Doreen"), strict=True):
        assert name in resumed(client_for(), ticket_on(response), "adult").content.decode()


def test_sending_from_an_older_tab_leaves_what_a_newer_one_saved(public, client_for):
    fill(public)
    check = hidden(public.get(url("check")))
    newer = public.post(url("needs"), hidden(public.get(url("needs"))) | {"care_needs": "Locked in at night", "save": "1"})
    public.post(url("check"), check)
    device = client_for()
    told = device.post(url("check"), hidden(resumed(device, ticket_on(newer), "check")))
    assert "These answers are not sent yet" in told.content.decode()
    device.post(url("check"), hidden(told))
    assert [report.particulars.care_needs for report in Referral.objects.order_by("pk")] == ["She has dementia", "Locked in at night"]
