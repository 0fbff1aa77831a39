"""What somebody adds who reports through their work: one form for each page, for every door that asks for it.

Nothing here is required: a concern in one sentence is accepted from a professional too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from django import forms

from mash.cases.states import ConsentAnswer, Tri
from mash.forms.fields import Day, Line, NhsNumber, Pick, PickMany, Words, YesNoNotSure

from ..rules import Details

BORN = "27 3 1948"
CAN_DECIDE = [(Tri.YES, "Yes"), (Tri.NO, "No"), (Tri.DONT_KNOW, "Not sure")]


class PersonDetails(forms.Form):
    """What tells this adult from others of the same name."""

    adult_born_on = Day(
        label="Date of birth", required=False, past_only=True, most_years=120, example=BORN, help_text=f"For example, {BORN}"
    )
    nhs_number = NhsNumber(label="NHS number", help_text="10 digits, like 999 000 0018")


class HappenedDetails(forms.Form):
    """What happened, in the terms by which the hub will look at it."""

    abuse_types = PickMany(
        label="What kind of harm do you think it may be?", required=False,
        help_text="Choose all that may fit. You do not have to be right: we look at it again.",
    )  # fmt: skip
    when_it_happened = Words(
        label="When did it happen, and for how long has it gone on?", required=False, rows=2, max_length=2000
    )
    frequency = Line(
        label="How often does it happen?", required=False, help_text="Such as once, every week, or each visit"
    )
    injuries = Words(
        label="Are there injuries or other effects?", required=False, rows=3,
        help_text="What you saw, where on the body, and whether anyone has looked at it",
    )  # fmt: skip
    previous_concerns = Words(
        label="Has anything like this been reported before?", required=False, rows=3,
        help_text="About this adult, this person or this service: what, when, and who dealt with it",
    )  # fmt: skip

    def __init__(self, *args: Any, abuse_types: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["abuse_types"].choices = abuse_types


class ActionDetails(forms.Form):
    """What has been done already, so that it is neither forgotten nor done twice."""

    actions_taken = Words(
        label="What have you or others already done to keep the adult safe?", required=False, rows=3,
        help_text="Such as calling 999, medical care, telling the police, or keeping evidence",
    )  # fmt: skip
    others_told = Words(
        label="Who else is involved, and who has been told?", required=False, rows=3,
        help_text="Names, organisations and how to reach them, as far as you know",
    )  # fmt: skip
    police_reference = Line(label="Police reference", required=False, width=20, max_length=60)
    incident_reference = Line(
        label="Your own incident reference", required=False, width=20, max_length=60, help_text="Such as a Datix number"
    )


class NeedsDetails(forms.Form):
    """Care and support needs: the first of the three points that the law asks about (Care Act 2014, section 42)."""

    care_needs = Words(
        label="What care and support does the adult need?", required=False, rows=3,
        help_text="Such as illness, disability, frailty, mental health, drugs or alcohol, and who helps now",
    )  # fmt: skip
    communication_needs = Words(
        label="What helps the adult to communicate?", required=False, rows=2, max_length=2000,
        help_text="Language, interpreter, hearing, sight, easy read, more time, someone with them",
    )  # fmt: skip
    representative = Words(
        label="Who speaks for or supports the adult?", required=False, rows=2, max_length=2000,
        help_text="An advocate, attorney, deputy, relative or friend, and how to reach them",
    )  # fmt: skip


class WishesDetails(forms.Form):
    """The adult's own voice. Consent is a prompt and never an exit (workflow, section 3)."""

    desired_outcomes = Words(
        label="What does the adult want to happen?", required=False, rows=3, help_text="In their own words if you can"
    )
    consent = Pick(
        label="Does the adult agree to this report?", required=False, choices=ConsentAnswer.choices(),
        help_text="You can tell us without their agreement",
    )  # fmt: skip
    consent_reason = Words(
        label="If they did not agree, or were not asked, why are you telling us?", required=False, rows=2, max_length=2000,
        help_text="Such as others at risk, pressure from somebody, a crime, or because asking was not safe",
    )  # fmt: skip
    capacity = Pick(
        label="Can the adult make their own decision about this report?", required=False, choices=CAN_DECIDE,
        help_text="Mental capacity for this decision, at this time, as you see it",
    )  # fmt: skip
    capacity_reason = Words(label="Why do you think so?", required=False, rows=2, max_length=2000)


class SourceDetails(forms.Form):
    """Somebody who works with adults may reach others too: the hub then acts differently."""

    source_in_trust = YesNoNotSure(
        label="Is this person a paid carer, or in another position of trust?", required=False,
        help_text="Such as staff, a volunteer, or somebody who holds a power of attorney",
    )  # fmt: skip
    source_provider = Line(
        label="Which organisation or service is it?", required=False, width="two-thirds",
        help_text="If a care provider or another organisation may be responsible, or employs the person",
    )  # fmt: skip


class OthersDetails(forms.Form):
    """Who else could be hurt, and from whom this must be kept."""

    others_at_risk = Words(
        label="Are other adults at risk?",
        required=False,
        rows=2,
        max_length=2000,
        help_text="Who, where, and why you think so",
    )
    children_at_risk = YesNoNotSure(label="Could any children be at risk?", required=False)
    do_not_share_with = Words(
        label="Is there anybody who must not learn of this report?", required=False, rows=2, max_length=2000,
        help_text="A person or an organisation, and why. The law may still oblige us to tell some people.",
    )  # fmt: skip


class OrganisationDetails(forms.Form):
    """Where the referrer works."""

    organisation = Line(label="Your organisation", required=False, width="two-thirds")
    safeguarding_lead = Line(
        label="Your manager or safeguarding lead", required=False, width="two-thirds",
        help_text="Name, and a phone number or email address if you have it",
    )  # fmt: skip


class DetailsForm(
    OrganisationDetails, OthersDetails, SourceDetails, WishesDetails, NeedsDetails, ActionDetails, HappenedDetails,
    PersonDetails,
):  # fmt: skip
    """All of it on one page, in the order of the pages. (Django lists the fields of the last parent first.)"""


def details_from(cleaned: Mapping[str, Any]) -> Details | None:
    """What these cleaned answers add; None when they add nothing. Names that were not asked for are empty."""
    given = {field.name: cleaned[field.name] for field in fields(Details) if cleaned.get(field.name)}
    if not given:
        return None
    return Details(**given | {"abuse_types": tuple(given.get("abuse_types", ()))})
