"""The way of one concern, in steps that journeys share."""

from tests.journeys.hands import Person

WORRY = "Maureen next door is frightened of her nephew. He has her bank card, and she had no food in on Sunday."


def reports_a_concern(person: Person, *, leave_at: str = "", danger: str = "no") -> tuple[str, str]:
    """From the start page to the reference and code, with the fewest answers; or as far as one page."""
    person.goes("/report/").sees("999", "01582 547730").follows("Start")
    person.answers(voice="relative").presses("Continue")
    person.answers(worry=WORRY).presses("Continue")
    if leave_at == "danger":
        return "", ""
    person.answers(danger=danger).presses("Continue")
    person.answers(adult_name="Maureen, 14 Example Row").presses("Continue")
    person.presses("Continue").presses("Continue")
    person.answers(
        referrer_name="Robin Reporter", referrer_email="robin@example.org", safe_to_reply="yes", reply_by="email"
    ).presses("Continue")
    person.sees("Check your answers", WORRY)
    if leave_at == "check":
        return "", ""
    person.presses("Send").sees("We have received it", "What we cannot tell you").looks()
    return person.page.inner_text(".govuk-panel strong"), person.page.inner_text("main code")
