"""Reading a message never fails, says what it could not read, and tells people from machines."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referrals.mail.kinds import asks_not_to_write
from referrals.mail.letter import LONGEST, read_letter, report_of
from referrals.states import Danger, MailKind
from tests.referrals.mails import AWAY, EMPTY, HEAD, MALFORMED, PLAIN, TOP, WORDS, bounce, made_of, mail

DOMAIN = "mash.example.org"
OUR_NUMBER = "3f2b8c1e-1111-4222-8333-444455556666"


def read(raw: bytes):
    return read_letter(raw, domain=DOMAIN)


def test_a_plain_message_is_read_whole():
    letter = read(mail(subject="=?utf-8?q?Worried_about_=C3=81ine?="))
    assert (letter.kind, letter.automatic, letter.troubles) == (MailKind.CONCERN, False, ())
    assert (letter.subject, letter.text) == ("Worried about Áine", WORDS)
    assert (letter.name, letter.address) == ("Robin Reporter", "robin@example.org")
    assert letter.dated_at == datetime(2026, 11, 23, 10, tzinfo=UTC)


def test_it_becomes_a_report_in_its_own_words_without_a_guess_at_danger():
    report = report_of(read(mail()))
    assert report.worry == f"Subject: Worried\n\n{WORDS}"
    assert (report.danger, report.contact_is_safe, report.referrer_email) == (Danger.NOT_SURE, True, "robin@example.org")


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED)
def test_malformed_in_ten_ways_is_still_a_report_that_says_so(raw):
    letter = read(raw)
    assert letter.kind == MailKind.MALFORMED
    assert letter.troubles
    assert "\x00" not in report_of(letter).worry
    assert len(report_of(letter).worry) < LONGEST + 1000


@pytest.mark.parametrize("name", [name for name in MALFORMED if name not in ("absurdly nested", "no body, and a kind that is none")])
def test_what_can_be_read_of_a_malformed_message_is_read(name):
    assert WORDS[:30] in read(MALFORMED[name]).text or name == "a giant top line"
    assert "bruises on both arms" in read(MALFORMED[name]).text


@given(st.binary(max_size=600), st.integers(0, 400))
def test_no_bytes_stop_the_reading(noise, place):
    raw = made_of("multipart/mixed", PLAIN, PLAIN)
    for each in (noise, raw[:place] + noise + raw[place:]):
        worry = report_of(read(each)).worry
        worry.encode()
        assert "\x00" not in worry


def test_html_alone_is_read_as_words_and_nothing_is_fetched():
    html = "<p>She has <b>no food</b>.</p><img src='http://example.org/eye.png'><a href='http://example.org/x'>here</a><script>x()</script>"
    letter = read(made_of("multipart/alternative", f"Content-Type: text/html; charset=utf-8\r\n\r\n{html}"))
    assert letter.text == "She has no food.\n\nhere"


def test_plain_words_are_preferred_unless_the_page_says_far_more():
    page = "Content-Type: text/html\r\n\r\n<p>{}</p>"
    assert read(made_of("multipart/alternative", PLAIN, page.format("The same."))).text == WORDS
    stub = "Content-Type: text/plain\r\n\r\nYour program can't show this."
    assert "bruises " * 99 in read(made_of("multipart/alternative", stub, page.format("bruises " * 100))).text


def test_a_message_sent_on_as_an_attachment_is_read_and_history_is_kept():
    inner = "Content-Type: message/rfc822\r\n\r\nFrom: GP <gp@example.org>\r\nSubject: Mrs A\r\n\r\n> She fell again."
    letter = read(made_of("multipart/mixed", PLAIN, inner))
    assert "Attached message from GP <gp@example.org>: Mrs A" in letter.text
    assert "> She fell again." in letter.text


def test_files_are_set_apart_and_a_message_of_files_alone_is_a_report():
    file = "Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=a.png\r\n\r\nx"
    letter = read(made_of("multipart/mixed", file))
    assert (letter.kind, [a.name for a in letter.attachments]) == (MailKind.CONCERN, ["a.png"])
    assert "see the attachments" in report_of(letter).worry


def test_a_very_long_text_is_cut_into_the_report_and_says_where_the_rest_is():
    worry = report_of(read(mail("word " * 10_000))).worry
    assert len(worry) < LONGEST + 200
    assert worry.endswith("The whole text is in the message as it came.)")


def test_an_empty_message_is_called_so():
    letter = read(EMPTY)
    assert letter.kind == MailKind.EMPTY
    assert report_of(letter).contact_is_safe, "whoever sent nothing may need an answer most"


MACHINES = {
    "RFC 3834": {"Auto_Submitted": "auto-replied (vacation)"}, "autoreply": {"X_Autoreply": "yes"},
    "precedence": {"Precedence": "auto_reply"}, "nobody": {"Return_Path": "<>"},
}  # fmt: skip


@pytest.mark.parametrize("headers", MACHINES.values(), ids=MACHINES)
def test_an_automatic_reply_is_known_and_never_answered(headers):
    letter = read(mail(**headers))
    assert (letter.kind, letter.automatic) == (MailKind.AUTO_REPLY, True)
    assert not report_of(letter).contact_is_safe
    assert not report_of(letter).referrer_email


def test_away_words_alone_make_no_machine():
    assert read(mail(subject="Out of office hours he is alone")).kind == MailKind.CONCERN
    assert read(mail(subject="Automatic reply: x", X_Auto_Response_Suppress="All")).kind == MailKind.AUTO_REPLY


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-generated"}, {"Precedence": "bulk"}, {"X_Auto_Response_Suppress": "OOF"}, {"List_Id": "<a.example.org>"},
     {"who": "Police system <no-reply@example.org>"}],
)  # fmt: skip
def test_a_system_may_report_a_concern_and_is_not_answered(headers):
    letter = read(mail(**headers))
    assert (letter.kind, letter.automatic) == (MailKind.CONCERN, True)
    assert not report_of(letter).contact_is_safe


def test_auto_submitted_no_is_a_person():
    assert report_of(read(mail(Auto_Submitted="no"))).contact_is_safe


def test_a_bounce_names_which_message_of_ours_came_back():
    letter = read(bounce(f"{OUR_NUMBER}@{DOMAIN}"))
    assert (letter.kind, [str(n) for n in letter.names]) == (MailKind.BOUNCE, [OUR_NUMBER])
    assert "Status: 5.1.1" in letter.text


@pytest.mark.parametrize("of", [f"{OUR_NUMBER}@elsewhere.example.org", f"not-a-number@{DOMAIN}"])
def test_a_bounce_of_what_is_not_ours_names_nothing(of):
    letter = read(bounce(of))
    assert (letter.kind, letter.names) == (MailKind.BOUNCE, ())


def test_an_answer_names_what_it_answers():
    assert [str(n) for n in read(mail(In_Reply_To=f"<{OUR_NUMBER}@{DOMAIN}>")).names] == [OUR_NUMBER]


@pytest.mark.parametrize(
    "text", ["Please do not reply to this address, he reads it.", "It is not safe to e-mail me.", "Don't contact me.", "You can't ring me"]
)
def test_whoever_asks_us_not_to_write_is_not_written_to(text):
    assert asks_not_to_write(text)
    assert not report_of(read(mail(text))).contact_is_safe


def test_others_words_about_contact_are_no_such_wish():
    assert not asks_not_to_write("He does not let her ring her sister. They never contact the doctor.")


@pytest.mark.parametrize("who", ["a@example.org, b@example.org", "x", "<a@b>", "a@example.org <b@example.org>"])
def test_an_address_that_is_not_plainly_one_is_not_written_to(who):
    top = HEAD.format(who=who, number=1)
    assert read(f"{top}Subject: x\r\n\r\n{WORDS}".encode()).address == ""


def test_reply_to_is_never_used():
    report = report_of(read(mail(Reply_To="he@example.org")))
    assert report.referrer_email == "robin@example.org"
    assert "he@example.org" not in repr(report)


def test_a_text_that_calls_itself_a_picture_is_read():
    letter = read(f"{TOP}Subject: x\r\nContent-Type: image/png\r\n\r\n{WORDS}".encode())
    assert letter.text == WORDS
    assert letter.kind == MailKind.MALFORMED


def test_away_is_the_shape_of_a_real_one():
    assert read(AWAY).kind == MailKind.AUTO_REPLY
