"""What people at the hub, at an agency and in a locality do with one case, page by page."""

from datetime import timedelta

from django.utils import timezone

from tests.journeys.hands import Person
from triage.states import Factor

MONTH_AHEAD = timedelta(days=30)


def now():
    """A moment that is past by the time a form is read."""
    return timezone.now() - timedelta(minutes=1)


def reads_and_finds_the_adult(person: Person, reference: str) -> None:
    person.goes("/board/").sees(reference, "Not rated").looks()
    person.goes(f"/cases/{reference}/reports/").sees("Maureen next door is frightened").looks()
    person.opens_tab("Summary").follows("Find or create the adult")
    person.answers(name="Maureen Ashdown").presses("Search").sees("Nobody found")
    person.follows("make a new record").answers(postcode="LU1 9ZZ", address="14 Example Row").presses("Make the record")
    person.sees("Maureen Ashdown")


FIRST = {"safe_now": "yes", "child_affected": "no", "possible_crime": "no", "consent": "yes", "wishes": "yes"}


def weighs(person: Person) -> None:
    """All nine factors; one of them is a concern, in words."""
    weights = {f"factor_{factor}": "no_concern" for factor in Factor} | {"factor_impact": "concern"}
    person.answers(**weights, words_impact="Afraid to go home.")
    person.presses("See the suggestion")


def rates_red(person: Person, reference: str) -> None:
    person.opens_tab("Rating").answers(**FIRST | {"safe_now": "dont_know"}, types=["FIN", "DA"]).presses("Continue")
    person.answers(signs_FIN=["FIN3a"], signs_DA=["DA2b"]).presses("Continue")
    weighs(person)
    person.sees("Theft, fraud", "Domestic abuse")
    person.presses("Record the rating").sees("There is a problem", "Choose Red, Amber or Green")
    person.answers(rag="red", urgency="U2", rationale="Theft by a relative she depends on.", would_change="If he gave the card back.")
    person.presses("Record the rating").sees("MASH enquiry")


def rates_amber(person: Person, reference: str) -> None:
    person.opens_tab("Rating").answers(**FIRST, types=["FIN"]).presses("Continue")
    person.answers(signs_FIN=["FIN2c"]).presses("Continue")
    weighs(person)
    person.sees("Amber")
    person.answers(rag="amber", urgency="U3", rationale="Bills unpaid.", would_change="Any sign of force.").presses("Record the rating")
    person.sees("Triage")


def settles_the_rest(person: Person, reference: str) -> None:
    for step in ("partners", "planning"):
        person.goes(f"/cases/{reference}/triage/steps/{step}/").answers(state="not_needed", words="Not for this.")
        person.presses("Record")


def decides_triage(person: Person, reference: str) -> None:
    person.goes(f"/cases/{reference}/triage/decision/").answers(
        risk_now="advise", since_rating="She has spoken with us since.", decision="early_help", rationale="Money advice is what she asked for.", would_change="Another unpaid bill.",
        connection="Invented Money Advice", what_for="Her bills", made_by="hub",
    ).presses("Record the decision").sees("Close the case")  # fmt: skip


def takes_the_enquiry(person: Person, reference: str) -> None:
    person.goes(f"/cases/{reference}/enquiry/").presses("Take this enquiry").sees("Priya Practitioner")


def gathers(person: Person, reference: str) -> None:
    base = f"/cases/{reference}/triage/"
    person.goes(base).looks()
    person.goes(base + "history/").answers(found="Nothing on LAS before this.").presses("Record the history")
    person.goes(base + "contact/").answers(
        party="referrer", with_whom="Robin Reporter", reached="spoke", happened_at=now(), what_was_said="Says the same."
    ).presses("Log the contact")
    person.goes(base + "adult/").answers(
        reached="spoke", happened_at=now(), what_was_said="Spoke alone at the library.", safe_by="In person only",
        own_words="I want my card back, and I do not want him to know I said so.", desired_outcomes="My own money.",
        decision="who holds her bank card", can_understand="yes", can_retain="yes", can_weigh="yes",
        can_communicate="yes", support="Plain words, alone, in her own time.", evidence="Explained it back in her own words.", to_referral="yes", to_sharing="limited",
        limits="Not her nephew.",
    ).presses("Record the talk")  # fmt: skip
    person.goes(base + "consultation/").answers(
        senior="Morgan Manager, MASH Manager", held_at=now(), question="Police now?", advice="Yes, today."
    ).presses("Record the consultation")


def asks_the_police(person: Person, reference: str) -> None:
    person.goes(f"/cases/{reference}/checks/ask/").answers(agencies=[_agency(person, "Invented Police")]).presses("Continue")
    person.answers(concern="Her bank card is held by a relative.", purpose="To plan her safety", basis="safeguarding",
                   basis_reason="She may not be able to protect herself.", would_change="If she says no.")  # fmt: skip
    person.page.locator('main textarea[name^="more_"]').first.fill("Any calls to the address?")
    person.presses("Preview").sees("Her bank card is held by a relative").presses("Send").sees("Invented Police")


def _agency(person: Person, name: str) -> str:
    return person.page.get_by_label(name, exact=False).first.get_attribute("value")


def answers_for_the_police(person: Person) -> None:
    person.sees("Checks for us").follows("Maureen Ashdown")
    person.sees("Any calls to the address?").follows("We hold information and can share it")
    person.answers(text="Two calls in October.").presses("Send", exact=False).sees("There is a problem")
    person.answers(nature="fact").presses("Send", exact=False).sees("Two calls in October.")


def reads_the_answer(person: Person, reference: str) -> None:
    person.goes(f"/cases/{reference}/checks/").follows("Invented Police").sees("Two calls in October.")
    person.presses("I have read this", exact=False).sees("read")


def records_risk(person: Person, reference: str) -> None:
    base = f"/cases/{reference}/enquiry/"
    person.goes(base + "source/").answers(name="Her nephew", relationship="nephew").presses("Record")
    person.goes(base + "risk/").answers(
        abuse_type="Financial or material abuse", source_id="Her nephew", place="Own home", words="He keeps her card."
    ).presses("Record", exact=False).sees("He keeps her card.")


def meets(person: Person, reference: str) -> None:
    person.goes(f"/cases/{reference}/meetings/plan/").answers(
        kind="planning", at=now(), agenda="How she gets her card back.", adult_invited="yes"
    ).presses("Plan the meeting")
    person.page.locator(f'main a[href^="/cases/{reference}/meetings/1/"]').first.click()
    person.answers(name="Pat Police", organisation="Invented Police").presses("Add to the list")
    person.presses("Agreed", exact=False)
    person.follows("Write the minutes").answers(
        contribution="She wants her own money.", minutes="Bank told; new card to the library.", held_at=now()
    ).presses("Put on record").sees("Bank told; new card")


def plans(person: Person, reference: str) -> None:
    base = f"/cases/{reference}/plan/"
    person.goes(base + "agree/").answers(aim="Her own money in her own hands.", contingency="Ring the hub.").presses(
        "Agree", exact=False
    )
    person.goes(base + "action/").answers(
        what="New card", person="Pat", agency="Bank", due_on=(timezone.localdate() + MONTH_AHEAD)
    ).presses("Add", exact=False).sees("New card")


def tests_three_points(person: Person, reference: str) -> None:
    person.goes(f"/cases/{reference}/enquiry/test/").answers(
        has_needs="yes", has_needs_reason="Needs help with shopping.", at_risk="yes", at_risk_reason="Card taken.",
        cannot_protect="yes", cannot_protect_reason="Depends on him for food.",
        would_change="If he moved out.",
    ).presses("Record the test").sees("three")  # fmt: skip


def starts_section_42(person: Person, reference: str) -> None:
    person.goes(f"/cases/{reference}/enquiry/start/").answers(
        kind="section_42", route="local_authority", scope="What he took, by Friday.", findings="Card held since May.",
        rationale="All three points are met.",
    ).presses("Begin the enquiry").sees("Section 42 enquiry")  # fmt: skip


def makes_a_report(person: Person, reference: str) -> None:
    person.goes(f"/cases/{reference}/written-reports/write/").answers(
        analysis="He holds her card.", what_1="Return the card.", who_1="Her nephew", by_on_1=(timezone.localdate() + MONTH_AHEAD)
    ).presses("Sign and keep").sees("signed and kept")
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="PDF").first.click()
    assert download.value.suggested_filename.endswith(".pdf")
    assert download.value.path().read_bytes().startswith(b"%PDF")


def proposes_handover(person: Person, reference: str) -> None:
    person.goes(f"/cases/{reference}/handover/propose/").answers(
        to_team_id="North Locality Team", summary="Financial abuse by a nephew."
    ).presses("Propose the handover")
    person.goes(f"/cases/{reference}/handover/meeting/").answers(
        met_at=now(), met_with="Lou Locality", responsibilities="North visits weekly.", starts_on=timezone.localdate()
    ).presses("Record", exact=False)


def accepts_handover(person: Person, reference: str) -> None:
    person.goes("/board/").sees("Maureen Ashdown").looks()
    person.goes(f"/cases/{reference}/handover/answer/").answers(answer="accept").presses("Send the answer")
    person.sees("North Locality Team")


def concludes(person: Person, reference: str) -> None:
    person.goes(f"/cases/{reference}/enquiry/conclude/")
    person.answers(findings="He kept her card for six months.", outcomes_met="met", rationale="The card is back.")
    person.page.locator('main select[name^="assessment"]').select_option(label="Risk identified and action taken")
    person.page.locator('main [name^="outcome_"][value="removed"]').check()
    person.page.locator('main [name="follows"]').first.check()
    person.presses("Conclude the enquiry").sees("Concluded")


def gives_feedback(person: Person, reference: str) -> None:
    person.goes(f"/cases/{reference}/feedback/").follows("Write to this referrer")
    person.answers(kind="decided", extent="limited").presses("Continue")
    person.page.locator('main [name="codes"]').first.check()
    person.presses("Preview").sees("status page").presses("Send", exact=False).sees("sent")


def says_what_the_police_said(person: Person, reference: str) -> None:
    """It may be a crime, so the matrix asks for a discussion with the police."""
    person.goes(f"/cases/{reference}/triage/").sees("What the matrix asks for whatever the level").follows("Say that it is done, or why not")
    person.answers(came="done", with_whom="PC Ann Ames, the police's hub desk", done_at=timezone.now(), words="They look into it, and ring us.")
    person.presses("Record it").sees("Recorded. Police discussion is no longer open.")


def closes(person: Person, reference: str, **more: str) -> None:
    person.goes(f"/cases/{reference}/close/").sees("Nothing stands against closing").answers(
        adult_told="Lou told her at the library.", protection="New card and PIN.",
        rationale="Handed over, answered, safe.", would_change="If he comes back.", **more,
    ).presses("Close the case").sees("The case is closed")  # fmt: skip


def reopens(person: Person, reference: str) -> None:
    person.follows("Reopen the case").answers(reason="He has come back.").presses("Reopen the case").sees("open again")
